"""The part of a scenario about collaborators: the bank, carriers, and the authorities of the place (Z5, A1)."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"
LEVER = "a lever of the retailer"


class Bank(Part):
    """What the bank asks of retailers."""

    rate: float = param(
        0.13,
        "Interest on debt without any tie to the bank",
        unit="share/year",
        ge=0,
        le=1,
        sweep=(0.06, 0.2),
        off=0,
        source="loans for working capital in Indonesia in 2011 cost some 12 to 13% a year (K med)",
        mark="K",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )
    tie_discount: float = param(
        0.2,
        "Share of the interest that the closest tie to the bank takes away",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.4),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )
    overdraft_margin: float = param(
        0.05,
        "Interest on an overdraft beyond that on debt",
        unit="share/year",
        ge=0,
        le=1,
        sweep=(0, 0.15),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z5",),
    )
    overdraft_limit: int = param(
        40_000_000,
        "Most that the bank lends as an overdraft, per 1,000 consumers; what is then still missing is "
        "owed without interest",
        unit="IDR",
        ge=0,
        le=1_000_000_000_000,
        sweep=(0, 200_000_000),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z5",),
    )


class Carriers(Part):
    """Trading firms and subcontractors that bring the goods to the retailers."""

    disruption_prob: float = param(
        0.02,
        "Chance that what is sent to a retailer on a day is held up, without any tie",
        unit="probability/day",
        ge=0,
        le=1,
        sweep=(0, 0.1),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )
    disruption_days: int = param(
        5,
        "Most days for which a delivery is held up, drawn evenly from 1 on",
        unit="days",
        ge=1,
        le=60,
        sweep=(1, 14),
        source=SWEEP,
        mark="unknown",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )
    tie_shield: float = param(
        0.6,
        "Share of the chances of a hold-up that the closest tie to the carriers takes away",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 1),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )


class Authorities(Part):
    """Politicians and authorities: roadworks, permits and the like, which keep customers away."""

    shock_prob: float = param(
        0.004,
        "Chance that a shock from the authorities begins on a day at a retailer, without any tie",
        unit="probability/day",
        ge=0,
        le=1,
        sweep=(0, 0.02),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )
    shock_days: int = param(
        14,
        "Days for which a shock from the authorities lasts",
        unit="days",
        ge=1,
        le=365,
        sweep=(3, 60),
        source=SWEEP,
        mark="unknown",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )
    shock_size: float = param(
        0.5,
        "Convenience that a shock takes from the retailer's places",
        unit="logit units",
        ge=0,
        le=5,
        sweep=(0, 2),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )
    tie_shield: float = param(
        0.6,
        "Share of the chances of a shock that the closest tie to the authorities takes away",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 1),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )


class Collaborators(Part):
    """Those whom retailers deal with besides consumers and suppliers, and how ties to them grow."""

    half_spend: int = param(
        6000,
        "Spending that keeps up half of the closest ties to collaborators, per 1,000 consumers",
        unit="IDR/day",
        ge=1,
        le=10_000_000,
        sweep=(2000, 30_000),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z5",),
    )
    tie_half_life_days: float = param(
        60.0,
        "Days in which a tie goes half of the way to what the spending keeps up",
        unit="days",
        ge=1,
        le=3650,
        sweep=(14, 365),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z5",),
    )
    bank: Bank = Bank()
    carriers: Carriers = Carriers()
    authorities: Authorities = Authorities()


class Capital(Part):
    """What a retailer has borrowed, and what its owners want for theirs."""

    debt: int = param(
        60_000_000,
        "Part of its assets on the first day that is borrowed, per 1,000 consumers",
        unit="IDR",
        ge=0,
        le=1_000_000_000_000,
        sweep=(0, 150_000_000),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z5",),
    )
    equity_return: float = param(
        0.18,
        "What the owners could earn elsewhere at the same risk",
        unit="share/year",
        ge=0,
        le=2,
        sweep=(0.1, 0.3),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z5",),
    )


class Collaboration(Part):
    """What a retailer does for its ties with the bank, carriers and authorities."""

    spend: int = param(
        2000,
        "Spent on ties to banks, carriers and authorities, per 1,000 consumers",
        unit="IDR/day",
        ge=0,
        le=10_000_000,
        sweep=(0, 20_000),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=(
            "Z5",
            "A1",
        ),
    )
