// Controls from a plain record. The elements are made once for a structure; values that come later are put into
// them, but never into the one that has the focus: it belongs to the person who is moving it.

const decimals = (step) => (String(step).split(".")[1] || "").length;

function render({ model, el }) {
  el.classList.add("trm-controls");
  const uid = "c" + Math.random().toString(36).slice(2, 8);
  let inputs = new Map();
  let serial = 0;
  let found = ""; // what is said of the last search; a parameter that is found makes all elements anew

  const tell = (side, key, value) => {
    model.set("changed", [side, key, value, ++serial]);
    model.save_changes();
  };
  const written = (row, value) => {
    if (typeof value !== "number") return String(value ?? "");
    const places = Math.max(decimals(row.step || 1), Math.min(6, decimals(value)));
    return new Intl.NumberFormat(model.get("language"), { maximumFractionDigits: places }).format(value);
  };

  const say = (key, values) => model.get("words")[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** Between which ends a number has to lie, in words; empty where one of them is open. */
  function allowed(row) {
    if (![row.low, row.high].every((x) => typeof x === "number")) return "";
    const [low, high] = [row.low, row.high].map((x) => shownNumber(x, model.get("language")));
    return say("allowed", { low, high });
  }

  /** What somebody typed, as `{ value }`, or as `{ problem }`: a sentence in the page's language. */
  function checked(row, text) {
    const language = model.get("language");
    const { value, problem, ...meanings } = readNumber(text, language, row.kind === "whole");
    if (problem) return { problem: say(problem, { text, ...meanings }) };
    if (row.kind === "whole" && !Number.isInteger(value)) return { problem: say("not_whole", {}) };
    const bound = (x) => ({ bound: shownNumber(x, language) });
    if (typeof row.low === "number" && value < row.low) return { problem: allowed(row) || say("too_low", bound(row.low)) };
    if (typeof row.high === "number" && value > row.high) return { problem: allowed(row) || say("too_high", bound(row.high)) };
    return { value };
  }

  function control(row, side, id) {
    const words = model.get("words");
    const label = side === "both" ? row.label : `${row.label}, ${side.toUpperCase()}`;
    const value = row.values[side];
    if (row.kind === "choice" || row.kind === "yes/no") {
      const select = make("select", "trm-input");
      select.id = id;
      select.setAttribute("aria-label", label);
      const choices = row.kind === "choice" ? row.choices : [["true", words.yes], ["false", words.no]];
      for (const [held, name] of choices) {
        const option = make("option", "", name);
        option.value = held;
        select.append(option);
      }
      select.value = String(value);
      select.addEventListener("change", () =>
        tell(side, row.key, row.kind === "yes/no" ? select.value === "true" : select.value));
      inputs.set(id, { row, side, set: (x) => { if (document.activeElement !== select) select.value = String(x); } });
      return select;
    }
    const box = make("span", "trm-number");
    const number = make("input", "trm-input trm-figure");
    // Not of the type "number": its decimal sign is that of the browser's language, and another sign is passed over.
    number.type = "text";
    number.inputMode = row.kind === "whole" ? "numeric" : "decimal";
    number.autocomplete = "off";
    number.id = id;
    number.setAttribute("role", "spinbutton");
    number.setAttribute("aria-label", row.unit ? `${label} (${row.unit})` : label);
    for (const [name, held] of [["min", row.low], ["max", row.high]])
      if (held !== null && held !== undefined) number.setAttribute(`aria-value${name}`, held);
    let standing = value;
    // What was refused stays in the field to be mended; beside it stands what is allowed, and which value counts.
    const told = make("p", "trm-small trm-not-taken");
    told.id = `${id}-told`;
    told.setAttribute("role", "alert");
    const refuse = (problem) => {
      number.setCustomValidity(problem);
      number.setAttribute("aria-invalid", "true");
      number.setAttribute("aria-describedby", told.id);
      const counts = say("in_force", { value: shownNumber(standing, model.get("language")) });
      const sentences = new Set([problem, allowed(row), counts].filter(Boolean));
      told.textContent = (side === "both" ? "" : `${side.toUpperCase()}: `) + [...sentences].join(" ");
      number.closest(".trm-row").append(told);
    };
    const put = (x) => {
      standing = x;
      number.removeAttribute("aria-invalid");
      number.removeAttribute("aria-describedby");
      told.remove();
      number.value = shownNumber(x, model.get("language"));
      number.setAttribute("aria-valuenow", x);
      number.setAttribute("aria-valuetext", number.value);
      number.setCustomValidity("");
    };
    put(value);
    let range = null;
    if (row.range) {
      range = make("input", "trm-range");
      range.type = "range";
      [range.min, range.max] = row.range;
      range.step = row.step;
      range.value = value;
      range.setAttribute("aria-label", label);
      range.setAttribute("aria-valuetext", `${written(row, value)} ${row.unit}`);
      range.addEventListener("input", () => put(Number(range.value)));
      range.addEventListener("change", () => {
        range.setAttribute("aria-valuetext", `${written(row, Number(range.value))} ${row.unit}`);
        tell(side, row.key, Number(range.value));
      });
      box.append(range);
    }
    const take = (x) => {
      put(x);
      if (range) range.value = x;
      tell(side, row.key, x);
    };
    number.addEventListener("input", () => number.setCustomValidity(""));
    number.addEventListener("change", () => {
      const { value: read, problem } = checked(row, number.value);
      if (problem === undefined) take(read);
      else refuse(problem);
    });
    number.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const from = checked(row, number.value).value ?? standing;
      const next = Number((from + way * (row.step || 1)).toPrecision(12)); // 0.1 + 0.2 is 0.3 here
      if (checked(row, shownNumber(next, model.get("language"))).problem === undefined) take(next);
    });
    box.append(number);
    inputs.set(id, {
      row, side,
      set: (x) => {
        const isMended = !told.isConnected || x !== standing;
        if (document.activeElement !== number && isMended) put(x);
        if (range && document.activeElement !== range) {
          range.value = x;
          range.setAttribute("aria-valuetext", `${written(row, x)} ${row.unit}`);
        }
      },
    });
    return box;
  }

  function rowElement(row, place) {
    const words = model.get("words");
    const line = make("div", "trm-row");
    const head = make("div", "trm-row-head");
    const name = make("span", "trm-row-name", row.label);
    if (row.unit) name.append(make("span", "trm-unit", ` ${row.unit}`));
    head.append(name);
    const help = make("details", "trm-help");
    const mark = make("summary", "", "?");
    mark.setAttribute("aria-label", `${words.meaning}: ${row.label}`);
    help.append(mark);
    const told = make("div", "trm-help-text");
    for (const text of row.help) told.append(make("p", "", text));
    help.append(told);
    head.append(help);
    line.append(head);
    const sides = Object.keys(row.values);
    const cells = make("div", `trm-cells trm-cells-${sides.length}`);
    for (const side of sides) {
      const cell = make("div", `trm-cell trm-cell-${side}`);
      if (side !== "both") {
        const letter = make("span", "trm-letter", side.toUpperCase());
        letter.setAttribute("aria-hidden", "true");
        cell.append(letter);
      }
      cell.append(control(row, side, `${uid}-${place}-${side}`));
      cells.append(cell);
    }
    if (sides.length === 2) line.classList.toggle("trm-differs", row.values.a !== row.values.b);
    line.append(cells);
    return line;
  }

  function finder() {
    const words = model.get("words");
    const box = make("div", "trm-find");
    const label = make("label", "", words.find);
    label.htmlFor = uid + "-find";
    const input = make("input", "trm-input");
    input.id = uid + "-find";
    input.type = "text";
    input.autocomplete = "off";
    input.placeholder = words.find_hint;
    input.setAttribute("list", uid + "-options");
    const list = make("datalist");
    list.id = uid + "-options";
    const fill = () => {
      if (list.childElementCount) return;
      for (const text of model.get("options")) {
        const option = make("option");
        option.value = text;
        list.append(option);
      }
    };
    input.addEventListener("focus", fill);
    const told = make("p", "trm-small");
    told.setAttribute("role", "status");
    const tellFound = (text) => {
      found = text;
      told.textContent = text;
    };
    const choose = (text, others) => {
      const key = others ? "find_first" : "find_taken";
      tellFound(say(key, { name: text, others: shownNumber(others, model.get("language")) }));
      tell("both", "find", text);
      input.value = "";
    };
    /** Take what was typed: a whole name, or with Enter the first that begins so or else has all its words. */
    const look = (isEntered) => {
      const options = model.get("options");
      const typed = input.value.trim();
      if (options.includes(typed)) return choose(typed, 0);
      const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
      const matches = options.filter((option) => parts.every((part) => option.toLowerCase().includes(part)));
      if (!parts.length) tellFound("");
      else if (!matches.length) tellFound(say("find_nothing", { text: typed }));
      else if (!isEntered) tellFound("");
      else choose(matches.find((option) => option.toLowerCase().startsWith(typed.toLowerCase())) ?? matches[0], matches.length - 1);
    };
    input.addEventListener("change", () => { if (input.value) look(false); });
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") look(true); });
    setTimeout(() => { told.textContent = found; }, 50); // a text that comes later is read out
    box.append(label, input, list, told);
    return box;
  }

  // everything but the values: as long as it is the same, the elements stay
  const structure = () => JSON.stringify([
    model.get("language"),
    model.get("groups").map((group) => [group.title, group.rows.map((row) => [row.key, Object.keys(row.values), row.choices])]),
  ]);
  let drawn = "";

  function draw() {
    const open = new Map([...el.querySelectorAll("details.trm-group")].map((d) => [d.dataset.group, d.open]));
    const focused = el.contains(document.activeElement) ? document.activeElement.id : "";
    el.replaceChildren();
    inputs = new Map();
    model.get("groups").forEach((group, g) => {
      const box = make("details", "trm-group");
      box.dataset.group = group.name;
      box.open = open.has(group.name) ? open.get(group.name) : Boolean(group.open);
      box.append(make("summary", "trm-group-title", group.title));
      group.rows.forEach((row, r) => box.append(rowElement(row, `${g}-${r}`)));
      el.append(box);
    });
    if (model.get("options").length) el.append(finder());
    if (focused) el.querySelector("#" + focused)?.focus();
    drawn = structure();
  }

  function renew() {
    if (structure() !== drawn) return draw();
    const rows = new Map(model.get("groups").flatMap((group) => group.rows.map((row) => [row.key, row])));
    for (const held of inputs.values()) held.set(rows.get(held.row.key).values[held.side]);
    el.querySelectorAll(".trm-row").forEach((line, place) => {
      const row = model.get("groups").flatMap((group) => group.rows)[place];
      if (row && "a" in row.values) line.classList.toggle("trm-differs", row.values.a !== row.values.b);
    });
  }

  const closeHelp = (isLeft) => {
    for (const help of el.querySelectorAll(".trm-help[open]")) if (isLeft(help)) help.open = false;
  };
  const pressed = (event) => closeHelp((help) => !help.contains(event.target));
  const keyed = (event) => { if (event.key === "Escape") closeHelp(() => true); };

  draw();
  model.on("change:groups change:words change:language", renew);
  model.on("change:language", () => { found = ""; });
  window.addEventListener("pointerdown", pressed);
  window.addEventListener("keydown", keyed);
  return () => {
    window.removeEventListener("pointerdown", pressed);
    window.removeEventListener("keydown", keyed);
  };
}

export default { render };
