"""The part of a scenario about continuous improvement of product, price, promotion and place (Z7)."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"
LEVER = "a lever of the retailer"


class KaizenRule(Part):
    """What continuous improvement can reach, and how fast."""

    half_spend: int = param(
        8000,
        "Spending on one of product, price, promotion and place that reaches half of what can be reached, per 1,000 "
        "consumers",
        unit="IDR/day",
        ge=1,
        le=10_000_000,
        sweep=(1000, 20_000),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z7",),
    )
    half_life_days: float = param(
        120.0,
        "Days in which half of the way to what the spending reaches is gone",
        unit="days",
        ge=1,
        le=3650,
        sweep=(30, 365),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z7",),
    )
    service_effect: float = param(
        0.5,
        "Share of the service failures that the most product improvement takes away",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.8),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=(
            "Z7",
            "Q2",
        ),
    )
    spoilage_effect: float = param(
        0.5,
        "Share of the spoilage that the most product improvement takes away",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.8),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z7",),
    )
    cost_saving: float = param(
        0.2,
        "Share of the shop costs that the most price improvement saves",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.4),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z7",),
    )
    price_cut: float = param(
        0.03,
        "Share by which the most price improvement lowers the usual price: the saving handed on, at the sales of the "
        "built-in worlds",
        unit="share",
        ge=0,
        le=0.9,
        sweep=(0, 0.06),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z7",),
    )
    pull_effect: float = param(
        0.5,
        "Relative rise of the pull of a promotion by the most promotion improvement",
        unit="share",
        ge=0,
        le=5,
        sweep=(0, 1),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z7",),
    )
    place_effect: float = param(
        0.15,
        "Convenience that the most place improvement adds",
        unit="logit units",
        ge=0,
        le=5,
        sweep=(0, 0.6),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z7",),
    )


class Kaizen(Part):
    """What a retailer spends on continuous improvement."""

    product: int = param(
        0,
        "Spent on improving product: freshness and service, per 1,000 consumers",
        unit="IDR/day",
        ge=0,
        le=10_000_000,
        sweep=(0, 20_000),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z7",),
    )
    price: int = param(
        0,
        "Spent on improving price: what the shops cost, and with it the usual price, per 1,000 consumers",
        unit="IDR/day",
        ge=0,
        le=10_000_000,
        sweep=(0, 20_000),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z7",),
    )
    promotion: int = param(
        0,
        "Spent on improving promotion: the pull of what is posted, per 1,000 consumers",
        unit="IDR/day",
        ge=0,
        le=10_000_000,
        sweep=(0, 20_000),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z7",),
    )
    place: int = param(
        0,
        "Spent on improving place: how convenient the shops are, per 1,000 consumers",
        unit="IDR/day",
        ge=0,
        le=10_000_000,
        sweep=(0, 20_000),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z7",),
    )
