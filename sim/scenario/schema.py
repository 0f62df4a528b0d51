"""The schema of a scenario file: one world, whole. Every field is described beside its default.

The parts stand in `market.py` (what moves all), `people.py` (consumers), `pages.py` (what accounts do to them),
`places.py` (platforms) and `firms.py` (retailers and suppliers), with files of their own for what firms do with each
other. A scenario is frozen: a change of it is a new scenario.
"""

from __future__ import annotations

import re
from typing import Self

from pydantic import field_validator, model_validator

from sim.errors import Clause
from sim.kernels.codes import CONTACTS
from sim.scenario.auditing import AuditRule
from sim.scenario.fields import MisplacedError, Part, param
from sim.scenario.firms import Retailer, Supplier
from sim.scenario.improving import KaizenRule
from sim.scenario.market import Market
from sim.scenario.pages import Atmosphere, Goodwill, Personal, Promises
from sim.scenario.partnering import Collaborators
from sim.scenario.people import (
    Attention,
    Choice,
    Complaints,
    Consumers,
    Experience,
    Observers,
    Recovery,
    Relationship,
    Talk,
)
from sim.scenario.places import Contact, Platform
from sim.scenario.serving import BureaucracyRules, Questions, StaffRules, TechnologyRules
from sim.scenario.venturing import IdeaRule

MAX_PLATFORMS = 7  # a consumer's memberships and follows are bits of one byte; one bit is kept free
MAX_RETAILERS = 100
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class Finance(Part):
    """How money is counted."""

    discount_rate: float = param(
        0.12,
        "Discount rate for future margins",
        unit="share/year",
        ge=0,
        le=2,
        sweep=(0.05, 0.25),
        source="seed paper gives none; swept",
        mark="unknown",
        mechanisms=("CV3",),
    )
    retention_window_days: int = param(
        90,
        "A customer is retained who buys in two windows of this length running",
        unit="days",
        ge=2,
        le=3650,
        sweep=(30, 180),
        source="definition of the outcome",
        mark="design",
        mechanisms=("A11", "CV3"),
    )
    oracle_windows: int = param(
        0,
        "Retention windows for which a run is lived on, to see what the last day's customers really bring",
        unit="windows",
        ge=0,
        le=200,
        sweep=(0, 20),
        off=0,
        source="definition of the outcome",
        mark="design",
        mechanisms=("CV3",),
    )
    value_per_quality: int = param(
        45_000,
        "What a unit of full quality is worth to a consumer",
        unit="IDR",
        ge=0,
        le=1_000_000_000,
        sweep=(30_000, 60_000),
        source="not known; swept",
        mark="unknown",
        mechanisms=("CV4",),
    )


class Record(Part):
    """What is written down."""

    conversations: int = param(
        5000,
        "Most complaint threads kept for the conversation log",
        unit="threads",
        ge=0,
        le=10_000_000,
        sweep=(0, 100_000),
        source="size of the log",
        mark="design",
    )


class Scenario(Part):
    """A world to simulate.

    `focal` names the retailer whose policy is in question: headline outcomes speak of it.
    """

    name: str = param("world", "Name of the scenario", unit="text", source="label", mark="design")
    title: str = param("", "Title to show", unit="text", source="label", mark="design")
    description: str = param("", "What this world is for", unit="text", source="label", mark="design")
    focal: str = param(
        "kopi", "The retailer whose outcomes are the headline", unit="name", source="the question asked", mark="design"
    )
    days: int = param(
        365, "Days simulated", unit="days", ge=1, le=36_500, sweep=(30, 1825), source="one year", mark="design"
    )
    seed: int = param(
        1, "Seed of all random draws", unit="number", ge=0, le=2**62, source="any number does", mark="design"
    )
    market: Market = Market()
    consumers: Consumers = Consumers()
    choice: Choice = Choice()
    experience: Experience = Experience()
    relationship: Relationship = Relationship()
    complaints: Complaints = Complaints()
    recovery: Recovery = Recovery()
    observers: Observers = Observers()
    attention: Attention = Attention()
    atmosphere: Atmosphere = Atmosphere()
    promises: Promises = Promises()
    goodwill: Goodwill = Goodwill()
    personal: Personal = Personal()
    talk: Talk = Talk()
    contact: Contact = Contact()
    questions: Questions = Questions()
    staff: StaffRules = StaffRules()
    it: TechnologyRules = TechnologyRules()
    bureaucracy: BureaucracyRules = BureaucracyRules()
    platforms: dict[str, Platform] = param(
        factory=lambda: {"facebook": Platform(), "twitter": Platform(kind="twitter")},
        description="Social platforms by name",
        unit="table",
        source="seed paper",
        mark="S",
    )
    retailers: dict[str, Retailer] = param(
        factory=lambda: {name: Retailer() for name in ("kopi", "pasar", "toko", "warung")},
        description="Retailers by name",
        unit="table",
        source="structure of the world",
        mark="design",
    )
    suppliers: dict[str, Supplier] = param(
        factory=lambda: {name: Supplier() for name in ("kebun", "pabrik")},
        description="Suppliers by name",
        unit="table",
        source="structure of the world",
        mark="design",
    )
    audit: AuditRule = AuditRule()
    kaizen: KaizenRule = KaizenRule()
    collaborators: Collaborators = Collaborators()
    ideas: IdeaRule = IdeaRule()
    finance: Finance = Finance()
    record: Record = Record()

    @field_validator("platforms", "retailers", "suppliers")
    @classmethod
    def _names_are_plain(cls, table: dict[str, object]) -> dict[str, object]:
        for name in table:
            if not _NAME.fullmatch(name):
                raise ValueError(
                    Clause("the name {name} should be small letters, digits, '-' or '_', at most 40", name=repr(name))
                )
        return table

    @model_validator(mode="after")
    def _references_exist(self) -> Self:
        if not self.retailers:
            raise ValueError(Clause("a world needs at least one retailer"))
        if not self.suppliers:
            raise ValueError(Clause("a world needs at least one supplier"))
        if len(self.retailers) > MAX_RETAILERS:
            found = len(self.retailers)
            raise ValueError(
                Clause("at most {most} retailers fit in a world, not {found}", most=MAX_RETAILERS, found=found)
            )
        if len(self.platforms) > MAX_PLATFORMS:
            found = len(self.platforms)
            raise ValueError(
                Clause("at most {most} platforms fit in a world, not {found}", most=MAX_PLATFORMS, found=found)
            )
        if self.focal not in self.retailers:
            there = ", ".join(self.retailers)
            raise MisplacedError(
                "focal", Clause("there is no retailer {name}; there are {there}", name=repr(self.focal), there=there)
            )
        for name, retailer in self.retailers.items():
            for field, given, known in (
                ("suppliers", retailer.suppliers, self.suppliers),
                ("accounts", retailer.accounts or (), self.platforms),
                ("reply.by_platform", tuple(retailer.reply.by_platform), self.platforms),
            ):
                for reference in given:
                    if reference not in known:
                        there = ", ".join(known) or Clause("none")
                        raise MisplacedError(
                            f"retailers.{name}.{field}",
                            Clause("there is no {name}; there are {there}", name=repr(reference), there=there),
                        )
                if len(set(given)) < len(given):
                    raise MisplacedError(f"retailers.{name}.{field}", Clause("a name stands twice"))
            if retailer.reply.closing_hour <= retailer.reply.opening_hour:
                raise MisplacedError(f"retailers.{name}.reply", Clause("the desk closes before it opens"))
        for name in CONTACTS:
            if name in self.platforms:
                raise MisplacedError(f"platforms.{name}", Clause("a channel without an account has this name"))
        total = self.choice.stockout_other_product + self.choice.stockout_other_retailer + self.choice.stockout_delay
        if total > 1.0 + 1e-9:
            raise MisplacedError(
                "choice",
                Clause("the three stockout shares add up to {total:g}, which is above 1", total=float(f"{total:.3g}")),
            )
        for name, platform in self.platforms.items():
            if platform.network.source == "file" and not platform.network.path:
                raise MisplacedError(f"platforms.{name}.network", Clause("source 'file' needs a path"))
            if platform.network.source == "generator" and platform.network.path:
                raise MisplacedError(f"platforms.{name}.network", Clause("a path is given, so source should be 'file'"))
        return self

    def accounts_of(self, retailer: str) -> tuple[str, ...]:
        """Platforms on which a retailer has an official account, in the order of the world's platforms."""
        chosen = self.retailers[retailer].accounts
        return tuple(p for p in self.platforms if chosen is None or p in chosen)

    def customers_served(self, retailer: str) -> float:
        """Customers whom the counters of a retailer can serve in a day."""
        an_even_share = self.consumers.count * self.consumers.shop_rate / len(self.retailers)
        return self.retailers[retailer].counter.capacity * an_even_share

    def suppliers_of(self, retailer: str) -> tuple[str, ...]:
        """Suppliers whose product a retailer sells, in the order of the world's suppliers."""
        chosen = self.retailers[retailer].suppliers
        return tuple(s for s in self.suppliers if not chosen or s in chosen)
