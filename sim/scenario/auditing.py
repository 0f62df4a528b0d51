"""The part of a scenario about what retailers find out: about the market (Z1) and about their rivals (Z2)."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"
LEVER = "a lever of the retailer"


class AuditRule(Part):
    """What money spent on finding out finds out."""

    half_spend: int = param(
        4000,
        "Spending that finds out half of what can be found out, per 1,000 consumers",
        unit="IDR/day",
        ge=1,
        le=10_000_000,
        sweep=(1000, 20_000),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z1", "Z2"),
    )
    notice_days: float = param(
        6.0,
        "Days after which a retailer that spends nothing on it knows of its rivals' prices",
        unit="days",
        ge=1,
        le=365,
        sweep=(2, 30),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z2",),
    )


class Audit(Part):
    """What a retailer spends on finding out."""

    market_spend: int = param(
        1500,
        "Spent on market research: season, trend and mood of demand, per 1,000 consumers",
        unit="IDR/day",
        ge=0,
        le=10_000_000,
        sweep=(0, 20_000),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z1", "Tb"),
    )
    rival_spend: int = param(
        2000,
        "Spent on watching the rivals' prices, per 1,000 consumers",
        unit="IDR/day",
        ge=0,
        le=10_000_000,
        sweep=(0, 20_000),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z2",),
    )


class Pricing(Part):
    """How a retailer sets its shelf price."""

    campaigns_per_year: float = param(
        3.0,
        "Price campaigns that begin in a year, on drawn days",
        unit="campaigns/year",
        ge=0,
        le=100,
        sweep=(0, 12),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z2", "Z7"),
    )
    campaign_days: int = param(
        14,
        "Days for which a campaign lasts",
        unit="days",
        ge=1,
        le=365,
        sweep=(3, 30),
        source=LEVER,
        mark="design",
        mechanisms=("Z2", "Z7"),
    )
    campaign_cut: float = param(
        0.08,
        "Cut of the shelf price, for all, in a campaign",
        unit="share of price",
        ge=0,
        le=0.9,
        sweep=(0, 0.3),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z2", "Z7"),
    )
    match_share: float = param(
        0.4,
        "Share of a change of the rivals' mean price that the retailer follows",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.9),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z2",),
    )
    least_margin: float = param(
        0.05,
        "Least margin over the dearest wholesale price, below which neither campaigns nor rivals move the price",
        unit="share of wholesale price",
        ge=0,
        le=10,
        sweep=(0, 0.2),
        source=LEVER,
        mark="design",
        mechanisms=("Z2",),
    )
