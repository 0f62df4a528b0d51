// Colours of the page, read off its style, so that they follow the theme.

const SHADES = 32;
const LOWEST = 0.2; // loyalty at and below which the first shade stands; few are ever outside these two
const HIGHEST = 0.7;

// viridis (van der Walt and Smith 2015): even to the eye, and to those who do not tell red from green
const VIRIDIS = ["#440154", "#482878", "#3e4a89", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6dcd59", "#b4de2c", "#fde725"];

function shades() {
  const parts = VIRIDIS.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({ length: SHADES }, (_, k) => {
    const place = (k / (SHADES - 1)) * (parts.length - 1);
    const [low, high] = [parts[Math.floor(place)], parts[Math.ceil(place)]];
    const mixed = low.map((value, c) => Math.round(value + (high[c] - value) * (place % 1)));
    return `rgb(${mixed.join(",")})`;
  });
}

/** The shade of a loyalty as a film keeps it. */
function shadeOf(value) {
  const place = (value / FULL - LOWEST) / (HIGHEST - LOWEST);
  return Math.min(SHADES - 1, Math.max(0, Math.round(place * (SHADES - 1))));
}

const FALLBACK = {
  surface: "#ffffff",
  ink: "#1c2127",
  soft: "#5b6672",
  line: "#d5dae0",
  a: "#0b63b0",
  b: "#b34700",
  bad: "#b3261e",
};

/** The three parts of a colour, however the style wrote it. */
function partsOf(colour) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = colour; // comes back as #rrggbb
  return [1, 3, 5].map((at) => parseInt(context.fillStyle.slice(at, at + 2), 16));
}

function mixed(colour, ground, share) {
  const [over, under] = [partsOf(colour), partsOf(ground)];
  return `rgb(${over.map((value, c) => Math.round(share * value + (1 - share) * under[c])).join(",")})`;
}

/** A colour with less of it, for what lies behind. */
function faded(colour, share) {
  return `rgba(${partsOf(colour).join(",")},${share})`;
}

function readColours(element) {
  const style = getComputedStyle(element);
  const found = {};
  for (const [name, fallback] of Object.entries(FALLBACK)) {
    found[name] = style.getPropertyValue(`--trm-${name}`).trim() || fallback;
  }
  found.rim = mixed(found.soft, found.surface, 0.65);
  found.font = style.fontFamily;
  found.scale = Number.parseFloat(style.fontSize) / 16; // more in presenter mode
  return found;
}

/** Calls `changed` when the theme may have changed; returns what ends that. */
function watchTheme(changed) {
  const seen = new MutationObserver(changed);
  // Theme and size of letters are the document's. A widget has no way to it through its parents: it is drawn before it is
  // put into the page.
  seen.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-theme"] });
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", changed);
  return () => {
    seen.disconnect();
    dark.removeEventListener("change", changed);
  };
}
