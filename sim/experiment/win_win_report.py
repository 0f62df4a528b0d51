"""The part of a report that weighs a scenario against its comparator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from markupsafe import Markup

from sim.experiment.charts import Series, Strip, line_chart, strip_chart
from sim.experiment.numerals import Language, numeral
from sim.experiment.payback import WAYS, Floats, earnings
from sim.experiment.results import Results
from sim.experiment.statistics import estimate
from sim.experiment.surplus import PARTIES
from sim.experiment.texts import say, unit_name
from sim.experiment.unknown_worlds import VALUE, Plausible, plausible
from sim.experiment.win_win import KIND, Weighing, weigh
from sim.experiment.win_win_words import party_name, sentences, sheets
from sim.scenario.schema import Scenario


def win_win_content(results: Results, language: Language) -> dict[str, Any] | None:
    """Sentences, tables and drawings of a weighing; None where the results are of another kind, or of nothing."""
    if results.kind != KIND:
        return None
    design = results.manifest["design"]
    w = weigh(results.scenarios, results.runs, earned_by_table(results), int(design["replicates"]))
    frame = results.unknowns
    drawn = None if frame is None else plausible(frame, int(design["unknowns"]), int(design["refused"]))
    scenario = results.scenarios[w.b]
    return {
        "answers": list(sentences(w, scenario, drawn, language)),
        "sheets": sheets(w, scenario, drawn, language),
        "drawings": list(_drawings(w, scenario, drawn, language)),
    }


def earned_by_table(results: Results) -> dict[str, dict[str, Floats]]:
    """Earnings of the focal retailer by scenario and way, as arrays (pairs, days)."""
    pairs = int(results.manifest["design"]["replicates"])
    table = results.table("retailers")
    found = {}
    for label, scenario in results.scenarios.items():
        held = {way: np.full((pairs, scenario.days), np.nan) for way in WAYS}
        rows = table[(table["scenario"] == label) & (table["retailer"] == scenario.focal)]
        for replicate, days in rows.groupby("replicate", observed=True):
            for way, values in earnings(days).items():
                held[way][int(str(replicate))] = values
        found[label] = held
    return found


def _drawings(w: Weighing, scenario: Scenario, drawn: Plausible | None, language: Language) -> Iterator[dict[str, Any]]:
    """The cumulated difference over the days, every party's gain in every world, and the value in every drawn world."""

    def write(value: float, decimals: int) -> str:
        return numeral(value, decimals, language)

    money = f"{unit_name('IDR', language)} ({w.b} − {w.a})"
    curves = (("as_paid", w.payback.curve), ("written_off", w.payback.curve_written_off))
    title = say("payback_curve", language)
    note = say("difference_note", language, a=w.a, b=w.b)
    yield {
        "title": title,
        "note": note,
        "drawing": Markup(
            line_chart(
                [float(day) for day in range(len(w.payback.curve[0]))],
                [Series(say(key, language), *curve) for key, curve in curves],
                title=title,
                description=note,
                x_label=say("day", language),
                y_label=money,
                write=write,
                zero=True,
                first_colour=1,
            )
        ),
    }
    strips = [
        Strip(party_name(party, scenario, language), list(w.surpluses.by_world[party]), n.difference, n.low, n.high)
        for party, n in ((party, w.surpluses.gains[party]) for party in PARTIES)
    ]
    yield _strips(say("surplus_strips", language), strips, w, money, language)
    if drawn is not None and drawn.value.n:
        values = drawn.frame[VALUE].to_numpy(dtype=np.float64)
        mean = estimate(values)
        strip = Strip("", [float(value) for value in values], mean.mean, mean.low, mean.high)
        yield _strips(say("drawn_strip", language), [strip], w, money, language)


def _strips(title: str, strips: list[Strip], w: Weighing, x_label: str, language: Language) -> dict[str, Any]:
    note = say("strip_note", language, a=w.a, b=w.b)
    drawing = strip_chart(
        strips,
        title=title,
        description=note,
        x_label=x_label,
        write=lambda value, decimals: numeral(value, decimals, language),
        places=0,
    )
    return {"title": title, "note": note, "drawing": Markup(drawing)}
