// Playing: which day is shown, and the controls and keys that change it.

const SPEEDS = [1, 2, 4, 8, 16, 32]; // days a second
const USUAL_SPEED = 8;
const PLAY = "M7 4l13 8-13 8z";
const PAUSE = "M6 4h4v16H6zm8 0h4v16h-4z";

class Controls {
  /** @param {{ day: (day: number) => void, paused: () => void, moved: () => void }} told  whom to tell of what */
  constructor(told) {
    this.told = told;
    this.day = 0;
    this.speed = USUAL_SPEED;
    this.playing = false;
    this.beat = 1;
    const step = (by) => () => this.stop(this.day + by);
    this.back = make("button", { type: "button", onclick: step(-1) }, icon("M6 5h3v14H6zm13 0v14L9.500 12z"));
    this.playName = make("span");
    this.playIcon = icon(PLAY);
    this.play = make("button", { type: "button", class: "trm-play", onclick: () => this.toggle() }, this.playIcon, this.playName);
    this.forward = make("button", { type: "button", onclick: step(1) }, icon("M15 5h3v14h-3zM5 5l9.500 7L5 19z"));
    this.scrubber = make("input", { type: "range", min: "0", step: "1", value: "0" });
    this.scrubber.addEventListener("input", () => this.stop(Number(this.scrubber.value)));
    this.dayName = make("span", { class: "trm-day" });
    this.speedName = make("span");
    this.speeds = make("select", { onchange: () => (this.speed = Number(this.speeds.value)) });
    this.element = make(
      "div",
      { class: "trm-bar", role: "group" },
      this.back,
      this.play,
      this.forward,
      make("label", { class: "trm-scrub" }, this.dayName, this.scrubber),
      make("label", { class: "trm-speed" }, this.speedName, this.speeds),
    );
  }

  show(last, words) {
    Object.assign(this, { last, words });
    this.scrubber.max = String(last);
    this.element.setAttribute("aria-label", words.say("playing"));
    this.back.setAttribute("aria-label", words.say("day_back"));
    this.forward.setAttribute("aria-label", words.say("day_forward"));
    setText(this.speedName, words.say("speed"));
    const options = SPEEDS.map((n) => make("option", { value: String(n) }, words.say("days_a_second", { n: words.number(n) })));
    this.speeds.replaceChildren(...options);
    this.speeds.value = String(this.speed);
    this.go(this.day);
  }

  /** Show a day, and go on playing if that is what is done. */
  go(day) {
    this.day = Math.min(Math.max(Math.round(day), 0), this.last);
    this.told.moved();
  }

  /** Show a day and stand still there. */
  stop(day = this.day) {
    const wasPlaying = this.playing;
    this.playing = false;
    this.beat = 1;
    this.go(day);
    this.told.day(this.day);
    if (wasPlaying) this.told.paused();
  }

  toggle() {
    if (this.playing) return this.stop();
    if (this.day >= this.last) this.day = 0;
    this.playing = true;
    this.progress = this.day;
    this.since = null;
    this.told.moved();
  }

  /** The next frame of playing, at a time in milliseconds. */
  advance(now) {
    if (!this.playing) return;
    // a tab that was hidden for a while goes on from where it was
    const passed = this.since === null ? 0 : Math.min(now - this.since, 200) / 1000;
    this.since = now;
    this.progress += passed * this.speed;
    if (this.progress >= this.last) return this.stop(this.last);
    this.day = Math.floor(this.progress);
    this.beat = this.speed > USUAL_SPEED ? 1 : this.progress % 1;
  }

  faster(by) {
    const place = Math.min(Math.max(SPEEDS.indexOf(this.speed) + by, 0), SPEEDS.length - 1);
    this.speed = SPEEDS[place];
    this.speeds.value = String(this.speed);
  }

  /** What a key does here; whether it did anything. */
  key(key) {
    const deeds = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.stop(this.day - 1),
      ArrowRight: () => this.stop(this.day + 1),
      Home: () => this.stop(0),
      End: () => this.stop(this.last),
      "+": () => this.faster(1),
      "-": () => this.faster(-1),
    };
    deeds[key]?.();
    return key in deeds;
  }

  draw() {
    const told = this.words.say("day_of", { day: this.words.ordinal(this.day), last: this.words.ordinal(this.last) });
    setText(this.dayName, told);
    if (this.scrubber.value !== String(this.day)) this.scrubber.value = String(this.day);
    this.scrubber.setAttribute("aria-valuetext", told);
    const name = this.words.say(this.playing ? "pause" : "play");
    if (this.playName.textContent !== name) {
      this.playName.textContent = name;
      this.playIcon.firstChild.setAttribute("d", this.playing ? PAUSE : PLAY);
    }
  }
}
