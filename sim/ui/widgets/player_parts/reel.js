// A film as Python packed it (sim/ui/packing.py, sim/ui/film.py), and what it says of one day.

const TYPED = {
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  i4: Int32Array,
  f4: Float32Array,
  f8: Float64Array,
};
const MINUTES = 1440; // in a day
const FULL = 250; // loyalty of 1
const HAS_LEFT = 254;
const NEVER_BOUGHT = 255;
const SERVICE = 255; // in place of a supplier
const FACE_TO_FACE = 255; // in place of a platform
const POST_KINDS = ["promotion", "information", "community", "invitation"];
const WORD_KINDS = ["praise", "blame", "complaint", "post"];
const ACTIONS = ["", "open", "private", "open_then_private"];
const WAITING = 0;
const REPLIED = 1;
const BY_POLICY = 3; // left without an answer by policy
const FLAGS = { question: 1, public: 2, sensitive: 4, interest: 8, automatic: 16, wrong: 32, corrective: 64 };

async function unpack(places, data) {
  const packed = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const raw = await new Response(stream).arrayBuffer();
  const arrays = {};
  for (const [name, [kind, shape, first]] of Object.entries(places)) {
    const length = shape.reduce((product, side) => product * side, 1);
    arrays[name] = new TYPED[kind](raw, first, length);
  }
  return arrays;
}

/** The first place in a rising array whose value is not below `value`. */
function placeOf(rising, value) {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All that shows of a thread, as text. */
function standOf(thread) {
  const { state, minutes, action, isAutomatic, isWrong, isCorrected, refund } = thread;
  return [state, minutes, action, isAutomatic, isWrong, isCorrected, refund].join(" ");
}

class Reel {
  constructor(about, arrays) {
    Object.assign(this, about);
    this.arrays = arrays;
    this.last = this.days - 1;
    this.retailer = this.retailers[this.focal];
    const { loyalty } = arrays;
    const n = this.consumers;
    for (let k = n; k < loyalty.length; k++) loyalty[k] += loyalty[k - n]; // kept as changes from day to day
    this.focalAccounts = this.accounts.flatMap(([retailer], a) => (retailer === this.focal ? [a] : []));
    this.mostFollowers = arrays.followers.reduce((most, count) => Math.max(most, count), 1);
  }

  static async from(meta, data) {
    return new Reel(meta.about, await unpack(meta.places, data));
  }

  /** Loyalty of all consumers in the evening of a day. */
  loyaltyOn(day) {
    return this.arrays.loyalty.subarray(day * this.consumers, (day + 1) * this.consumers);
  }

  seriesOf(name) {
    const k = this.series.indexOf(name);
    return this.arrays.series.subarray(k * this.days, (k + 1) * this.days);
  }

  followersOn(day, account) {
    return this.arrays.followers[day * this.accounts.length + account];
  }

  /** Posts of an account on a day by kind. */
  postsOn(day, account) {
    const first = (day * this.accounts.length + account) * POST_KINDS.length;
    return this.arrays.posts.subarray(first, first + POST_KINDS.length);
  }

  /** The places of the threads that were opened on a day: from the first to before the last. */
  threadsOn(day) {
    const { thread_opened: opened } = this.arrays;
    return [placeOf(opened, day * MINUTES), placeOf(opened, (day + 1) * MINUTES)];
  }

  /** A thread as it stands in the evening of a day: what came later is not known yet. */
  thread(k, day) {
    const a = this.arrays;
    const flags = a.thread_flags[k];
    const opened = a.thread_opened[k];
    const until = (day + 1) * MINUTES;
    const ended = a.thread_ended[k] >= 0 && a.thread_ended[k] < until;
    const state = ended ? a.thread_state[k] : WAITING;
    return {
      place: k,
      day: Math.floor(opened / MINUTES),
      minute: opened % MINUTES,
      consumer: a.thread_consumer[k],
      channel: this.channels[a.thread_channel[k]],
      isSpoken: ["store", "phone"].includes(this.channels[a.thread_channel[k]]),
      isPublic: (flags & FLAGS.public) !== 0,
      isQuestion: (flags & FLAGS.question) !== 0,
      isSensitive: (flags & FLAGS.sensitive) !== 0,
      concernsMany: (flags & FLAGS.interest) !== 0,
      supplier: a.thread_supplier[k] === SERVICE ? null : this.suppliers[a.thread_supplier[k]],
      state,
      minutes: (ended ? a.thread_ended[k] : until) - opened,
      action: state === REPLIED ? ACTIONS[a.thread_action[k]] : "",
      isAutomatic: ended && (flags & FLAGS.automatic) !== 0,
      isWrong: ended && (flags & FLAGS.wrong) !== 0,
      isCorrected: ended && (flags & FLAGS.corrective) !== 0,
      refund: ended ? a.thread_refund[k] : 0,
    };
  }

  /** The thread of another world that is the same complaint or question; -1 where it was not written there. */
  placeOfSame(k, other) {
    const [mine, theirs] = [this.arrays, other.arrays];
    const opened = mine.thread_opened[k];
    for (let at = placeOf(theirs.thread_opened, opened); theirs.thread_opened[at] === opened; at++) {
      if (theirs.thread_consumer[at] === mine.thread_consumer[k]) return at;
    }
    return -1;
  }

  /** Whether a thread stands otherwise in another world in the evening of a day, or is not there. */
  threadDiffers(k, other, day) {
    const same = this.placeOfSame(k, other);
    return same < 0 || standOf(this.thread(k, day)) !== standOf(other.thread(same, day));
  }

  /** What a picture of a day shows, in figures. */
  figures(day) {
    let never = 0;
    let left = 0;
    for (const value of this.loyaltyOn(day)) {
      never += value === NEVER_BOUGHT;
      left += value === HAS_LEFT;
    }
    let complaints = 0;
    let questions = 0;
    const [first, end] = this.threadsOn(day);
    for (let k = first; k < end; k++) {
      if (this.arrays.thread_flags[k] & FLAGS.question) questions += 1;
      else complaints += 1;
    }
    return { bought: this.consumers - never, never, left, complaints, questions };
  }

  /** Friends of a consumer, rising. */
  friendsOf(consumer) {
    const { edges } = this.arrays;
    if (!edges) return [];
    const ties = edges.length / 2;
    const found = [];
    for (let k = 0; k < ties; k++) {
      if (edges[k] === consumer) found.push(edges[ties + k]);
      else if (edges[ties + k] === consumer) found.push(edges[k]);
    }
    return found.sort((one, other) => one - other);
  }

  /** All that is known of a consumer, day by day: `{ day, minute, kind, … }`, in the order of time. */
  lifeOf(consumer) {
    const a = this.arrays;
    const found = [];
    for (let day = 0; day < this.days; day++) {
      for (let k = a.trip_first[day]; k < a.trip_first[day + 1]; k++) {
        if (a.trip_consumer[k] === consumer) {
          found.push({ day, order: 1, kind: "trip", retailer: a.trip_retailer[k], units: a.trip_units[k] });
        }
      }
    }
    for (let k = 0; k < a.thread_consumer.length; k++) {
      const day = Math.floor(a.thread_opened[k] / MINUTES);
      if (a.thread_consumer[k] === consumer) found.push({ day, order: 2, kind: "thread", place: k });
    }
    for (let k = 0; k < a.word_consumer.length; k++) {
      if (a.word_consumer[k] !== consumer) continue;
      const [retailer, platform] = [a.word_retailer[k], a.word_platform[k]];
      found.push({ day: a.word_day[k], order: 3, kind: "word", retailer, platform, word: WORD_KINDS[a.word_kind[k]] });
    }
    for (let k = 0; k < a.left_consumer.length; k++) {
      if (a.left_consumer[k] !== consumer) continue;
      const kind = a.left_back[k] ? "back" : "left";
      found.push({ day: a.left_day[k], order: 4, kind, retailer: a.left_retailer[k] });
    }
    for (let k = 0; k < a.follow_consumer.length; k++) {
      if (a.follow_consumer[k] !== consumer) continue;
      const bits = a.follow_bits[k];
      const channels = this.channels.filter((_, platform) => (bits >> platform) & 1);
      found.push({ day: a.follow_day[k], order: 0, kind: channels.length ? "follows" : "unfollows", channels });
    }
    return found.sort((one, other) => one.day - other.day || one.order - other.order);
  }
}
