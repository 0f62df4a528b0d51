"""Levers as Optuna's parameters, what Optuna suggests as values of the levers, and how many settings there are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.experiment.spec.factors import Factor
from sim.experiment.sweep.plan import Value

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

    from sim.scenario.schema import Scenario


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


def settings(levers: Sequence[Factor]) -> int | None:
    """How many settings of the levers there are; None where a lever has no end of values."""
    counts = [_count(lever) for lever in levers]
    return None if None in counts else math.prod(count for count in counts if count is not None)


def every_setting(levers: Sequence[Factor]) -> Iterator[dict[str, Any]]:
    """Each setting there is, as Optuna would suggest it; of levers of which `settings` knows the number."""
    ways = [_ways(lever) for lever in levers]
    return (dict(zip([lever.path for lever in levers], one, strict=True)) for one in product(*ways))


def own_values(levers: Sequence[Factor], scenario: Scenario) -> dict[str, Value]:
    """What a scenario as it is says of each lever; nothing of one that has several values there, or none."""
    held = scenario.model_dump()
    found = {}
    for lever in levers:
        values = list(dict.fromkeys(_at(held, lever.path.split("."))))
        if len(values) == 1:
            found[lever.path] = values[0]
    return found


def _count(lever: Factor) -> int | None:
    if lever.levels is not None:
        return len(lever.levels)
    if lever.whole:
        return int(lever.high or 0) - int(lever.low or 0) + 1
    return 1 if lever.low == lever.high else None


def _ways(lever: Factor) -> Sequence[Any]:
    if lever.levels is not None:
        return range(len(lever.levels)) if lever.numeric else lever.levels
    if lever.whole:
        return range(int(lever.low or 0), int(lever.high or 0) + 1)
    return (lever.low,)


def _at(node: Any, steps: Sequence[str]) -> Iterator[Value]:
    """The values at a path below a node; ``*`` in it stands for every name there."""
    if not steps:
        if isinstance(node, bool | int | float | str):
            yield node
    elif isinstance(node, Mapping):
        for name in node if steps[0] == "*" else (steps[0],):
            if name in node:
                yield from _at(node[name], steps[1:])


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
