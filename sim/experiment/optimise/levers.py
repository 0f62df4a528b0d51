"""Levers as Optuna's parameters, and what Optuna suggests as values of the levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.experiment.spec.factors import Factor
from sim.experiment.sweep.plan import Value

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution


def optuna() -> Any:
    """The package, or a clear word where it is not installed."""
    try:
        import optuna as package
    except ImportError:
        raise InputError(
            "the search is done by Optuna, which is not installed",
            where="trm optimise",
            allowed="pip install 'trm-lab[analysis]'",
        ) from None
    package.logging.set_verbosity(package.logging.WARNING)
    return package


def distributions(levers: Sequence[Factor]) -> dict[str, BaseDistribution]:
    """A distribution for each lever; levels that have an order are searched by their place in it."""
    return {lever.path: _distribution(lever) for lever in levers}


def values_of(levers: Sequence[Factor], suggested: Mapping[str, Any]) -> dict[str, Value]:
    """The value of each lever, by its path."""
    return {lever.path: _value(lever, suggested[lever.path]) for lever in levers}


def _distribution(lever: Factor) -> BaseDistribution:
    kinds = optuna().distributions
    if lever.levels is not None:
        if lever.numeric:
            return kinds.IntDistribution(0, len(lever.levels) - 1)  # type: ignore[no-any-return]
        return kinds.CategoricalDistribution(lever.levels)  # type: ignore[no-any-return]
    if lever.whole:
        return kinds.IntDistribution(int(lever.low or 0), int(lever.high or 0), log=lever.log)  # type: ignore[no-any-return]
    return kinds.FloatDistribution(lever.low, lever.high, log=lever.log)  # type: ignore[no-any-return]


def _value(lever: Factor, suggested: Any) -> Value:
    if lever.levels is None:
        return int(suggested) if lever.whole else float(suggested)
    found: Value = sorted(lever.levels, key=float)[int(suggested)] if lever.numeric else suggested
    return found
