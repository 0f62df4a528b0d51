"""Growth drawn as a file: powers of ten both ways, one line for each of those compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.experiment.charts import CHART_CSS, svg, text

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 340, 76.0, 190.0, 30.0, 44.0
LEAST_APART = 15.0


class Line(NamedTuple):
    """What is measured at some sizes."""

    name: str
    points: Sequence[tuple[float, float]]


def growth_plot(lines: Sequence[Line], *, title: str, description: str, x_label: str, y_label: str) -> str:
    """An SVG document in which equal ratios are equal distances; "" when there is nothing to draw."""
    points = [point for line in lines for point in line.points]
    if not points:
        return ""
    x_powers, y_powers = (_powers([point[axis] for point in points]) for axis in (0, 1))

    def across(x: float) -> float:
        return LEFT + (math.log10(x) - x_powers[0]) / (x_powers[-1] - x_powers[0]) * (WIDTH - LEFT - RIGHT)

    def up(y: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(y) - y_powers[0]) / (y_powers[-1] - y_powers[0]) * (HEIGHT - BOTTOM - TOP)

    parts = [text(4, 14, y_label, "start", "quiet"), text(LEFT, HEIGHT - 6, x_label, "start", "quiet")]
    for power in y_powers:
        y = up(10.0**power)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(text(LEFT - 8, y + 4, _numeral(power), "end"))
    parts += [text(across(10.0**power), HEIGHT - BOTTOM + 18, _numeral(power), "middle") for power in x_powers]
    ends = []
    for number, line in enumerate(lines):
        if not line.points:
            continue
        places = [(across(x), up(y)) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline class="line stroke s{number % 6}" points="{path}"/>')
        parts += [f'<circle class="fill s{number % 6}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places]
        ends.append((places[-1][1], number, line.name))
    ends.sort()
    for y, (_, number, name) in zip(_apart([y for y, _, _ in ends], HEIGHT - BOTTOM), ends, strict=True):
        parts.append(text(WIDTH - RIGHT + 10, y + 4, name, "start", f"fill s{number % 6}"))
    style = f"<style>{CHART_CSS}</style>"
    drawing = svg(WIDTH, HEIGHT, title, description, [style, *parts])
    return drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n"


def _apart(heights: Sequence[float], lowest: float) -> list[float]:
    """Heights of names, from the top down: at least `LEAST_APART` from each other and none below `lowest`."""
    found: list[float] = []
    for y in heights:
        found.append(max(y, found[-1] + LEAST_APART) if found else y)
    for k in range(len(found) - 1, -1, -1):
        found[k], lowest = min(found[k], lowest), min(found[k], lowest) - LEAST_APART
    return found


def _powers(values: Sequence[float]) -> list[int]:
    """The powers of ten around these values, at least two."""
    low, high = (math.log10(value) for value in (min(values), max(values)))
    first, last = math.floor(low), max(math.ceil(high), math.floor(low) + 1)
    return list(range(first, last + 1))


def _numeral(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"
