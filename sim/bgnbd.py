"""What an analyst expects of customers from their purchases alone: the BG/NBD model, fitted by likelihood.

Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2): while a
customer is active, purchases come at a rate of its own, gamma-distributed over customers (shape r, rate
alpha); after each purchase the customer drops out for good with a chance of its own, beta-distributed (a, b).
Nobody sees who has dropped out. What is seen of a customer is the number x of repeat purchases, the time
t_x of the last one, and the time T for which it has been a customer, all since its first purchase.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

ENOUGH = 5_000
"""Customers from which the rates are fitted and expected: of more, every k-th stands for k."""
_NODES = 48
_BOUNDS = ((1e-3, 1e4), (1e-3, 1e6), (1e-3, 1e4), (1e-3, 1e6))


@dataclass(frozen=True)
class Customers:
    """Recency and frequency of each customer, in days since its first purchase: x, t_x and T."""

    repeats: Floats
    recency: Floats
    age: Floats

    def __len__(self) -> int:
        """The number of customers."""
        return len(self.repeats)

    def thinned(self, most: int = ENOUGH) -> Customers:
        """Every k-th customer, so that at most so many are left."""
        step = max(-(-len(self) // most), 1)
        return Customers(self.repeats[::step], self.recency[::step], self.age[::step])


@dataclass(frozen=True)
class Rates:
    """The four parameters: purchases gamma (r, alpha) in days, dropping out beta (a, b)."""

    r: float
    alpha: float
    a: float
    b: float


def log_likelihood(rates: Rates, customers: Customers) -> float:
    """Log-likelihood of the purchases of all customers (equation 6 of the paper)."""
    r, alpha, a, b = rates.r, rates.alpha, rates.a, rates.b
    x, recency, age = customers.repeats, customers.recency, customers.age
    common = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
    common += special.betaln(a, b + x) - special.betaln(a, b)
    active = -(r + x) * np.log(alpha + age)
    with np.errstate(divide="ignore", invalid="ignore"):
        gone = np.where(x > 0, np.log(a) - np.log(b + x - 1.0) - (r + x) * np.log(alpha + recency), -np.inf)
    return float((common + np.logaddexp(active, gone)).sum())


def fit(customers: Customers) -> Rates | None:
    """The rates of the greatest likelihood; None where nobody bought twice, which says nothing of rates."""
    from scipy.optimize import minimize  # takes a while to import, and few runs need it

    few = customers.thinned()
    if not (few.repeats > 0).any():
        return None
    count = len(few)
    pace = max(float(few.repeats.sum()), 1.0) / max(float(few.age.sum()), 1.0)

    def loss(logs: Floats) -> float:
        return -log_likelihood(Rates(*np.exp(logs)), few) / count

    bounds = np.log(np.array(_BOUNDS))
    start = np.clip(np.log([1.0, 1.0 / pace, 1.0, 10.0]), bounds[:, 0], bounds[:, 1])
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    return Rates(r, alpha, a, b)


def active_chance(rates: Rates, customers: Customers) -> Floats:
    """Chance of each customer to be still active."""
    x, recency, age = customers.repeats, customers.recency, customers.age
    longer = (rates.r + x) * (np.log(rates.alpha + age) - np.log(rates.alpha + recency))
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        odds = np.where(x > 0, rates.a / np.where(x > 0, rates.b + x - 1.0, 1.0) * np.exp(longer), 0.0)
    chance: Floats = 1.0 / (1.0 + odds)
    return chance


def expected_purchases(rates: Rates, customers: Customers, days: Floats) -> Floats:
    """Purchases that all customers together are expected to make within each of so many days from now.

    An active customer's rate is gamma (r + x, alpha + T) and its chance to drop out beta (a, b + x), given what
    was seen; with both known it makes ``(1 - exp(-rate * chance * t)) / chance`` purchases in t days. The mean over
    rates is in closed form and that over chances by Gauss-Legendre quadrature over their quantiles, which stays
    sound where the published hypergeometric function overflows.
    """
    few = customers.thinned()
    if not len(few):
        return np.zeros(len(days))
    nodes, weights = special.roots_legendre(_NODES)
    quantiles, weights = (nodes + 1.0) / 2.0, weights / 2.0
    active = active_chance(rates, few)
    total = np.zeros(len(days))
    for x in np.unique(few.repeats):
        alike = few.repeats == x
        chances = np.maximum(special.betaincinv(rates.a, rates.b + x, quantiles), 1e-12)
        spans = days[None, :, None] / (rates.alpha + few.age[alike])[:, None, None]
        made = -np.expm1(-(rates.r + x) * np.log1p(chances * spans)) / chances
        total += active[alike] @ (made @ weights)
    result: Floats = total * (len(customers) / len(few))
    return result
