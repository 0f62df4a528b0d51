// Series by day: A solid, B dashed, a band of all worlds behind each, and a marker of the day that costs no redraw.

const DECIMALS = { loyalty: 4, ror: 4, net_revenue: 0, open_complaints: 2, first_response_hours: 2 };
const CHART_HEIGHT = 184;
const LETTERS = 12; // pixels; as all sizes here, at the usual size of letters on the page

/** Values for uPlot, to which a day without one is null. */
function points(values) {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

/** The last value up to a day: what is worked out once a week holds until it is worked out again. */
function lastKnown(values, day) {
  for (let at = day; at >= 0; at--) if (!Number.isNaN(values[at])) return values[at];
  return NaN;
}

/** What both axes of a chart look like. */
function axisOf(colours) {
  return {
    stroke: colours.soft,
    grid: { stroke: faded(colours.line, 0.7), width: 1 },
    ticks: { stroke: colours.line, width: 1, size: 4 },
    font: `${LETTERS * colours.scale}px ${colours.font}`,
  };
}

/** The axis of days, with its name under it. */
function dayAxis(colours, words) {
  const axis = axisOf(colours);
  return {
    ...axis,
    size: 26 * colours.scale,
    space: 60 * colours.scale,
    values: (_, ticks) => ticks.map((tick) => words.number(tick)),
    label: words.say("axis_day"),
    labelFont: axis.font,
    labelSize: 16 * colours.scale,
    labelGap: 0,
  };
}

class Chart {
  /** @param {string} name  a series  @param {(day: number) => void} goTo */
  constructor(name, goTo) {
    this.name = name;
    this.goTo = goTo;
    this.title = make("figcaption", { class: "trm-chart-title" });
    this.box = make("div", { class: "trm-chart-box", role: "img" });
    this.figures = [make("span", { class: "trm-side-a" }), make("span", { class: "trm-side-b" }), make("span")];
    this.values = make("p", { class: "trm-chart-values" }, ...this.figures);
    this.element = make("figure", { class: "trm-chart" }, this.title, this.box, this.values);
    this.shown = -1;
  }

  show(reels, bands, colours, words) {
    Object.assign(this, { reels, words, scale: colours.scale });
    this.series = reels.map((reel) => reel.seriesOf(this.name));
    this.title.textContent = words.say(`${this.name}_title`);
    this.title.append(make("small", {}, words.say(`${this.name}_unit`)));
    const last = Math.max(...reels.map((reel) => reel.last));
    const days = Array.from({ length: last + 1 }, (_, day) => day + 1); // as people count them
    const data = [days, ...this.series.map(points)];
    const styles = [{ stroke: colours.a }, { stroke: colours.b, dash: [6, 4] }];
    const series = [{}, ...styles.map((style) => ({ ...style, width: 2, spanGaps: true, points: { show: false } }))];
    const fills = [];
    (bands ?? []).forEach((sides, side) => {
      const at = data.length;
      data.push(points(sides[this.name].low), points(sides[this.name].high));
      const hidden = { stroke: "transparent", width: 0, spanGaps: true, points: { show: false } };
      series.push(hidden, hidden);
      fills.push({ series: [at + 1, at], fill: faded([colours.a, colours.b][side], 0.16) });
    });
    const axis = axisOf(colours);
    this.plot?.destroy();
    this.plot = new uPlot(
      {
        width: Math.max(this.box.clientWidth, 200),
        height: CHART_HEIGHT * colours.scale,
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { x: false, y: false, points: { show: false }, drag: { setScale: false, x: false, y: false } },
        scales: { x: { time: false, range: [1, last + 1] } },
        series,
        bands: fills,
        axes: [
          dayAxis(colours, words),
          { ...axis, size: 58 * colours.scale, values: (_, ticks) => this.ticks(ticks) },
        ],
      },
      data,
      this.box,
    );
    this.marker = make("div", { class: "trm-today" });
    this.plot.over.append(this.marker);
    this.plot.over.addEventListener("pointerdown", (event) => this.drag(event));
    this.plot.over.addEventListener("pointermove", (event) => event.buttons & 1 && this.drag(event));
    this.shown = -1;
  }

  /** Ticks with as many decimals as tell them apart; millions in short. */
  ticks(ticks) {
    const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
    const isLarge = Math.max(...ticks.map(Math.abs)) >= 1e6;
    const scale = isLarge ? 1e6 : 1;
    const decimals = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step / scale) - 1e-9)));
    const ending = isLarge ? this.words.say("million") : "";
    return ticks.map((tick) => this.words.number(tick / scale, decimals) + (tick ? ending : ""));
  }

  drag(event) {
    const area = this.plot.over.getBoundingClientRect();
    this.goTo(Math.round(this.plot.posToVal(event.clientX - area.left, "x")) - 1);
  }

  resize() {
    const width = this.box.clientWidth;
    if (!this.plot || !width || width === this.plot.width) return;
    this.plot.setSize({ width, height: CHART_HEIGHT * this.scale });
    this.shown = -1;
  }

  mark(day) {
    if (!this.plot || day === this.shown) return;
    this.shown = day;
    this.marker.style.transform = `translateX(${this.plot.valToPos(day + 1, "x")}px)`;
  }

  /** The day's values under the chart, and for those who hear the page. */
  tell(day) {
    const { words } = this;
    const decimals = DECIMALS[this.name];
    const [a, b] = this.series.map((values) => lastKnown(values, Math.min(day, values.length - 1)));
    const told = {
      a: words.number(a, decimals),
      b: words.number(b, decimals),
      difference: words.signed(b - a, decimals),
    };
    [`A ${told.a}`, `B ${told.b}`, words.say("b_minus_a", told)].forEach((text, k) => setText(this.figures[k], text));
    const title = `${words.say(`${this.name}_title`)} (${words.say(`${this.name}_unit`)})`;
    this.box.setAttribute("aria-label", words.say("chart_described", { title, day: words.ordinal(day), ...told }));
  }

  end() {
    this.plot?.destroy();
  }
}
