"""What is settled, as people read it."""

import math

import numpy as np
import pytest

from sim.experiment.decision import decide
from sim.experiment.decision_words import decision_content, decision_sentences, decision_sheet
from sim.experiment.until_settled import UntilSettled

LUCK = np.random.default_rng(1).standard_normal((4, 400))


def decided(*at, outcome="loyalty", labels="ABCD", confidence=0.95, margin=None, **leads):
    margins = {} if margin is None else {outcome: margin}
    rule = UntilSettled(outcomes=(outcome,), confidence=confidence, indifferent=margins, budget=60)
    values = {outcome: {label: LUCK[k] + lead for k, (label, lead) in enumerate(leads.items())}}
    return decide(rule, tuple(leads), values, at)


def test_of_two_the_winner_is_told_with_its_share_of_worlds_and_the_mean_apart():
    decision = decided(20, 25, A=0, B=2)
    first, last = decision_sentences(decision)
    share = 100 * decision.gaps[0].b_better
    assert first.startswith(f"B beats A on loyalty (attitude) in {share:.0f}% of the paired worlds (")
    assert "that it is better on average is settled: the mean difference is +" in first
    assert "looked at after 20, 25 pairs" in last
    assert "the one difference that decides" in last


def test_a_mean_that_rests_on_more_pairs_than_it_took_says_so():
    early = decided(20, 40, A=0, B=2)
    assert early.verdicts[0].settled_at == 20
    assert "settled after 20 pairs, the figures are those of 40)" in decision_sentences(early)[0]
    assert "settled after 40 pairs)" in decision_sentences(decided(40, A=0, B=2))[0]
    assert (
        "settled after 20 pairs, the figures are those of 25. The"
        in decision_sentences(decided(20, 25, A=0, B=3, C=6))[0]
    )


def test_which_intervals_stand_in_the_answer_and_which_in_the_table_is_said():
    said = decision_sentences(decided(20, 40, A=0, B=2))[-1]
    assert "what no look has excluded" in said
    assert "Those in the table of all outcomes are of the last look" in said


def test_where_a_wins_the_share_of_worlds_is_that_of_a():
    decision = decided(20, A=2, B=0)
    assert (
        f"A beats B on loyalty (attitude) in {100 - 100 * decision.gaps[0].b_better:.0f}%"
        in (decision_sentences(decision)[0])
    )


def test_the_best_of_several_is_told_against_the_closest():
    said = decision_sentences(decided(40, A=0, B=2.5, C=5))
    assert said[0].startswith(
        "C is the best of the 3 scenarios on loyalty (attitude), settled after 40 pairs. The closest, B"
    )
    assert "all 3 differences" in said[-1]


def test_what_is_not_settled_says_how_many_more_pairs_it_may_take():
    (first, spent, _) = decision_sentences(decided(20, 60, A=0, B=0.3))
    assert first.startswith("Not settled on loyalty (attitude) after 60 pairs: B is better than A in ")
    assert "may be of either sign" in first
    assert "more pairs settle it" in first
    assert "budget of 60 pairs is spent" in spent
    assert "not surely within 0.05" in decision_sentences(decided(20, A=0, B=0.3, margin=0.05))[0]


def test_that_they_do_not_differ_by_what_matters_is_told_with_the_margin():
    said = decision_sentences(decided(60, A=0, B=0.0, C=-9, margin=1.25))
    assert said[0].startswith("A and B do not differ by more than 1.25") or said[0].startswith("B and A do not differ")
    assert said[1] == "On loyalty (attitude) C is beaten."


def test_a_winner_by_less_than_matters_is_told_so():
    decision = decided(30, 400, A=0, B=1.2, margin=1.5)
    assert "no more than the 1.5 that would matter" in decision_sentences(decision)[1]
    assert decision_sheet(decision).rows[0][-1][0] == "B is better, by no more than 1.5"


def test_worlds_that_never_differed_are_told_as_worlds():
    values = {"loyalty": {"A": LUCK[0], "B": LUCK[0]}}
    decision = decide(UntilSettled(outcomes=("loyalty",)), ("A", "B"), values, [40])
    assert "exactly the same loyalty (attitude) in all 40 paired worlds" in decision_sentences(decision)[0]
    assert "rarer than 10%" in decision_sentences(decision)[0]


def test_what_was_dropped_is_told():
    assert any("B could no longer be chosen" in said for said in decision_sentences(decided(20, 25, A=0, B=-6, C=0.1)))


def test_an_end_that_is_not_zero_is_never_shown_as_zero():
    decision = decided(20, outcome="loyalty", A=0, B=2)
    gap = decision.gaps[0]
    object.__setattr__(gap, "low", 0.0000042)
    text = decision_sentences(decision)[0]
    assert "(0.000004 to " in text


def test_a_look_has_a_row_for_each_contrast_and_a_drawing_against_the_leader():
    content = decision_content(decided(20, 25, 30, A=0, B=0.2, C=-0.2))
    assert len(content["sheet"].rows) == 3
    (drawn,) = content["drawings"]
    assert drawn["drawing"].count("<polyline") == 2
    assert "nan" not in drawn["drawing"]
    assert not decision_content(decided(20, A=0, B=0.2))["drawings"]


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_verdict_has_its_words_in_both_languages(language):
    nothing = {"loyalty": {"A": LUCK[0] * math.nan, "B": LUCK[0]}}
    decisions = [
        decided(40, A=0, B=2),
        decided(40, A=0, B=3, C=6),
        decided(40, A=0, B=0.3),
        decided(40, A=0, B=0.0, margin=2.0),
        decided(A=0, B=1),
        decide(UntilSettled(outcomes=("loyalty",)), ("A", "B"), nothing, [20]),
    ]
    said = [sentence for decision in decisions for sentence in decision_sentences(decision, language)]
    assert all("{" not in sentence and "None" not in sentence for sentence in said)
    assert len(said) == 11
