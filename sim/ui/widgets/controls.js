// Controls from a plain record. The elements are made once for a structure; values that come later are put into
// them, but never into the one that has the focus: it belongs to the person who is moving it.

const decimals = (step) => (String(step).split(".")[1] || "").length;

function render({ model, el }) {
  el.classList.add("trm-controls");
  const uid = "c" + Math.random().toString(36).slice(2, 8);
  let inputs = new Map();
  let serial = 0;

  const tell = (side, key, value) => {
    model.set("changed", [side, key, value, ++serial]);
    model.save_changes();
  };
  const written = (row, value) => {
    if (typeof value !== "number") return String(value ?? "");
    const places = Math.max(decimals(row.step || 1), Math.min(6, decimals(value)));
    return new Intl.NumberFormat(model.get("language"), { maximumFractionDigits: places }).format(value);
  };

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
    number.type = "number";
    number.id = id;
    number.setAttribute("aria-label", row.unit ? `${label} (${row.unit})` : label);
    for (const [name, held] of [["min", row.low], ["max", row.high], ["step", row.kind === "whole" ? 1 : "any"]])
      if (held !== null && held !== undefined) number[name] = held;
    number.value = value;
    let range = null;
    if (row.range) {
      range = make("input", "trm-range");
      range.type = "range";
      [range.min, range.max] = row.range;
      range.step = row.step;
      range.value = value;
      range.setAttribute("aria-label", label);
      range.setAttribute("aria-valuetext", `${written(row, value)} ${row.unit}`);
      range.addEventListener("input", () => { number.value = range.value; });
      range.addEventListener("change", () => {
        range.setAttribute("aria-valuetext", `${written(row, Number(range.value))} ${row.unit}`);
        tell(side, row.key, Number(range.value));
      });
      box.append(range);
    }
    number.addEventListener("change", () => {
      if (number.value === "" || !number.checkValidity()) {
        number.reportValidity();
        return;
      }
      if (range) range.value = number.value;
      tell(side, row.key, Number(number.value));
    });
    box.append(number);
    inputs.set(id, {
      row, side,
      set: (x) => {
        if (document.activeElement !== number) number.value = x;
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
    input.addEventListener("change", () => {
      if (!model.get("options").includes(input.value)) return;
      tell("both", "find", input.value);
      input.value = "";
    });
    box.append(label, input, list);
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

  draw();
  model.on("change:groups change:words change:language", renew);
}

export default { render };
