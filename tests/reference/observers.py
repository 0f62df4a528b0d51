"""7.12 Observers: what those who read a public complaint make of it, by what they see of its answer."""

from __future__ import annotations

from sim.kernels.codes import ANSWERED, POINTED
from sim.scenario.people import Observers


def impression(rules: Observers, answer: int, weight: float, humanness: float) -> float:
    """Points by which trust and expectation shift on reading a complaint."""
    if answer == ANSWERED:
        return rules.answer_goodwill * humanness - rules.complaint_harm * (1.0 - rules.answer_shield)
    if answer == POINTED:
        return 0.5 * rules.answer_goodwill * humanness - rules.complaint_harm * (1.0 - rules.pointer_shield)
    return -rules.complaint_harm * weight
