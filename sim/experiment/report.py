"""The report: one HTML file that opens offline, prints, and says how sure every number is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sim.errors import InputError
from sim.experiment.any_folder import load_folder
from sim.experiment.assumptions import differences, other_world_sentence, unknowns
from sim.experiment.charts import Series, Strip, line_chart, strip_chart
from sim.experiment.compare import Contrast, contrasts, more_pairs
from sim.experiment.crowding import crowded_sentence
from sim.experiment.daily import COLUMNS, daily, difference_by_day, spread_by_day
from sim.experiment.decision_words import decision_content, decision_sentences, open_sentence
from sim.experiment.estimator_words import bias_drawing, estimator_sheets
from sim.experiment.estimators import distances, is_asked
from sim.experiment.file_names import REPORT
from sim.experiment.numerals import LANGUAGES, Language, decimals_for, numeral
from sim.experiment.optimise.records import Optimisation
from sim.experiment.optimise.report import render_optimisation_report
from sim.experiment.optimise.study import SEARCH
from sim.experiment.parameter_words import scenario_title, scenario_words
from sim.experiment.ratio_parts import decided_parts, parts_sentence
from sim.experiment.records import column, complete_pairs
from sim.experiment.replicate import summary
from sim.experiment.report_page import render, write_page
from sim.experiment.results import Results
from sim.experiment.segment_words import segment_sheets
from sim.experiment.segments import segment_differences
from sim.experiment.sentences import (
    contrast_sentence,
    estimate_sentence,
    figure,
    headline_sentence,
    pairing_sentence,
    wins,
)
from sim.experiment.settling import decided
from sim.experiment.statistics import Estimate
from sim.experiment.sweep.reading import Sweep, load_sweep
from sim.experiment.sweep.report import render_sweep_report
from sim.experiment.texts import outcome_description, outcome_title, say, unit_name
from sim.experiment.threads import sample_threads
from sim.experiment.win_win_report import win_win_content
from sim.metrics import OUTCOMES
from sim.scenario.policy_file import named_policies

HEADLINES = ("loyalty", "ror")
STRIPS = ("loyalty", "ror", "satisfied_share", "retention", "retailer_profit", "first_response_hours")


def write_report(
    results: Results | Sweep | Optimisation | str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    language: Language = "en",
    overwrite: bool = False,
) -> Path:
    """Write the report of results, of a sweep or of an optimisation, by default into its folder; gives its place.

    A report in the folder itself is renewed; a file named by `out` is replaced only with `overwrite`.

    Raises
    ------
    InputError
        The folder holds no results, or the language is unknown.
    OutputError
        The file cannot be written.
    """
    if language not in LANGUAGES:
        raise InputError(f"'{language}' is no language of reports", allowed=", ".join(LANGUAGES))
    if not isinstance(results, Results | Sweep | Optimisation):
        results = load_folder(results)
    path = Path(out) if out is not None else results.folder / REPORT
    return write_page(_rendered(results, language), path, overwrite=overwrite or out is None)


def _rendered(results: Results | Sweep | Optimisation, language: Language) -> str:
    if isinstance(results, Sweep):
        return render_sweep_report(results, language)
    if isinstance(results, Optimisation):
        return render_optimisation_report(results, load_sweep(results.folder / SEARCH).manifest, language)
    return render_report(results, language)


def render_report(results: Results, language: Language = "en") -> str:
    """The report as HTML."""
    return render("report_template.html.j2", language, **_content(results, language))


def _content(results: Results, language: Language) -> dict[str, Any]:
    """What the template shows, as plain values and finished drawings."""
    manifest = results.manifest
    labels = results.labels
    first = results.scenarios[labels[0]]
    content: dict[str, Any] = {
        "manifest": manifest,
        "labels": labels,
        "asked": _asked(results, language),
        "focal": first.retailers[first.focal].title or first.focal,
        "days": numeral(first.days, 0, language),
        "consumers": numeral(first.consumers.count, 0, language),
        "worlds": scenario_words({label: results.scenarios[label] for label in labels}, language),
        "failures": results.failures,
        "own_policies": list(_own_policies(results)),
        "differences": differences([results.scenarios[label] for label in labels], language),
        "unknowns": unknowns(first, language),
        "definitions": [(outcome_title(o, language), outcome_description(o, language)) for o in OUTCOMES.values()],
        "compares": results.kind != "run",
        "answers": [],
        "decision": None,
        "deciding": (),
        "weighing": None,
        "estimators": [],
        "tables": [],
        "segments": [],
        "strips": [],
        "lines": [],
        "threads": [],
        "achieved": [],
        "seeds": [],
    }
    if results.failures and not manifest["completed"]:
        return content
    replicates = int(manifest["design"]["replicates"])
    content["seeds"] = _seeds(results, replicates)
    suppliers = {name: spec.title for name, spec in first.suppliers.items() if spec.title}
    conversations = results.table("conversations")
    content["threads"] = sample_threads(conversations, labels[:2], first.focal, language, titles=suppliers)
    if results.kind != "run":
        decision = decided(manifest["design"], labels, results.runs)
        found = contrasts(results.runs, labels, replicates, decision)
        leading = [c for name in HEADLINES for c in found if c.outcome.name == name]
        if decision is None:
            content["answers"] = list(_sentences(results, leading, replicates, language))
        else:
            parts = decided_parts(results.runs, leading, replicates, language)
            content["answers"] = [*decision_sentences(decision, language), *parts]
            content["decision"] = decision_content(decision, language) if decision.looks else None
            content["deciding"] = decision.rule.outcomes
        warnings = (other_world_sentence(first, results.scenarios[label], language) for label in labels[1:])
        content["answers"] += [warning for warning in warnings if warning is not None]
        content["achieved"] = [pairing_sentence(c, language) for c in leading]
        content["tables"] = [
            _contrast_table(
                [c for c in found if c.scenario_b == label],
                replicates
                - complete_pairs([run for run in results.runs if run.label in (labels[0], label)], (labels[0], label)),
                language,
            )
            for label in labels[1:]
        ]
        content["segments"] = segment_sheets(segment_differences(results), language)
        content["strips"] = list(_strips(results, found, replicates, language))
    else:
        values = summary(results.runs, labels[0], replicates)
        content["answers"] = [
            estimate_sentence(labels[0], OUTCOMES[name], values[name], language) for name in HEADLINES
        ]
        content["tables"] = [_summary_table(values, language)]
    crowded = (crowded_sentence(results.runs, label, results.scenarios[label], language) for label in labels)
    content["answers"] += [warning for warning in crowded if warning is not None]
    content["weighing"] = win_win_content(results, language)
    content["estimators"] = [
        {
            "scenario": label,
            "sheets": estimator_sheets(far, results.scenarios[label], language),
            "drawing": Markup(bias_drawing(far, language)),
        }
        for label in labels
        if (far := distances(results.runs, label, replicates))
    ]
    content["lines"] = list(_lines(results, language))
    return content


def _asked(results: Results, language: Language) -> list[str]:
    """What the scenarios are called in the question: by their titles, unless two have the same."""
    titles = [scenario_title(results.scenarios[label], language) for label in results.labels]
    return titles if len(set(titles)) == len(titles) else list(results.labels)


def _sentences(results: Results, leading: Sequence[Contrast], replicates: int, language: Language) -> Iterator[str]:
    """What the pairs say of the headlines, and what it takes where they leave it open."""
    for contrast in leading:
        yield headline_sentence(contrast, language)
        if (parts := parts_sentence(results.runs, contrast, replicates, language)) is not None:
            yield parts
        if contrast.is_open:
            yield open_sentence(more_pairs(results.runs, contrast, replicates), language)


def _own_policies(results: Results) -> Iterator[dict[str, str]]:
    """The retailers that decided by code of the user's own, and which code that was."""
    sources = results.manifest.get("policies", {})
    for label, scenario in results.scenarios.items():
        for retailer, named in named_policies(scenario).items():
            sha256 = sources.get(named, {}).get("sha256", "?")
            yield {"scenario": label, "retailer": retailer, "named": named, "sha256": sha256}


def _seeds(results: Results, replicates: int) -> list[dict[str, Any]]:
    """A row for each replicate: seeds and digests by scenario."""
    rows: list[dict[str, Any]] = [{"replicate": k, "seeds": [], "digests": {}} for k in range(replicates)]
    for run in results.runs:
        row = rows[run.replicate]
        row["digests"][run.label] = run.digest
        if run.seed not in row["seeds"]:
            row["seeds"].append(run.seed)
    return [row for row in rows if row["seeds"]]


def _contrast_table(found: Sequence[Contrast], never_run: int, language: Language) -> dict[str, Any]:
    """A row for each outcome. Pairs that were never run, or failed, are not called undefined."""
    rows = []
    for contrast in found:
        if not is_asked(contrast.outcome, contrast.numbers.pairs):
            continue
        n, outcome = contrast.numbers, contrast.outcome
        difference = Estimate(n.difference, n.low, n.high, n.pairs)
        rows.append(
            {
                "name": outcome.name,
                "title": outcome_title(outcome, language),
                "unit": unit_name(outcome.unit, language),
                "a": figure(n.a, outcome, language),
                "b": figure(n.b, outcome, language),
                "difference": figure(difference, outcome, language),
                "beats": wins(n, language),
                "left_out": n.left_out - never_run,
                "sign": _sign(contrast),
            }
        )
    return {"a": found[0].scenario_a, "b": found[0].scenario_b, "pairs": found[0].numbers.pairs, "rows": rows}


def _sign(contrast: Contrast) -> str:
    """Whether the difference is good for b, bad for it, or does not stand with all outcomes looked at together."""
    difference = contrast.numbers.difference
    if not contrast.stands or difference is None:
        return ""
    return "good" if (difference > 0.0) == (contrast.outcome.better == "higher") else "bad"


def _summary_table(values: dict[str, Estimate], language: Language) -> dict[str, Any]:
    rows = [
        {
            "title": outcome_title(OUTCOMES[name], language),
            "unit": unit_name(OUTCOMES[name].unit, language),
            "mean": figure(value, OUTCOMES[name], language),
            "left_out": value.left_out,
        }
        for name, value in values.items()
        if is_asked(OUTCOMES[name], value.n)
    ]
    return {"rows": rows, "worlds": max(value.n for value in values.values())}


def _strips(
    results: Results, found: Sequence[Contrast], replicates: int, language: Language
) -> Iterator[dict[str, Any]]:
    """A drawing for each important outcome: the differences of all worlds."""
    for name in STRIPS:
        outcome = OUTCOMES[name]
        rows, places = [], outcome.decimals
        for contrast in found:
            if contrast.outcome.name != name:
                continue
            n = contrast.numbers
            gain = column(results.runs, contrast.scenario_b, name, replicates) - column(
                results.runs, contrast.scenario_a, name, replicates
            )
            values = [float(value) for value in gain if value == value]
            rows.append(Strip(contrast.scenario_b, values, n.difference, n.low, n.high))
            places = max(places, decimals_for(outcome.decimals, n.low, n.high))
        title = say("strip_title", language, outcome=outcome_title(outcome, language))
        b = found[0].scenario_b if len(rows) == 1 else "…"
        drawn = strip_chart(
            rows,
            title=title,
            description=" ".join(contrast_sentence(c, language) for c in found if c.outcome.name == name),
            x_label=f"{unit_name(outcome.unit, language)} ({b} − {found[0].scenario_a})",
            write=lambda value, decimals: numeral(value, decimals, language),
            places=places,
        )
        yield {"title": title, "drawing": Markup(drawn)}


def _lines(results: Results, language: Language) -> Iterator[dict[str, Any]]:
    """Drawings over the days: the level of each scenario, and for pairs their difference."""
    first_scenario = next(iter(results.scenarios.values()))
    retailer = first_scenario.focal
    focal = first_scenario.retailers[retailer].title or retailer

    def write(value: float, decimals: int) -> str:
        return numeral(value, decimals, language)

    for name, wanted in COLUMNS.items():
        days, values = daily(results, name, retailer)
        days = [day + 1 for day in days]  # readers count days from 1
        title = say(f"series_{name}", language)
        unit = unit_name(wanted.unit, language)
        series = [Series(label, *spread_by_day(table)) for label, table in values.items()]
        yield {
            "title": title,
            "note": say("time_note", language, focal=focal),
            "drawing": Markup(
                line_chart(
                    days,
                    series,
                    title=title,
                    description=say("time_note", language, focal=focal),
                    x_label=say("day", language),
                    y_label=unit,
                    write=write,
                )
            ),
        }
        if len(values) < 2:
            continue
        first, *others = values
        gaps = [Series(label, *difference_by_day(values[label] - values[first])) for label in others]
        note = say("difference_note", language, a=first, b=others[0] if len(others) == 1 else "…")
        yield {
            "title": say("difference_of", language, outcome=title),
            "note": note,
            "drawing": Markup(
                line_chart(
                    days,
                    gaps,
                    title=say("difference_of", language, outcome=title),
                    description=note,
                    x_label=say("day", language),
                    y_label=unit,
                    write=write,
                    zero=True,
                    first_colour=1,
                )
            ),
        }
