"""Colours of a map: two scales that the colour-blind can read, and a text colour that can be read on each."""

from __future__ import annotations

from collections.abc import Sequence

Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 255."""
VIRIDIS = ("#440154", "#482878", "#3e4a89", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725")
"""From the least to the most (van der Walt and Smith 2015)."""
APART = ("#8a3600", "#c2662a", "#e8a877", "#f4dcc8", "#f3f3f3", "#cfe0f1", "#8bb8e0", "#3d86c6", "#0b4f8f")
"""From far below zero, orange, to far above it, blue."""
DARK, LIGHT = "#000000", "#ffffff"
"""Whatever the colour, one of these has a contrast of 4.58 or more with it."""
_PALER = 0.45
"""How far a cell that waits for more runs is on its way to white."""


def painted(scale: Sequence[str], share: float, *, pale: bool = False) -> tuple[str, str]:
    """The colour at a place from 0 to 1 of a scale, and that of a text on it."""
    place = min(max(share, 0.0), 1.0) * (len(scale) - 1)
    below = min(int(place), len(scale) - 2)
    colour = _between(_parts(scale[below]), _parts(scale[below + 1]), place - below)
    if pale:
        colour = _between(colour, _parts(LIGHT), _PALER)
    made = "#" + "".join(f"{round(part):02x}" for part in colour)
    return made, max((LIGHT, DARK), key=lambda ink: contrast(made, ink))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as the WCAG count it, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255.0 for part in _parts(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue
