"""The controls that the story has unlocked, as the widget of controls draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.experiment.numerals import Language
from sim.scenario.schema import Scenario
from sim.ui.levers import control_groups
from sim.ui.story.steps import OWN
from sim.ui.texts import say


def unlocked_groups(
    worlds: tuple[Scenario, Scenario], paths: Sequence[str], sides: str, language: Language
) -> list[dict[str, Any]]:
    """Groups of controls for these parameters alone.

    Parameters
    ----------
    sides
        ``ab``, or ``b`` where only B may be changed: then only by what a retailer decides.
    """
    wanted = [path for path in paths if sides == "ab" or path.startswith(OWN)]
    found = []
    placed: set[str] = set()
    for group in control_groups(worlds, wanted, language):
        rows = [_sided(row, sides) for row in group["rows"] if row["key"] in wanted and row["key"] not in placed]
        placed |= {row["key"] for row in rows}
        if rows:
            title = say("story_more", language) if group["name"] == "more" else group["title"]
            found.append(group | {"rows": rows, "open": True, "title": title})
    return found


def _sided(row: dict[str, Any], sides: str) -> dict[str, Any]:
    return row | {"values": {side: row["values"][side] for side in sides}}
