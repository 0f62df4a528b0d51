"""The report of a sweep: the question, the answer, and behind every number its query, its runs and its command."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.experiment.assumptions import differences, unknowns
from sim.experiment.factor_words import factor_words
from sim.experiment.numerals import Language, numeral, written
from sim.experiment.parameter_words import ExperimentText, experiment_text, scenario_words
from sim.experiment.report_page import render
from sim.experiment.sensitivity.study import analyse
from sim.experiment.sensitivity.words import notes, sheets, title
from sim.experiment.sentences import figure
from sim.experiment.spec.builtin import builtin_experiments
from sim.experiment.spec.experiment import experiment_of
from sim.experiment.statistics import estimate, wilson_interval
from sim.experiment.sweep.alternatives import Compared, short_names
from sim.experiment.sweep.curves import LEVELS
from sim.experiment.sweep.pictures import curves, maps
from sim.experiment.sweep.words import alternatives_note, alternatives_sheet, answers
from sim.experiment.texts import outcome_description, outcome_title, say, unit_name
from sim.metrics import OUTCOMES

if TYPE_CHECKING:
    from sim.experiment.sweep.reading import Sweep

PICTURED = 3
"""Responses that get drawings; all get tables."""
ANSWERED = 2
"""Responses that get sentences at the head."""
EXPLAINED = frozenset({"sobol", "morris", "latin-hypercube"})
"""Designs that are made for a sensitivity analysis."""
_POINTS = 240
_FAILURES = 40
_IDS = 5


def render_sweep_report(sweep: Sweep, language: Language = "en") -> str:
    """The report as HTML."""
    return render("sweep_report.html.j2", language, **_content(sweep, language))


def compared(sweep: Sweep) -> Compared:
    """The runs of a sweep, sorted into alternatives."""
    return Compared(sweep.runs, tuple(sweep.manifest["scenarios"]), sweep.factors)


def _content(sweep: Sweep, language: Language) -> dict[str, Any]:
    manifest = sweep.manifest
    document: Mapping[str, Any] = manifest["document"]
    worlds = [sweep.scenarios[label] for label in manifest["scenarios"]]
    done, failed = len(sweep.runs), len(sweep.failures)
    ended = done + failed
    low, high = wilson_interval(failed / ended, ended) if ended else (0.0, 0.0)
    outcomes = [OUTCOMES[name] for name in sweep.responses]
    content: dict[str, Any] = {
        "manifest": manifest,
        "question": _told(document, "question", language)
        or _told(document, "title", language)
        or say("sweep_title", language, name=manifest["name"]),
        "description": _told(document, "description", language),
        "scope": say(
            "sweep_scope",
            language,
            points=numeral(sweep.cells["point"].nunique(), 0, language),
            replicates=numeral(sweep.cells["replicate"].nunique(), 0, language),
            scenarios=len(worlds),
            done=numeral(done, 0, language),
            planned=numeral(sweep.planned, 0, language),
            days=numeral(worlds[0].days, 0, language),
            consumers=numeral(worlds[0].consumers.count, 0, language),
        ),
        "left": sweep.planned - ended,
        "planned": sweep.planned,
        "failed": failed,
        "breaks": say(
            "breaks_note",
            language,
            failed=numeral(failed, 0, language),
            ended=numeral(ended, 0, language),
            share=numeral(100 * failed / ended if ended else None, 1, language),
            low=numeral(100 * low, 1, language),
            high=numeral(100 * high, 1, language),
        ),
        "kinds": _kinds(sweep, language),
        "broken_at": _broken_at(sweep, language),
        "failures": sweep.failures.head(_FAILURES).to_dict("records"),
        "factors": [
            factor_words(row, language) for row in [*document.get("levers", ()), *document.get("unknowns", ())]
        ],
        "worlds": scenario_words({label: sweep.scenarios[label] for label in manifest["scenarios"]}, language),
        "differences": differences(worlds, language),
        "unknowns": unknowns(worlds[0], language),
        "definitions": [(outcome_title(o, language), outcome_description(o, language)) for o in outcomes],
        "command": _command(sweep),
        "query": _query(sweep),
        "digest": sweep.digest,
        "reference": "",
        "alternatives_note": "",
        "answers": [],
        "sheets": [],
        "curves": [],
        "sensitivities": [],
        "maps": [],
        "points": {"heads": (), "rows": (), "more": ""},
    }
    if not done:
        return content
    found = compared(sweep)
    content["reference"] = found.names[0]
    content["alternatives_note"] = alternatives_note(found, language)
    content["answers"] = [text for o in outcomes[:ANSWERED] for text in answers(found, o, language)]
    content["sheets"] = [alternatives_sheet(found, o, language) for o in outcomes] if len(found.names) > 1 else []
    content["curves"] = [drawn for o in outcomes[:PICTURED] for drawn in curves(found, o, language)]
    if all(sweep.runs[axis].nunique() <= LEVELS for axis in found.axes):
        content["maps"] = [drawn for o in outcomes[:ANSWERED] for drawn in maps(found, o, language)]
    content["sensitivities"] = _sensitivities(sweep, language)
    content["points"] = _points(sweep, language)
    return content


def _told(document: Mapping[str, Any], text: ExperimentText, language: Language) -> str:
    """What the experiment says of itself; a plan made in Python may say nothing."""
    return experiment_text(str(document.get("name", "")), text, language, own=str(document.get(text, "")))


def _sensitivities(sweep: Sweep, language: Language) -> list[dict[str, Any]]:
    """What each factor explains of the responses, where the design was laid for that."""
    document = sweep.manifest["document"]
    if document.get("design", {}).get("kind") not in EXPLAINED:
        return []
    try:
        found = analyse(experiment_of(document), sweep.runs, sweep.failures, sweep.cells)
    except InputError:  # too many of its runs are missing: the rest of the report stands all the same
        return []
    return [
        {"title": title(each, language), "notes": list(notes(each, language)), "sheets": sheets(each, language)}
        for each in found.explained
    ]


def _kinds(sweep: Sweep, language: Language) -> list[tuple[str, str]]:
    counts = sweep.failures["error"].value_counts()
    return [(str(kind), numeral(int(count), 0, language)) for kind, count in counts.items()]


def _broken_at(sweep: Sweep, language: Language) -> list[tuple[str, str, str]]:
    """Of each factor with few levels, the share of runs that failed at each, where any did."""
    if not len(sweep.failures):
        return []
    cells = sweep.cells.assign(failed=sweep.cells["id"].isin(set(sweep.failures["id"])))
    cells = cells[cells["failed"] | cells["id"].isin(set(sweep.runs["id"]))]
    found = []
    for name in ("scenario", *sweep.factors):
        levels = cells.groupby(name, sort=True)["failed"].agg(["sum", "count"])
        if not 1 < len(levels) <= LEVELS:
            continue
        for value, row in levels.iterrows():
            if row["sum"]:
                share = f"{numeral(100 * row['sum'] / row['count'], 0, language)}%"
                count = f"{numeral(int(row['sum']), 0, language)} / {numeral(int(row['count']), 0, language)}"
                found.append((say("failed_at", language, factor=name, value=written(value, language)), count, share))
    return found


def _points(sweep: Sweep, language: Language) -> dict[str, Any]:
    """A row for each point and scenario: the values of the factors, the responses, and the runs behind them."""
    short = short_names(sweep.factors)
    groups = list(sweep.runs.groupby(["point", "scenario"], sort=True))
    rows = [list(_point_cells(sweep, rows, language)) for _, rows in groups[:_POINTS]]
    more = ""
    if len(groups) > _POINTS:
        more = say("points_more", language, shown=_POINTS, all=numeral(len(groups), 0, language))
    names = [
        f"{outcome_title(OUTCOMES[name], language)} ({unit_name(OUTCOMES[name].unit, language)})"
        for name in sweep.responses
    ]
    heads = [say("point", language), say("scenario", language), *(short[name] for name in sweep.factors), *names]
    return {"heads": (*heads, say("run_ids", language), say("again", language)), "rows": rows, "more": more}


def _point_cells(sweep: Sweep, rows: Any, language: Language) -> Iterator[tuple[str, str]]:
    first = rows.iloc[0]
    yield str(first["point"]), ""
    yield str(first["scenario"]), ""
    for name in sweep.factors:
        yield written(_plain(first[name]), language), ""
    for name in sweep.responses:
        outcome = OUTCOMES[name]
        yield figure(estimate(rows[name].to_numpy(dtype=float)).within(outcome.bounds), outcome, language)
    ids = [str(run)[:10] for run in rows["id"][:_IDS]]
    yield ", ".join(ids) + (" …" if len(rows) > _IDS else ""), "code"
    yield _run_command(sweep, first), "code"


def _run_command(sweep: Sweep, row: Any) -> str:
    """The command that runs one point anew: run ids are made of what a run is, so they are the same there."""
    name = str(sweep.manifest["name"])
    words = [
        "trm",
        "sweep",
        name if name in builtin_experiments() else f"{name}.toml",
        "--out",
        f"point-{row['point']}",
    ]
    words += ["--replicates", str(sweep.cells["replicate"].max() + 1), "--seed", str(sweep.manifest["seed"])]
    varied = [f"{factor}={_level(row[factor])}" for factor in sweep.factors]
    for setting in (*sweep.manifest["document"].get("fixed", ()), *varied):
        words += ["--set", setting]
    return shlex.join(words)


def _level(value: Any) -> str:
    plain = _plain(value)
    return str(plain).lower() if isinstance(plain, bool) else str(plain)


def _command(sweep: Sweep) -> str:
    """The command that asks for the sweep; of a plan made in Python, the one that made the folder."""
    asked = str(sweep.manifest["document"].get("command", ""))
    if asked:
        return asked
    program, *words = shlex.split(sweep.manifest["command_line"])
    return shlex.join([Path(program).name, *words])


def _query(sweep: Sweep) -> str:
    """SQL for DuckDB, in the folder of the sweep."""
    columns = ", ".join(f'r."{name}"' for name in sweep.responses)
    return (
        f"SELECT c.*, {columns}\n"
        "FROM 'cells.parquet' c\n"
        "JOIN (SELECT DISTINCT ON (id) * FROM 'store/runs-*.parquet' WHERE focal) r USING (id)\n"
        "ORDER BY c.scenario, c.point, c.replicate"
    )


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
