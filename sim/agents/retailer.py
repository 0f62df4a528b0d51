"""A retailer: its posts, its desk, its orders and its costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from sim.agents.books import Books
from sim.agents.joint_venture import JointVenture
from sim.agents.knowledge import account_view, reactions_of, trade_of, view_of
from sim.agents.mesa_api import Model
from sim.agents.ordering import Ordering
from sim.agents.own_policy import Decider
from sim.agents.supplier import Supplier
from sim.agents.surface import FewAgent
from sim.kernels.codes import NO_REPLY, PRIVATE
from sim.policies import Message, Trade, View, reply_policy
from sim.randomness import Purpose, draw_uniform, stream
from sim.world import World


class Retailer(FewAgent):
    """A retailer. Its day: `begin_day`, `set_price`, `decide_posts`, (its desk answers), `decide_orders`, `keep_books`.

    Orders by the usual rule are written for all retailers at once (`sim.agents.ordering`).
    """

    def __init__(self, model: Model, world: World, number: int, name: str) -> None:
        super().__init__(model)
        self.world = world
        self.number = number
        self.name = name
        self.spec = world.scenario.retailers[name]
        self.accounts = [account for account in world.accounts if account.retailer == number]
        self.intensity = self._draw_intensity()
        self.ordering = Ordering(world, number)
        self.venture = JointVenture(world, number)
        self.books = Books(world, number, self.accounts)
        self.decider: Decider | None = None
        rates = self.spec.posts
        self.post_rates = tuple(
            rate * self.intensity for rate in (rates.promotion_rate, rates.information_rate, rates.community_rate)
        )
        self._trade_yesterday: Trade | None = None
        self._posts_yesterday = {account.number: (0, 0, 0) for account in self.accounts}
        self._reactions_yesterday = {account.number: (0, 0, 0) for account in self.accounts}

    # ------------------------------------------------------------------------------------ the start

    def _draw_intensity(self) -> float:
        """The factor on all post rates: lognormal of mean 1, the same on every day (A2)."""
        spread = self.spec.posts.intensity_spread
        u = draw_uniform(stream(self.world.seed, Purpose.INTENSITY), self.number)
        z = NormalDist().inv_cdf(min(max(u, 1e-6), 1.0 - 1e-6))
        # rounding makes the last bit of the exponential, which differs between machines, irrelevant
        return round(math.exp(spread * z - 0.5 * spread * spread), 6)

    def open_shop(self, suppliers: Sequence[Supplier]) -> None:
        """Receive the owners' cash, buy IT for the accounts, and fill the shelves for the first days."""
        self.books.open()
        self.ordering.open(suppliers)

    # ------------------------------------------------------------------------- a policy of one's own

    def decides(self, method: str) -> bool:
        """Whether a policy of one's own decides this; what it leaves stays as the scenario says."""
        return self.decider is not None and method in self.decider.methods

    def view(self) -> View:
        """What the retailer can know at this moment."""
        accounts = [
            account_view(self.world, a, self._posts_yesterday[a.number], self._reactions_yesterday[a.number])
            for a in self.accounts
        ]
        forecast = dict(enumerate(self.ordering.forecast.tolist()))
        return view_of(self.world, self.number, self.books.cash, forecast, accounts, self._trade_yesterday)

    # -------------------------------------------------------------------------------------- the day

    def begin_day(self) -> None:
        """See to joint projects."""
        self.venture.begin_day()

    def set_price(self, usual: int) -> int:
        """Set today's discount and choose the shelf price by a policy of one's own, where it decides them.

        It goes before the `usual` way of setting the price.
        """
        if self.decider is None:
            return usual
        view = self.view()
        price = self.decider.price(view) if self.decides("price") else usual
        if self.decides("discount"):
            self.world.market.discount[self.number] = self.decider.discount(view)
        return price

    def decide_posts(self) -> None:
        """Today's posts on every account by a policy of one's own, unless IT is down."""
        if self.decider is None or self.world.it.down[self.number]:
            return
        view = self.view()
        for account in self.accounts:
            own = view.accounts[self.world.platforms[account.platform].name]
            account.posts_today = self.decider.posts(own, view)

    def tabulate_policy(self) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        """The policy as a table: action[channel, public, sensitive, concerns many].

        A call, a visit and an e-mail are answered where they came in, and so is a private message unless the accounts
        stay silent.
        """
        world = self.world
        policy = reply_policy(self.spec.reply)
        table = np.full((world.channels, 2, 2, 2), PRIVATE, dtype=np.uint8)
        for platform in world.platforms:
            for sensitive in (False, True):
                for concerns_many in (False, True):
                    action = policy(Message(platform.name, sensitive, concerns_many))
                    place = (int(sensitive), int(concerns_many))
                    table[(platform.number, 1, *place)] = action
                    table[(platform.number, 0, *place)] = NO_REPLY if action == NO_REPLY else PRIVATE
        return table

    def decide_orders(self) -> None:
        """Today's orders by a policy of one's own."""
        if self.decider is not None:
            self.ordering.choose(self.decider.orders(self.view()))

    def keep_books(self) -> None:
        """Settle with suppliers what joint projects have spared, and remember the day for a policy of one's own."""
        self.venture.close_day()
        if self.decider is not None:
            self._trade_yesterday = trade_of(self.world, self.number)
            for account in self.accounts:
                self._posts_yesterday[account.number] = account.posts_today
                self._reactions_yesterday[account.number] = reactions_of(self.world, account)
