"""The part of a scenario about what firms and customers make together: joint projects, novelty and ideas."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"
LEVER = "a lever of the retailer"


class JointVenture(Part):
    """Projects of a retailer and its suppliers together, on top of the suppliers' own improvements."""

    projects_per_year: float = param(
        0.0,
        "Joint projects, each on one cause of defects",
        unit="projects/year",
        ge=0,
        le=100,
        sweep=(0, 24),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("CV2",),
    )
    cost_share: float = param(
        0.5,
        "Share of a project's cost that the retailer pays",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 1),
        source=LEVER,
        mark="design",
        mechanisms=("CV2",),
    )
    gain_share: float = param(
        0.5,
        "Share of the failure costs spared at the retailer that the supplier is paid",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 1),
        source=LEVER,
        mark="design",
        mechanisms=("CV2",),
    )
    term_days: int = param(
        365,
        "Days after a project for which what it spares is shared",
        unit="days",
        ge=1,
        le=3650,
        sweep=(14, 1095),
        source=LEVER,
        mark="design",
        mechanisms=("CV2",),
    )


class Vendor(Part):
    """What a retailer does for novelty at its suppliers."""

    innovation_spend: int = param(
        0,
        "Paid to its suppliers, in equal parts, for new and better goods, per 1,000 consumers",
        unit="IDR/day",
        ge=0,
        le=10_000_000,
        sweep=(0, 50_000),
        off=0,
        source=LEVER,
        mark="design",
        mechanisms=("Z4",),
    )


class Innovation(Part):
    """How a supplier makes its product better than it was."""

    spend: int = param(
        20_000,
        "Spent on new and better goods, per 1,000 consumers",
        unit="IDR/day",
        ge=0,
        le=100_000_000,
        sweep=(0, 100_000),
        off=0,
        source="a lever of the supplier: about 1% of its sales in the built-in worlds",
        mark="design",
        mechanisms=("Z4",),
    )
    half_spend: int = param(
        40_000,
        "Spending, with that of retailers, at which every second attempt succeeds, per 1,000 consumers",
        unit="IDR/day",
        ge=1,
        le=100_000_000,
        sweep=(10_000, 200_000),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z4",),
    )
    review_days: int = param(
        60,
        "Days between two attempts",
        unit="days",
        ge=1,
        le=3650,
        sweep=(14, 180),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z4",),
    )
    gain: float = param(
        0.05,
        "Share of the quality that is missing which a success adds",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.2),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z4",),
    )


class IdeaRule(Part):
    """Who sends ideas, and what comes of those that are carried out."""

    idea_prob: float = param(
        0.05,
        "Chance that a fully committed customer with an open account sends an idea after a purchase",
        unit="probability",
        ge=0,
        le=1,
        sweep=(0, 0.2),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z6",),
    )
    minutes: float = param(
        6.0,
        "Staff minutes for an idea, paid beyond the hours of the desk",
        unit="minutes",
        ge=0,
        le=240,
        sweep=(2, 30),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z6",),
    )
    idea_gain: float = param(
        0.01,
        "Share of the quality that is missing which an idea carried out adds, in a world of 1,000 consumers; "
        "in a larger one, with more goods, it is less",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.05),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z6",),
    )
    author_gain: float = param(
        0.1,
        "Commitment gained by one whose idea is carried out",
        unit="share of what is missing",
        ge=0,
        le=1,
        sweep=(0, 0.4),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z6",),
    )


class SupplierIdeas(Part):
    """What a supplier makes of ideas that reach it."""

    intake: float = param(
        0.5,
        "Share of the ideas that it looks into",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 1),
        off=0,
        source="a lever of the supplier",
        mark="design",
        mechanisms=("Z6",),
    )
    conversion_prob: float = param(
        0.15,
        "Chance that an idea looked into is carried out",
        unit="probability",
        ge=0,
        le=1,
        sweep=(0, 0.5),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z6",),
    )
    cost: int = param(
        50_000,
        "Cost of carrying an idea out",
        unit="IDR/idea",
        ge=0,
        le=1_000_000_000,
        sweep=(10_000, 500_000),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Z6",),
    )
