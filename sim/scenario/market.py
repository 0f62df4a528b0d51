"""The part of a scenario about the market as a whole: how the needs of all move, and the standard that rises."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"


class Market(Part):
    """How the needs of all consumers move together, and what they get used to."""

    season_swing: float = param(
        0.15,
        "How far needs rise above their yearly mean on the peak day, and fall below it half a year later",
        unit="share",
        ge=0,
        le=0.9,
        sweep=(0, 0.4),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z1", "Tb"),
    )
    peak_day: int = param(
        241,
        "Day of the year, counted from the first day simulated, on which needs are highest",
        unit="days",
        ge=0,
        le=364,
        sweep=(0, 364),
        source="counted from 1 January, the last days of Ramadan in 2011 (K hi); their pull is not known",
        mark="K",
        mechanisms=("Z1", "Tb"),
    )
    growth: float = param(
        0.05,
        "Growth of needs in a year",
        unit="share/year",
        ge=-0.5,
        le=2,
        sweep=(-0.1, 0.3),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z1", "Tb"),
    )
    shock_spread: float = param(
        0.08,
        "Log-standard deviation of slow shocks to the needs of all",
        unit="1",
        ge=0,
        le=1,
        sweep=(0, 0.3),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z1", "Tb"),
    )
    shock_days: float = param(
        30.0,
        "Half-life of a slow shock to needs",
        unit="days",
        ge=1,
        le=3650,
        sweep=(7, 120),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z1", "Tb"),
    )
    standard_growth: float = param(
        0.02,
        "What consumers get used to in a year: goods that stay as they are feel worse by it",
        unit="quality points/year",
        ge=0,
        le=1,
        sweep=(0, 0.06),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z4",),
    )
