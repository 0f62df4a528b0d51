// Numbers as people type them. The page's language says which sign is the decimal one, not the browser's.

const decimalSign = (language) => (language === "id" ? "," : ".");

/** A number as a field shows it: its decimal sign is the language's, and its thousands have no marks. */
function shownNumber(value, language) {
  return String(value).replace(".", decimalSign(language));
}

/**
 * The number that a text means: `{ value }`, or `{ problem }` with what it could mean.
 *
 * The other language's decimal sign is taken too, where the text can be read in one way only. "1.000" can be read in
 * two ways in Indonesian: it is refused, unless a whole number is wanted, which nobody writes with three decimals.
 */
function readNumber(text, language, isWhole = false) {
  const wrong = { problem: "not_a_number" };
  const [, sign, body, power] = text.replace(/\s/g, "").replace("−", "-").match(/^([+-]?)([\d.,]+)(e[+-]?\d+)?$/i) ?? [];
  if (body === undefined || !/\d/.test(body)) return wrong;
  const marks = body.match(/[.,]/g) ?? [];
  const made = (whole, decimals = "") => {
    const value = Number(`${sign}${whole || 0}.${decimals || 0}${power ?? ""}`);
    return Number.isFinite(value) ? { value } : wrong;
  };
  if (!marks.length) return made(body);
  const last = marks.at(-1);
  const parts = body.split(/[.,]/);
  const grouped = (groups) => /^[1-9]\d{0,2}$/.test(groups[0]) && groups.slice(1).every((group) => group.length === 3);
  if (marks.length > 1) {
    const isSame = marks.every((mark) => mark === last);
    const groups = isSame ? parts : parts.slice(0, -1);
    const hasOneDecimalSign = isSame || marks.indexOf(last) === marks.length - 1;
    if (!grouped(groups) || !hasOneDecimalSign) return wrong;
    return isSame ? made(groups.join("")) : made(groups.join(""), parts.at(-1));
  }
  const isOwn = last === decimalSign(language);
  if (!grouped(parts) || (isOwn && !isWhole)) return made(...parts);
  if (isWhole && !isOwn) return made(parts.join(""));
  const decimal = shownNumber(made(...parts).value, language);
  return { problem: "ambiguous", whole: sign + parts.join(""), decimal };
}

