"""The report of an optimisation: the choice first, the front with what the search promised, and where it fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from markupsafe import Markup

from sim.experiment.factor_words import factor_words
from sim.experiment.front_chart import Marked, front_chart
from sim.experiment.numerals import Language, numeral, written
from sim.experiment.optimise.records import Optimisation
from sim.experiment.optimise.words import bound_text, candidate_name, sentences, sheets
from sim.experiment.parameter_words import experiment_text
from sim.experiment.report_page import render
from sim.experiment.texts import outcome_description, outcome_title, say, unit_name
from sim.metrics import OUTCOMES


def render_optimisation_report(found: Optimisation, manifest: Mapping[str, Any], language: Language = "en") -> str:
    """The report as HTML.

    Parameters
    ----------
    manifest
        Of the folder of the search: versions, machine and date.
    """
    aims = [OUTCOMES[aim.outcome] for aim in found.section.objectives]
    return render(
        "optimisation_report.html.j2",
        language,
        question=experiment_text(found.experiment, "question", language, own=found.question)
        or say("sweep_title", language, name=found.experiment),
        manifest=manifest,
        answers=list(sentences(found, language)),
        objectives=[
            (outcome_title(outcome, language), say(f"goal_{aim.direction}", language))
            for outcome, aim in zip(aims, found.section.objectives, strict=True)
        ],
        budget=[bound_text(bound, language) for bound in found.section.budget],
        sheets=sheets(found, language),
        fronts=list(_fronts(found, language)),
        factors=[factor_words(row, language) for row in [*found.levers, *found.unknowns]],
        phases=[
            (
                say(f"phase_{phase.name.partition('-')[0]}", language),
                numeral(phase.runs, 0, language),
                numeral(phase.completed, 0, language),
                numeral(sum(phase.kinds.values()), 0, language),
                ", ".join(f"{kind} {count}" for kind, count in phase.kinds.items()),
                phase.digest,
            )
            for phase in found.phases
        ],
        definitions=[(outcome_title(outcome, language), outcome_description(outcome, language)) for outcome in aims],
        trials=_trials(found, language),
        query=_query(found),
        command=found.command,
    )


def _fronts(found: Optimisation, language: Language) -> Iterator[dict[str, Any]]:
    """A drawing for each two objectives."""
    for x, y in combinations([aim.outcome for aim in found.section.objectives], 2):
        named = {"x": outcome_title(OUTCOMES[x], language), "y": outcome_title(OUTCOMES[y], language)}
        title = say("front_title", language, **named)
        drawing = front_chart(
            [(trial.means[x], trial.means[y]) for trial in found.trials],
            [
                Marked(
                    candidate_name(each.candidate, language),
                    each.fresh[x],
                    each.fresh[y],
                    0 if each.candidate.is_present else 1 if each.on_front else 2,
                )
                for each in found.anew
            ],
            title=title,
            description=say("front_note", language),
            x_label=_axis(x, language),
            y_label=_axis(y, language),
            write=lambda value, decimals: numeral(value, decimals, language),
        )
        if drawing:
            yield {"title": title, "drawing": Markup(drawing)}


def _axis(name: str, language: Language) -> str:
    return f"{outcome_title(OUTCOMES[name], language)} ({unit_name(OUTCOMES[name].unit, language)})"


def _trials(found: Optimisation, language: Language) -> dict[str, Any]:
    """A row for each setting that was tried."""
    paths = [str(lever["factor"]) for lever in found.levers]
    aims = [aim.outcome for aim in found.section.objectives]
    best = {tuple(found.trials[number].means[name] for name in aims) for number in found.promised}
    rows = []
    for trial in found.trials:
        cells = [numeral(trial.number, 0, language)]
        for path in paths:
            value = trial.values[path]
            cells.append(written(float(f"{value:.4g}") if isinstance(value, float) else value, language))
        cells += [numeral(trial.means[name], max(OUTCOMES[name].decimals, 0), language) for name in aims]
        as_good = tuple(trial.means[name] for name in aims) in best  # the front holds one of equals
        flag = "opt_over_budget" if not trial.feasible else "opt_yes" if as_good else "opt_no"
        cells.append(say(flag, language))
        rows.append(cells)
    levers, means = [path.rpartition(".")[2] for path in paths], [_axis(name, language) for name in aims]
    heads = [say("opt_setting", language), *levers, *means, say("opt_on_front", language)]
    return {"heads": heads, "rows": rows}


def _query(found: Optimisation) -> str:
    """SQL for DuckDB, in the folder of the optimisation; its phases are folders beside one another."""
    columns = ", ".join(f'r."{aim.outcome}"' for aim in found.section.objectives)
    return (
        f"SELECT c.*, {columns}\n"
        "FROM 'fresh/cells.parquet' c\n"
        "JOIN (SELECT DISTINCT ON (id) * FROM 'fresh/store/runs-*.parquet' WHERE focal) r USING (id)\n"
        "ORDER BY c.scenario, c.point, c.replicate"
    )
