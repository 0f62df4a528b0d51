// Elements, texts and numbers. Nothing from outside is ever parsed as HTML: texts become text nodes.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, handlers (`onclick` …) and children; strings become text. */
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** An icon that says nothing to those who hear the page: its button has a name. */
function icon(path) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  drawing.append(shape);
  return drawing;
}

/** Make these the children of a list, in this order; those that are there already stay where they can. */
function arrange(list, items) {
  let at = list.firstChild;
  for (const item of items) {
    if (item === at) at = at.nextSibling;
    else list.insertBefore(item, at);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Words of the page in the visitor's language, with their values put in, and numbers in the form of that language. */
class Words {
  constructor(words, language) {
    this.words = words;
    this.language = language;
    this.formats = new Map();
  }

  say(key, values = {}) {
    const text = this.words[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  /** The name of a way to reach a retailer; a platform that is not known has the one that the world gives it. */
  channel(name) {
    return this.words[`channel_${name}`] ?? name;
  }

  number(value, decimals = 0) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    if (!this.formats.has(decimals)) {
      const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      this.formats.set(decimals, new Intl.NumberFormat(this.language, digits));
    }
    return this.formats.get(decimals).format(value).replace("-", "−");
  }

  /** A day as people count them, from 1; films and addresses count from 0. */
  ordinal(day) {
    return this.number(day + 1);
  }

  signed(value, decimals = 0) {
    const text = this.number(value, decimals);
    return value > 0 && /[1-9]/.test(text) ? `+${text}` : /[1-9]/.test(text) ? text : text.replace("−", "");
  }

  hours(minutes) {
    return this.number(minutes / 60, 1);
  }

  time(minute) {
    return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  }

  list(parts) {
    return parts.join(", ");
  }
}
