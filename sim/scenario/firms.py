"""The part of a scenario about firms: retailers with their accounts, desks and stock, and suppliers.

Quantities marked "per 1,000 consumers" grow with the world, so that a scenario means the same in a
world of a thousand consumers and in one of a million.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import field_validator

from sim.errors import Clause
from sim.scenario.auditing import Audit, Pricing
from sim.scenario.counter import Counter, Orders
from sim.scenario.desk import DeskStaff, DeskTechnology, Reply
from sim.scenario.fields import Part, param
from sim.scenario.improving import Kaizen
from sim.scenario.partnering import Capital, Collaboration
from sim.scenario.supplying import Planning
from sim.scenario.venturing import Innovation, JointVenture, SupplierIdeas, Vendor
from sim.scenario.wording import shortened

SWEEP = "not known; swept"
LEVER = "a lever of the retailer"
ContactName = Literal["store", "phone", "email"]


class Posts(Part):
    """What the retailer's accounts post, on each platform, in a day."""

    promotion_rate: float = param(0.5, "Promotion posts", unit="posts/day/account", ge=0, le=50, sweep=(0, 3), off=0,
                                  source=LEVER, mark="design", mechanisms=("A2", "A3"))
    information_rate: float = param(0.3, "Information posts", unit="posts/day/account", ge=0, le=50, sweep=(0, 2),
                                    off=0, source=LEVER, mark="design", mechanisms=("A2", "A3"))
    community_rate: float = param(0.2, "Community posts", unit="posts/day/account", ge=0, le=50, sweep=(0, 2), off=0,
                                  source=LEVER, mark="design", mechanisms=("A2", "A3"))
    intensity_spread: float = param(0.0, "Log-standard deviation of how intensely a retailer uses its accounts: a "
                                    "factor of mean 1 on all its post rates, drawn once for each retailer and world",
                                    unit="1", ge=0, le=2, sweep=(0, 0.8), off=0, mark="unknown", mechanisms=("A2",),
                                    source="seed paper: with different intensity; how different is not known")
    discount: float = param(0.08, "Price cut for those who have seen a promotion lately", unit="share of price", ge=0,
                            le=0.9, sweep=(0, 0.3), off=0, source=LEVER, mark="design", mechanisms=("A3", "Z7"))
    exaggeration: float = param(0.05, "Quality that promotion claims beyond what a sound purchase delivers (0: honest)",
                                unit="quality points", ge=0, le=0.5, sweep=(0, 0.25), off=0, mark="unknown",
                                source="not known; swept", mechanisms=("CV4",))
    cost: int = param(1000, "Cost of making a post, per 1,000 consumers", unit="IDR/post", ge=0, le=10_000_000,
                      sweep=(200, 10_000), off=0, source=SWEEP, mark="unknown", mechanisms=("K1",))


class Stock(Part):
    """How the retailer orders: an order-up-to level from a smoothed forecast."""

    review_days: int = param(3, "Days between orders", unit="days", ge=1, le=60, sweep=(1, 14), source=LEVER,
                             mark="design", mechanisms=("Td",))
    safety: float = param(1.5, "Safety stock in standard deviations of demand over the lead time", unit="ratio",
                          ge=0, le=6, sweep=(0, 3), off=0, source=LEVER, mark="design", mechanisms=("Td",))
    smoothing: float = param(0.1, "Weight of the last day in the demand forecast", unit="share", gt=0, le=1,
                             sweep=(0.02, 0.5), source="exponential smoothing", mark="design", mechanisms=("Tb",))
    spoilage_rate: float = param(0.002, "Share of the stock that spoils and is written off", unit="share/day", ge=0,
                                 le=1, sweep=(0, 0.01), off=0, source=SWEEP, mark="unknown", mechanisms=("Td",))
    share_sales: bool = param(True, "Whether suppliers see what its shops sell (point-of-sale data), and not its "
                              "orders alone", unit="yes/no", off=False, source=LEVER, mark="design",
                              mechanisms=("Tb", "Tc"))
    share_delay_days: int = param(2, "Days until suppliers see the sales of a day", unit="days", ge=0, le=90,
                                  sweep=(0, 14), source=SWEEP, mark="unknown", mechanisms=("Tb", "Tc"))
    opening_cover_days: float = param(14.0, "Days of expected demand in stock on the first day", unit="days", ge=0,
                                      le=365, sweep=(5, 30), source="initial condition", mark="design")


class SupplierLink(Part):
    """Whether what consumers complain of reaches the supplier, and how."""

    mode: Literal["none", "relay", "direct"] = param(
        "none", "none: suppliers hear nothing; relay: staff pass complaints on and bring the answer back; direct: "
        "capable suppliers read and answer themselves", unit="name", source=LEVER, mark="design", off="none",
        mechanisms=("CV2b",))
    relay_days: int = param(7, "Days a relayed report is under way", unit="days", ge=0, le=90, sweep=(1, 30),
                            source=SWEEP, mark="unknown", mechanisms=("CV2b",))
    loss_prob: float = param(0.3, "Chance that a relayed report is lost", unit="probability", ge=0, le=1,
                             sweep=(0, 0.7), off=0, source=SWEEP, mark="unknown", mechanisms=("CV2b",))
    distortion_prob: float = param(0.2, "Chance that a relayed report names the wrong cause", unit="probability",
                                   ge=0, le=1, sweep=(0, 0.6), off=0, source=SWEEP, mark="unknown",
                                   mechanisms=("CV2b",))
    relay_minutes: float = param(6.0, "Staff minutes to pass a report on and the answer back", unit="minutes", ge=0,
                                 le=240, sweep=(2, 20), off=0, source=SWEEP, mark="unknown", mechanisms=("CV2b",))
    answer_gain: float = param(0.05, "Commitment gained by a consumer who gets the supplier's answer",
                               unit="share of what is missing", ge=0, le=1, sweep=(0, 0.2), off=0, source=SWEEP,
                               mark="unknown", mechanisms=("CV2b", "Q4"))


class Community(Part):
    """The retailer's work for the community, to which the followers of its accounts are invited."""

    events_per_year: float = param(6.0, "Community events, such as a clean-up or a charity day", unit="events/year",
                                   ge=0, le=100, sweep=(0, 24), off=0, source=LEVER, mark="design", mechanisms=("K4",))
    invite_days: int = param(5, "Days for which each account announces an event, once a day", unit="days", ge=1, le=60,
                             sweep=(1, 14), source=LEVER, mark="design", mechanisms=("K4",))
    event_cost: int = param(100_000, "Cost of an event, per 1,000 consumers", unit="IDR/event", ge=0,
                            le=1_000_000_000, sweep=(20_000, 1_000_000), off=0, source=SWEEP, mark="unknown",
                            mechanisms=("K4",))
    participant_cost: int = param(10_000, "Cost of a participant", unit="IDR/consumer", ge=0, le=10_000_000,
                                  sweep=(0, 50_000), off=0, source=SWEEP, mark="unknown", mechanisms=("K4",))


class Database(Part):
    """What the retailer knows of each of its customers, and makes of it."""

    personalised_share: float = param(0.3, "Share of promotions seen by a customer that are made for that person",
                                      unit="share", ge=0, le=1, sweep=(0, 1), off=0, source=LEVER, mark="design",
                                      mechanisms=("CV1", "Tg"))
    accuracy: float = param(0.7, "Chance that a customer's interest was recorded rightly", unit="share", ge=0, le=1,
                            sweep=(0.3, 0.95), source=SWEEP, mark="unknown", mechanisms=("Q6", "CV1"))
    latency_days: int = param(14, "Age of the records", unit="days", ge=0, le=365, sweep=(0, 90), off=0, source=SWEEP,
                              mark="unknown", mechanisms=("Q6",))
    access: float = param(0.7, "Chance that fully effective IT has a customer's record at hand where a post or a "
                          "reply is made", unit="share", ge=0, le=1, sweep=(0.3, 1), source=SWEEP, mark="unknown",
                          mechanisms=("Q6",))
    used_in_replies: float = param(0.3, "Share of replies for which staff look the customer up, if the record is at "
                                   "hand", unit="share", ge=0, le=1, sweep=(0, 1), off=0, source=LEVER,
                                   mark="design", mechanisms=("Q6",))
    reads_profiles: bool = param(True, "Whether it makes promotions for followers from the profiles that they leave "
                                 "open", unit="yes/no", off=False, source=LEVER, mark="design", mechanisms=("A5", "Tg"))
    price_error: float = param(0.5, "Log-standard deviation of the error in what it takes a customer's price "
                               "sensitivity to be, drawn once for each customer", unit="1", ge=0, le=3,
                               sweep=(0.1, 1.5), off=0, source=SWEEP, mark="unknown", mechanisms=("CV1", "Q6"))
    tailored_discount: float = param(0.2, "Share of customers aware of a promotion who get its discount only if they "
                                     "are taken to be more price sensitive than the mean (others get it in any case)",
                                     unit="share", ge=0, le=1, sweep=(0, 1), off=0, source=LEVER, mark="design",
                                     mechanisms=("CV1", "Tg"))
    cost: int = param(3000, "Cost of keeping a database that is used, per 1,000 consumers", unit="IDR/day", ge=0,
                      le=10_000_000, sweep=(500, 30_000), off=0, source=SWEEP, mark="unknown",
                      mechanisms=("Q6", "K1"))

    @property
    def is_used(self) -> bool:
        """Whether anything is made of it: it then has to be kept up."""
        return self.personalised_share > 0.0 or self.tailored_discount > 0.0 or self.used_in_replies > 0.0


class Costs(Part):
    """What a retailer pays and owns besides goods."""

    wage: int = param(12_000, "Wage of an hour", unit="IDR/hour", ge=0, le=10_000_000, sweep=(8000, 30_000), off=0,
                      source=SWEEP, mark="unknown", mechanisms=("K1",))
    shop_costs: int = param(173_000, "Rent, energy, and staff of the shops but for the counters, per 1,000 "
                            "consumers", unit="IDR/day", ge=0, le=100_000_000, sweep=(90_000, 320_000), off=0,
                            source=SWEEP, mark="unknown")
    it_running: int = param(2_000, "Running cost of each account's IT, per 1,000 consumers", unit="IDR/day/account",
                            ge=0, le=10_000_000, sweep=(500, 20_000), off=0, source=SWEEP, mark="unknown",
                            mechanisms=("K1",))
    it_purchase: int = param(1_500_000, "IT bought on the first day for each account, per 1,000 consumers",
                             unit="IDR/account", ge=0, le=10_000_000_000, sweep=(500_000, 30_000_000), off=0,
                             source=SWEEP, mark="unknown", mechanisms=("K1",))
    it_life_days: int = param(1095, "Days over which IT is written off", unit="days", ge=1, le=10_000,
                              sweep=(365, 1825), source="three years, usual in accounting", mark="design",
                              mechanisms=("K1",))
    cash: int = param(40_000_000, "Cash on the first day, per 1,000 consumers", unit="IDR", ge=0,
                      le=1_000_000_000_000, sweep=(10_000_000, 100_000_000), source="initial condition",
                      mark="design")
    fixed_assets: int = param(120_000_000, "Shops and equipment, per 1,000 consumers", unit="IDR", ge=0,
                              le=1_000_000_000_000, sweep=(50_000_000, 300_000_000), source="initial condition",
                              mark="unknown", mechanisms=("CV3",))
    intellectual_capital: int = param(40_000_000, "Know-how and brand without the relations themselves, per 1,000 "
                                      "consumers", unit="IDR", ge=0, le=1_000_000_000_000,
                                      sweep=(0, 150_000_000), off=0, source=SWEEP, mark="unknown",
                                      mechanisms=("CV3",))
    relational_capital: int = param(20_000_000, "Relational part of the intellectual capital on the first day: what "
                                    "ties with customers have cost so far and is not written off, per 1,000 consumers",
                                    unit="IDR", ge=0, le=1_000_000_000_000, sweep=(0, 100_000_000), off=0,
                                    source=SWEEP, mark="unknown", mechanisms=("CV3",))
    ic_investment: int = param(20_000, "Spent on know-how and brand, per 1,000 consumers", unit="IDR/day", ge=0,
                               le=100_000_000, sweep=(0, 60_000), off=0, source=SWEEP, mark="unknown",
                               mechanisms=("CV3",))
    ic_amortisation: float = param(0.2, "Intellectual capital written off in a year, day by day", unit="share/year",
                                   ge=0, le=1, sweep=(0, 0.5), off=0, source=SWEEP, mark="unknown",
                                   mechanisms=("CV3",))


class Retailer(Part):
    """A retailer: what it sells, its accounts, its desk, its stock and its costs."""

    title: str = param("", "Name to show", unit="text", source="label", mark="design")
    suppliers: tuple[str, ...] = param((), "Suppliers whose product it sells (empty: all)", unit="names",
                                       source="structure of the world", mark="design", mechanisms=("A1",))
    accounts: tuple[str, ...] | None = param(None, "Platforms with an official account (none given: all)",
                                             unit="names", source="seed paper: Facebook and Twitter only", mark="S",
                                             mechanisms=("A2", "A4", "K3"))
    contact_channels: tuple[ContactName, ...] = param(
        ("store", "phone", "email"), "Channels without an account that it answers; the store or the phone among them, "
        "as whoever is not online has no other", unit="names", source="seed paper: face to face, e-mail, telephone",
        mark="S", mechanisms=("A9", "K3"))
    policy: str | None = param(None, "Code of one's own that decides for the retailer, as FILE.py:CLASS (relative to "
                               "the scenario file); it is run", unit="path", source=LEVER, mark="design",
                               mechanisms=("A2", "A13"))
    price: int = param(25_000, "Shelf price of a unit", unit="IDR", ge=1, le=1_000_000_000, sweep=(20_000, 30_000),
                       source=SWEEP, mark="unknown", mechanisms=("Z7",))
    place: float = param(0.0, "Convenience of its places", unit="logit units", ge=-5, le=5, sweep=(-1, 1), off=0,
                         source=SWEEP, mark="unknown", mechanisms=("Z7",))
    service_failure_prob: float = param(0.04, "Chance that the service of a purchase fails", unit="probability",
                                        ge=0, le=1, sweep=(0.01, 0.15), off=0, source=SWEEP, mark="unknown",
                                        mechanisms=("Q2",))
    posts: Posts = Posts()
    reply: Reply = Reply()
    staff: DeskStaff = DeskStaff()
    it: DeskTechnology = DeskTechnology()
    stock: Stock = Stock()
    supplier_link: SupplierLink = SupplierLink()
    counter: Counter = Counter()
    orders: Orders = Orders()
    community: Community = Community()
    database: Database = Database()
    audit: Audit = Audit()
    pricing: Pricing = Pricing()
    kaizen: Kaizen = Kaizen()
    collaboration: Collaboration = Collaboration()
    finance: Capital = Capital()
    joint_venture: JointVenture = JointVenture()
    vendor: Vendor = Vendor()
    costs: Costs = Costs()

    @field_validator("contact_channels")
    @classmethod
    def _everybody_can_reach_it(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError(Clause("a channel stands twice"))
        if not {"store", "phone"} & set(value):
            raise ValueError(Clause("whoever is not online needs the store or the phone among the channels"))
        return value

    @field_validator("policy")
    @classmethod
    def _policy_names_a_class(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r".+\.py:[^\W\d]\w*", value):
            found = repr(shortened(value))
            raise ValueError(
                Clause("{found} names no class of a Python file, as my_policy.py:Patient does", found=found)
            )
        return value


class Improvement(Part):
    """How a supplier mends its product: it works on one cause of defects at a time."""

    causes: int = param(5, "Separate causes of defects", unit="causes", ge=1, le=50, sweep=(3, 10), source=SWEEP,
                        mark="unknown", mechanisms=("CV2", "Z4"))
    review_days: int = param(30, "Days between two improvements", unit="days", ge=1, le=365, sweep=(14, 90),
                             source=SWEEP, mark="unknown", mechanisms=("CV2", "Z4"))
    gain: float = param(0.5, "Share of a cause's defects that an improvement removes", unit="share", ge=0, le=1,
                        sweep=(0.1, 0.8), off=0, source=SWEEP, mark="unknown", mechanisms=("CV2", "Z4"))
    cost: int = param(200_000, "Cost of an improvement, per 1,000 consumers", unit="IDR", ge=0, le=1_000_000_000,
                      sweep=(50_000, 1_000_000), off=0, source=SWEEP, mark="unknown", mechanisms=("CV2",))
    drift: float = param(0.08, "Growth of one cause, drawn anew, between two reviews, as wear and new variants "
                         "bring defects back", unit="share of the first defect rate", ge=0, le=1, sweep=(0, 0.3),
                         off=0, source=SWEEP, mark="unknown", mechanisms=("Z4",))
    reading_cost: int = param(2000, "Cost to the supplier of reading and answering a report", unit="IDR/report", ge=0,
                              le=1_000_000, sweep=(500, 10_000), off=0, source=SWEEP, mark="unknown",
                              mechanisms=("CV2b",))


class Supplier(Part):
    """A supplier: one product, made to order or ahead of it."""

    title: str = param("", "Name to show", unit="text", source="label", mark="design")
    price: int = param(17_000, "Price of a unit to retailers", unit="IDR", ge=1, le=1_000_000_000,
                       sweep=(14_000, 20_000), source=SWEEP, mark="unknown")
    unit_cost: int = param(12_000, "Cost of making a unit", unit="IDR", ge=0, le=1_000_000_000,
                           sweep=(9_000, 15_000), source=SWEEP, mark="unknown")
    daily_costs: int = param(150_000, "Fixed cost, per 1,000 consumers", unit="IDR/day", ge=0, le=1_000_000_000,
                             sweep=(50_000, 250_000), off=0, source=SWEEP, mark="unknown")
    cash: int = param(40_000_000, "Cash on the first day, per 1,000 consumers", unit="IDR", ge=0,
                      le=1_000_000_000_000, sweep=(10_000_000, 100_000_000), source="initial condition",
                      mark="design")
    quality: float = param(0.78, "Quality of a unit without defect", unit="quality points", ge=0, le=1,
                           sweep=(0.6, 0.9), source=SWEEP, mark="unknown", mechanisms=("Q1",))
    defect_prob: float = param(0.06, "Chance that a purchase is defective, on the first day", unit="probability",
                               ge=0, le=0.5, sweep=(0.01, 0.15), off=0, source=SWEEP, mark="unknown",
                               mechanisms=("Q1",))
    lead_time_days: int = param(4, "Days from order to delivery", unit="days", ge=1, le=120, sweep=(1, 21),
                                source=SWEEP, mark="unknown", mechanisms=("Tb", "Tc"))
    lead_time_spread_days: int = param(2, "Largest delay on top, drawn evenly", unit="days", ge=0, le=60,
                                       sweep=(0, 10), off=0, source=SWEEP, mark="unknown", mechanisms=("Tb",))
    capacity: int = param(400, "Units made in a day, per 1,000 consumers", unit="units/day", ge=0, le=1_000_000,
                          sweep=(150, 1000), source=SWEEP, mark="unknown")
    can_go_direct: bool = param(True, "Whether it can talk with consumers itself", unit="yes/no", source="seed paper",
                                mark="S", off=False, mechanisms=("CV2b",))
    improvement: Improvement = Improvement()
    innovation: Innovation = Innovation()
    ideas: SupplierIdeas = SupplierIdeas()
    planning: Planning = Planning()
