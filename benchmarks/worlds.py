"""The world that is timed: the built-in one in which the focal retailer does all there is, with every mechanism on."""

from __future__ import annotations

from sim.model import Model
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

WORLD = "full-trm"
REST = ("retailers.kopi.reply.approval_hours=1",)
"""What even that world leaves off."""
EVERYTHING = f"{WORLD} with {REST[0]}"


def everything_on(consumers: int, days: int) -> Scenario:
    """The world in one size: four retailers, two suppliers, two platforms of mean degree 10."""
    return load_scenario(WORLD, [*REST, f"consumers.count={consumers}", f"days={days}"])


def warm_up() -> None:
    """Live a small world in which every kernel runs, so that all are compiled or loaded.

    Its shelves are nearly empty at first, for what is done about a short shelf is a kernel of its own.
    """
    scarce = [f"retailers.{name}.stock.opening_cover_days=0.1" for name in load_scenario(WORLD).retailers]
    Model(load_scenario(WORLD, [*REST, *scarce, "consumers.count=500", "days=30"])).run()
