"""The staff of a retailer's desk: they learn and forget, practise and tire, and their morale shows in what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.arithmetic import clip, rounded

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer


class Staff:
    """The staff of one desk.

    Attributes
    ----------
    skill
        Chance that an answer without an error corrects the problem.
    morale
        From 0 to 1; one half is middling, and does nothing.
    load
        How busy they feel: work over time at the desk, smoothed.
    practised
        Contacts that they have answered so far.
    """

    def __init__(self, retailer: Retailer) -> None:
        self.retailer = retailer
        self.rules = retailer.rules.staff
        self.firm = retailer.firm.staff
        self.skill = retailer.firm.reply.skill
        self.morale = self.rules.morale_at_start
        self.load = 0.0
        self.practised = 0

    def minutes(self) -> float:
        """Time that they have for contacts in a day: what training leaves."""
        hours = self.retailer.firm.reply.staff_hours * self.retailer.model.thousands
        return 60.0 * hours * (1.0 - self.firm.training_share)

    def pace(self) -> float:
        """Of the minutes of a contact, what practice leaves."""
        practice = 1.0 + self.practised / self.retailer.model.thousands / self.rules.scale_half
        return rounded(practice**-self.rules.scale_exponent)

    # -------------------------------------------------------------------------- what morale does

    def spirit(self) -> float:
        """Morale on a scale from -1 to 1."""
        return 2.0 * self.morale - 1.0

    def warmth(self) -> float:
        """By what morale multiplies how human any contact with them feels."""
        return 1.0 + self.rules.humanness_effect * self.spirit()

    def error_prob(self) -> float:
        """Chance that an answer of theirs misses the matter."""
        return min(self.rules.error_prob * (1.0 - self.rules.error_effect * self.spirit()), 1.0)

    def care(self) -> float:
        """By what morale multiplies the chance that the service of a purchase fails."""
        return 1.0 - self.rules.failure_effect * self.spirit()

    # ------------------------------------------------------------------------------- the evening

    def settle(self) -> None:
        """Take in the day: training and forgetting, how busy it was, and what that does to morale."""
        counts = self.retailer.desk.today.values()
        worked = sum(today["work_minutes"] for today in counts)
        answered = sum(today["replies"] + today["answers"] - today["automatic"] for today in counts)
        self._learn_and_forget()
        self._feel_the_load(worked)
        self.practised += answered

    def _learn_and_forget(self) -> None:
        learnt = self.rules.learning_rate * self.firm.training_share * (1.0 - self.skill)
        self.skill = rounded(clip(self.skill + learnt - self.rules.forgetting_rate * self.skill))

    def _feel_the_load(self, worked: int) -> None:
        busy = worked / self.minutes() if self.minutes() > 0.0 else 0.0
        self.load = rounded(self.load + self.rules.load_smoothing * (busy - self.load))
        overworked = max(self.load - self.rules.strain_above, 0.0)
        target = clip(self._morale_at_ease() - self.rules.strain * overworked)
        self.morale = rounded(self.morale + self.rules.morale_rate * (target - self.morale))

    def _morale_at_ease(self) -> float:
        """Where the morale of staff who are not overworked tends: internal marketing lifts it."""
        spent, rest = self.firm.internal_marketing, self.rules.morale_rest
        return rest + (1.0 - rest) * spent / (spent + self.rules.marketing_half)
