"""What is run before anybody asks: the question that the start page offers first."""

from __future__ import annotations

from sim.ui.asked import Asked
from sim.ui.comparing import question_of
from sim.ui.engine import Ticket
from sim.ui.running import submit
from sim.ui.views.landing import questions

NOBODY = "the start page"
"""The visitor for whom it is run: real ones have their turns beside it."""


def run_ahead(asked: Asked | None = None) -> tuple[Ticket, Ticket]:
    """Have the first question of the start page answered; the answers are kept, and whoever asks it shares them.

    Parameters
    ----------
    asked
        At which size; as the page has it by itself when none is given.
    """
    first = next(iter(questions(asked or Asked()).values()))
    return submit(question_of(first), NOBODY)
