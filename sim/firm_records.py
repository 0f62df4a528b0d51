"""Columns of what is written down of firms each day beside the world's counts, levers and books."""

from __future__ import annotations

# Columns of `flows`, of a day and retailer, and of `makers` and `ventures`, of a day and supplier. Those of `money` are
# named in the kernel `books`, those of `levers` and `around` in the kernel `levers`.
(DEBT, OWED, JOINT_PROJECTS, JOINT_SPARED, INTEREST, MARKET_AUDIT, RIVAL_AUDIT, COLLABORATION, KAIZEN, JOINT_COST,
 JOINT_GAIN, INNOVATION_HELP) = range(12)  # fmt: skip
MAKER_CASH, MAKER_PROFIT, MADE, IN_TRANSIT, BACKLOG, REPORTS_READ, IMPROVEMENTS, MADE_AHEAD = range(8)
INNOVATIONS, IDEAS_CARRIED_OUT, JOINT_SPENT, JOINT_EARNED = range(4)
