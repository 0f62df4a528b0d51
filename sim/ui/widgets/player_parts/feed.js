// The official account of one world as it stood in the evening of a day: posts, complaints and what came of them.

const MOST_ITEMS = 30;

class Feed {
  constructor(side, pick) {
    this.side = side;
    this.pick = pick;
    this.heading = make("h4", { class: `trm-side-${side}` });
    this.list = make("ol", { class: "trm-feed-items" });
    this.box = make("div", { class: "trm-feed-box", tabindex: "0", role: "region" }, this.list);
    this.element = make("section", { class: "trm-feed" }, this.heading, this.box);
    this.items = new Map();
  }

  show(reel, other, words, label) {
    Object.assign(this, { reel, other, words });
    this.items.clear();
    this.list.replaceChildren();
    setText(this.heading, label);
    this.box.setAttribute("aria-label", label);
  }

  /** The latest items up to a day; those that are there already stay, so that reading place and focus do. */
  tell(day) {
    const kept = new Map();
    for (const [key, build] of this.latest(day)) kept.set(key, this.items.get(key) ?? build());
    this.items = kept;
    const nothing = make("li", { class: "trm-nothing" }, this.words.say("nothing_yet"));
    arrange(this.list, kept.size ? kept.values() : [nothing]);
  }

  /** `[key, how to build it]` of the latest items, newest first. The key holds all that shows. */
  latest(day) {
    const found = [];
    for (let at = day; at >= 0 && found.length < MOST_ITEMS; at--) {
      const [first, end] = this.reel.threadsOn(at);
      for (let k = end - 1; k >= first; k--) {
        const thread = this.reel.thread(k, day);
        const differs = this.reel.threadDiffers(k, this.other, day);
        const build = () => threadItem(thread, this.reel, this.words, differs, this.pick);
        found.push([`thread ${k} ${standOf(thread)} ${differs}`, build]);
      }
      for (const account of this.reel.focalAccounts) {
        const counts = this.reel.postsOn(at, account);
        if (counts.some((count) => count > 0)) {
          found.push([`post ${account} ${at}`, () => this.postItem(at, account, counts)]);
        }
      }
    }
    return found.slice(0, MOST_ITEMS);
  }

  postItem(day, account, counts) {
    const { reel, words } = this;
    const kinds = POST_KINDS.flatMap((kind, k) => (counts[k] ? [words.say(`post_${kind}`, { n: counts[k] })] : []));
    const channel = words.channel(reel.channels[reel.accounts[account][1]]);
    return make(
      "li",
      { class: "trm-post" },
      make("div", { class: "trm-when" }, `${words.say("day", { day: words.ordinal(day) })} · ${channel}`),
      make("div", {}, words.say("posts", { retailer: reel.retailer, what: words.list(kinds) })),
    );
  }
}

/** A complaint or question, and under it what came of it. */
function threadItem(thread, reel, words, differs, pick) {
  const day = words.say("day", { day: words.ordinal(thread.day) });
  const when = `${day}, ${words.time(thread.minute)} · ${words.channel(thread.channel)}`;
  const marks = [tag(words, thread.isPublic ? "public" : "private")];
  if (thread.isSensitive) marks.push(make("span", { class: "trm-tag" }, words.say("sensitive")));
  if (thread.concernsMany) marks.push(make("span", { class: "trm-tag" }, words.say("concerns_many")));
  if (differs) marks.push(difference(words));
  const who = words.say("consumer", { consumer: thread.consumer });
  return make(
    "li",
    { class: `trm-thread ${thread.isPublic ? "" : "trm-is-private"}` },
    make("div", { class: "trm-when" }, when, " ", ...marks),
    make(
      "div",
      {},
      pick ? make("button", { type: "button", class: "trm-link", onclick: () => pick(thread.consumer) }, who) : who,
      ` ${matterOf(thread, words)}`,
    ),
    answerOf(thread, reel, words),
  );
}

function tag(words, kind) {
  const lock = kind === "private" ? icon("M7 10V8a5 5 0 0 1 10 0v2h1v11H6V10zm2 0h6V8a3 3 0 0 0-6 0z") : null;
  return make("span", { class: `trm-tag trm-${kind}` }, lock, words.say(kind));
}

/** The mark of what goes otherwise in the other world. */
function difference(words) {
  return make("span", { class: "trm-tag trm-otherwise" }, words.say("differs"));
}

function matterOf(thread, words) {
  if (thread.isQuestion) return words.say("asks");
  return thread.supplier ? words.say("complains_of_goods", { supplier: thread.supplier }) : words.say("complains_of_service");
}

function answerOf(thread, reel, words) {
  const hours = words.hours(thread.minutes);
  if (thread.state === WAITING) {
    return make("div", { class: "trm-answer trm-waits" }, words.say("waits", { hours }));
  }
  if (thread.state !== REPLIED) {
    const key = thread.state === BY_POLICY ? "not_answered_by_policy" : "not_answered";
    return make("div", { class: "trm-answer trm-unanswered" }, words.say(key, { hours }));
  }
  const parts = [words.say("after_hours", { hours })];
  if (thread.isQuestion) parts.push(words.say(questionEnding(thread)));
  else {
    const how = words.say(thread.isSpoken ? "reply_spoken" : `reply_${thread.action}`);
    parts.push(`${how} ${words.say(thread.isCorrected ? "corrected" : "not_corrected")}`);
  }
  const refund = thread.refund ? `, ${words.say("refund", { amount: words.number(thread.refund) })}` : "";
  const isPrivate = !thread.isPublic || thread.action !== "open";
  return make(
    "div",
    { class: `trm-answer ${isPrivate ? "trm-is-private" : ""}` },
    make("strong", {}, reel.retailer),
    " ",
    thread.isSpoken || thread.isQuestion ? null : tag(words, isPrivate ? "private" : "public"),
    ` ${parts.join(": ")}${refund}`,
  );
}

function questionEnding(thread) {
  if (thread.isWrong) return "question_missed";
  return thread.isAutomatic ? "question_automatic" : "question_answered";
}
