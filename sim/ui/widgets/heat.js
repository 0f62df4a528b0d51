// A map as a table of buttons. The table is made once for its levels; while it fills, texts and colours are put into
// the buttons that are there, so that the focus and the place of the reader stay.
// One button is in the order of the Tab key; the arrows move between them (the grid pattern of ARIA).

function render({ model, el }) {
  el.classList.add("trm-heat");
  const uid = "h" + Math.random().toString(36).slice(2, 8);
  const scroll = make("div", "trm-scroll");
  const detail = make("div", "trm-heat-detail");
  const legend = make("div", "trm-heat-legend");
  const hint = make("p", "trm-soft trm-small");
  hint.id = uid + "-hint";
  const side = make("div", "trm-heat-side");
  side.append(detail, hint);
  const body = make("div", "trm-heat-body");
  body.append(scroll, side);
  el.append(legend, body);
  let buttons = []; // [row][column]
  let at = [0, 0];
  let pointed = null;
  let serial = 0;
  let structure = "";

  const cellOf = ([row, column]) => model.get("drawn").cells?.[row]?.[column];

  function tellDetail() {
    const cell = cellOf(pointed || at);
    detail.replaceChildren(...(cell ? cell.detail : []).map((line, k) => make("p", k ? "" : "trm-heat-where", line)));
  }

  function move(row, column, focus) {
    buttons[at[0]]?.[at[1]]?.setAttribute("tabindex", "-1");
    at = [row, column];
    const button = buttons[row][column];
    button.setAttribute("tabindex", "0");
    if (focus) button.focus();
    tellDetail();
  }

  function press(event, row, column) {
    const last = [buttons.length - 1, buttons[0].length - 1];
    const to = {
      ArrowUp: [Math.max(0, row - 1), column], ArrowDown: [Math.min(last[0], row + 1), column],
      ArrowLeft: [row, Math.max(0, column - 1)], ArrowRight: [row, Math.min(last[1], column + 1)],
      Home: [row, 0], End: [row, last[1]],
    }[event.key];
    if (!to || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    move(...to, true);
  }

  function build(drawn) {
    const table = make("table", "trm-heat-table");
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", `${drawn.y}; ${drawn.x}`);
    table.setAttribute("aria-describedby", hint.id);
    const head = make("thead");
    const above = make("tr");
    const corner = make("td", "trm-heat-corner");
    corner.rowSpan = 2;
    corner.append(make("span", "", drawn.y + "\u00a0↓"));
    const across = make("th", "trm-heat-x", drawn.x + "\u00a0→");
    across.colSpan = drawn.columns.length;
    across.scope = "colgroup";
    above.append(corner, across);
    const levels = make("tr");
    for (const text of drawn.columns) {
      const level = make("th", "", text);
      level.scope = "col";
      levels.append(level);
    }
    head.append(above, levels);
    const body = make("tbody");
    buttons = drawn.rows.map((text, row) => {
      const line = make("tr");
      const level = make("th", "", text);
      level.scope = "row";
      line.append(level);
      const made = drawn.columns.map((_, column) => {
        const box = make("td");
        const button = make("button", "trm-cell-button");
        button.type = "button";
        button.tabIndex = -1;
        button.append(make("span", "trm-heat-text"), make("span", "trm-heat-note"));
        button.addEventListener("click", () => {
          const cell = cellOf([row, column]);
          model.set("opened", [...cell.place, ++serial]);
          model.save_changes();
        });
        button.addEventListener("focus", () => { pointed = null; move(row, column, false); });
        button.addEventListener("keydown", (event) => press(event, row, column));
        button.addEventListener("pointerenter", () => { pointed = [row, column]; tellDetail(); });
        button.addEventListener("pointerleave", () => { pointed = null; tellDetail(); });
        box.append(button);
        line.append(box);
        return button;
      });
      body.append(line);
      return made;
    });
    table.append(head, body);
    scroll.replaceChildren(table);
    at = [Math.min(at[0], buttons.length - 1), Math.min(at[1], buttons[0].length - 1)];
    buttons[at[0]][at[1]].tabIndex = 0;
  }

  function drawLegend(held) {
    legend.replaceChildren();
    if (!held) return;
    const words = model.get("words");
    legend.append(make("span", "trm-heat-title", held.title));
    const bar = make("span", "trm-heat-bar");
    bar.append(make("span", "", held.low));
    const swatches = make("span", "trm-heat-swatches");
    for (const colour of held.swatches) {
      const swatch = make("span", "trm-heat-swatch");
      swatch.style.background = colour;
      swatches.append(swatch);
    }
    bar.append(swatches, make("span", "", held.high));
    legend.append(bar);
    if (held.better) legend.append(make("span", "trm-soft", held.better));
    if (held.middle) {
      const sure = make("span", "trm-heat-key");
      sure.append(make("span", "trm-heat-sample trm-heat-sure"), make("span", "", words.sure));
      legend.append(sure);
    }
    if (model.get("drawn").cells.some((row) => row.some((cell) => cell.home))) {
      const home = make("span", "trm-heat-key");
      home.append(make("span", "trm-heat-sample trm-heat-home"), make("span", "", words.home));
      legend.append(home);
    }
    if (model.get("drawn").cells.some((row) => row.some((cell) => cell.partial))) {
      const waits = make("span", "trm-heat-key");
      waits.append(make("span", "trm-heat-sample trm-heat-empty"), make("span", "", words.waits));
      legend.append(waits);
    }
  }

  function draw() {
    const drawn = model.get("drawn");
    if (!drawn.cells) return;
    const now = JSON.stringify([drawn.x, drawn.y, drawn.columns, drawn.rows]);
    if (now !== structure) {
      const had = el.contains(document.activeElement);
      structure = now;
      build(drawn);
      if (had) buttons[at[0]][at[1]].focus();
    }
    hint.textContent = model.get("words").hint;
    drawn.cells.forEach((line, row) => line.forEach((cell, column) => {
      const button = buttons[row][column];
      button.classList.toggle("trm-heat-empty", !cell.paint);
      button.classList.toggle("trm-heat-partial", Boolean(cell.paint) && cell.partial);
      button.classList.toggle("trm-heat-sure", cell.sure);
      button.classList.toggle("trm-heat-home", cell.home);
      button.style.background = cell.paint ? cell.paint[0] : "";
      button.style.color = cell.paint ? cell.paint[1] : "";
      button.title = cell.detail.join("\n");
      button.setAttribute("aria-label", `${cell.text} ${cell.note} ${cell.name}`.replace(/\s+/g, " "));
      button.children[0].textContent = cell.text;
      button.children[1].textContent = cell.note;
    }));
    drawLegend(drawn.legend);
    tellDetail();
  }

  draw();
  model.on("change:drawn change:words", draw);
}

export default { render };
