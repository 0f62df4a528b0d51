// The consumers of one world on a canvas, coloured by loyalty, and the official accounts at the rim.

const RIM = 24; // pixels from the edge of the canvas to the middle of an account's ring, where there is room
const NARROW = 420; // pixels
const CIRCLE = 2 * Math.PI;
const UNDRAWN = 255; // in place of a look

class NetworkView {
  /** @param {"a" | "b"} side  @param {(consumer: number) => void} pick */
  constructor(side, pick) {
    this.side = side;
    this.canvas = make("canvas", { role: "img", class: "trm-network" });
    this.tip = make("div", { class: "trm-tip", "aria-hidden": "true", hidden: true });
    this.box = make("div", { class: "trm-network-box" }, this.canvas, this.tip);
    this.base = document.createElement("canvas"); // ties and consumers, of which few change from day to day
    this.selected = -1;
    this.friends = [];
    this.canvas.addEventListener("click", (event) => {
      const found = this.at(event);
      if (found >= 0) pick(found);
    });
    this.canvas.addEventListener("pointermove", (event) => event.pointerType === "mouse" && this.hover(event));
    this.canvas.addEventListener("pointerleave", () => (this.tip.hidden = true));
  }

  show(reel, positions, colours, words) {
    Object.assign(this, { reel, positions, colours, words });
    this.shades = shades();
    const n = reel.consumers;
    this.x = new Float32Array(n);
    this.y = new Float32Array(n);
    this.next = new Int32Array(n);
    this.head = new Int32Array(SHADES + 2);
    this.drawn = new Uint8Array(n);
    this.resize();
  }

  resize() {
    if (!this.reel) return;
    const width = this.box.clientWidth;
    const height = this.box.clientHeight;
    if (!width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.base]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    Object.assign(this, { width, height, ratio });
    const rim = width < NARROW ? 0.75 * RIM : RIM;
    const margin = 2 * rim + 2;
    for (let i = 0; i < this.reel.consumers; i++) {
      this.x[i] = margin + this.positions[2 * i] * (width - 2 * margin);
      this.y[i] = margin + this.positions[2 * i + 1] * (height - 2 * margin);
    }
    const room = ((width - 2 * margin) * (height - 2 * margin)) / Math.max(this.reel.consumers, 1);
    this.radius = Math.min(7, Math.max(2.2, 0.3 * Math.sqrt(room)));
    this.accounts = this.reel.accounts.map((_, a) => {
      const angle = CIRCLE * ((a + 0.5) / this.reel.accounts.length) - CIRCLE / 4;
      return [
        width / 2 + (width / 2 - rim) * Math.cos(angle),
        height / 2 + (height / 2 - rim) * Math.sin(angle),
      ];
    });
    this.drawTies();
  }

  drawTies() {
    this.drawn.fill(UNDRAWN);
    const context = this.base.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    const { edges } = this.reel.arrays;
    if (!edges) return;
    const count = edges.length / 2;
    context.strokeStyle = this.colours.soft;
    context.globalAlpha = Math.min(0.3, 350 / Math.max(count, 1));
    context.lineWidth = 0.7;
    context.beginPath();
    for (let k = 0; k < count; k++) {
      context.moveTo(this.x[edges[k]], this.y[edges[k]]);
      context.lineTo(this.x[edges[count + k]], this.y[edges[count + k]]);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** Draw a day; `beat` is how far it has gone while playing, 0 to 1, and 1 when it stands still. */
  draw(day, beat) {
    if (!this.width) return;
    this.drawConsumers(this.base.getContext("2d"), day);
    const context = this.canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.base, 0, 0);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.drawFriendships(context);
    this.drawThreads(context, day, beat);
    this.drawAccounts(context, day);
    this.drawSelected(context);
  }

  /** Draw those over who look otherwise than they were drawn last. All marks cover the same disc. */
  drawConsumers(context, day) {
    const { x, y, head, next, drawn, radius, colours } = this;
    const loyalty = this.reel.loyaltyOn(day);
    let changed = 0;
    head.fill(-1);
    for (let i = 0; i < loyalty.length; i++) {
      const value = loyalty[i];
      const look = value === NEVER_BOUGHT ? SHADES : value === HAS_LEFT ? SHADES + 1 : shadeOf(value);
      if (look === drawn[i]) continue;
      drawn[i] = look;
      next[i] = head[look];
      head[look] = i;
      changed += 1;
    }
    if (!changed) return;
    const discs = (from, to, size) => {
      context.beginPath();
      for (let k = from; k <= to; k++) {
        for (let i = head[k]; i >= 0; i = next[i]) {
          context.moveTo(x[i] + size, y[i]);
          context.arc(x[i], y[i], size, 0, CIRCLE);
        }
      }
      context.fill();
    };
    const inside = radius - (radius > 3 ? 0.8 : 0.6);
    // a rim, so that the lightest shade shows on white and the darkest on black: one path for all
    context.fillStyle = colours.rim;
    discs(0, SHADES - 1, radius);
    context.fillStyle = colours.soft;
    discs(SHADES, SHADES, radius);
    for (let k = 0; k < SHADES; k++) {
      if (head[k] < 0) continue;
      context.fillStyle = this.shades[k];
      discs(k, k, inside);
    }
    context.fillStyle = colours.surface;
    discs(SHADES, SHADES, inside);
    discs(SHADES + 1, SHADES + 1, radius);
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.4;
    context.beginPath();
    for (let i = head[SHADES + 1]; i >= 0; i = next[i]) {
      context.moveTo(x[i] - inside, y[i] - inside);
      context.lineTo(x[i] + inside, y[i] + inside);
      context.moveTo(x[i] + inside, y[i] - inside);
      context.lineTo(x[i] - inside, y[i] + inside);
    }
    context.stroke();
  }

  /** Rings around those who wrote today: thick for a complaint, dashed where it is private, thin for a question. */
  drawThreads(context, day, beat) {
    const [first, end] = this.reel.threadsOn(day);
    const { thread_consumer: who, thread_flags: flags } = this.reel.arrays;
    for (let k = first; k < end; k++) {
      const isQuestion = (flags[k] & FLAGS.question) !== 0;
      const isPublic = (flags[k] & FLAGS.public) !== 0;
      const ring = this.radius + (isQuestion ? 3 : 4 + 7 * (1 - beat));
      context.strokeStyle = isQuestion ? this.colours.ink : this.colours.bad;
      context.lineWidth = isQuestion ? 1.2 : 2.6;
      context.setLineDash(isPublic || isQuestion ? [] : [3, 2.5]);
      context.beginPath();
      context.arc(this.x[who[k]], this.y[who[k]], ring, 0, CIRCLE);
      context.stroke();
    }
    context.setLineDash([]);
  }

  drawAccounts(context, day) {
    const { colours, reel, side } = this;
    context.font = `600 ${11 * colours.scale}px ${colours.font}`;
    context.textBaseline = "middle";
    reel.accounts.forEach(([retailer, platform], a) => {
      const [x, y] = this.accounts[a];
      const ring = 4 + 11 * Math.sqrt(reel.followersOn(day, a) / reel.mostFollowers);
      const isFocal = retailer === reel.focal;
      const hasPosted = reel.postsOn(day, a).some((count) => count > 0);
      context.strokeStyle = isFocal ? colours[side] : colours.soft;
      context.fillStyle = colours.surface;
      context.lineWidth = isFocal ? 3 : 1.5;
      context.beginPath();
      context.arc(x, y, ring, 0, CIRCLE);
      context.fill();
      context.stroke();
      if (hasPosted) {
        context.fillStyle = isFocal ? colours[side] : colours.soft;
        context.beginPath();
        context.arc(x, y, Math.max(ring - 5, 2), 0, CIRCLE);
        context.fill();
      }
      if (isFocal) {
        const name = this.words.channel(reel.channels[platform]);
        const [at, line] = this.besideAccount(context, a, ring, name);
        context.strokeStyle = colours.surface;
        context.lineWidth = 4;
        context.strokeText(name, at, line);
        context.fillStyle = colours.ink;
        context.fillText(name, at, line);
      }
    });
  }

  /** Where an account's name covers no consumers: those at the left and right have room above or below, in the corners. */
  besideAccount(context, account, ring, name) {
    const [x, y] = this.accounts[account];
    const letters = 11 * this.colours.scale;
    const half = context.measureText(name).width / 2 + 2;
    const away = ring + 3 + letters / 2;
    const line = y + (y < this.height / 2 ? -away : away);
    if (line > 2 * letters && line < this.height - 2 * letters) {
      context.textAlign = "center";
      return [Math.min(Math.max(x, half), this.width - half), line];
    }
    const isLeft = x > this.width / 2;
    context.textAlign = isLeft ? "right" : "left";
    return [x + (isLeft ? -1 : 1) * (ring + 5), y];
  }

  drawFriendships(context) {
    if (this.selected < 0) return;
    context.strokeStyle = this.colours[this.side];
    context.globalAlpha = 0.75;
    context.lineWidth = 1.3;
    context.beginPath();
    for (const friend of this.friends) {
      context.moveTo(this.x[this.selected], this.y[this.selected]);
      context.lineTo(this.x[friend], this.y[friend]);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  drawSelected(context) {
    if (this.selected < 0) return;
    for (const [width, colour] of [
      [5, this.colours.surface],
      [2.5, this.colours[this.side]],
    ]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.arc(this.x[this.selected], this.y[this.selected], this.radius + 4, 0, CIRCLE);
      context.stroke();
    }
  }

  select(consumer) {
    this.selected = consumer < this.reel.consumers ? consumer : -1;
    this.friends = this.selected < 0 ? [] : this.reel.friendsOf(consumer);
  }

  /** The consumer under a pointer; -1 where there is none near. */
  at(event) {
    const area = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - area.left, event.clientY - area.top];
    let found = -1;
    let nearest = Math.max(12, 2 * this.radius) ** 2;
    for (let i = 0; i < this.x.length; i++) {
      const distance = (this.x[i] - x) ** 2 + (this.y[i] - y) ** 2;
      if (distance < nearest) [nearest, found] = [distance, i];
    }
    return found;
  }

  hover(event) {
    const found = this.at(event);
    this.tip.hidden = found < 0;
    this.canvas.style.cursor = found < 0 ? "default" : "pointer";
    if (found < 0) return;
    setText(this.tip, `${this.words.say("consumer", { consumer: found })}: ${this.standing(found)}`);
    this.tip.style.left = `${Math.min(this.x[found] + 10, this.width - 190)}px`;
    this.tip.style.top = `${Math.max(this.y[found] - 34, 0)}px`;
  }

  standing(consumer) {
    return standingOf(this.reel.loyaltyOn(this.day ?? 0)[consumer], this.words);
  }

  describe(label, day) {
    const { reel, words } = this;
    this.day = day;
    const figures = reel.figures(day);
    const loyalty = words.number(reel.seriesOf("loyalty")[day], 3);
    const shown = { label, day: words.ordinal(day), ...figures, loyalty, retailer: reel.retailer };
    const told = words.say("network_described", shown);
    if (this.canvas.getAttribute("aria-label") !== told) this.canvas.setAttribute("aria-label", told);
  }
}

/** A loyalty as a film keeps it, in words. */
function standingOf(value, words) {
  if (value === NEVER_BOUGHT) return words.say("never_bought");
  if (value === HAS_LEFT) return words.say("has_left");
  return words.say("loyalty_is", { x: words.number(value / FULL, 2) });
}
