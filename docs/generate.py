"""Renew what the documentation takes from the code: `python docs/generate.py`, or `--check` to only look.

Between ``<!-- generated: NAME ARGUMENT … -->`` and ``<!-- end -->`` a document holds what the function NAME
below makes of the code, so that it cannot say something else. All other text is written by hand.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import textwrap
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.report import Report, shown, verdicts
from benchmarks.report import read as read_benchmarks
from sim.experiment.assumptions import flat as flattened
from sim.experiment.claims.chart import claim_chart, curve_chart, standalone
from sim.experiment.claims.words import arms_sheet, claims_sheet, conditions_sheet, parts_sheet
from sim.experiment.claims.words import lines as claim_lines
from sim.experiment.column_words import TABLES
from sim.experiment.compare import compare
from sim.experiment.comparison_words import OF_COMPARISONS
from sim.experiment.decision_words import decision_sentences
from sim.experiment.mechanisms import mechanisms
from sim.experiment.numerals import LANGUAGES, Language, decimals_for, numeral
from sim.experiment.patterns.table import table as pattern_table
from sim.experiment.patterns.words import figure_words
from sim.experiment.patterns.worlds import WORLDS
from sim.experiment.region_words import lines, sheets
from sim.experiment.sentences import cells
from sim.experiment.sheets import Sheet
from sim.experiment.spec.builtin import builtin_experiments
from sim.experiment.spec.loading import load_experiment
from sim.experiment.spec.planning import plan_of
from sim.experiment.until_settled import UntilSettled
from sim.metrics import OUTCOMES
from sim.model import Model
from sim.population import COLUMNS
from sim.scenario.builtin import builtin_scenarios, scenario_path
from sim.scenario.loading import load_scenario
from sim.scenario.registry import Parameter, parameters

FOLDER = Path(__file__).resolve().parent
_PART = re.compile(r"(<!-- generated: (?P<call>[^>]*) -->\n)(?P<old>.*?)(<!-- end -->)", re.DOTALL)


def main() -> int:
    """Write every document anew, or with `--check` tell those that are out of date (exit code 1)."""
    pages = [FOLDER.parent / "README.md", *sorted(FOLDER.rglob("*.md"))]
    wanted = {path: renewed(path) for path in pages} | drawings()
    stale = [path for path, new in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != new]
    for path in stale:
        print(path.relative_to(FOLDER.parent))
        if "--check" not in sys.argv:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


def renewed(path: Path) -> str:
    """The text that a document should have."""

    def part(match: re.Match[str]) -> str:
        name, *arguments = match["call"].split()
        new = PARTS[name](arguments, match["old"])
        return f"{match[1]}\n{new}\n\n{match[4]}"

    return _PART.sub(part, path.read_text(encoding="utf-8"))


def drawings() -> dict[Path, str]:
    """The drawings that documents show, as files."""
    found = {}
    for row in claims_document()["claims"]:
        for language in LANGUAGES:
            found[claim_file(row["id"], language, ".svg")] = standalone(claim_chart(row, language))
            if row["payback"] is not None:
                found[claim_file(row["id"], language, "-curve.svg")] = standalone(curve_chart(row, language))
    return found


def claims_document() -> dict[str, Any]:
    """What `trm claims --json` said of all claims."""
    found: dict[str, Any] = json.loads((FOLDER / "measured" / "claims.json").read_text(encoding="utf-8"))
    return found


def claim_file(claim: str, language: Language, end: str) -> Path:
    """A file of a claim, such as `H04.md`, `H04.id.md` or `H04.svg`."""
    name = f"H{int(claim[1:]):02}" + ("" if language == "en" else f".{language}")
    return FOLDER / "claims" / f"{name}{end}"


# ---- parts -------------------------------------------------------------------------------------
#
# Each takes the arguments of its mark and the text that stands there now.


def schedule(arguments: Sequence[str], old: str) -> str:
    """The source of `Model.parts_of_day`."""
    return f"```py\n{textwrap.dedent(inspect.getsource(Model.parts_of_day)).strip()}\n```"


def columns(arguments: Sequence[str], old: str) -> str:
    """The consumer's state."""
    shapes = {"consumer": "N", "retailer": "R x N"}
    return table(
        ("column", "values", "type", "unit", "meaning"),
        [(f"`{c.name}`", shapes[c.per], c.dtype, c.unit, c.description) for c in COLUMNS],
    )


def parameter_table(arguments: Sequence[str], old: str) -> str:
    """The parameters whose paths match the arguments (``choice.*``, ``retailers.*.price`` …).

    An argument that is itself a path means that one alone.
    """
    paths = {p.path for p in parameters()}
    chosen = [
        p
        for p in parameters()
        if any(p.path == given if given in paths else fnmatchcase(p.path, given) for given in arguments)
    ]
    return table(
        ("parameter", "default", "unit", "mark", "mechanisms", "meaning", "source"),
        [
            (
                f"`{p.path}`",
                default(p),
                p.unit,
                p.mark,
                ", ".join(p.mechanisms) or "-",
                p.description.replace("|", "/"),
                p.source.replace("|", "/"),
            )
            for p in chosen
        ],
    )


def marks(arguments: Sequence[str], old: str) -> str:
    """How many parameters have a default from each kind of source."""
    meanings = {
        "S": "the source paper",
        "L": "literature",
        "L-D": "computed from a public data file",
        "K": "general knowledge of the literature",
        "design": "a choice: a lever of the firms, or the size and shape of the world",
        "unknown": "nobody knows: a guess inside a range that is to be swept",
    }
    counts = Counter(p.mark for p in parameters())
    return table(
        ("mark", "where the default comes from", "parameters"),
        [(mark, meaning, str(counts[mark])) for mark, meaning in meanings.items()],
    )


def per_thousand(arguments: Sequence[str], old: str) -> str:
    """The parameters that grow with the world, and what their defaults come to in a world of 20,000."""
    chosen = [p for p in parameters() if "per 1,000 consumers" in p.description]
    return table(
        ("parameter", "default", "unit", "with 20,000 consumers"),
        [(f"`{p.path}`", default(p), f"{p.unit}, per 1,000 consumers", f"{20 * p.default:,.12g}") for p in chosen],
    )


def mechanism_index(arguments: Sequence[str], old: str) -> str:
    """Where the rules of each mechanism stand in the model description, and what switches it off."""
    heads: dict[str, list[str]] = {}
    for head in re.findall(r"^#{2,3} (.*)$", (FOLDER / "ODD.md").read_text(encoding="utf-8"), re.MULTILINE):
        ids = re.search(r"\(([^()]*)\)$", head)
        for name in ids[1].split(", ") if ids else ():
            heads.setdefault(name, []).append(head.split(" ", 1)[0])
    return table(
        ("id", "mechanism", "rules at", "parameters", "output", "switched off by"),
        [
            (
                m.id,
                m.title,
                ", ".join(heads.get(m.id, [])),
                str(len(m.parameters)),
                f"`{m.output}`" + ("" if m.world == "baseline" else f" in `{m.world}`"),
                f"`{m.without}` in its place" if m.without else ", ".join(f"`{setting}`" for setting in m.off),
            )
            for m in mechanisms().values()
        ],
    )


def measured(arguments: Sequence[str], old: str) -> str:
    """What was measured of each mechanism, from the stored document."""
    document = json.loads((FOLDER / "measured" / "mechanisms.json").read_text(encoding="utf-8"))
    rows = []
    for row in document["mechanisms"]:
        decimals = OUTCOMES[row["output"]].decimals if row["output"] in OUTCOMES else 1
        places = decimals_for(decimals, row["low"], row["high"]) if row["low"] is not None else decimals
        interval = "" if row["low"] is None else f"{numeral(row['low'], places)} to {numeral(row['high'], places)}"
        held = {None: "takes no side" if row["expected"] == "either" else "-", True: "yes", False: "**no**"}
        rows.append(
            (
                row["id"],
                row["title"],
                f"`{row['output']}`" + ("" if row["world"] == "baseline" else f" in `{row['world']}`"),
                "-" if row["effect"] is None else numeral(row["effect"], places),
                interval,
                row["unit"],
                row["verdict"],
                held[row["as_expected"]],
                row["because"],
            )
        )
    heads = ("id", "mechanism", "output", "effect of switching it off", "95% interval", "unit", "verdict",
             "as expected", "what to expect, and why")  # fmt: skip
    return table(heads, rows)


def outcomes(arguments: Sequence[str], old: str) -> str:
    """Every outcome of a run."""
    return table(
        ("outcome", "name", "unit", "better", "definition"),
        [(f"`{o.name}`", o.title, o.unit, o.better, o.description) for o in OUTCOMES.values()],
    )


def tables(arguments: Sequence[str], old: str) -> str:
    """The tables of a results folder and their columns; outcomes stand on a page of their own."""
    parts = []
    described = {each.file for each in TABLES}
    for each in TABLES + OF_COMPARISONS:
        rows = [(f"`{name}`", c.unit, c.meaning.replace("|", "/")) for name, c in each.columns.items()]
        if set(OUTCOMES) <= set(each.columns):
            rows = [row for row in rows if row[0].strip("`") not in OUTCOMES]
            rows.append(("every outcome", "its own", "as [outcomes.md](outcomes.md) has it; empty where undefined"))
        more = " of a comparison" if each.file in described and each in OF_COMPARISONS else ""
        parts.append(
            f"## {each.file}{more}\n\nA row for each {each.row}.\n\n{table(('column', 'unit', 'meaning'), rows)}"
        )
    return "\n\n".join(parts)


def scenarios(arguments: Sequence[str], old: str) -> str:
    """The built-in scenarios and what each says that its parent does not."""
    rows = []
    for name in ["baseline", *(n for n in builtin_scenarios() if n != "baseline")]:
        values = tomllib.loads(scenario_path(name).read_text(encoding="utf-8"))
        parent = values.pop("extends", None)
        title, meaning = values.pop("title"), values.pop("description")
        says = ", ".join(f"`{key} = {toml(value)}`" for key, value in flat(values))
        rows.append((f"`{name}`", title, meaning, says if parent else "the whole world"))
    return table(("scenario", "title", "what it is for", "what it changes in `baseline`"), rows)


def experiments(arguments: Sequence[str], old: str) -> str:
    """The built-in experiments: what each asks, of what, and how many runs that takes."""
    rows = []
    for name in builtin_experiments():
        asked = load_experiment(name)
        rows.append(
            (
                f"`{name}`",
                asked.question,
                ", ".join(f"`{label}`" for label in asked.scenarios),
                ", ".join(f"`{factor.path}`" for factor in asked.factors),
                asked.design.kind,
                f"{len(plan_of(asked).design.cells(None)):,}",
            )
        )
    return table(("experiment", "question", "scenarios", "levers and unknowns", "design", "runs"), rows)


def comparison(arguments: Sequence[str], old: str) -> str:
    """What `trm compare A B --pairs PAIRS` prints of some outcomes."""
    a, b, pairs, *names = arguments
    result = compare(a, b, pairs=int(pairs))
    return table(
        ("outcome", "unit", a, b, "difference", "95% interval", f"{b} better in"),
        [cells(result.contrast(name)) for name in names],
    )


def settled(arguments: Sequence[str], old: str) -> str:
    """What `trm compare A B --until-settled` answers, with the outcomes (``trust,ror``), the budget, and settings."""
    a, b, outcomes, budget, *overrides = arguments
    rule = UntilSettled(outcomes=tuple(outcomes.split(",")), budget=int(budget))
    decision = compare(a, b, until_settled=rule, overrides=overrides).decision
    assert decision is not None
    options = [*(f"--outcome {name}" for name in rule.outcomes), f"--budget {budget}"]
    command = " ".join(["trm compare", a, b, "--until-settled", *options, *(f"--set {given}" for given in overrides)])
    said = "\n".join(textwrap.fill(sentence, 128, break_on_hyphens=False) for sentence in decision_sentences(decision))
    return f"```sh\n{command}\n```\n\n```text\n{said}\n```"


def regions(arguments: Sequence[str], old: str) -> str:
    """What a stored search for regions says (`trm regions --json`), outcome by outcome."""
    document = json.loads((FOLDER / "measured" / arguments[0]).read_text(encoding="utf-8"))
    parts = [f"```sh\n{document['command']} --json > docs/measured/{arguments[0]}\n```"]
    for number, (name, search) in enumerate(document["outcomes"].items()):
        parts.append(f"### {search['title']}")
        first, *more = lines(document, name)
        parts.append("\n".join(f"- {line}" for line in ([first, *more] if number == 0 else more)))
        for sheet in sheets(document, name):
            parts.append(f"{sheet.title}. {sheet.note}")
            parts.append(sheet_table(sheet))
    return "\n\n".join(parts)


def speed(arguments: Sequence[str], old: str) -> str:
    """The benchmarks that were stored last: what is asked (``verdicts``), or the table of peers, or all."""
    circumstances, reports = read_benchmarks(FOLDER / "measured" / "benchmarks.json")
    if arguments == ["verdicts"]:
        return f"{circumstances.line()}\n\n{verdicts(reports)}"
    if arguments == ["table"]:
        return f"{speed_table(reports)}\n\n{circumstances.line()}"
    return "\n\n".join(report.markdown("measured/") for report in reports.values())


def speed_table(reports: Mapping[str, Report]) -> str:
    """The engine and its peers by number of consumers: nanoseconds of a consumer-day, and times the engine's."""
    rows = reports["peers"].rows
    sizes = sorted({row["consumers"] for row in rows})
    found = {(row["consumers"], row["who"]): row for row in rows}
    lines = []
    for who, day in dict.fromkeys((row["who"], row["day"]) for row in rows):
        cells = [found[size, who] for size in sizes]
        lines.append(
            (
                f"{who} ({day} day)",
                *(f"{shown(c['ns per consumer-day'])} ({shown(c['times the engine'])})" for c in cells),
                shown(cells[-1]["bytes per consumer"]),
            )
        )
    heads = [f"{size:,} consumers" for size in sizes]
    return table(("ns per consumer-day (times the engine)", *heads, f"bytes per consumer of {sizes[-1]:,}"), lines)


def claim(arguments: Sequence[str], old: str) -> str:
    """A claim, from the stored document: verdict, drawing, contrasts, conditions, scenarios."""
    name, language = arguments[0], _language(arguments[1])
    row = next(row for row in claims_document()["claims"] if row["id"] == name)
    first, *more = claim_lines(row, language)
    picture = claim_file(name, language, ".svg").name
    parts = [f"**{first}**", *more, f"![{row['statement'][language]}]({picture})"]
    if row["payback"] is not None:
        parts.append(f"![{row['title']}]({claim_file(name, language, '-curve.svg').name})")
    conditions = conditions_sheet(row, language)
    for sheet in (parts_sheet(row, language), *([conditions] if conditions else []), arms_sheet(row, language)):
        parts += [f"## {sheet.title}", sheet.note, sheet_table(sheet)]
    return "\n\n".join(parts)


def claim_index(arguments: Sequence[str], old: str) -> str:
    """All claims and their verdicts, from the stored document."""
    language = _language(arguments[0])
    document = claims_document()
    sheet = claims_sheet(document, language)
    rows = [((f"[{name}]({claim_file(name, language, '.md').name})", ""), *cells) for ((name, _), *cells) in sheet.rows]
    table = sheet_table(Sheet(sheet.title, sheet.note, sheet.heads, tuple(rows)))
    return f"```sh\n{document['command']} --json > docs/measured/claims.json\n```\n\n{sheet.note}\n\n{table}"


def claims_summary(arguments: Sequence[str], old: str) -> str:
    """How many claims came out in which way, and which."""
    document = claims_document()
    said = {"supported": "Supported", "contradicted": "Contradicted", "depends": "Depend on what is unknown"}
    found: dict[str, list[str]] = {verdict: [] for verdict in said}
    for row in document["claims"]:
        found[row["verdict"]].append(f"{row['id']} ({row['statement']['en'].rstrip('.')})")
    lines = [f"- {said[verdict]} ({len(rows)}): {'; '.join(rows)}." for verdict, rows in found.items() if rows]
    return "\n".join(lines)


def _language(text: str) -> Language:
    return "id" if text == "id" else "en"


def patterns(arguments: Sequence[str], old: str) -> str:
    """What was found of each pattern whose id begins with the argument, from the stored document."""
    rows = []
    for row in _found_patterns(arguments[0]):
        p = pattern_table()[row["id"]]
        figure, interval = figure_words(row["figure"], row["low"], row["high"])
        verdict = row["verdict"] if row["verdict"] == "pass" else f"**{row['verdict']}**"
        rows.append(
            (p.id, p.title_in(), p.kind, f"{figure} (`{p.figure}`)", interval, p.benchmark, p.criterion, verdict)
        )
    return table(("id", "pattern", "kind", "figure", "95% interval", "benchmark", "criterion", "verdict"), rows)


def pattern_notes(arguments: Sequence[str], old: str) -> str:
    """What the model is given of each pattern, which checks failed, and why."""
    lines = []
    for row in _found_patterns(arguments[0]):
        p = pattern_table()[row["id"]]
        failed = "; ".join(f"`{check['check']}`" for check in row["checks"] if check["holds"] is False)
        missed = f"Not met: {failed}. {p.why}" if failed else ""
        said = " ".join(filter(None, (p.put_in, missed)))
        if said:
            lines.append(f"- **{p.id}.** {said}")
    return "\n".join(lines)


def pattern_worlds(arguments: Sequence[str], old: str) -> str:
    """The worlds that patterns are looked for in."""
    read = {name: [p.id for p in pattern_table().values() if p.world == name] for name in WORLDS}
    return table(("patterns", "world"), [(", ".join(read[name]), world.words) for name, world in WORLDS.items()])


def validation_summary(arguments: Sequence[str], old: str) -> str:
    """How many patterns and regularities hold, and which do not, in sentences."""

    def told(rows: Sequence[Mapping[str, Any]], what: str) -> str:
        failed = [f"{row['id']} ({row['title']['en']})" for row in rows if row["verdict"] != "pass"]
        held = f"Of {len(rows)} {what} {len(rows) - len(failed)} hold"
        return f"{held}; not {', '.join(failed)}." if failed else f"{held}."

    patterns_of = {kind: [row for row in _found_patterns("P") if row["kind"] == kind] for kind in ("emergent", "input")}
    return "\n".join(
        (
            f"- {told(patterns_of['emergent'], 'patterns that the rules bring about')}",
            f"- {told(patterns_of['input'], 'that a parameter puts in, which is no success')}",
            f"- {told(_found_patterns('R'), 'further regularities of markets, looked for beside the list,')}",
        )
    )


def _found_patterns(start: str) -> list[dict[str, Any]]:
    document = json.loads((FOLDER / "measured" / "validation.json").read_text(encoding="utf-8"))
    return [row for row in document["patterns"] + document["regularities"] if row["id"].startswith(start)]


PARTS: dict[str, Callable[[Sequence[str], str], str]] = {
    "schedule": schedule,
    "columns": columns,
    "parameters": parameter_table,
    "marks": marks,
    "per-thousand": per_thousand,
    "mechanism-index": mechanism_index,
    "measured": measured,
    "outcomes": outcomes,
    "tables": tables,
    "scenarios": scenarios,
    "experiments": experiments,
    "comparison": comparison,
    "settled": settled,
    "regions": regions,
    "speed": speed,
    "claim": claim,
    "claim-index": claim_index,
    "claims-summary": claims_summary,
    "patterns": patterns,
    "validation-summary": validation_summary,
    "pattern-notes": pattern_notes,
    "pattern-worlds": pattern_worlds,
}


# ---- their make-up -----------------------------------------------------------------------------


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def sheet_table(sheet: Sheet) -> str:
    """A table of figures, each interval under its figure."""
    return table(sheet.heads, [["<br>".join(filter(None, cell)) for cell in row] for row in sheet.rows])


def default(parameter: Parameter) -> str:
    """The value that holds when a file does not say, and those of `baseline` where they are others."""
    value = parameter.default
    if value is None or value in ("", (), {}):
        return "none"
    others = {owner: held for owner, held in _in_baseline().get(parameter.path, {}).items() if held != value}
    told = ", ".join(f"{owner} {toml(held)}" if owner else toml(held) for owner, held in others.items())
    return f"{toml(value)} (`baseline`: {told})" if told else toml(value)


@cache
def _in_baseline() -> dict[str, dict[str, Any]]:
    """The values of the built-in world, by path with ``*`` and then by the name that stands there."""
    found: dict[str, dict[str, Any]] = {}
    labels = ("name", "title", "description")
    for key, value in flattened(load_scenario("baseline").model_dump()):
        first, *rest = key.split(".")
        if first in ("platforms", "retailers", "suppliers"):
            found.setdefault(".".join((first, "*", *rest[1:])), {})[rest[0]] = value
        elif first not in labels:
            found[key] = {"": value}
    return found


def toml(value: Any) -> str:
    """A plain value as a scenario file has it."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case int():
            return f"{value:_}" if abs(value) >= 10_000 else str(value)
        case _:
            return f"{value:g}"


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys and their values."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


if __name__ == "__main__":
    sys.exit(main())
