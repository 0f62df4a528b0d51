"""The BG/NBD model against its published formulas, by simulation, and where it has a closed form."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from sim.bgnbd import ENOUGH, Customers, Rates, active_chance, expected_purchases, fit, log_likelihood
from sim.relationship import bgnbd_course
from sim.ror import Window, constant_course, lifetimes, relationship_within

TRUE = Rates(r=0.8, alpha=8.0, a=0.8, b=6.0)
LATER = 180.0


def alike(x: float, recency: float, age: float, count: int = 1) -> Customers:
    return Customers(np.full(count, x), np.full(count, recency), np.full(count, age))


def simulated(count: int, seed: int = 1) -> tuple[Customers, float]:
    """Customers who behave as the model says, and how much they buy in the days after."""
    luck = np.random.default_rng(seed)
    rate, chance = luck.gamma(TRUE.r, 1 / TRUE.alpha, count), luck.beta(TRUE.a, TRUE.b, count)
    age = luck.uniform(150, 300, count)
    repeats, recency, later = np.zeros(count), np.zeros(count), 0
    for i in range(count):
        now = 0.0
        while (now := now + luck.exponential(1 / rate[i])) < age[i] + LATER:
            if now <= age[i]:
                repeats[i], recency[i] = repeats[i] + 1, now
            else:
                later += 1
            if luck.random() < chance[i]:
                break
    return Customers(repeats, recency, age), float(later)


@pytest.mark.parametrize(("x", "recency", "age"), [(0, 0, 40), (1, 30, 40), (7, 20, 90), (25, 89, 90)])
def test_the_likelihood_is_the_mean_over_rates_and_chances_of_the_likelihood_of_one_customer(x, recency, age):
    """Nothing of the published closed form is used: the two integrals are done by brute force."""
    scale = TRUE.alpha**TRUE.r / math.gamma(TRUE.r)  # the gamma density by hand: scipy's is slow at one value at a time

    def given_chance(p: float) -> float:
        def given_rate(rate: float) -> float:
            active = (1 - p) ** x * rate**x * math.exp(-rate * age)
            gone = p * (1 - p) ** (x - 1) * rate**x * math.exp(-rate * recency) if x else 0.0
            return (active + gone) * scale * rate ** (TRUE.r - 1) * math.exp(-TRUE.alpha * rate)

        return integrate.quad(given_rate, 0, np.inf, epsabs=0.0, limit=200)[0] * stats.beta.pdf(p, TRUE.a, TRUE.b)

    brute = integrate.quad(given_chance, 0, 1, epsabs=0.0, limit=200)[0]
    assert log_likelihood(TRUE, alike(x, recency, age)) == pytest.approx(np.log(brute), abs=1e-4)


@pytest.mark.parametrize("a", [0.8, 3.0])
def test_expected_purchases_are_those_of_the_published_formula(a):
    rates = Rates(0.8, 8.0, a, 6.0)
    customers, _ = simulated(300)
    r, alpha, b = rates.r, rates.alpha, rates.b
    x, age = customers.repeats, customers.age
    series = special.hyp2f1(r + x, b + x, a + b + x - 1, LATER / (alpha + age + LATER))
    lasting = 1 - ((alpha + age) / (alpha + age + LATER)) ** (r + x) * series
    published = ((a + b + x - 1) / (a - 1) * lasting * active_chance(rates, customers)).sum()
    assert expected_purchases(rates, customers, np.array([LATER]))[0] == pytest.approx(published, rel=1e-4)


def test_a_fit_finds_the_rates_that_made_the_purchases_and_foretells_the_next_ones():
    customers, later = simulated(ENOUGH)
    found = fit(customers)
    assert found is not None
    assert found.r == pytest.approx(TRUE.r, rel=0.1)
    assert found.alpha == pytest.approx(TRUE.alpha, rel=0.1)
    assert found.a / (found.a + found.b) == pytest.approx(TRUE.a / (TRUE.a + TRUE.b), rel=0.1)
    assert log_likelihood(found, customers) >= log_likelihood(TRUE, customers)
    assert expected_purchases(found, customers, np.array([LATER]))[0] == pytest.approx(later, rel=0.05)


def test_who_never_bought_again_is_active_and_who_stopped_long_ago_is_hardly():
    assert active_chance(TRUE, alike(0, 0, 500))[0] == 1.0
    chances = [active_chance(TRUE, alike(20, last, 200))[0] for last in (20, 100, 180, 200)]
    assert chances == sorted(chances)
    assert chances[0] < 0.01 < 0.9 < chances[-1]


def test_where_nobody_bought_twice_no_rate_is_known():
    once = alike(0, 0, 50, 10)
    assert fit(once) is None
    assert np.isnan(bgnbd_course(once, 10, 30, 4)).all()
    assert expected_purchases(TRUE, alike(0, 0, 1, 0), np.array([10.0])) == 0.0


def test_of_many_customers_some_stand_for_all():
    customers = alike(3, 30, 60, 4 * ENOUGH + 1)
    assert len(customers.thinned()) <= ENOUGH
    some, all_of_them = alike(3, 30, 60, 100), np.array([90.0])
    each = expected_purchases(TRUE, some, all_of_them)[0] / 100
    assert expected_purchases(TRUE, customers, all_of_them)[0] == pytest.approx(each * len(customers))


@given(
    rate=st.floats(0.02, 0.5),
    chance=st.floats(0.005, 0.5),
    days=st.integers(10, 120),
    discount=st.floats(0.0, 0.2),
    margin=st.floats(-1e6, 1e6),
)
def test_customers_who_are_all_alike_are_worth_what_the_closed_form_says(rate, chance, days, discount, margin):
    """One rate and one chance for all: the model's retention is constant, exp(-rate * chance * days)."""
    same = 1e7
    rates = Rates(rate * same, same, chance * same, (1 - chance) * same)
    customers = alike(4, 100, 100, 50)
    retention = float(np.exp(-rate * chance * days))
    first = expected_purchases(rates, customers, np.array([float(days)]))[0]
    windows = 20
    course = expected_purchases(rates, customers, days * np.arange(1.0, windows + 1))
    course = np.diff(course, prepend=0.0) / (first / retention)
    assert course == pytest.approx(constant_course(retention, windows), rel=1e-3, abs=1e-9)
    value = relationship_within(Window(margin), course, discount)
    kept = retention / (1 + discount)
    left_over = kept**windows  # what is beyond the horizon is worth the closed form again, that much later
    if retention < 1 + discount:
        assert value == pytest.approx(margin * lifetimes(retention, discount) * (1 - left_over), rel=2e-3, abs=1e-6)


def cdnow(path: Path) -> Customers:
    """Every tenth customer of CDNOW at the end of September 1997, in weeks; purchases of one day are one."""
    days: dict[str, set[date]] = {}
    for line in path.read_text(encoding="ascii").splitlines()[1:]:
        who, when, *_ = line.split()
        days.setdefault(who, set()).add(date.fromisoformat(when))
    end = date(1997, 9, 30)
    rows = []
    for who in sorted(days)[::10]:
        seen = sorted(day for day in days[who] if day <= end)
        rows.append((len(seen) - 1, (seen[-1] - seen[0]).days / 7, (end - seen[0]).days / 7))
    return Customers(*np.array(rows, dtype=np.float64).T)


def test_on_cdnow_a_fit_finds_what_another_library_finds(shared_data):
    """The rates and the forecast of 39 weeks are those of pymc-marketing 0.19.2 (BetaGeoModel, MAP, flat priors)."""
    customers = cdnow(shared_data / "cdnow_master.txt")
    found = fit(customers)
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx((0.247, 4.677, 0.710, 2.057), rel=2e-3)
    assert expected_purchases(found, customers, np.array([39.0]))[0] == pytest.approx(1673.956, rel=1e-4)
