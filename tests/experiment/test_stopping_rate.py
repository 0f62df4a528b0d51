"""Where nothing differs, the stopping rule says so as often as it promises; where something does, it stops early.

A few hundred comparisons each, of seeded numbers in place of worlds. A rule that errs in exactly one comparison of
twenty would break the bounds here one time in a thousand (binomial), and rules that forget a correction do break them.
"""

import itertools
import math

import numpy as np
import pytest
from scipy import special, stats

from sim.experiment.decision import Decision
from sim.experiment.until_settled import UntilSettled
from tests.experiment.stand_in import NOISES, drawn, settled

COMPARISONS = 300
MOST_WRONG = int(stats.binom.ppf(0.999, COMPARISONS, 0.05))
"""28 of 300, where one in twenty would be 15."""

SETTINGS = [(2, ("loyalty",)), (2, ("loyalty", "ror", "churn")), (3, ("loyalty", "ror")), (4, ("loyalty",))]


def says_that_something_differs(decision: Decision) -> bool:
    """At any look: a winner, or a scenario that is beaten."""
    return any(gap.finding in ("a", "b") for look in decision.looks for gap in look.gaps)


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize(("scenarios", "outcomes"), SETTINGS)
def test_where_nothing_differs_a_winner_is_declared_no_more_often_than_stated(scenarios, outcomes, noise):
    rng = np.random.default_rng([scenarios, len(outcomes), len(noise)])
    rule = UntilSettled(outcomes=outcomes, budget=160)
    wrong = sum(
        says_that_something_differs(settled(rule, *drawn(rng, rule, scenarios, NOISES[noise])))
        for _ in range(COMPARISONS)
    )
    assert wrong <= MOST_WRONG


def test_the_stated_rate_is_the_one_that_is_asked_for():
    rng = np.random.default_rng(5)
    rule = UntilSettled(outcomes=("loyalty",), confidence=0.6, budget=160)
    wrong = sum(
        says_that_something_differs(settled(rule, *drawn(rng, rule, 2, NOISES["normal"]))) for _ in range(COMPARISONS)
    )
    assert MOST_WRONG < wrong <= stats.binom.ppf(0.999, COMPARISONS, 0.4)


def a_plain_interval_leaves_zero(rule, labels, values, *, confidence: float) -> bool:
    """What the rule must not be: a t-interval at every look, until one of them pleases."""
    for pairs, outcome, (a, b) in itertools.product(rule.looks(), rule.outcomes, itertools.combinations(labels, 2)):
        gain = values[outcome][b][:pairs] - values[outcome][a][:pairs]
        half = special.stdtrit(pairs - 1, 0.5 + confidence / 2) * gain.std(ddof=1) / math.sqrt(pairs)
        if abs(gain.mean()) > half:
            return True
    return False


@pytest.mark.parametrize(
    ("scenarios", "outcomes", "confidence"),
    [
        pytest.param(2, ("loyalty",), 0.95, id="looks not corrected for"),
        pytest.param(3, ("loyalty", "ror"), 1 - 0.05 / 6, id="contrasts corrected for, looks not"),
    ],
)
def test_a_rule_without_the_correction_breaks_the_same_bound(scenarios, outcomes, confidence):
    rng = np.random.default_rng([scenarios, len(outcomes), len("normal")])
    rule = UntilSettled(outcomes=outcomes, budget=160)
    wrong = sum(
        a_plain_interval_leaves_zero(rule, *drawn(rng, rule, scenarios, NOISES["normal"]), confidence=confidence)
        for _ in range(COMPARISONS)
    )
    assert wrong > MOST_WRONG


def test_looks_corrected_for_and_contrasts_not_breaks_it_too(monkeypatch):
    """Four scenarios and four outcomes have 24 contrasts, each of which may then err one time in twenty."""
    monkeypatch.setattr(UntilSettled, "alpha", lambda *_: 0.05)
    rng = np.random.default_rng(9)
    rule = UntilSettled(outcomes=("loyalty", "ror", "churn", "trust"), budget=80)
    wrong = sum(
        says_that_something_differs(settled(rule, *drawn(rng, rule, 4, NOISES["normal"]))) for _ in range(COMPARISONS)
    )
    assert wrong > MOST_WRONG


def fixed_number_of_equal_power(standardised: float, power: float, alpha: float) -> int:
    """Pairs, fixed in advance, with which a two-sided t-test finds the difference as surely."""
    for n in itertools.count(5):
        beyond = stats.t.ppf(1 - alpha / 2, n - 1)
        if stats.nct.sf(beyond, n - 1, standardised * math.sqrt(n)) >= power:
            return n
    raise AssertionError


@pytest.mark.parametrize(("scenarios", "lead"), [(2, 0.4), (2, 0.5), (3, 0.7)])
def test_where_they_differ_it_finds_the_right_one_far_earlier_than_a_fixed_number_of_equal_power(scenarios, lead):
    rng = np.random.default_rng(scenarios)
    rule = UntilSettled(outcomes=("loyalty",), budget=400)
    found = [settled(rule, *drawn(rng, rule, scenarios, NOISES["normal"], lead)) for _ in range(COMPARISONS)]
    right = sum(d.verdicts[0].kind == "winner" and d.verdicts[0].best == (d.labels[-1],) for d in found)
    assert right / COMPARISONS >= 0.99
    # The best is parted last from the scenario that has noise of its own.
    hardest = lead if scenarios == 2 else lead / math.sqrt(2)
    fixed = fixed_number_of_equal_power(hardest, 0.999, rule.alpha(scenarios))
    assert np.mean([d.looks[-1].pairs for d in found]) < 0.65 * fixed


def test_where_they_differ_by_less_than_matters_that_is_found_instead():
    rng = np.random.default_rng(6)
    rule = UntilSettled(outcomes=("loyalty",), budget=400, indifferent={"loyalty": 0.5})
    found = [settled(rule, *drawn(rng, rule, 2, NOISES["normal"], 0.05)) for _ in range(COMPARISONS)]
    assert sum(d.verdicts[0].kind == "equal" for d in found) >= 0.95 * COMPARISONS
    # A difference that is twice what matters is seldom said to be negligible.
    found = [settled(rule, *drawn(rng, rule, 2, NOISES["normal"], 1.0)) for _ in range(COMPARISONS)]
    assert sum(d.verdicts[0].kind == "equal" for d in found) <= MOST_WRONG


@pytest.mark.parametrize("noise", ["normal", "skewed"])
def test_a_forecast_is_about_right_and_its_range_holds_the_pairs_that_it_then_takes(noise):
    rng = np.random.default_rng(7)
    rule = UntilSettled(outcomes=("loyalty",), budget=2000)
    held, ratios = [], []
    for _ in range(200):
        labels, values = drawn(rng, rule, 2, NOISES[noise], 0.4)
        decision = settled(rule, labels, values)
        first = Decision(rule, labels, decision.looks[:1])
        if first.looks[0].settled:
            continue
        more, took = first.more, decision.looks[-1].pairs - first.looks[0].pairs
        held.append(more.least <= took <= (math.inf if more.most is None else more.most))
        ratios.append(took / (math.inf if more.about is None else more.about))
    assert len(held) > 100
    assert np.mean(held) > 0.75
    assert 0.5 < np.median(ratios) < 2
