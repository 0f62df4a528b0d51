// What a class expects, before it is run: which policy does better, and a sketch of loyalty over the days, drawn with a
// pointer or set with sliders. Afterwards the same drawing with what came out under the sketch.

const KNOTS = [4, 8, 12, 16, 20]; // places of the sliders among the 21 points of a sketch
const STEP = 0.005;

function render({ model, el }) {
  el.classList.add("trm-predict");
  const uid = "p" + Math.random().toString(36).slice(2, 8);
  const canvas = make("canvas", "trm-sketch");
  canvas.setAttribute("role", "img");
  let pen = 0;
  let choice = model.get("choice");
  let sketch = model.get("sketch").map((line) => [...line]);
  let serial = 0;
  let refresh = () => {};

  const words = (key) => model.get("words")[key];
  const written = (value, places = 3) =>
    new Intl.NumberFormat(model.get("language"), { minimumFractionDigits: places, maximumFractionDigits: places }).format(value);
  const tell = () => {
    model.set("told", [choice, sketch[0], sketch[1], ++serial]);
    model.save_changes();
  };

  // ---- drawing

  const margin = { left: 46, right: 12, top: 10, bottom: 26 };
  let box = { width: 300, height: 220 };
  const room = 0.06; // what is shown at least, so that luck does not look like a mountain
  const span = () => { // room to draw in; afterwards as much as what came out and the sketch need
    const curves = model.get("curves");
    if (!curves.length) return model.get("span");
    const known = [...curves.flatMap((curve) => [...curve.low, ...curve.high]), ...sketch.flat()].filter((x) => x !== null);
    if (!known.length) return [0, 1];
    let [low, high] = [Math.min(...known), Math.max(...known)];
    const more = Math.max(0, room - (high - low)) / 2 + 0.005;
    return [Math.max(0, low - more), Math.min(1, high + more)];
  };
  const lastDay = () => model.get("days")[model.get("days").length - 1];
  const across = (day) => margin.left + ((day - 1) / Math.max(1, lastDay() - 1)) * (box.width - margin.left - margin.right);
  const down = (value) => {
    const [low, high] = span();
    return margin.top + (1 - (value - low) / (high - low)) * (box.height - margin.top - margin.bottom);
  };

  function line(pencil, points, { dashed = [], width = 2 }) {
    pencil.setLineDash(dashed);
    pencil.lineWidth = width;
    pencil.beginPath();
    let down_ = false;
    for (const [x, y] of points) {
      if (y === null) { down_ = false; continue; }
      if (down_) pencil.lineTo(x, y);
      else pencil.moveTo(x, y);
      down_ = true;
    }
    pencil.stroke();
    pencil.setLineDash([]);
  }

  function draw() {
    const bounds = canvas.getBoundingClientRect();
    if (!bounds.width) return;
    box = { width: bounds.width, height: bounds.height };
    const dense = window.devicePixelRatio || 1;
    canvas.width = Math.round(box.width * dense);
    canvas.height = Math.round(box.height * dense);
    const pencil = canvas.getContext("2d");
    pencil.scale(dense, dense);
    const style = getComputedStyle(canvas);
    const colour = (name, usual) => style.getPropertyValue(name).trim() || usual;
    const soft = colour("--trm-soft", "#565d6b");
    const size = 0.8 * parseFloat(getComputedStyle(document.documentElement).fontSize);
    margin.left = 3.4 * size;
    margin.bottom = 2.2 * size;
    pencil.font = `${size}px system-ui, sans-serif`;
    const [low, high] = span();
    pencil.fillStyle = soft;
    pencil.strokeStyle = colour("--trm-line", "#dfe3ea");
    pencil.textAlign = "right";
    pencil.textBaseline = "middle";
    const apart = [0.01, 0.02, 0.05, 0.1, 0.2].find((held) => (high - low) / held <= 7) || 0.5;
    for (let value = Math.ceil(low / apart - 1e-9) * apart; value <= high + 1e-9; value += apart) {
      line(pencil, [[margin.left, down(value)], [box.width - margin.right, down(value)]], { width: 1 });
      pencil.fillText(written(value, apart < 0.1 ? 2 : 1), margin.left - 6, down(value));
    }
    pencil.textBaseline = "alphabetic";
    const last = lastDay();
    [1, Math.round(last / 2), last].forEach((day, k) => {
      pencil.textAlign = ["left", "center", "right"][k];
      pencil.fillText(`${words("day")} ${day}`, across(day), box.height - 8);
    });
    const colours = [colour("--trm-a", "#0b63b0"), colour("--trm-b", "#a84300")];
    const curves = model.get("curves");
    curves.forEach((curve, side) => {
      pencil.fillStyle = colours[side];
      pencil.globalAlpha = 0.14;
      pencil.beginPath();
      const known = curve.days.map((_, k) => k).filter((k) => curve.mean[k] !== null);
      known.forEach((k) => pencil.lineTo(across(curve.days[k]), down(curve.high[k])));
      known.reverse().forEach((k) => pencil.lineTo(across(curve.days[k]), down(curve.low[k])));
      pencil.fill();
      pencil.globalAlpha = 1;
      pencil.strokeStyle = colours[side];
      const points = curve.days.map((day, k) => [across(day), curve.mean[k] === null ? null : down(curve.mean[k])]);
      line(pencil, points, { dashed: side ? [8, 5] : [], width: 2.5 });
    });
    const days = model.get("days");
    sketch.forEach((values, side) => {
      if (!values.length) return;
      pencil.strokeStyle = pencil.fillStyle = colours[side];
      const points = values.map((value, k) => [across(days[k]), value === null ? null : down(value)]);
      line(pencil, points, curves.length ? { dashed: [1.5, 4], width: 2 } : { dashed: side ? [8, 5] : [], width: 3 });
      pencil.font = `600 ${size}px system-ui, sans-serif`;
      for (const k of KNOTS) {
        if (values[k] === null) continue;
        pencil.beginPath();
        pencil.arc(points[k][0], points[k][1], 4, 0, 2 * Math.PI);
        pencil.fill();
      }
      const end = points[points.length - 1];
      if (end[1] === null) return;
      pencil.textAlign = "right";
      pencil.fillText("AB"[side], end[0] - 8, end[1] - 8);
    });
  }

  const place = (event) => {
    const bounds = canvas.getBoundingClientRect();
    const inside = (event.clientX - bounds.left - margin.left) / (box.width - margin.left - margin.right);
    const [low, high] = span();
    const up = 1 - (event.clientY - bounds.top - margin.top) / (box.height - margin.top - margin.bottom);
    const last = model.get("days").length - 1;
    return [
      Math.max(0, Math.min(last, Math.round(inside * last))),
      Math.max(low, Math.min(high, low + up * (high - low))),
    ];
  };
  let stroke = null;
  const put = (k, value) => { sketch[pen][k] = Math.round(value / STEP) * STEP; };
  canvas.addEventListener("pointerdown", (event) => {
    if (model.get("curves").length) return;
    canvas.setPointerCapture(event.pointerId);
    if (!sketch[pen].length) sketch[pen] = model.get("days").map(() => null);
    stroke = place(event);
    put(...stroke);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const [k, value] = place(event);
    const [from, before] = stroke;
    const steps = Math.abs(k - from);
    for (let s = 1; s <= steps; s++) put(from + Math.sign(k - from) * s, before + ((value - before) * s) / steps);
    if (!steps) put(k, value);
    stroke = [k, value];
    draw();
  });
  const lift = () => {
    if (!stroke) return;
    stroke = null;
    const values = sketch[pen];
    const known = values.map((value, k) => (value === null ? -1 : k)).filter((k) => k >= 0);
    values.forEach((value, k) => { // what was left out lies between what was drawn, or goes on level
      if (value !== null) return;
      const before = known.filter((j) => j < k).pop();
      const after = known.find((j) => j > k);
      if (before === undefined) values[k] = values[after];
      else if (after === undefined) values[k] = values[before];
      else values[k] = values[before] + ((values[after] - values[before]) * (k - before)) / (after - before);
    });
    refresh();
    draw();
    tell();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);

  function slide(side, knot, value) {
    if (!sketch[side].length) sketch[side] = model.get("days").map(() => value);
    const values = sketch[side];
    const here = KNOTS[knot];
    values[here] = value;
    const between = (from, to) => {
      for (let k = from + 1; k < to; k++) values[k] = values[from] + ((values[to] - values[from]) * (k - from)) / (to - from);
    };
    if (knot === 0) values.fill(value, 0, here);
    else between(KNOTS[knot - 1], here);
    if (knot < KNOTS.length - 1) between(here, KNOTS[knot + 1]);
  }

  // ---- the elements

  function choices() {
    const group = make("fieldset", "trm-choices");
    group.append(make("legend", "", model.get("question")));
    for (const [value, label] of model.get("options")) {
      const line_ = make("label", "trm-choice");
      const radio = make("input");
      radio.type = "radio";
      radio.name = uid + "-choice";
      radio.value = value;
      radio.checked = value === choice;
      radio.addEventListener("change", () => { choice = value; tell(); });
      line_.append(radio, make("span", "", label));
      group.append(line_);
    }
    return group;
  }

  function pens() {
    const group = make("fieldset", "trm-pens");
    group.append(make("legend", "", words("sketch")));
    group.append(make("p", "trm-soft trm-small", words("sketch_how")));
    const line_ = make("div", "trm-line");
    ["a", "b"].forEach((name, side) => {
      const label = make("label", "trm-choice");
      const radio = make("input");
      radio.type = "radio";
      radio.name = uid + "-pen";
      radio.checked = side === pen;
      radio.addEventListener("change", () => { pen = side; });
      label.append(radio, make("span", `trm-label-${name}`, words(`pen_${name}`)));
      line_.append(label);
    });
    const clear = make("button", "trm-button", words("clear"));
    clear.type = "button";
    clear.addEventListener("click", () => { sketch = [[], []]; refresh(); draw(); tell(); });
    line_.append(clear);
    group.append(line_);
    return group;
  }

  function sliders() {
    const details = make("details", "trm-sliders");
    details.append(make("summary", "", words("sliders")));
    const both = make("div", "trm-two");
    const held = [];
    const [low, high] = model.get("span");
    ["a", "b"].forEach((name, side) => {
      const group = make("fieldset");
      group.append(make("legend", `trm-label-${name}`, words(`pen_${name}`)));
      KNOTS.forEach((k, knot) => {
        const label = make("label", "trm-slider");
        const range = make("input", `trm-range trm-range-${name}`);
        const output = make("span", "trm-slider-value");
        range.type = "range";
        [range.min, range.max, range.step] = [low, high, STEP];
        label.append(make("span", "", `${words("day")} ${model.get("days")[k]}`), range, output);
        const show = () => {
          const value = sketch[side].length ? sketch[side][k] : null;
          range.value = value === null ? (low + high) / 2 : value;
          output.textContent = value === null ? "–" : written(value);
          range.setAttribute("aria-valuetext", value === null ? words("not_drawn") : written(value));
        };
        range.addEventListener("input", () => { slide(side, knot, Number(range.value)); refresh(); draw(); });
        range.addEventListener("change", tell);
        held.push(show);
        group.append(label);
      });
      both.append(group);
    });
    refresh = () => held.forEach((show) => show());
    refresh();
    details.append(both);
    return details;
  }

  function legend() {
    const list = make("ul", "trm-legend");
    ["a", "b"].forEach((name, side) => {
      const came = make("li", `trm-label-${name}`);
      came.append(make("span", `trm-key trm-key-${name}`), make("span", "", words(`came_${name}`)));
      list.append(came);
      if (!sketch[side].length) return;
      const own = make("li", `trm-label-${name}`);
      own.append(make("span", `trm-key trm-key-sketch`), make("span", "", words(`own_${name}`)));
      list.append(own);
    });
    return list;
  }

  function numbers() {
    const details = make("details");
    details.append(make("summary", "", words("numbers")));
    const scroll = make("div", "trm-scroll");
    const table = make("table");
    const [head, ...rows] = model.get("table");
    const top = make("tr");
    for (const text of head) {
      const cell = make("th", "", text);
      cell.scope = "col";
      top.append(cell);
    }
    const heads = make("thead");
    heads.append(top);
    const body = make("tbody");
    for (const row of rows) {
      const line_ = make("tr");
      row.forEach((text, k) => {
        const cell = make(k ? "td" : "th", "", text);
        if (!k) cell.scope = "row";
        line_.append(cell);
      });
      body.append(line_);
    }
    table.append(heads, body);
    scroll.append(table);
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", words("numbers"));
    details.append(scroll);
    return details;
  }

  function build() {
    const opened = Boolean(el.querySelector("details")?.open);
    const focused = el.contains(document.activeElement)
      ? [...el.querySelectorAll("input, button, summary")].indexOf(document.activeElement) : -1;
    canvas.setAttribute("aria-label", model.get("alt"));
    if (model.get("curves").length) {
      refresh = () => {};
      canvas.classList.remove("trm-drawable");
      el.classList.remove("trm-predict-asks");
      el.replaceChildren(canvas, legend(), numbers());
    } else {
      canvas.classList.add("trm-drawable");
      el.classList.add("trm-predict-asks");
      const right = make("div", "trm-predict-sketch");
      right.append(pens(), canvas, sliders());
      el.replaceChildren(choices(), right);
    }
    const details = el.querySelector("details");
    if (details) details.open = opened;
    if (focused >= 0) el.querySelectorAll("input, button, summary")[focused]?.focus();
    draw();
  }

  function given() {
    choice = model.get("choice");
    sketch = model.get("sketch").map((values) => [...values]);
    build();
  }
  const same = () => choice === model.get("choice") && JSON.stringify(sketch) === JSON.stringify(model.get("sketch"));

  build();
  model.on("change:words change:options change:curves change:days change:table change:question", build);
  model.on("change:choice change:sketch", () => { if (!same()) given(); });
  const observer = new ResizeObserver(draw);
  observer.observe(canvas);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  window.addEventListener("trm:look", draw);
  dark.addEventListener("change", draw);
  return () => {
    observer.disconnect();
    window.removeEventListener("trm:look", draw);
    dark.removeEventListener("change", draw);
  };
}

export default { render };
