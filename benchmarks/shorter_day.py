"""A shorter day, written once in words, for peers that could not be given the whole model.

There are N consumers, 4 retailers and an undirected network of mean degree 10. A consumer holds of each retailer
expectation, satisfaction, trust, appeal and fatigue (0 to 1) and whether it follows, and has a trip rate, a price
sensitivity and a voice. In a day, in this order:

1. *Feed.* Retailer r posts a promotion when day + r is even. A consumer who is online (chance 0.9) and follows it sees
   the post with chance 0.3 (1 - fatigue). Who sees it: appeal += 0.1 (1 - fatigue) (1 - appeal), then
   fatigue += 0.05 (1 - fatigue), and stops following with chance 0.02 fatigue.
2. *Word of mouth.* A consumer who listens (chance 0.3) hears every word that friends said yesterday. With g words of
   praise and b gripes about a retailer, trust becomes trust + 0.02 g - 0.04 b, held within 0 and 1.
3. *Choice.* A consumer needs something with the chance of its trip rate, and takes the best of staying at home
   (utility 1) and of the retailers, each with Gumbel noise -log(-log u): 3 (expectation - 0.7) +
   2 (satisfaction - 0.7) + 1.5 (trust - 0.5) + appeal - sensitivity x (price of r relative to the mean, less 1). Of
   equals the first wins.
4. *Judging.* What a shopper gets is 0.6 + 0.3 x noise, and 0.4 less when it fails (chance 0.05), held within 0 and 1.
   surprise = got - expectation; satisfaction += 0.3 (clip(got + 0.5 surprise) - satisfaction);
   expectation += 0.2 surprise; trust -= 0.1 trust after a failure, else trust += 0.02 (1 - trust).
5. *Speaking.* After a failure one complains to the retailer with the chance of one's voice, unless an earlier
   complaint waits there; who does not complain, gripes to friends with chance 0.2. Without a failure, and with
   surprise above 0.05, one praises with chance 0.1. Who buys where it does not follow begins to, with chance 0.05.
6. *The desk.* Complaints wait in the order of their days and of the numbers of those who complain. A retailer answers
   at most N / 1000 + 1 a day, those of today among them: satisfaction += 0.2 (1 - satisfaction) and
   trust += 0.1 (1 - trust), half as much each when it was written before yesterday.
7. *Evening.* appeal x 0.9, fatigue x 0.95. Of those who ever bought, the satisfied are counted (satisfaction above
   0.7), retailer by retailer.

Both peers read the same draws of a day (`Draws`), made as numpy's users make them, and live in double precision with
the sums in the order in which they stand here; so all counts of events (`EVENTS`) are identical. Posts seen, trips and
complaints are about as frequent as in the whole day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.network import Network, facebook_like

Floats = NDArray[np.float64]
RETAILERS = 4
PRICES = (1.0, 0.98, 1.02, 0.96)
"""Relative to the mean of them, nearly."""
DEGREE = 10.0
EVENTS = ("seen", "unfollowed", "heard", "shoppers", "failures", "complaints", "gripes", "praise", "followed",
          "answered", "satisfied")  # fmt: skip


@dataclass(frozen=True)
class Start:
    """How everybody is born: who is tied to whom, and columns over consumers."""

    network: Network
    trip_rate: Floats
    sensitivity: Floats
    voice: Floats
    follows: NDArray[np.bool_]
    """Shape (N, 4)."""


@dataclass(frozen=True)
class Draws:
    """The luck of a day, uniform from 0 up to 1.

    Attributes
    ----------
    online, unfollow, listen, need
        Of each consumer. Shape (N,).
    see
        Of each consumer and each of the retailers that post today. Shape (2, N).
    shopping
        Of those who need something (`need` below their trip rate), in order. Shape (10, shoppers): taste of staying at
        home and of each retailer, noise, failure, speaking, talking, following.
    """

    online: Floats
    see: Floats
    unfollow: Floats
    listen: Floats
    need: Floats
    shopping: Floats


def born(consumers: int, seed: int = 1) -> Start:
    """The first morning."""
    luck = _generator(seed, 0)
    return Start(
        network=facebook_like(consumers, mean_degree=min(DEGREE, consumers - 1), seed=seed),
        trip_rate=luck.uniform(0.02, 0.2, consumers),
        sensitivity=luck.uniform(1.0, 5.0, consumers),
        voice=luck.uniform(0.0, 0.8, consumers),
        follows=luck.random((consumers, RETAILERS)) < 0.1,
    )


def draws(start: Start, day: int, seed: int = 1) -> Draws:
    """The luck of one day, counted from 0."""
    luck = _generator(seed, day + 1)
    size = len(start.trip_rate)
    need = luck.random(size)
    return Draws(
        online=luck.random(size),
        see=luck.random((RETAILERS // 2, size)),
        unfollow=luck.random(size),
        listen=luck.random(size),
        need=need,
        shopping=luck.random((RETAILERS + 6, np.count_nonzero(need < start.trip_rate))),
    )


def _generator(seed: int, day: int) -> np.random.Generator:  # noqa: TID251 (peers draw as their users do)
    return np.random.default_rng([seed, day])  # noqa: TID251
