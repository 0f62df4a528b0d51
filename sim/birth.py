"""Who the consumers are on the first day: every attribute drawn from the scenario's distributions by a key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.kernels.codes import MOBILE, PREFERS_PRIVATE, VINDICTIVE
from sim.platform import Platform
from sim.population import Population
from sim.randomness import Purpose, fill_uniform, stream
from sim.scenario.schema import Scenario

YOUNGEST, FIRST_OLDER, OLDEST = 15, 30, 64  # seed paper: users are aged 15 to 64
NEVER_ONLINE = 2**16 - 1  # later than any day that is lived
BLOCK = 65_536  # consumers who are born at a time
VOICE_CONCENTRATION = 4.0  # of the beta distribution of complaining: some nearly always speak up, some never

Floats = NDArray[np.float64]


@cache
def _grid() -> Floats:
    """Probabilities at which quantiles are tabled: dense in both tails, from 1e-8 to 1 - 1e-8."""
    tail = np.logspace(-8, -2, 241)
    middle = np.linspace(0.01, 0.99, 1961)[1:-1]
    return np.concatenate([tail, middle, 1.0 - tail[::-1]])


def _from_quantiles(quantiles: Floats, u: NDArray[np.float32]) -> NDArray[np.float32]:
    """Draws of a distribution from uniforms by its quantiles at `_grid`: a hundred times faster than exact."""
    drawn: NDArray[np.float32] = np.interp(u + 3e-8, _grid(), quantiles).astype(np.float32)
    return drawn


def _log_normal(mean: float, spread: float) -> Floats:
    """Quantiles of a lognormal distribution."""
    values: Floats = mean * np.exp(spread * _standard_normal() - 0.5 * spread * spread)
    return values


# The worlds of an experiment are born by few distributions, and to tabulate one takes longer than the rest of a birth.


@cache
def _standard_normal() -> Floats:
    values: Floats = special.ndtri(_grid())
    return values


@lru_cache(maxsize=64)
def _gamma(shape: float) -> Floats:
    """Quantiles of a gamma distribution of scale 1."""
    values: Floats = special.gammaincinv(shape, _grid())
    return values


@lru_cache(maxsize=64)
def _beta(a: float, b: float) -> Floats:
    values: Floats = special.betaincinv(a, b, _grid())
    return values


def give_birth(population: Population, scenario: Scenario, platforms: Sequence[Platform], seed: int) -> None:
    """Fill every column of `population` for the morning of day 0."""
    for low in range(0, population.size, BLOCK):  # what is reckoned on the way takes as much memory as the columns
        _give_birth(population.part(low, low + BLOCK), low, scenario, platforms, seed)


def _give_birth(
    population: Population, first: int, scenario: Scenario, platforms: Sequence[Platform], seed: int
) -> None:
    """The same of a part of the consumers, of whom `first` is the first."""
    size = population.size
    people = scenario.consumers

    def draw(purpose: Purpose, number: int = 0) -> NDArray[np.float32]:
        out = np.empty(size, dtype=np.float32)
        fill_uniform(stream(seed, purpose, number), first, out)
        return out

    u = draw(Purpose.AGE)
    young = u < people.young_share
    within = np.where(
        young, u / max(people.young_share, 1e-9), (u - people.young_share) / max(1 - people.young_share, 1e-9)
    )
    population.age[:] = np.where(
        young,
        YOUNGEST + within * (FIRST_OLDER - YOUNGEST),
        FIRST_OLDER + within * (OLDEST + 1 - FIRST_OLDER),
    ).clip(YOUNGEST, OLDEST)
    young = population.age < FIRST_OLDER

    hours = _from_quantiles(_log_normal(people.online_hours, people.online_hours_spread), draw(Purpose.ONLINE_HOURS))
    population.online_hours[:] = np.minimum(hours, 24.0)
    population.price_sensitivity[:] = _from_quantiles(
        _log_normal(people.price_sensitivity, people.price_sensitivity_spread),
        draw(Purpose.PRICE_SENSITIVITY),
    )
    shape = people.shop_rate_shape
    population.shop_rate[:] = _from_quantiles(people.shop_rate / shape * _gamma(shape), draw(Purpose.SHOP_RATE))
    voice = scenario.complaints.voice_prob
    if 0.0 < voice < 1.0:
        a, b = VOICE_CONCENTRATION * voice, VOICE_CONCENTRATION * (1.0 - voice)
        population.voice[:] = _from_quantiles(_beta(a, b), draw(Purpose.VOICE))
    else:
        population.voice[:] = voice

    u = draw(Purpose.ONLINE_FROM)
    population.online_from[:] = np.where(u < people.online_share, 0, NEVER_ONLINE)
    if people.online_growth > 0.0 and people.online_share > 0.0:
        later = u >= people.online_share
        years = np.log(u[later] / people.online_share) / np.log1p(people.online_growth)
        population.online_from[later] = np.minimum(np.ceil(years * 365.0), NEVER_ONLINE)

    traits = np.zeros(size, dtype=np.uint8)
    traits[draw(Purpose.TRAITS, 0) < scenario.complaints.vindictive_share] |= VINDICTIVE
    traits[draw(Purpose.TRAITS, 1) >= scenario.complaints.public_share] |= PREFERS_PRIVATE
    traits[draw(Purpose.TRAITS, 2) < people.mobile_share] |= MOBILE
    population.traits[:] = traits

    for platform in platforms:
        chance = np.where(young, platform.spec.membership_young, platform.spec.membership_old)
        old_enough = population.age >= platform.spec.least_age
        joined = old_enough & (draw(Purpose.MEMBERSHIP, platform.number) < chance)
        population.member[joined] |= platform.bit
        hidden = draw(Purpose.PROTECTED, platform.number) < platform.spec.protected_share
        population.protected[joined & hidden] |= platform.bit
        shows = draw(Purpose.PROFILE, platform.number) < platform.spec.profile_share
        population.profile[joined & shows] |= platform.bit

    start = scenario.experience
    for r, name in enumerate(scenario.retailers):
        mood = special.ndtri(np.clip(draw(Purpose.FIRST_OPINION, r), 1e-7, 1 - 1e-7)) * start.opinion_spread
        population.expectation[r] = np.clip(start.expectation_at_start + mood, 0.0, 1.0)
        population.satisfaction[r] = np.clip(start.satisfaction_at_start + mood, 0.0, 1.0)
        population.trust[r] = np.clip(scenario.relationship.trust_at_start + mood, 0.0, 1.0)
        accounts = scenario.accounts_of(name)
        for platform in platforms:
            if platform.name not in accounts:
                continue
            # a key for each pair of retailer and platform, which no third account can move
            u = draw(Purpose.FIRST_FOLLOW, r * 8 + platform.number)
            here = (population.member & platform.bit != 0) & (population.online_from <= 0)
            population.follows[r, here & (u < scenario.attention.following_at_start)] |= platform.bit
