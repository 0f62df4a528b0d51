"""A fortnight of promotion, as a policy of one's own: more posts and a deeper discount, and the usual otherwise.

A file that scenarios name (docs/policies.md), and so one that stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.policies import OwnAccount, OwnPolicy, View

BEGIN, END = 180, 194
POSTS, DISCOUNT = 3, 0.2


class Fortnight(OwnPolicy):
    """Promotes from day 180 to day 193; before and after it posts one promotion on every second day."""

    def discount(self, view: View) -> float:
        """A fifth off while it lasts."""
        return DISCOUNT if BEGIN <= view.day < END else view.usual_discount

    def posts(self, account: OwnAccount, view: View) -> Mapping[str, int]:
        """Three promotions a day while it lasts."""
        return {"promotion": POSTS if BEGIN <= view.day < END else view.day % 2}


class Quiet(OwnPolicy):
    """The same without the fortnight."""

    def posts(self, account: OwnAccount, view: View) -> Mapping[str, int]:
        """A promotion on every second day."""
        return {"promotion": view.day % 2}
