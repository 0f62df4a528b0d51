// The player: two filmed worlds, one day at a time. Everything that moves is drawn here, and asks Python for nothing.

const TELL_EVERY = 100; // milliseconds between changes of texts while days go by
const REPORT_AFTER = 500; // milliseconds that a day stands before Python is told of it
const SIDES = ["a", "b"];

class Player {
  constructor(model, element) {
    this.model = model;
    this.element = element;
    this.selected = -1;
    this.told = { day: -1, at: 0 };
    const goTo = (day) => this.controls.stop(day);
    const pick = (consumer) => this.pick(consumer, true);
    this.controls = new Controls({
      day: () => this.report(),
      paused: () => this.reportNow(),
      moved: () => this.schedule(),
    });
    this.networks = SIDES.map((side) => new NetworkView(side, pick));
    this.charts = [];
    this.feeds = SIDES.map((side) => new Feed(side, pick));
    this.panel = new ConsumerPanel(pick, goTo);
    this.goTo = goTo;
    this.quiet = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.build();
  }

  build() {
    this.networksTitle = make("h3");
    this.networksNote = make("p", { class: "trm-hint" });
    this.captions = SIDES.map((side) => make("figcaption", { class: `trm-side-${side}` }));
    const figures = this.networks.map((network, k) => make("figure", {}, this.captions[k], network.box));
    this.legend = make("ul", { class: "trm-marks" });
    this.chartsTitle = make("h3");
    this.chartsNote = make("p", { class: "trm-hint" });
    this.chartsBox = make("div", { class: "trm-charts" });
    this.feedTitle = make("h3");
    this.feedNote = make("p", { class: "trm-hint" });
    this.root = make(
      "div",
      { class: "trm-player" },
      this.controls.element,
      make(
        "section",
        {},
        this.networksTitle,
        make("div", { class: "trm-pair" }, ...figures),
        this.legend,
        this.networksNote,
      ),
      this.panel.element,
      make("section", {}, this.chartsTitle, this.chartsBox, this.chartsNote),
      make(
        "section",
        {},
        this.feedTitle,
        this.feedNote,
        make("div", { class: "trm-pair" }, ...this.feeds.map((feed) => feed.element)),
      ),
    );
    this.element.replaceChildren(this.root);
  }

  /** Begin to follow the model; returns what ends that. */
  begin() {
    const { model } = this;
    const followed = {
      "change:film_a change:film_b": () => this.load(),
      "change:bands": () => this.loadBands(),
      "change:words change:labels": () => this.showAll(),
      "change:go": () => this.reels && this.controls.go(model.get("go").day),
      "change:selected": () => this.pick(model.get("selected"), false),
      "change:reason": () => this.reels && this.panel.tellWhy(model.get("reason")),
    };
    for (const [names, act] of Object.entries(followed)) for (const name of names.split(" ")) model.on(name, act);
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.root);
    const forgetTheme = watchTheme(() => this.showAll());
    const passedOn = (event) => this.key(event.detail);
    this.root.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("trm:key", passedOn);
    this.load();
    return () => {
      for (const [names, act] of Object.entries(followed)) for (const name of names.split(" ")) model.off(name, act);
      this.sizes.disconnect();
      forgetTheme();
      window.removeEventListener("trm:key", passedOn);
      cancelAnimationFrame(this.frame);
      clearTimeout(this.later);
      clearTimeout(this.reporting);
      this.charts.forEach((chart) => chart.end());
      this.panel.end();
      this.hasEnded = true;
    };
  }

  async load() {
    const { model } = this;
    if (!("DecompressionStream" in window)) {
      const words = new Words(model.get("words"), model.get("language"));
      this.element.replaceChildren(make("p", { role: "alert" }, words.say("browser_too_old")));
      return;
    }
    const asked = (this.asked = {});
    const reels = await Promise.all(SIDES.map((side) => Reel.from(model.get(`meta_${side}`), model.get(`film_${side}`))));
    if (this.asked !== asked || this.hasEnded) return; // another pair was sent meanwhile
    const isFirst = !this.reels;
    this.reels = reels;
    await this.loadBands();
    this.controls.last = Math.max(...reels.map((reel) => reel.last));
    if (isFirst) this.controls.day = Math.min(model.get("go").day, this.controls.last);
    this.selected = Math.min(model.get("selected"), reels[0].consumers - 1);
    this.showAll();
  }

  async loadBands() {
    const meta = this.model.get("bands_meta");
    this.bands = null;
    if (meta.places) {
      const arrays = await unpack(meta.places, this.model.get("bands"));
      this.bands = SIDES.map((side) => {
        const days = arrays[side].length / (2 * meta.series.length);
        const at = (k) => arrays[side].subarray(k * days, (k + 1) * days);
        return Object.fromEntries(meta.series.map((name, k) => [name, { low: at(2 * k), high: at(2 * k + 1) }]));
      });
    }
    if (this.charts.length) this.showAll();
  }

  /** Show everything anew: another pair, language or theme. */
  showAll() {
    if (!this.reels || this.hasEnded) return;
    const { model, reels } = this;
    const words = (this.words = new Words(model.get("words"), model.get("language")));
    const labels = model.get("labels");
    const colours = readColours(this.root);
    const { retailer } = reels[0];
    setText(this.networksTitle, words.say("networks_title"));
    const network = reels[0].by_ties ? "networks_note" : "networks_note_large";
    setText(this.networksNote, words.say(network, { retailer }));
    setText(this.chartsTitle, words.say("charts_title"));
    const note = this.bands ? "charts_note_bands" : "charts_note";
    setText(this.chartsNote, `${words.say(note, { pairs: model.get("bands_meta").pairs })} ${words.say("charts_note_ror")}`);
    setText(this.feedTitle, words.say("feed_title", { retailer }));
    setText(this.feedNote, words.say("feed_note"));
    const positions = reels[0].arrays.positions;
    SIDES.forEach((_, k) => {
      setText(this.captions[k], labels[k]);
      this.networks[k].show(reels[k], reels[k].arrays.positions ?? positions, colours, words);
      this.networks[k].select(this.selected);
      this.feeds[k].show(reels[k], reels[1 - k], words, labels[k]);
    });
    this.showLegend(words);
    this.controls.show(Math.max(...reels.map((reel) => reel.last)), words);
    this.showCharts(colours, words);
    this.panel.show(reels, words, labels, colours);
    this.panel.select(this.selected, model.get("reason"));
    this.told.day = -1;
    this.schedule();
  }

  showCharts(colours, words) {
    const names = this.reels[0].series;
    if (this.charts.map((chart) => chart.name).join() !== names.join()) {
      this.charts.forEach((chart) => chart.end());
      this.charts = names.map((name) => new Chart(name, this.goTo));
      this.chartsBox.replaceChildren(...this.charts.map((chart) => chart.element));
    }
    this.charts.forEach((chart) => chart.show(this.reels, this.bands, colours, words));
  }

  showLegend(words) {
    const scale = make("span", { class: "trm-scale" });
    scale.style.background = `linear-gradient(to right, ${shades().join(",")})`;
    const low = words.say("loyalty_up_to", { x: words.number(LOWEST, 2) });
    const high = words.say("loyalty_from", { x: words.number(HIGHEST, 2) });
    const entry = (kind) => make("li", {}, make("span", { class: `trm-mark trm-mark-${kind}` }), words.say(`key_${kind}`));
    this.legend.replaceChildren(
      make("li", {}, low, scale, high),
      ...["never", "left", "public", "private", "question", "account"].map(entry),
    );
  }

  pick(consumer, isOurs) {
    if (!this.reels) return;
    this.selected = consumer < this.reels[0].consumers ? consumer : -1;
    this.networks.forEach((network) => network.select(this.selected));
    if (isOurs) {
      this.model.set("selected", this.selected);
      this.model.save_changes();
    }
    this.panel.select(this.selected, this.model.get("reason"));
    this.told.day = -1;
    this.schedule();
  }

  schedule() {
    this.frame ??= requestAnimationFrame((now) => this.draw(now));
  }

  draw(now) {
    this.frame = null;
    if (!this.reels || this.hasEnded) return;
    this.controls.advance(now);
    const { day } = this.controls;
    const beat = this.quiet.matches ? 1 : this.controls.beat;
    this.networks.forEach((network, k) => network.draw(Math.min(day, this.reels[k].last), beat));
    this.charts.forEach((chart) => chart.mark(day));
    this.panel.mark(day);
    this.controls.draw();
    this.tell(now);
    if (this.controls.playing) this.schedule();
  }

  /** Texts follow a little behind, so that frames stay short. */
  tell(now) {
    const { day } = this.controls;
    if (this.told.day === day) return;
    clearTimeout(this.later);
    const wait = this.told.at + TELL_EVERY - now;
    if (wait > 0) {
      this.later = setTimeout(() => this.schedule(), wait);
      return;
    }
    this.told = { day, at: now };
    const labels = this.model.get("labels");
    SIDES.forEach((_, k) => {
      const theirs = Math.min(day, this.reels[k].last);
      this.networks[k].describe(labels[k], theirs);
      this.feeds[k].tell(theirs);
    });
    this.charts.forEach((chart) => chart.tell(day));
    this.panel.tell(day);
  }

  report() {
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.reportNow(), REPORT_AFTER);
  }

  reportNow() {
    clearTimeout(this.reporting);
    if (this.model.get("day") === this.controls.day) return;
    this.model.set("day", this.controls.day);
    this.model.save_changes();
  }

  /**
   * Keys play while the focus is in the player, and while presenting wherever it is: the page's shell passes them on then.
   * What wants a key itself keeps it.
   */
  key(event) {
    if (!this.reels || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = event.target instanceof Element ? event.target : document.body;
    if (at.matches("input, select, textarea") && !(at === this.controls.scrubber && " +-".includes(event.key))) return;
    if (at.matches("button, summary, a") && [" ", "Enter"].includes(event.key)) return;
    const scrolls = at.matches(".trm-feed-box, .trm-events-box") && ["Home", "End", " "].includes(event.key);
    if (!scrolls && this.controls.key(event.key)) event.preventDefault();
  }

  resize() {
    if (!this.reels) return;
    this.networks.forEach((network) => network.resize());
    this.charts.forEach((chart) => chart.resize());
    this.panel.resize();
    this.schedule();
  }
}

export default {
  render({ model, el }) {
    return new Player(model, el).begin();
  },
};
