"""What is settled between two and more scenarios, on one and more outcomes, and what is not."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiment.anytime import Moments, agreeing_pairs, mean_interval
from sim.experiment.decision import Decision, decide, look_again
from sim.experiment.forecast import Forecast, forecast, together
from sim.experiment.until_settled import UntilSettled

LUCK = np.random.default_rng(1).standard_normal((4, 400))
LOYALTY = UntilSettled(outcomes=("loyalty",))


def world(outcome="loyalty", **leads):
    """Columns in which each scenario has so many deviations more than luck of its own gives."""
    return {outcome: {label: LUCK[k] + lead for k, (label, lead) in enumerate(leads.items())}}


def after(values, rule, *at):
    return decide(rule, tuple(next(iter(values.values()))), values, at or (40,))


def test_the_looks_are_fixed_by_the_rule_and_end_at_the_budget():
    assert list(replace(LOYALTY, budget=100).looks()) == [20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 95, 100]
    assert list(replace(LOYALTY, budget=20).looks()) == [20]


def test_a_larger_budget_goes_on_where_a_smaller_one_ended():
    values = world(A=0, B=0.3)
    small, large = (after(values, rule, *rule.looks()) for rule in (replace(LOYALTY, budget=60), LOYALTY))
    assert [(g.low, g.high) for g in large.looks[7].gaps] == [(g.low, g.high) for g in small.looks[7].gaps]


def test_of_two_the_better_one_wins():
    (verdict,) = after(world(A=0, B=1.5), LOYALTY).verdicts
    assert (verdict.kind, verdict.best) == ("winner", ("B",))
    (verdict,) = after(world(A=1.5, B=0), LOYALTY).verdicts
    assert (verdict.kind, verdict.best) == ("winner", ("A",))


def test_where_less_is_better_the_lower_one_wins():
    decision = after(world("churn", A=0, B=1.5), UntilSettled(outcomes=("churn",)))
    assert decision.verdicts[0].best == ("A",)
    assert decision.gaps[0].mean > 0
    assert decision.gaps[0].b_better < 0.2
    assert (decision.finding("churn", "A", "B"), decision.finding("churn", "B", "A")) == ("a", "b")
    assert decision.finding("loyalty", "A", "B") == "open"


def test_of_several_the_best_is_the_one_that_beats_all_others():
    (verdict,) = after(world(A=0, B=2, C=4), LOYALTY).verdicts
    assert (verdict.kind, verdict.best) == ("winner", ("C",))
    (verdict,) = after(world(A=0, B=4, C=4.01), LOYALTY).verdicts
    assert (verdict.kind, set(verdict.best)) == ("open", {"B", "C"})


def test_that_they_differ_by_no_more_than_what_matters_is_a_decision():
    rule = replace(LOYALTY, indifferent={"loyalty": 2.0})
    values = world(A=0, B=0.0, C=-6)
    decision = after(values, rule)
    assert decision.verdicts[0].kind == "equal"
    assert set(decision.verdicts[0].best) == {"A", "B"}
    assert after(values, LOYALTY).verdicts[0].kind == "open"


def test_what_was_found_better_stays_so_when_it_proves_to_be_by_little():
    rule = replace(LOYALTY, indifferent={"loyalty": 1.5})
    values = world(A=0, B=1.2)
    early, late = after(values, rule, 30), after(values, rule, 30, 400)
    assert early.gaps[0].finding == "b"
    assert late.gaps[0].high < 1.5
    assert late.gaps[0].finding == "b"
    assert after(values, rule, 400).gaps[0].finding == "equal"


def test_what_is_settled_once_stays_settled_and_says_when():
    values = world(A=0, B=1.0)
    values["loyalty"]["B"][60:] -= 1.5  # later worlds are of another kind
    decision = after(values, LOYALTY, *range(20, 81, 5))
    first = next(look.pairs for look in decision.looks if look.settled)
    assert all(look.settled for look in decision.looks if look.pairs >= first)
    assert decision.verdicts[0].settled_at == first


def test_worlds_that_never_differ_are_settled_after_so_many_that_others_are_rare():
    column = LUCK[0]
    values = {"loyalty": {"A": column, "B": column.copy()}}
    needed = agreeing_pairs(LOYALTY.alpha(2))
    assert after(values, LOYALTY, needed - 1).verdicts[0].kind == "open"
    assert after(values, LOYALTY, needed).verdicts[0].kind == "same"
    values["loyalty"]["B"][needed] += 1
    assert after(values, LOYALTY, needed, needed + 1).verdicts[0].kind == "open"


def test_a_difference_that_is_the_same_in_every_world_needs_as_many():
    values = {"loyalty": {"A": LUCK[0], "B": LUCK[0] + 0.5}}
    needed = agreeing_pairs(LOYALTY.alpha(2))
    assert after(values, LOYALTY, needed - 1).verdicts[0].kind == "open"
    assert after(values, LOYALTY, needed).verdicts[0].best == ("B",)


def test_the_error_is_shared_out_over_contrasts_and_outcomes():
    assert UntilSettled(outcomes=("loyalty", "ror")).alpha(3) == pytest.approx(0.05 / 6)
    alone = after(world(A=0, B=0.5), LOYALTY).gaps[0]
    shared = after(world(A=0, B=0.5, C=9), LOYALTY).gaps[0]
    assert shared.low < alone.low < alone.high < shared.high
    assert (shared.b_low, shared.b_high) == (alone.b_low, alone.b_high)


def test_a_beaten_scenario_is_dropped_for_all_to_see_unless_it_is_kept():
    values = world(A=0, B=-4, C=0.1)
    decision = after(values, LOYALTY, 20, 25)
    assert decision.dropped == {"B": 20}
    assert decision.looks[-1].going == ("A", "C")
    assert decision.to_json()["dropped"] == {"B": 20}
    kept = after(values, replace(LOYALTY, drop_beaten=False), 20, 25)
    assert kept.dropped == {}


def test_a_scenario_that_another_outcome_may_choose_is_not_dropped():
    values = world(A=0, B=-4, C=0.1) | world("ror", A=0, B=0.1, C=0)
    decision = after(values, UntilSettled(outcomes=("loyalty", "ror")), 20, 25)
    assert decision.dropped == {}


def test_a_dropped_scenario_keeps_its_figures():
    values = world(A=0, B=-4, C=0.1)
    values["loyalty"]["B"][20:] = math.nan
    decision = after(values, LOYALTY, 20, 60)
    assert decision.gap("loyalty", "B", "A").pairs == 20
    assert decision.gap("loyalty", "A", "C").pairs == 60
    assert decision.finding("loyalty", "A", "B") == "a"


def test_pairs_without_a_value_are_left_out_and_too_few_settle_nothing():
    values = world(A=0, B=3)
    values["loyalty"]["B"][:10] = math.nan
    decision = after(values, LOYALTY, 25)
    assert (decision.gaps[0].pairs, decision.gaps[0].low, decision.verdicts[0].kind) == (15, None, "open")
    assert after(values, LOYALTY, 30).verdicts[0].kind == "winner"


def test_what_no_world_has_a_value_of_is_given_up():
    values = world(A=0, B=3)
    values["loyalty"]["B"][:] = math.nan
    decision = after(values, LOYALTY, 20)
    assert decision.looks[-1].hopeless
    assert decision.status == "undefined"
    assert decision.more is None


def test_why_it_ended():
    rule = replace(LOYALTY, budget=40)
    assert after(world(A=0, B=3), rule, 20).status == "settled"
    assert after(world(A=0, B=0), rule, 20).status == "interrupted"
    assert after(world(A=0, B=0), rule, 20, 40).status == "budget"
    assert Decision(rule, ("A", "B"), ()).status == "interrupted"


def test_the_document_is_json_without_nan():
    for values in (world(A=0, B=0.3, C=5), world(A=0, B=3), {"loyalty": {"A": LUCK[0] * math.nan, "B": LUCK[0]}}):
        document = json.loads(json.dumps(after(values, LOYALTY, 20, 25).to_json(), allow_nan=False))
        assert {"status", "pairs", "rule", "verdicts", "more_pairs", "contrasts", "dropped", "looks"} <= set(document)
        assert [look["pairs"] for look in document["looks"]] == [20, 25]


def test_a_look_is_added_to_those_before():
    values = world(A=0, B=0.3)
    one = after(values, LOYALTY, 20)
    assert look_again(one, values, 25) == after(values, LOYALTY, 20, 25)


# ---- how many more pairs


def test_a_forecast_is_the_fewest_pairs_whose_interval_settles_it():
    of = Moments(30, 0.2, 1.0, 0.0)
    found = forecast([of], 0.05, None, 20)
    n = of.n + found.about
    assert mean_interval(replace(of, n=n), 0.05)[0] > 0 >= mean_interval(replace(of, n=n - 1), 0.05)[0]
    assert found.least < found.about
    assert found.most is None  # the mean may be zero


def test_with_a_margin_every_forecast_has_an_end():
    found = forecast([Moments(30, 0.2, 1.0, 0.0)], 0.05, 0.5, 20)
    assert found.least <= found.about <= found.most
    # Two hundredths from zero it is quicker to show that it is less than the margin.
    near = Moments(30, 0.02, 1.0, 0.0)
    n = near.n + forecast([near], 0.05, 0.5, 20).about
    low, high = mean_interval(replace(near, n=n), 0.05)
    assert -0.5 <= low < 0 < high <= 0.5


def test_what_never_settles_has_no_number():
    assert forecast([Moments(30, 0.0, 1.0, 0.0)], 0.05, None, 20).about is None
    assert forecast([Moments(1, 0.0, 0.0, 0.0)], 0.05, None, 20) is None
    assert forecast([], 0.05, None, 20) is None


def test_several_are_settled_when_the_last_is():
    assert together([Forecast(3, 1, 9), Forecast(5, 2, None)]) == Forecast(5, 2, None)
    assert together([]) is None


def test_the_forecast_is_for_what_the_leader_is_not_yet_parted_from():
    decision = after(world(A=0, B=0.4, C=-5), LOYALTY, 30)
    gap = decision.gap("loyalty", "A", "B")
    assert decision.more == forecast([gap.moments], LOYALTY.alpha(3), None, 20)


# ---- a rule that will not do


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"confidence": 0.3}, "confidence"),
        ({"confidence": 1.0}, "confidence"),
        ({"confidence": "0.9"}, "confidence"),
        ({"budget": 19}, "budget"),
        ({"budget": 30.0}, "budget"),
        ({"least": 2}, "least"),
        ({"outcomes": ("lojalty",)}, "no outcome"),
        ({"outcomes": ("total_assets",)}, "neither better nor worse"),
        ({"outcomes": ("ror", "ror")}, "once"),
        ({"outcomes": ()}, "once"),
        ({"indifferent": {"trust": 0.1}}, "does not decide"),
        ({"indifferent": {"ror": 0.0}}, "above zero"),
        ({"indifferent": {"ror": math.inf}}, "above zero"),
    ],
)
def test_a_rule_out_of_bounds_is_refused(wrong, word):
    with pytest.raises(InputError, match=word):
        UntilSettled(**wrong)
