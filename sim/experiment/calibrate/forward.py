"""What the customers of a cohort buy after the days that were fitted: a prediction for the same customers.

Customers of worlds drawn from the fit who had bought like one of the data's customers until the split tell what that
one buys afterwards. "Like" is: as often, as lately, and as long a customer. So a prediction is conditional on what each
customer has done, as that of an analyst's model is, and uses nothing of the days that are held out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.calibrate.events import Purchases

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_REPEATS = (0, 1, 2, 3, 4, 6, 10)  # lowest number of repeat purchases of each class
_RECENCY, _AGE = 3, 2  # classes of the last purchase's time within a customer's time, and of the first purchase's
_OWN = 20.0  # customers of a class whose mean counts as much as that of all who bought as often
Z = 1.6448536269514722
"""Of a central range that holds 90% of a normal distribution."""


@dataclass(frozen=True)
class Cohort:
    """Customers of a cohort as they are known at the split. Shapes (customers,).

    Attributes
    ----------
    repeats, recency, age
        Repeat purchase days, and days from the first purchase to the last one and to the end of the days fitted.
    later
        Purchase days after the split.
    """

    repeats: Ints
    recency: Ints
    age: Ints
    later: Ints
    kind: Ints

    def __len__(self) -> int:
        """The number of customers."""
        return len(self.repeats)


def cohort_of(purchases: Purchases, cohort_days: int, split: int, end: int) -> Cohort:
    """The customers who bought first within the days of the cohort."""
    known = purchases.cohort(cohort_days).between(0, split)
    who, first = known.first_days()
    place = np.searchsorted(who, known.customer)
    last = np.zeros(len(who), dtype=np.int64)
    np.maximum.at(last, place, known.day)
    repeats = np.bincount(place, minlength=len(who)) - 1
    after = purchases.between(split, end)
    after = after.where(np.isin(after.customer, who))
    later = np.bincount(np.searchsorted(who, after.customer), minlength=len(who))
    age = split - 1 - first
    recency = last - first
    often = np.searchsorted(_REPEATS, repeats, side="right") - 1
    lately = np.minimum(_RECENCY * recency // np.maximum(age, 1), _RECENCY - 1)
    long = np.minimum(_AGE * first // cohort_days, _AGE - 1)
    return Cohort(repeats, recency, age, later, (often * _RECENCY + lately) * _AGE + long)


@dataclass(frozen=True)
class Forward:
    """Purchases expected of each customer after the split, and the range of all together.

    Attributes
    ----------
    expected
        Of each customer. Shape (customers,).
    total, low, high
        Of all, with a central 90% range of what may come.
    """

    expected: Floats
    total: float
    low: float
    high: float


def predict(data: Cohort, worlds: Sequence[Cohort]) -> Forward:
    """What worlds drawn from the fit say of the customers of the data."""
    pooled = _rates(_joined(worlds), None)
    expected = pooled.of(data)
    totals = np.array([_rates(world, pooled).of(data).sum() for world in worlds if len(world)])
    chance = float(pooled.variance(data).sum())  # the customers' own luck
    half = Z * float(np.sqrt(totals.var(ddof=1) + chance)) if len(totals) > 1 else 0.0
    total = float(expected.sum())
    return Forward(expected, total, max(total - half, 0.0), total + half)


@dataclass(frozen=True)
class _Rates:
    """Of each class: later purchases for each repeat purchase so far (for a customer, where there is none)."""

    rate: Floats
    squared: Floats

    def of(self, data: Cohort) -> Floats:
        return np.asarray(self.rate[data.kind] * np.maximum(data.repeats, 1))

    def variance(self, data: Cohort) -> Floats:
        """Of each customer's later purchases, given what they are expected to be."""
        scale = np.maximum(data.repeats, 1)
        return np.asarray(np.maximum(self.squared[data.kind] - self.rate[data.kind] ** 2, 0.0) * scale**2)


def _rates(known: Cohort, pooled: _Rates | None) -> _Rates:
    """Means of classes, drawn towards those of all who bought as often, and these towards the worlds' as a whole."""
    classes = len(_REPEATS) * _RECENCY * _AGE
    weight = np.maximum(known.repeats, 1).astype(np.float64)
    part = known.later / weight

    def means(values: Floats, prior: Floats | None) -> Floats:
        def sums(column: Floats) -> Floats:
            return np.asarray(np.bincount(known.kind, weights=column, minlength=classes))

        counts, tops = sums(weight), sums(weight * values)
        often = np.repeat(np.arange(len(_REPEATS)), _RECENCY * _AGE)
        if prior is None:
            group = np.bincount(often, weights=tops) + tops.sum() / max(counts.sum(), 1.0)
            prior = (group / (np.bincount(often, weights=counts) + 1.0))[often]
        return np.asarray((tops + _OWN * prior) / (counts + _OWN))

    return _Rates(
        means(part, None if pooled is None else pooled.rate),
        means(part**2, None if pooled is None else pooled.squared),
    )


def _joined(worlds: Sequence[Cohort]) -> Cohort:
    names = ("repeats", "recency", "age", "later", "kind")
    return Cohort(*(np.concatenate([getattr(world, name) for world in worlds]) for name in names))


@dataclass(frozen=True)
class Error:
    """How far a prediction for the days held out is off.

    Attributes
    ----------
    predicted, actual
        Repeat purchases of all customers together.
    low, high
        A 90% range of the prediction; None where a method gives none.
    relative
        Predicted over actual, less 1; None where nothing was bought.
    per_customer
        Mean absolute error of a customer's purchases.
    by_repeats
        For customers with 0, 1, … and 7 or more repeat purchases so far: their number, and the mean of what was
        predicted and what came.
    """

    predicted: float
    actual: int
    low: float | None
    high: float | None
    relative: float | None
    per_customer: float
    by_repeats: tuple[tuple[int, float, float], ...]

    def to_json(self) -> dict[str, object]:
        """A document for `json.dumps`."""
        return {
            "predicted": self.predicted,
            "actual": self.actual,
            "low": self.low,
            "high": self.high,
            "relative_error": self.relative,
            "mean_absolute_error_per_customer": self.per_customer,
            "by_repeat_purchases": [
                {"repeats": k, "customers": n, "predicted": mean, "actual": came}
                for k, (n, mean, came) in enumerate(self.by_repeats)
            ],
        }


def error_of(expected: Floats, data: Cohort, low: float | None = None, high: float | None = None) -> Error:
    """The error of what was expected of each customer."""
    actual = int(data.later.sum())
    total = float(expected.sum())
    classes = np.minimum(data.repeats, 7)
    rows = []
    for k in range(8):
        mine = classes == k
        n = int(mine.sum())
        rows.append((n, float(expected[mine].mean()) if n else 0.0, float(data.later[mine].mean()) if n else 0.0))
    return Error(
        predicted=total,
        actual=actual,
        low=low,
        high=high,
        relative=total / actual - 1.0 if actual else None,
        per_customer=float(np.abs(expected - data.later).mean()),
        by_repeats=tuple(rows),
    )
