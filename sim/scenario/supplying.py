"""The part of a scenario about how suppliers plan what they make."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"


class Planning(Part):
    """How a supplier makes goods ahead of the orders that it expects."""

    making_days: int = param(
        2,
        "Days of its lead time that pass in making (at least one day is left for transport); "
        "goods that are made ahead save them",
        unit="days",
        ge=0,
        le=60,
        sweep=(0, 5),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Tb", "Tc"),
    )
    make_ahead: bool = param(
        True,
        "Whether it makes goods ahead of the orders that it expects, within its capacity: "
        "from past orders, or from the sales of shops that share them",
        unit="yes/no",
        off=False,
        source="a lever of the supplier",
        mark="design",
        mechanisms=("Tb", "Tc"),
    )
    safety: float = param(
        1.0,
        "Goods made ahead beyond what it expects, in standard deviations of orders over the making days",
        unit="ratio",
        ge=0,
        le=6,
        sweep=(0, 3),
        off=0,
        source="a lever of the supplier",
        mark="design",
        mechanisms=("Tc",),
    )
    smoothing: float = param(
        0.1,
        "Weight of the last day in its forecast",
        unit="share",
        gt=0,
        le=1,
        sweep=(0.02, 0.5),
        source="exponential smoothing",
        mark="design",
        mechanisms=("Tb", "Tc"),
    )
    holding_cost: int = param(
        10,
        "Cost of keeping a unit made ahead for a day: a fourth of its worth in a year, as textbooks have it",
        unit="IDR/unit/day",
        ge=0,
        le=1_000_000,
        sweep=(2, 50),
        off=0,
        source="textbooks: 20 to 30% a year; not known here",
        mark="unknown",
        mechanisms=("Tc",),
    )
