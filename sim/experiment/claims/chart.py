"""A claim in a drawing: every world of every contrast, on either side of zero."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.experiment.charts import CHART_CSS, Series, line_chart, nice_ticks, svg, text
from sim.experiment.claims.measures import title_of
from sim.experiment.claims.words import verdict
from sim.experiment.numerals import Language, numeral
from sim.experiment.texts import say, unit_name

Row = Mapping[str, Any]
WIDTH, ROW, TOP, SIDE = 720, 92, 10, 28
OUTER = 0.025
"""Share of the worlds at either end that may stand at the edge of the drawing."""
MILLION = 1e6
LANES = 5
"""Heights over which dots are spread, so that equal values do not hide one another."""


def claim_chart(row: Row, language: Language = "en") -> str:
    """All contrasts of a claim, one under the other, each with an axis of its own."""
    parts, y = [], float(TOP)
    for part in row["parts"]:
        if part["worlds"]:
            parts += _contrast(part, y, language)
            y += ROW
    title = f"{row['id']}. {row['statement'][language]}"
    return svg(WIDTH, y + 4, title, say("claim_chart", language), parts)


def curve_chart(row: Row, language: Language = "en") -> str:
    """The cumulated difference of discounted profits, day by day, with the interval of its mean."""
    curve = row["payback"]["curve"]
    columns = [[math.nan if v is None else v / MILLION for v in curve[key]] for key in ("mean", "low", "high")]
    days = [k * curve["every_days"] for k in range(len(columns[0]))]
    return line_chart(
        days,
        [Series(say("claim_curve_mean", language), *columns)],
        title=say("claim_curve", language),
        description=say("claim_curve", language),
        x_label=say("claim_day", language),
        y_label=say("claim_million", language),
        write=lambda value, places: numeral(value, places, language),
        zero=True,
    )


def standalone(drawing: str) -> str:
    """A drawing as a file of its own, on white."""
    styled = f'<style>{CHART_CSS.strip()}</style><rect width="100%" height="100%" fill="#fff"/>'
    head, rest = drawing.split("</desc>", 1)
    return head.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "</desc>" + styled + rest + "\n"


def _contrast(part: Row, y: float, language: Language) -> list[str]:
    scale = MILLION if part["unit"] == "IDR" and max(map(abs, part["worlds"])) > MILLION else 1.0
    worlds = np.array(part["worlds"]) / scale
    ends: list[float] = [end / scale for end in (part["low"], part["high"]) if end is not None]
    farthest = [float(end) for end in np.quantile(worlds, [OUTER, 1.0 - OUTER])]
    start, last = min(0.0, *farthest, *ends), max(0.0, *farthest, *ends)
    room = 0.03 * (last - start) or 1.0
    start, last = start - room, last + room

    def across(value: float) -> float:
        inside = min(max(value, start), last)
        return SIDE + float(inside - start) / (last - start) * (WIDTH - 2 * SIDE)

    middle, foot = y + 46, y + 66
    says = part["says"][language]
    drawn = [text(4, y + 10, f"{says[:1].upper()}{says[1:]}", "start"), *_second_line(part, y + 25, scale, language)]
    ticks, places = nice_ticks(start, last, about=4, inside=True)
    for tick in ticks:
        kind = "zero" if tick == 0 else "grid"
        x = across(tick)
        drawn.append(f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{y + 32:.1f}" y2="{foot:.1f}"/>')
        drawn.append(text(x, foot + 13, numeral(tick, places, language), "middle", "quiet"))
    towards = worlds > 0.0 if part["expect"] == "higher" else worlds < 0.0
    for flags, colour in ((~towards, "s1"), (towards, "s0")):
        drawn.append(_dots([across(float(v)) for v in worlds[flags]], middle, colour))
    if len(ends) == 2:
        span = f'x1="{across(ends[0]):.1f}" x2="{across(ends[1]):.1f}"'
        drawn.append(f'<line class="bar" {span} y1="{foot - 3:.1f}" y2="{foot - 3:.1f}"/>')
    x = across(part["difference"] / scale)
    drawn.append(f'<line class="bar" x1="{x:.1f}" x2="{x:.1f}" y1="{foot - 9:.1f}" y2="{foot + 2:.1f}"/>')
    return drawn


def _second_line(part: Row, y: float, scale: float, language: Language) -> list[str]:
    unit = unit_name(part["unit"], language) if scale == 1.0 else say("claim_million", language)
    share = f"{numeral(100 * part['holds_in']['share'], 0, language)}%"
    side = say(f"claimed_{part['expect']}", language)
    told = say("claim_chart_side", language, side=side, share=share, pairs=part["pairs"])
    told = f"◀ {told}" if part["expect"] == "lower" else f"{told} ▶"
    beside = verdict(part, language) if part["asserted"] else say("claim_beside", language)
    return [
        text(4, y, f"{title_of(part['measure'], language)} ({unit})", "start", "quiet"),
        text(WIDTH - 4, y, f"{beside} · {told}", "end", "quiet"),
    ]


def _dots(places: Sequence[float], y: float, colour: str) -> str:
    """All dots of a colour as one path: a stroke of no length with a round end."""
    if not places:
        return ""
    steps = "".join(f"M{x:.1f} {y + 4.5 * (k % LANES) - 9:.1f}h0" for k, x in enumerate(places))
    return f'<path class="stroke {colour}" d="{steps}" stroke-width="5" stroke-linecap="round" opacity=".6"/>'
