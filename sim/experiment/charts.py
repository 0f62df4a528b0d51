"""Charts as inline SVG: no script, no file beside it, readable in light, in dark and on paper.

Colours come from the CSS variables that `CHART_CSS` gives, so that one drawing serves both schemes.
Every text that is drawn is escaped here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

SERIES = 6
"""Series that can be told apart; further ones share the colours of the first."""

CHART_CSS = """
.chart { width: 100%; height: auto; max-width: 620px; font: 13px system-ui, sans-serif; }
.chart text { fill: var(--ink, #1c2330); }
.chart .quiet { fill: var(--ink-quiet, #4c5566); }
.chart .grid { stroke: var(--line, #d5dae3); stroke-width: 1; }
.chart .zero { stroke: var(--ink-quiet, #4c5566); stroke-width: 1.5; }
.chart .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.chart .band { stroke: none; opacity: .2; }
.chart .dot { opacity: .55; }
.chart .bar { stroke: var(--ink, #1c2330); stroke-width: 4; stroke-linecap: butt; }
.chart .s0 { --c: var(--series-0, #0b62a8); } .chart .s1 { --c: var(--series-1, #b34700); }
.chart .s2 { --c: var(--series-2, #00735a); } .chart .s3 { --c: var(--series-3, #8a2f82); }
.chart .s4 { --c: var(--series-4, #6b5b00); } .chart .s5 { --c: var(--series-5, #444f5e); }
.chart .stroke { stroke: var(--c); } .chart .fill { fill: var(--c); } .chart text.fill { fill: var(--c); }
"""

_DASHES = ("", "7 4", "2 3", "10 3 2 3", "4 2", "1 2")


@dataclass(frozen=True)
class Series:
    """A line with a band: `middle`, `low` and `high` over the common x; NaN leaves a gap."""

    name: str
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Strip:
    """Differences of single worlds, with their mean and its interval."""

    name: str
    values: Sequence[float]
    mean: float | None
    low: float | None
    high: float | None


Formatter = Callable[[float, int], str]
"""Writes a number with so many decimals."""


def line_chart(
    x: Sequence[float],
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    x_label: str,
    y_label: str,
    write: Formatter,
    zero: bool = False,
    first_colour: int = 0,
    ticks_at: Sequence[float] | None = None,
) -> str:
    """Lines with bands over `x`, named at their ends.

    `zero` draws the line y = 0; `first_colour` is the place of the first series among the colours, for
    drawings that leave some of a family of series out; `ticks_at` are the values to write along x, by default round
    ones, which suits days.
    """
    width, height, right, top, bottom = 560, 280, 132, 26, 42
    numbers = [v for s in series for column in (s.middle, s.low, s.high) for v in column if math.isfinite(v)]
    if not numbers:
        return ""
    numbers += [0.0] if zero else []
    ticks, decimals = nice_ticks(min(numbers), max(numbers))
    left = max(76.0, 14 + 7.4 * max(len(write(tick, decimals)) for tick in ticks))
    marks = [(day, 0) for day in nice_ticks(min(x), max(x), whole=True, inside=True)[0]]
    if ticks_at is not None:
        marks = [(value, _decimals(value)) for value in ticks_at]
    across = _scale(min(x), max(x), left, width - right)
    up = _scale(ticks[0], ticks[-1], height - bottom, top)
    parts = [f'<text class="quiet" x="4" y="14">{escape(y_label)}</text>']
    for tick in ticks:
        y = up(tick)
        kind = "zero" if zero and tick == 0 else "grid"
        parts.append(f'<line class="{kind}" x1="{left:.1f}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(text(left - 8, y + 4, write(tick, decimals), "end"))
    last = -math.inf
    for at, places in marks:
        label = write(at, places)
        room = 3.8 * len(label)  # half the width of its text
        if across(at) - room > last + 6:
            parts.append(text(across(at), height - bottom + 18, label, "middle"))
            last = across(at) + room
    parts.append(text((left + width - right) / 2, height - 6, x_label, "middle", "quiet"))
    for number, one in enumerate(series):
        for first, last in _stretches(one.low, one.high):
            edge = [(across(x[k]), up(one.high[k])) for k in range(first, last)]
            edge += [(across(x[k]), up(one.low[k])) for k in reversed(range(first, last))]
            parts.append(f'<polygon class="band fill {_colour(first_colour + number)}" points="{_points(edge)}"/>')
    for number, one in enumerate(series):
        for first, last in _stretches(one.middle, one.middle):
            line = _points([(across(x[k]), up(one.middle[k])) for k in range(first, last)])
            dash = _DASHES[(first_colour + number) % len(_DASHES)]
            style = f' stroke-dasharray="{dash}"' if dash else ""
            parts.append(f'<polyline class="line stroke {_colour(first_colour + number)}" points="{line}"{style}/>')
    for number, y in _apart([(k, up(_last(s.middle))) for k, s in enumerate(series) if _has(s.middle)], 16):
        name = escape(_shortened(series[number].name, 18))
        colour = _colour(first_colour + number)
        parts.append(f'<text class="fill {colour}" x="{width - right + 8}" y="{y + 4:.1f}">{name}</text>')
    return svg(width, height, title, description, parts)


def strip_chart(
    strips: Sequence[Strip], *, title: str, description: str, x_label: str, write: Formatter, places: int
) -> str:
    """A row for each strip: a dot a world, a bar for the interval, a tick for the mean, a line at zero."""
    width, row, left, right, top, bottom = 460, 62, 44, 44, 8, 46
    numbers = [v for s in strips for v in (*s.values, *[e for e in (s.low, s.high) if e is not None])]
    if not numbers:
        return ""
    ticks, decimals = nice_ticks(min([*numbers, 0.0]), max([*numbers, 0.0]), about=3)
    height = top + row * len(strips) + bottom
    across = _scale(ticks[0], ticks[-1], left, width - right)
    parts = []
    for tick in ticks:
        x = across(tick)
        kind = "zero" if tick == 0 else "grid"
        parts.append(f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{height - bottom}"/>')
        parts.append(text(x, height - bottom + 18, write(tick, decimals), "middle"))
    parts.append(text(width / 2, height - 6, x_label, "middle", "quiet"))
    for number, strip in enumerate(strips):
        middle = top + row * (number + 0.5)
        if len(strips) > 1:
            parts.append(text(left, middle - 20, strip.name, "start"))
        kind = f"dot fill {_colour(number + 1)}"
        for place, value in enumerate(strip.values):
            # A fixed little zigzag keeps equal values apart.
            x, y = across(value), middle + 14 + 4 * ((place % 3) - 1)
            parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
        if strip.mean is None:
            continue
        if strip.low is not None and strip.high is not None:
            start, end, y = across(strip.low), across(strip.high), middle - 6
            span = f'x1="{start:.1f}" x2="{end:.1f}" y1="{y:.1f}" y2="{y:.1f}"'
            parts.append(f'<line class="bar" {span}/>')
        x, tip = across(strip.mean), f"<title>{escape(write(strip.mean, places))}</title>"
        span = f'x1="{x:.1f}" x2="{x:.1f}" y1="{middle - 14:.1f}" y2="{middle + 2:.1f}"'
        parts.append(f'<line class="bar" {span}>{tip}</line>')
    return svg(width, height, title, description, parts)


def nice_ticks(
    low: float, high: float, *, whole: bool = False, inside: bool = False, about: int = 5
) -> tuple[list[float], int]:
    """Round numbers that span `low` to `high` (or lie `inside` it), and the decimals that they need."""
    if not high > low:
        pad = abs(high) * 0.05 or 1.0
        low, high = low - pad, high + pad
    rough = (high - low) / about
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough * 0.999)
    if whole:
        step = max(1.0, float(round(step)))
    first = math.ceil(low / step - 1e-9) if inside else math.floor(low / step + 1e-9)
    last = math.floor(high / step + 1e-9) if inside else math.ceil(high / step - 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if not math.isclose(step * 10**decimals, round(step * 10**decimals)):  # 2.5, 0.25, …
        decimals += 1
    return [k * step for k in range(first, last + 1)], decimals


def _decimals(value: float) -> int:
    """Decimals that show three digits that tell."""
    return len(f"{float(f'{value:.3g}'):.10f}".rstrip("0").partition(".")[2])


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    span = high - low or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def _stretches(low: Sequence[float], high: Sequence[float]) -> list[tuple[int, int]]:
    """Half-open ranges of places in which both are numbers."""
    found, first = [], None
    for place, (one, other) in enumerate(zip(low, high, strict=True)):
        fine = math.isfinite(one) and math.isfinite(other)
        if fine and first is None:
            first = place
        if not fine and first is not None:
            found.append((first, place))
            first = None
    return [*found, (first, len(low))] if first is not None else found


def _apart(places: Sequence[tuple[int, float]], least: float) -> list[tuple[int, float]]:
    """Labels moved down where they would stand on each other."""
    moved: list[tuple[int, float]] = []
    for number, y in sorted(places, key=lambda item: item[1]):
        moved.append((number, max(y, moved[-1][1] + least) if moved else y))
    return moved


def _has(values: Sequence[float]) -> bool:
    return any(math.isfinite(v) for v in values)


def _last(values: Sequence[float]) -> float:
    return next(v for v in reversed(values) if math.isfinite(v))


def _points(pairs: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)


def _colour(number: int) -> str:
    return f"s{number % SERIES}"


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def text(x: float, y: float, words: str, anchor: str, kind: str = "") -> str:
    """Words at a place, escaped."""
    style = f' class="{kind}"' if kind else ""
    return f'<text{style} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def svg(width: int, height: float, title: str, description: str, parts: Sequence[str]) -> str:
    """A drawing of finished parts, named for those who cannot see it."""
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height:.0f}" role="img" '
        f'aria-label="{escape(f"{title}. {description}")}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )
