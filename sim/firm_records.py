"""What is written down of firms each day beside their books: levers, prices, ties, ventures and ideas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.retailer import Retailer
from sim.agents.supplier import Supplier
from sim.ledger import Ledger

Days = NDArray[Any]

# Columns of `levers`, `around` and `flows`, of a day and retailer, and of `ventures`, of a day and supplier
USUAL_PRICE, SERVICE_FAILURE_PROB, SPOILAGE_RATE, PULL, PLACE = range(5)
TIE, HELD_UP, PLACE_LOSS, CAMPAIGN, NOTICE_DAYS = range(5)
(DEBT, OWED, JOINT_PROJECTS, JOINT_SPARED, INTEREST, MARKET_AUDIT, RIVAL_AUDIT, COLLABORATION, KAIZEN, JOINT_COST,
 JOINT_GAIN, INNOVATION_HELP) = range(12)  # fmt: skip
INNOVATIONS, IDEAS_CARRIED_OUT, JOINT_SPENT, JOINT_EARNED = range(4)

_ENTRIES = ("interest", "market_audit", "rival_audit", "collaboration", "kaizen", "joint_cost", "joint_gain",
            "innovation_help")  # fmt: skip
"""Entries of the ledger behind the columns from INTEREST on."""


def levers(retailers: Sequence[Retailer]) -> Days:
    """The four Ps of each retailer as continuous improvement has them today. Shape (R, 5)."""
    return np.array(
        [
            (r.kaizen.usual_price, r.kaizen.service_failure_prob, r.kaizen.spoilage_rate, r.kaizen.pull,
             r.kaizen.convenience - r.partners.place_loss)
            for r in retailers
        ],
        dtype=np.float64,
    )  # fmt: skip


def around(retailers: Sequence[Retailer]) -> Days:
    """Ties, luck with collaborators, and prices of each retailer today. Shape (R, 5)."""
    return np.array(
        [
            (r.partners.tie, r.partners.held_up, r.partners.place_loss, r.pricing.campaign, r.pricing.notice_days)
            for r in retailers
        ],
        dtype=np.float64,
    )


def flows(ledger: Ledger, retailers: Sequence[Retailer]) -> Days:
    """What is owed today, joint projects, and what was paid since the first day, in IDR. Shape (R, 12)."""
    return np.array(
        [
            (
                r.books.debt,
                r.books.borrowing.owed,
                r.venture.projects,
                r.venture.spared,
                *[-ledger.flow(r.name, entry) for entry in _ENTRIES],
            )
            for r in retailers
        ],
        dtype=np.int64,
    )


def ventures(ledger: Ledger, suppliers: Sequence[Supplier], carried_out: NDArray[np.int64]) -> Days:
    """Innovations, today's ideas, and what joint ventures cost and brought each supplier so far. Shape (S, 4)."""
    return np.array(
        [
            (
                s.workshop.innovations,
                int(carried_out[s.number]),
                -ledger.flow(s.name, "joint_project") - ledger.flow(s.name, "joint_cost"),
                ledger.flow(s.name, "joint_gain"),
            )
            for s in suppliers
        ],
        dtype=np.int64,
    )
