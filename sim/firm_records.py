"""What is written down of firms each day beside the world's counts and books: levers, prices, ties, goods, novelty.

A day's record is a row of whole or real numbers for each firm.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.agents.retailer import Retailer
from sim.agents.supplier import Supplier
from sim.kernels.books import FIRST_RETAILER
from sim.world import World

Row = tuple[float, ...]
Counts = tuple[int, ...]

# Columns of `levers`, `around` and `flows`, of a day and retailer, and of `makers` and `ventures`, of a day and
# supplier. Those of `money` are named in the kernel `books`.
USUAL_PRICE, SERVICE_FAILURE_PROB, SPOILAGE_RATE, PULL, PLACE = range(5)
TIE, HELD_UP, PLACE_LOSS, CAMPAIGN, NOTICE_DAYS = range(5)
(DEBT, OWED, JOINT_PROJECTS, JOINT_SPARED, INTEREST, MARKET_AUDIT, RIVAL_AUDIT, COLLABORATION, KAIZEN, JOINT_COST,
 JOINT_GAIN, INNOVATION_HELP) = range(12)  # fmt: skip
MAKER_CASH, MAKER_PROFIT, MADE, IN_TRANSIT, BACKLOG, REPORTS_READ, IMPROVEMENTS, MADE_AHEAD = range(8)
INNOVATIONS, IDEAS_CARRIED_OUT, JOINT_SPENT, JOINT_EARNED = range(4)


def levers(r: Retailer) -> Row:
    """The four Ps of a retailer as continuous improvement has them today; five columns."""
    four = r.kaizen
    return (
        four.usual_price, four.service_failure_prob, four.spoilage_rate, four.pull,
        four.convenience - r.partners.place_loss,
    )  # fmt: skip


def around(r: Retailer) -> Row:
    """Ties, luck with collaborators, and prices of a retailer today; five columns."""
    partners, pricing = r.partners, r.pricing
    return partners.tie, partners.held_up, partners.place_loss, pricing.campaign, pricing.notice_days


def makers(world: World, suppliers: Sequence[Supplier]) -> list[Counts]:
    """Books and work of each supplier this evening; eight columns, money in IDR."""
    first = FIRST_RETAILER + len(world.retailer_names)
    cash = world.ledger.table[first : first + len(suppliers)].sum(axis=1).tolist()
    rows: list[Counts] = []
    for s, held, made in zip(suppliers, cash, world.market.made.tolist(), strict=True):
        in_transit, ahead, workshop = s.in_transit, s.made_ahead, s.workshop
        rows.append(
            (held, s.profit_with(held, in_transit + ahead), made, in_transit, s.backlog, workshop.reports_read,
             workshop.improvements, ahead)
        )  # fmt: skip
    return rows
