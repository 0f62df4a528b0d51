"""Comparisons of numbers in place of worlds: many of them, cheap, with a truth that is known."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.experiment.decision import Decision, look_again
from sim.experiment.until_settled import UntilSettled

Noise = Callable[[np.random.Generator, int], NDArray[np.float64]]

NOISES: dict[str, Noise] = {
    "normal": lambda rng, n: rng.standard_normal(n),
    "skewed": lambda rng, n: rng.exponential(size=n) - 1.0,
    "skewed to the left": lambda rng, n: 1.0 - rng.exponential(size=n),
    "heavy": lambda rng, n: rng.standard_t(3, size=n),
}


def drawn(rng: np.random.Generator, rule: UntilSettled, scenarios: int, noise: Noise, lead: float = 0.0):
    """Columns for each outcome: shared luck, and for all scenarios but the first noise of their own.

    `lead` is what the last scenario has more than the others, in deviations of the noise.
    """
    labels = tuple("ABCDEFGH"[:scenarios])
    values = {}
    for outcome in rule.outcomes:
        luck = 3.0 * rng.standard_normal(rule.budget)
        columns = {label: luck + (noise(rng, rule.budget) if place else 0.0) for place, label in enumerate(labels)}
        columns[labels[-1]] = columns[labels[-1]] + lead
        values[outcome] = columns
    return labels, values


def settled(rule: UntilSettled, labels: tuple[str, ...], values) -> Decision:
    """The decision as `trm compare` would come to it on these numbers: a dropped scenario has no further ones."""
    values = {
        outcome: {label: column.copy() for label, column in columns.items()} for outcome, columns in values.items()
    }
    decision = Decision(rule, labels, ())
    for pairs in rule.looks():
        decision = look_again(decision, values, pairs)
        if decision.looks[-1].settled:
            break
        for columns in values.values():
            for label in set(labels) - set(decision.looks[-1].going):
                columns[label][pairs:] = np.nan
    return decision
