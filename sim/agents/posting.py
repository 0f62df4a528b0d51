"""The posts of all accounts: how many of each kind every day, and how far each of them then reaches."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.account import Sheet
from sim.agents.community import CommunityWork
from sim.agents.own_policy import MOST_POSTS
from sim.agents.retailer import Retailer
from sim.kernels import books
from sim.kernels import posts as kernel
from sim.kernels.codes import POST_KINDS
from sim.kernels.records import POST
from sim.randomness import Purpose, draw_uniform, stream
from sim.world import World

Floats = NDArray[np.float64]


class Posting:
    """What is posted, laid out for all accounts together; what to post is each retailer's own decision.

    Attributes
    ----------
    rates
        Posts of each kind that an account makes a day, but for invitations. Shape (A, 3).
    """

    def __init__(self, world: World, retailers: Sequence[Retailer]) -> None:
        self.world = world
        self.community = CommunityWork(world)
        self._deciders = [retailer for retailer in retailers if retailer.decides("posts")]
        accounts, kinds = world.accounts, len(POST_KINDS) - 1
        rates = [retailers[account.retailer].post_rates for account in accounts]
        self.rates: Floats = np.array(rates, dtype=np.float64).reshape(-1, kinds)
        # where in its rhythm an account starts with each kind of post, so that not all post on the same days
        key = stream(world.seed, Purpose.POSTING)
        places = [account.retailer * 8 + account.platform for account in accounts]
        phases = [[draw_uniform(key, place * 4 + kind) for kind in range(kinds)] for place in places]
        self._owed: Floats = np.array(phases, dtype=np.float64).reshape(-1, kinds)
        # the same number for the same post in every world: its readers' luck does not move
        self._numbers = np.array([place * 256 for place in places], dtype=np.int64)
        most = max([kinds * MOST_POSTS + 1, *(sum(math.ceil(rate) + 1 for rate in each) + 1 for each in rates)])
        specs = [world.platforms[account.platform].spec for account in accounts]
        self._reach: Floats = np.array(
            [[0.0, *(spec.reach * n**-spec.crowding for n in range(1, most + 1))] for spec in specs], dtype=np.float64
        ).reshape(-1, most + 1)
        self._posted = world.books.today[:, books.POSTED]
        self._room = most * len(accounts)
        self._sheet = Sheet(POST)

    def plan(self) -> None:
        """Today's posts on every account, and the invitations to events."""
        world = self.world
        self.community.plan()
        kernel.fall_due(
            self.rates, world.it.down, world.announces, world.account_retailer, self._owed, world.post_tally
        )
        for retailer in self._deciders:
            retailer.decide_posts()
        room = self._sheet.blank(self._room)
        laid = kernel.lay_out(world.post_tally, world.account_retailer, self._numbers, self._reach, self._posted, room)
        world.posts = self._sheet.cut(laid)
