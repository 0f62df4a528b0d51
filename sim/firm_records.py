"""What is written down of firms each day beside the world's counts, levers and books: goods and novelty."""

from __future__ import annotations

from collections.abc import Sequence

from sim.agents.supplier import Supplier
from sim.world import World

Counts = tuple[int, ...]

# Columns of `flows`, of a day and retailer, and of `makers` and `ventures`, of a day and supplier. Those of `money` are
# named in the kernel `books`, those of `levers` and `around` in the kernel `levers`.
(DEBT, OWED, JOINT_PROJECTS, JOINT_SPARED, INTEREST, MARKET_AUDIT, RIVAL_AUDIT, COLLABORATION, KAIZEN, JOINT_COST,
 JOINT_GAIN, INNOVATION_HELP) = range(12)  # fmt: skip
MAKER_CASH, MAKER_PROFIT, MADE, IN_TRANSIT, BACKLOG, REPORTS_READ, IMPROVEMENTS, MADE_AHEAD = range(8)
INNOVATIONS, IDEAS_CARRIED_OUT, JOINT_SPENT, JOINT_EARNED = range(4)


def makers(world: World, suppliers: Sequence[Supplier]) -> list[Counts]:
    """Books and work of each supplier this evening; eight columns, money in IDR."""
    rows: list[Counts] = []
    for s, held, made in zip(suppliers, world.books.held.tolist(), world.market.made.tolist(), strict=True):
        in_transit, ahead, workshop = s.in_transit, s.made_ahead, s.workshop
        rows.append(
            (held, s.profit_with(held, in_transit + ahead), made, in_transit, s.backlog, workshop.reports_read,
             workshop.improvements, ahead)
        )  # fmt: skip
    return rows
