"""The IT of a retailer: how much of its promise it keeps, for good; whether it is down today; what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.special import betaincinv

from sim.randomness import Purpose

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer


class Technology:
    """The IT of one retailer; one without an account has bought none.

    Attributes
    ----------
    effect
        Part of its promise that it keeps, 0 to 1.
    is_down
        Today: its accounts neither post nor answer, and its sales are not shared.
    """

    def __init__(self, retailer: Retailer) -> None:
        self.retailer = retailer
        self.firm = retailer.firm.it
        self.is_bought = bool(retailer.rules.accounts_of(retailer.name))
        self.effect = self._drawn_effect() if self.is_bought else 0.0
        self.is_down = False

    def _drawn_effect(self) -> float:
        """None at all in some cases, else a draw from a beta distribution: by the same luck under every policy."""
        rules, luck = self.retailer.rules.it, self.retailer.luck
        if luck.always(Purpose.IT_EFFECT, self.retailer.number, 1).first < rules.failure_prob:
            return 0.0
        if rules.effect_spread == 0.0 or rules.effect in (0.0, 1.0):
            return rules.effect
        both = 1.0 / rules.effect_spread - 1.0  # so the variance is effect_spread times the largest there can be
        draw = luck.always(Purpose.IT_EFFECT, self.retailer.number).first
        return round(float(betaincinv(both * rules.effect, both * (1.0 - rules.effect), draw)), 6)

    def begin_day(self) -> None:
        """See whether it is down today."""
        draw = self.retailer.luck.today(Purpose.IT_TODAY, self.retailer.number)
        self.is_down = self.is_bought and draw.first < self.firm.outage_prob

    def message_pace(self) -> float:
        """Of the staff minutes of a message, what it leaves."""
        return 1.0 - self.firm.speed_gain * self.effect

    def auto_answer_share(self) -> float:
        """Share of the written routine questions that it answers at once."""
        return self.firm.auto_answer_share * self.effect

    def record_at_hand(self) -> float:
        """Chance that the record of a customer is at hand where it is wanted."""
        return self.retailer.firm.database.access * self.effect

    def mean_order_days(self) -> float:
        """Days that an order takes to its supplier: of those by hand, what it leaves."""
        return self.firm.order_days * (1.0 - self.effect)

    def order_days(self) -> int:
        """Whole days that an order of today takes to its supplier."""
        return int(self.mean_order_days() + self.retailer.luck.today(Purpose.IT_TODAY, self.retailer.number, 1).first)
