"""A shelf: the product of one supplier at one retailer. Goods come from the supplier; consumers take them, or time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer
    from tests.reference.supplier import Supplier


class Shelf:
    """Units of one product at one retailer: now, since the first day, and today.

    Attributes
    ----------
    waited_today
        Units that arrived today times the days since they were ordered.
    """

    def __init__(self, number: int, retailer: Retailer, supplier: Supplier) -> None:
        self.number = number
        self.retailer = retailer
        self.supplier = supplier
        self.stock = 0
        self.on_order = 0
        self.delivered = 0
        self.sold = 0
        self.spoilt = 0
        self.begin_day()

    def begin_day(self) -> None:
        """Nothing has happened today."""
        self.wanted_today = 0
        self.sold_today = 0
        self.ordered_today = 0
        self.arrived_today = 0
        self.waited_today = 0

    def receive(self, units: int) -> None:
        """Goods are put on the shelf."""
        self.stock += units
        self.delivered += units

    def hand_out(self) -> None:
        """What was sold today is gone."""
        self.stock -= self.sold_today
        self.sold += self.sold_today

    def spoil(self, share: float, luck: float) -> None:
        """A share of the stock spoils; the part of a unit spoils by luck."""
        units = min(int(share * self.stock + luck), self.stock)
        self.stock -= units
        self.spoilt += units
