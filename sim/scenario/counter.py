"""The part of a scenario about how a retailer serves: the counter of its shops, and orders that stand."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"
LEVER = "a lever of the retailer"


class Counter(Part):
    """The counters of the retailer's shops, before which customers queue."""

    capacity: float = param(
        1.5,
        "Customers whom the counters can serve, over those of an even share of the trips that all make on average",
        unit="ratio",
        gt=0,
        le=20,
        sweep=(1, 4),
        source=LEVER,
        mark="design",
        mechanisms=("Q2",),
    )
    service_minutes: float = param(
        3.0,
        "Minutes of counter staff for a customer (0: nobody waits, and no counter is paid for)",
        unit="minutes",
        ge=0,
        le=60,
        sweep=(1, 8),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Q2",),
    )
    longest_minutes: float = param(
        60.0,
        "Longest wait that anybody takes: who would wait longer leaves with nothing",
        unit="minutes",
        gt=0,
        le=600,
        sweep=(20, 120),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Q2",),
    )


class Orders(Part):
    """Standing orders: what followers need again and again is sent to the retailer without a new choice."""

    standing_share: float = param(
        0.2,
        "Share of fully committed customers, online and following an account of the retailer, whose needs go to it by "
        "standing order (of less committed ones, in proportion)",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.8),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Te",),
    )
    handling_cost: int = param(
        1000,
        "Cost of setting the goods of a standing order aside",
        unit="IDR/order",
        ge=0,
        le=1_000_000,
        sweep=(0, 5000),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Te",),
    )
