// One consumer: both lives side by side, its friends, and where its lives first differ and why.

const MOST_EVENTS = 40;
const MOST_FRIENDS = 40;
const LIFE_HEIGHT = 154;

class ConsumerPanel {
  /** @param {(consumer: number) => void} pick  @param {(day: number) => void} goTo */
  constructor(pick, goTo) {
    this.pick = pick;
    this.goTo = goTo;
    this.heading = make("h3", { tabindex: "-1" });
    this.field = make("input", { type: "number", min: "0", step: "1", inputmode: "numeric" });
    this.fieldName = make("span");
    this.before = make("button", { type: "button", onclick: () => this.step(-1) }, icon("M15 5l-8 7 8 7z"));
    this.after = make("button", { type: "button", onclick: () => this.step(1) }, icon("M9 5l8 7-8 7z"));
    this.close = make("button", { type: "button", class: "trm-link", onclick: () => this.pick(-1) });
    this.field.addEventListener("change", () => this.read());
    const choose = make("label", { class: "trm-choose" }, this.fieldName, this.field);
    const steps = make("span", { class: "trm-consumer-steps" }, this.before, this.after);
    this.body = make("div", { class: "trm-consumer-body" });
    this.element = make(
      "section",
      { class: "trm-consumer" },
      make("div", { class: "trm-consumer-head" }, this.heading, choose, steps, this.close),
      this.body,
    );
    this.selected = -1;
  }

  read() {
    const asked = Number.parseInt(this.field.value, 10);
    if (Number.isNaN(asked)) return;
    this.pick(Math.min(Math.max(asked, 0), this.reels[0].consumers - 1));
  }

  step(by) {
    const n = this.reels[0].consumers;
    this.pick(this.selected < 0 ? 0 : (this.selected + by + n) % n);
  }

  show(reels, words, labels, colours) {
    Object.assign(this, { reels, words, labels, colours });
    this.field.max = reels[0].consumers - 1;
    setText(this.fieldName, words.say("consumer_number"));
    this.before.setAttribute("aria-label", words.say("consumer_before"));
    this.after.setAttribute("aria-label", words.say("consumer_after"));
    setText(this.close, words.say("close"));
    this.select(this.selected, this.reason);
  }

  select(consumer, reason) {
    Object.assign(this, { selected: consumer, reason });
    const { words, reels } = this;
    this.plot?.destroy();
    this.plot = null;
    this.close.hidden = consumer < 0;
    if (consumer < 0) {
      setText(this.heading, words.say("a_consumer"));
      this.body.replaceChildren(make("p", { class: "trm-hint" }, words.say("pick_a_consumer")));
      return;
    }
    const name = words.say("consumer", { consumer });
    setText(this.heading, `${name}, ${words.say("aged", { age: reels[0].arrays.age[consumer] })}`);
    this.field.value = consumer;
    this.lives = reels.map((reel) => (consumer < reel.consumers ? reel.lifeOf(consumer) : []));
    this.lives.forEach((life, k) => {
      const elsewhere = new Set(this.lives[1 - k].map(deedOf));
      for (const event of life) event.differs = !elsewhere.has(deedOf(event));
    });
    this.why = make("div", { class: "trm-why" });
    this.chart = make("div", { class: "trm-life", role: "img" });
    this.figures = [make("span", { class: "trm-side-a" }), make("span", { class: "trm-side-b" })];
    this.standing = make("p", { class: "trm-chart-values" }, ...this.figures);
    this.sides = this.labels.map((label, k) => {
      const list = make("ol", { class: "trm-events" });
      const title = make("h4", { class: `trm-side-${"ab"[k]}` }, label);
      const total = make("p", { class: "trm-total" });
      const box = make("div", { class: "trm-events-box", tabindex: "0", role: "region", "aria-label": label }, list);
      return { list, total, items: new Map(), element: make("div", {}, title, total, box) };
    });
    this.body.replaceChildren(
      this.why,
      make(
        "figure",
        { class: "trm-chart" },
        make("figcaption", { class: "trm-chart-title" }, words.say("loyalty_to", { retailer: reels[0].retailer })),
        this.chart,
        this.standing,
      ),
      make("div", { class: "trm-pair" }, ...this.sides.map((side) => side.element)),
      this.friends(consumer),
    );
    this.drawLife(consumer);
    this.tellWhy(reason);
  }

  /** Where the two lives first differ; it may come later than the rest. */
  tellWhy(reason) {
    this.reason = reason;
    if (this.selected < 0) return;
    const { words, labels } = this;
    const title = make("h4", {}, words.say("lives_differ"));
    const known = reason && reason.consumer === this.selected ? reason : { state: "finding" };
    if (known.state !== "found") {
      this.why.replaceChildren(title, make("p", { class: "trm-hint" }, words.say(`lives_${known.state}`)));
      return;
    }
    const where = words.say("go_to_day", { day: words.ordinal(known.day) });
    const go = make("button", { type: "button", onclick: () => this.goTo(known.day) }, where);
    const side = (k, text) => [make("dt", { class: `trm-side-${"ab"[k]}` }, labels[k]), make("dd", {}, text)];
    this.why.replaceChildren(
      title,
      make("p", {}, make("strong", {}, `${capital(known.when)}: `), `${known.sentence}. `, go),
      make("dl", {}, ...side(0, known.a), ...side(1, known.b)),
    );
  }

  drawLife(consumer) {
    const { reels, colours, words } = this;
    const last = Math.max(...reels.map((reel) => reel.last));
    const values = reels.map((reel) =>
      Array.from({ length: last + 1 }, (_, day) => {
        const value = day > reel.last ? NEVER_BOUGHT : reel.loyaltyOn(day)[consumer];
        return value === NEVER_BOUGHT ? null : value === HAS_LEFT ? 0 : value / FULL;
      }),
    );
    const days = values[0].map((_, day) => day + 1); // as people count them
    const line = { width: 2, points: { show: false } };
    const axis = axisOf(colours);
    this.plot = new uPlot(
      {
        width: Math.max(this.chart.clientWidth, 200),
        height: LIFE_HEIGHT * colours.scale,
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false, range: [1, last + 1] } },
        series: [{}, { ...line, stroke: colours.a }, { ...line, stroke: colours.b, dash: [6, 4] }],
        axes: [
          dayAxis(colours, words),
          { ...axis, size: 46 * colours.scale, values: (_, ticks) => ticks.map((tick) => words.number(tick, 2)) },
        ],
      },
      [days, ...values],
      this.chart,
    );
    this.marker = make("div", { class: "trm-today" });
    this.plot.over.append(this.marker);
  }

  resize() {
    const width = this.chart?.clientWidth;
    if (this.plot && width) this.plot.setSize({ width, height: LIFE_HEIGHT * this.colours.scale });
  }

  mark(day) {
    if (this.plot) this.marker.style.transform = `translateX(${this.plot.valToPos(day + 1, "x")}px)`;
  }

  /** What happened up to a day, newest first. */
  tell(day) {
    if (this.selected < 0) return;
    const { words, reels, selected } = this;
    const standing = reels.map((reel) => {
      return standingOf(reel.loyaltyOn(Math.min(day, reel.last))[selected], words);
    });
    standing.forEach((told, k) => setText(this.figures[k], `${"AB"[k]}: ${told}`));
    const [a, b] = standing;
    this.chart.setAttribute("aria-label", words.say("life_described", { day: words.ordinal(day), a, b }));
    this.lives.forEach((life, k) => {
      const until = life.filter((event) => event.day <= day);
      const trips = until.filter((event) => event.kind === "trip" && event.units > 0);
      const ours = trips.filter((event) => event.retailer === reels[k].focal);
      const total = { n: trips.length, ours: ours.length, retailer: reels[k].retailer };
      setText(this.sides[k].total, words.say("purchases_so_far", total));
      const shown = new Map(until.slice(-MOST_EVENTS).reverse().map((event) => this.entry(event, k, day)));
      this.sides[k].items = shown;
      const items = [...shown.values()];
      if (until.length > items.length) {
        items.push(make("li", { class: "trm-nothing" }, words.say("and_more", { n: until.length - items.length })));
      }
      if (!items.length) items.push(make("li", { class: "trm-nothing" }, words.say("nothing_yet")));
      arrange(this.sides[k].list, items);
    });
  }

  /** `[key, item]` of an event of one side; the item is the one that is there already if it shows the same. */
  entry(event, k, day) {
    const { items } = this.sides[k];
    if (event.kind !== "thread") return [event, items.get(event) ?? this.item(event, k)];
    const reel = this.reels[k];
    const thread = reel.thread(event.place, day);
    const differs = reel.threadDiffers(event.place, this.reels[1 - k], day);
    const key = `${event.place} ${standOf(thread)} ${differs}`;
    return [key, items.get(key) ?? threadItem(thread, reel, this.words, differs, null)];
  }

  item(event, k) {
    const { words } = this;
    const reel = this.reels[k];
    const retailer = reel.retailers[event.retailer] ?? reel.retailer;
    const when = make("span", { class: "trm-when" }, `${words.say("day", { day: words.ordinal(event.day) })} `);
    return make("li", {}, when, `${this.sentence(event, retailer, reel)} `, event.differs ? difference(words) : null);
  }

  sentence(event, retailer, reel) {
    const { words } = this;
    if (event.kind === "trip") {
      const key = event.units === 0 ? "finds_nothing" : event.units === 1 ? "buys_one" : "buys";
      return words.say(key, { units: event.units, retailer });
    }
    if (event.kind === "word") {
      const where = event.platform === FACE_TO_FACE ? words.say("face_to_face") : words.channel(reel.channels[event.platform]);
      return words.say(`word_${event.word}`, { retailer, where });
    }
    return words.say(event.kind, { retailer, channels: words.list((event.channels ?? []).map((name) => words.channel(name))) });
  }

  friends(consumer) {
    const { words } = this;
    const friends = this.reels[0].friendsOf(consumer);
    const buttons = friends.slice(0, MOST_FRIENDS).map((friend) => {
      const name = words.say("consumer", { consumer: friend });
      return make("button", { type: "button", "aria-label": name, onclick: () => this.pick(friend) }, String(friend));
    });
    const more = friends.length > MOST_FRIENDS ? words.say("and_more", { n: friends.length - MOST_FRIENDS }) : null;
    const title = make("h4", {}, words.say("friends", { n: friends.length }));
    return make("div", { class: "trm-friends" }, title, ...buttons, more);
  }

  end() {
    this.plot?.destroy();
  }
}

/** What somebody did, as text: the same in both worlds if it is the same deed. */
function deedOf(event) {
  return JSON.stringify({ ...event, differs: null });
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
