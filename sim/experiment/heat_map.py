"""A heat map as inline SVG: two factors, and a figure in each cell, in colour and in numbers.

Colours go from one hue over the paper to another where there is a middle (a difference around zero), else from the
paper to one hue. Every cell also says its number, so that the drawing needs no colour to be read, nor a legend.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sim.experiment.charts import Formatter, svg, text

HEAT_CSS = """
.chart .heat-up { fill: var(--series-0, #0b62a8); } .chart .heat-down { fill: var(--series-1, #b34700); }
.chart .heat-paper { fill: var(--panel, #f3f6fa); }
.chart .heat-none { fill: none; stroke: var(--line, #d5dae3); stroke-dasharray: 3 3; }
.chart .heat-sure { fill: none; stroke: var(--ink, #1c2330); stroke-width: 1.5; }
"""
_STRONGEST = 0.42
"""Opacity of the strongest colour: text in ink stays readable on it, in light and in dark."""


@dataclass(frozen=True)
class Heat:
    """One cell: its figure, whether it is surely on its side of the middle, and what to say when it is pointed at."""

    value: float
    sure: bool
    tip: str


def heat_map(
    columns: Sequence[str],
    rows: Sequence[str],
    cells: Sequence[Sequence[Heat | None]],
    *,
    title: str,
    description: str,
    x_label: str,
    y_label: str,
    write: Formatter,
    places: int,
    around_zero: bool,
) -> str:
    """Cells by row and column; None where there is no figure.

    Parameters
    ----------
    columns, rows
        The levels, as they are to be written; the first row stands at the bottom, as on an axis.
    cells
        ``cells[row][column]``.
    places
        Decimals of the figures.
    around_zero
        Whether the figures are differences: two hues that part at zero, and a frame around those that are sure.
    """
    values = [cell.value for row in cells for cell in row if cell is not None and math.isfinite(cell.value)]
    if not values:
        return ""
    left = 18 + 7.2 * max(len(name) for name in rows)
    across, down, top, bottom = max(64.0, min(120.0, 480.0 / len(columns))), 34.0, 24.0, 44.0
    width, height = left + across * len(columns) + 12, top + down * len(rows) + bottom
    low, high = (0.0, max(abs(v) for v in values)) if around_zero else (min(values), max(values))
    parts = [text(4, 14, y_label, "start", "quiet")]
    for place, name in enumerate(rows):
        y = height - bottom - down * (place + 1)
        parts.append(text(left - 8, y + down / 2 + 4, name, "end"))
        for column, cell in enumerate(cells[place]):
            parts.append(_cell(cell, left + across * column, y, across, down, low, high, around_zero, write, places))
    for column, name in enumerate(columns):
        parts.append(text(left + across * (column + 0.5), height - bottom + 18, name, "middle"))
    parts.append(text(left + across * len(columns) / 2, height - 8, x_label, "middle", "quiet"))
    return svg(round(width), height, title, description, parts)


def _cell(
    cell: Heat | None,
    x: float,
    y: float,
    across: float,
    down: float,
    low: float,
    high: float,
    around_zero: bool,
    write: Formatter,
    places: int,
) -> str:
    box = f'x="{x + 1:.1f}" y="{y + 1:.1f}" width="{across - 2:.1f}" height="{down - 2:.1f}" rx="2"'
    if cell is None or not math.isfinite(cell.value):
        return f'<rect class="heat-none" {box}/>'
    strength = (abs(cell.value) if around_zero else cell.value - low) / (high - low) if high > low else 0.0
    hue = "heat-down" if around_zero and cell.value < 0.0 else "heat-up"
    drawn = [f'<rect class="heat-paper" {box}/>', f'<rect class="{hue}" opacity="{_STRONGEST * strength:.3f}" {box}/>']
    if around_zero and cell.sure:
        drawn.append(f'<rect class="heat-sure" {box}/>')
    drawn.append(text(x + across / 2, y + down / 2 + 4, write(cell.value, places), "middle"))
    return f"<g><title>{escape(cell.tip)}</title>{''.join(drawn)}</g>"
