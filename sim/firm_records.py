"""What is written down of firms each day beside the world's counts: books, levers, prices, ties, ventures and ideas.

A day's record is a row of whole or real numbers for each firm.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.agents.retailer import Retailer
from sim.agents.supplier import Supplier
from sim.kernels.shelves import GOODS_LEFT, UNITS_LEFT, UNITS_SPOILT
from sim.kernels.shelves import GOODS_SOLD as GOODS_SOLD_TODAY
from sim.world import World

Row = tuple[float, ...]
Counts = tuple[int, ...]

# Columns of `money`, `levers`, `around` and `flows`, of a day and retailer, and of `makers` and `ventures`, of a day
# and supplier
(CASH, INVENTORY, IT_ASSETS, PROFIT, TOTAL_ASSETS, STOCK, SPOILT, GOODS_SOLD, INTELLECTUAL, RELATIONAL) = range(10)
USUAL_PRICE, SERVICE_FAILURE_PROB, SPOILAGE_RATE, PULL, PLACE = range(5)
TIE, HELD_UP, PLACE_LOSS, CAMPAIGN, NOTICE_DAYS = range(5)
(DEBT, OWED, JOINT_PROJECTS, JOINT_SPARED, INTEREST, MARKET_AUDIT, RIVAL_AUDIT, COLLABORATION, KAIZEN, JOINT_COST,
 JOINT_GAIN, INNOVATION_HELP) = range(12)  # fmt: skip
MAKER_CASH, MAKER_PROFIT, MADE, IN_TRANSIT, BACKLOG, REPORTS_READ, IMPROVEMENTS, MADE_AHEAD = range(8)
INNOVATIONS, IDEAS_CARRIED_OUT, JOINT_SPENT, JOINT_EARNED = range(4)

_ENTRIES = ("interest", "market_audit", "rival_audit", "collaboration", "kaizen", "joint_cost", "joint_gain",
            "innovation_help")  # fmt: skip
"""Entries of the ledger behind the columns from INTEREST on."""


def money(world: World, retailers: Sequence[Retailer]) -> list[Counts]:
    """What each retailer owns this evening, and its goods; ten columns, money in IDR."""
    rows: list[Counts] = []
    for r, shelf in zip(retailers, world.market.shelf_tally.tolist(), strict=True):
        own, inventory = r.books, shelf[GOODS_LEFT]
        rows.append(
            (own.cash, inventory, own.it_assets, own.profit_with(inventory), own.total_assets_with(inventory),
             shelf[UNITS_LEFT], shelf[UNITS_SPOILT], shelf[GOODS_SOLD_TODAY], own.intellectual_capital,
             own.relational_capital)
        )  # fmt: skip
    return rows


def levers(retailers: Sequence[Retailer]) -> list[Row]:
    """The four Ps of each retailer as continuous improvement has them today; five columns."""
    rows: list[Row] = []
    for r in retailers:
        four = r.kaizen
        rows.append(
            (four.usual_price, four.service_failure_prob, four.spoilage_rate, four.pull,
             four.convenience - r.partners.place_loss)
        )  # fmt: skip
    return rows


def around(retailers: Sequence[Retailer]) -> list[Row]:
    """Ties, luck with collaborators, and prices of each retailer today; five columns."""
    return [
        (r.partners.tie, r.partners.held_up, r.partners.place_loss, r.pricing.campaign, r.pricing.notice_days)
        for r in retailers
    ]


def flows(world: World, retailers: Sequence[Retailer]) -> list[Counts]:
    """What is owed today, joint projects, and what was paid since the first day, in IDR; twelve columns."""
    ledger = world.ledger
    return [
        (
            r.books.debt,
            r.books.borrowing.owed,
            r.venture.projects,
            r.venture.spared,
            *[-received for received in ledger.flows_of(r.name, _ENTRIES)],
        )
        for r in retailers
    ]


def makers(world: World, suppliers: Sequence[Supplier]) -> list[Counts]:
    """Books and work of each supplier this evening; eight columns, money in IDR."""
    return [
        (s.cash, s.profit, made, s.in_transit, s.backlog, s.workshop.reports_read, s.workshop.improvements,
         s.made_ahead)
        for s, made in zip(suppliers, world.market.made.tolist(), strict=True)
    ]  # fmt: skip


def ventures(world: World, suppliers: Sequence[Supplier], carried_out: Sequence[int]) -> list[Counts]:
    """Innovations, today's ideas, and what joint ventures cost and brought each supplier so far; four columns."""
    rows: list[Counts] = []
    for s, ideas in zip(suppliers, carried_out, strict=True):
        project, cost, gain = world.ledger.flows_of(s.name, ("joint_project", "joint_cost", "joint_gain"))
        rows.append((s.workshop.innovations, ideas, -project - cost, gain))
    return rows
