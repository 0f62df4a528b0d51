"""What is written down of firms each day beside the world's counts, levers and books: goods and novelty."""

from __future__ import annotations

from sim.kernels import supply
from sim.world import World

Counts = tuple[int, ...]

# Columns of `flows`, of a day and retailer, and of `makers` and `ventures`, of a day and supplier. Those of `money` are
# named in the kernel `books`, those of `levers` and `around` in the kernel `levers`.
(DEBT, OWED, JOINT_PROJECTS, JOINT_SPARED, INTEREST, MARKET_AUDIT, RIVAL_AUDIT, COLLABORATION, KAIZEN, JOINT_COST,
 JOINT_GAIN, INNOVATION_HELP) = range(12)  # fmt: skip
MAKER_CASH, MAKER_PROFIT, MADE, IN_TRANSIT, BACKLOG, REPORTS_READ, IMPROVEMENTS, MADE_AHEAD = range(8)
INNOVATIONS, IDEAS_CARRIED_OUT, JOINT_SPENT, JOINT_EARNED = range(4)


def makers(world: World) -> list[Counts]:
    """Books and work of each supplier this evening; eight columns, money in IDR."""
    goods = world.goods
    columns = (
        goods.given, goods.terms[:, supply.UNIT_COST], world.books.held, world.market.made, goods.in_transit,
        goods.backlog, world.reports_read, world.improvements, goods.made_ahead,
    )  # fmt: skip
    rows: list[Counts] = []
    for given, cost, held, made, in_transit, *rest, ahead in zip(*(c.tolist() for c in columns), strict=True):
        profit = held + (in_transit + ahead) * cost - given
        rows.append((held, profit, made, in_transit, *rest, ahead))
    return rows
