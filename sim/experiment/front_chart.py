"""A front as inline SVG: everything tried as faint dots in two objectives, and what was run anew with its intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from sim.experiment.charts import Formatter, nice_ticks, svg, text
from sim.experiment.statistics import Estimate

Scale = Callable[[float], float]


@dataclass(frozen=True)
class Marked:
    """A setting run anew: its name, where it stands on both objectives, and whether it stands out."""

    name: str
    x: Estimate
    y: Estimate
    kind: int
    """0 for the present policy, 1 for what is on the front, 2 for what is bettered."""


def front_chart(
    tried: Sequence[tuple[float, float]],
    marked: Sequence[Marked],
    *,
    title: str,
    description: str,
    x_label: str,
    y_label: str,
    write: Formatter,
) -> str:
    """Dots for what was tried, crosses of intervals with a name for what was run anew."""
    width, height, right, top, bottom = 560, 360, 24, 26, 46
    shown = [(x, y) for x, y in tried if math.isfinite(x) and math.isfinite(y)]
    stood = [m for m in marked if m.x.mean is not None and m.y.mean is not None]
    xs = [x for x, _ in shown] + [v for m in stood for v in (m.x.mean, m.x.low, m.x.high) if v is not None]
    ys = [y for _, y in shown] + [v for m in stood for v in (m.y.mean, m.y.low, m.y.high) if v is not None]
    if not xs:
        return ""
    (x_ticks, x_places), (y_ticks, y_places) = nice_ticks(min(xs), max(xs), about=4), nice_ticks(min(ys), max(ys))
    left = max(84.0, 14 + 7.4 * max(len(write(tick, y_places)) for tick in y_ticks))

    def across(x: float) -> float:
        return left + (x - x_ticks[0]) / (x_ticks[-1] - x_ticks[0]) * (width - right - left)

    def up(y: float) -> float:
        return height - bottom + (y - y_ticks[0]) / (y_ticks[-1] - y_ticks[0]) * (top - height + bottom)

    parts = [text(4, 14, y_label, "start", "quiet")]
    for tick in y_ticks:
        y = up(tick)
        parts.append(f'<line class="grid" x1="{left:.1f}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(text(left - 8, y + 4, write(tick, y_places), "end"))
    parts += [text(across(tick), height - bottom + 18, write(tick, x_places), "middle") for tick in x_ticks]
    parts.append(text((left + width - right) / 2, height - 6, x_label, "middle", "quiet"))
    parts += [f'<circle class="dot fill s5" cx="{across(x):.1f}" cy="{up(y):.1f}" r="2.5"/>' for x, y in shown]
    names: list[tuple[float, float]] = []
    for one in stood:
        parts += _cross(one, across, up)
        x, y = across(one.x.mean or 0.0), up(one.y.mean or 0.0)
        while any(abs(x - a) < 7 * len(one.name) and abs(y - b) < 13 for a, b in names):
            y += 13
        names.append((x, y))
        end = x > width - right - 60
        parts.append(
            f'<text class="fill s{one.kind}" x="{x + (-7 if end else 7):.1f}" y="{y - 5:.1f}" '
            f'text-anchor="{"end" if end else "start"}">{escape(one.name)}</text>'
        )
    return svg(width, height, title, description, parts)


def _cross(one: Marked, across: Scale, up: Scale) -> list[str]:
    x, y = across(one.x.mean or 0.0), up(one.y.mean or 0.0)
    parts = []
    if one.x.low is not None and one.x.high is not None:
        parts.append(_line(across(one.x.low), across(one.x.high), y, y, one.kind))
    if one.y.low is not None and one.y.high is not None:
        parts.append(_line(x, x, up(one.y.low), up(one.y.high), one.kind))
    parts.append(f'<circle class="fill s{one.kind}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
    return parts


def _line(x1: float, x2: float, y1: float, y2: float, kind: int) -> str:
    place = f'x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}"'
    return f'<line class="stroke s{kind}" opacity=".6" stroke-width="1.5" {place}/>'
