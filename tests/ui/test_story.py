"""The guided story: what a step asks and unlocks, how a prediction and a puzzle are judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.experiment.compare import Contrast, compare
from sim.experiment.numerals import LANGUAGES, numeral
from sim.experiment.statistics import Estimate, PairedDifference
from sim.metrics import OUTCOMES
from sim.scenario.loading import load_scenario
from sim.scenario.registry import parameter
from sim.ui import bounds
from sim.ui.asked import Asked, Side
from sim.ui.comparing import question_of
from sim.ui.link import query_of, read_query
from sim.ui.story.asking import PAIRS, asked_of, at_step, compared, shown_in
from sim.ui.story.judging import Prediction, came_true, fair, found, goal_met, lever_met, solved
from sim.ui.story.steps import OWN, Goal, on_top, step_at, steps, unlocked
from sim.ui.story.told import hints, lettered, talk
from sim.ui.story.unlocking import unlocked_groups
from sim.ui.texts import texts

COMPARISONS = [step for step in steps() if step.kind == "comparison"]
PUZZLES = [step for step in steps() if step.kind == "puzzle"]
POLICY = "retailers.kopi.reply.policy"


def number_of(name):
    return next(number for number, step in enumerate(steps()) if step.name == name)


def by_name(step):
    return step.name


# -- the file of steps


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sandbox_promises_no_more_than_the_page_allows(language):
    claim = texts()["story_sandbox_claim"][language]
    assert numeral(bounds.CONSUMERS[1], 0, language) in claim
    assert str(bounds.DAYS[1]) in claim


def test_the_story_ends_in_puzzles_and_the_sandbox():
    kinds = [step.kind for step in steps()]
    assert kinds == ["comparison"] * len(COMPARISONS) + ["puzzle"] * len(PUZZLES) + ["sandbox"]
    assert len(PUZZLES) >= 3


@pytest.mark.parametrize("step", steps(), ids=by_name)
def test_every_step_loads_and_compares_two_worlds_of_one_retailer(step):
    asked = compared(at_step(Asked(), number_of(step.name)))
    question = question_of(asked)
    assert question.focal == "kopi"
    assert step.kind == "puzzle" or asked.a != asked.b


@pytest.mark.parametrize("step", COMPARISONS, ids=by_name)
def test_what_is_predicted_has_a_better_direction(step):
    assert OUTCOMES[step.outcome].better != "neither"
    assert set(step.also) <= set(OUTCOMES)


@pytest.mark.parametrize("step", steps(), ids=by_name)
def test_every_unlocked_parameter_has_a_control_in_both_worlds(step):
    number = number_of(step.name)
    a, b = question_of(compared(at_step(Asked(), number))).scenarios.values()
    paths = unlocked(number)
    rows = [row["key"] for group in unlocked_groups((a, b), paths, "ab", "en") for row in group["rows"]]
    assert sorted(rows) == sorted(paths)


def test_every_comparison_has_its_words_and_every_puzzle_its_hints():
    parts = ("title", "claim", "how", "a", "b", "question", "found_a", "found_b", "found_open")
    for step in COMPARISONS:
        assert not [part for part in parts if f"story_{step.name}_{part}" not in texts()]
        assert len(talk(step, "en")) >= 2
    assert all(len(hints(step, "id")) >= 2 for step in PUZZLES)


@pytest.mark.parametrize("step", PUZZLES, ids=by_name)
def test_a_puzzle_can_be_solved_with_what_the_story_has_unlocked(step):
    asked = at_step(Asked(), number_of(step.name))
    whole = compared(replace(asked, b=replace(asked.b, overrides=step.solution)))
    assert fair(step, whole)
    worlds = tuple(question_of(whole).scenarios.values())
    assert all(lever_met(goal, worlds) == "true" for goal in step.goals if goal.lever)
    assert all(goal.outcome in OUTCOMES or parameter(goal.lever) for goal in step.goals)


# -- steps and links


def test_a_link_to_a_step_has_what_it_and_the_earlier_ones_unlock():
    assert unlocked(0) == steps()[0].unlocks
    for number in range(1, len(steps())):
        assert unlocked(number)[: len(unlocked(number - 1))] == unlocked(number - 1)
        assert set(steps()[number].unlocks) <= set(unlocked(number))
    assert POLICY in unlocked(read_query("view=story&step=4").step)


def test_a_link_of_the_story_holds_only_what_was_set_on_top_of_its_step():
    asked = at_step(Asked(), number_of("service"))
    whole = compared(asked)
    assert whole.a.scenario == "baseline"
    moved = whole.with_side("b", replace(whole.b, overrides=on_top(whole.b.overrides, [f"{POLICY}=open"])))
    link = asked_of(replace(moved, started=True))
    assert link.b.overrides == (f"{POLICY}=open",)
    assert read_query(query_of(link)) == link
    assert compared(link).numbers == moved.numbers


def test_what_a_visitor_sets_counts_more_than_what_the_step_sets():
    asked = at_step(Asked(), number_of("service"))
    rule = "retailers.kopi.reply.bureaucracy"
    whole = compared(replace(asked, a=replace(asked.a, overrides=(f"{rule}=0.5",))))
    assert [text for text in whole.a.overrides if text.startswith(rule)] == [f"{rule}=0.5"]


def test_the_next_step_begins_as_its_file_has_it_and_keeps_the_size():
    asked = replace(at_step(Asked(), 1), consumers=300, days=60, started=True)
    moved = replace(asked, b=Side("private-replies", (f"{POLICY}=open",)))
    after = at_step(moved, 2)
    assert (after.step, after.started, after.b.overrides) == (2, False, ())
    assert (after.consumers, after.days, after.pairs) == (300, 60, PAIRS)


def test_there_is_nothing_before_the_first_step_and_nothing_behind_the_last():
    assert at_step(Asked(), -1).step == 0
    assert at_step(Asked(), 99).step == len(steps()) - 1
    assert step_at(99).kind == "sandbox"


def test_the_comparison_of_a_step_goes_along_to_the_view_of_comparisons():
    asked = replace(at_step(Asked(), number_of("win_win")), started=True)
    there = shown_in(asked, "compare")
    assert (there.view, there.a.scenario, there.b.scenario) == ("compare", "traditional", "full-trm")
    assert there.numbers == compared(asked).numbers
    back = shown_in(there, "story")
    assert (back.step, back.a, back.started) == (asked.step, Asked().a, False)


def test_a_puzzle_lets_one_change_b_alone_and_only_what_a_retailer_decides():
    number = number_of("puzzle_ror")
    a, b = question_of(compared(at_step(Asked(), number))).scenarios.values()
    groups = unlocked_groups((a, b), unlocked(number), "b", "en")
    assert {side for group in groups for row in group["rows"] for side in row["values"]} == {"b"}
    assert all(row["key"].startswith(OWN) for group in groups for row in group["rows"])


# -- judging


def contrast(low, high, outcome="loyalty", level=0.4):
    middle = None if low is None else (low + high) / 2
    nothing = dict.fromkeys(PairedDifference.__dataclass_fields__)
    known = {
        "pairs": 8,
        "left_out": 0,
        "a": Estimate(level, None, None, 8),
        "b": Estimate(level, None, None, 8),
        "difference": middle,
        "low": low,
        "high": high,
    }
    return Contrast("A", "B", OUTCOMES[outcome], PairedDifference(**(nothing | known)))


@pytest.mark.parametrize(
    ("outcome", "low", "high", "side"),
    [
        ("loyalty", 0.01, 0.02, "b"),
        ("loyalty", -0.02, -0.01, "a"),
        ("loyalty", -0.01, 0.02, "open"),
        ("loyalty", 0.0, 0.0, "same"),
        ("loyalty", 0.0, 0.02, "open"),
        ("loyalty", None, None, "open"),
        ("lost_share", 0.01, 0.02, "a"),
        ("lost_share", -0.02, -0.01, "b"),
        ("publicity", 0.01, 0.02, "open"),
    ],
)
def test_a_side_is_better_where_the_whole_interval_says_so(outcome, low, high, side):
    assert found(contrast(low, high, outcome)) == side


@pytest.mark.parametrize(
    ("choice", "low", "high", "verdict"),
    [
        ("b", 0.01, 0.02, "true"),
        ("a", 0.01, 0.02, "false"),
        ("none", 0.01, 0.02, "false"),
        ("a", -0.02, -0.01, "true"),
        ("a", -0.01, 0.02, "open"),
        ("b", -0.01, 0.02, "open"),
        ("none", -0.01, 0.02, "true"),
        ("none", 0.0, 0.0, "true"),
        ("b", 0.0, 0.0, "false"),
    ],
)
def test_a_prediction_is_neither_right_nor_wrong_where_the_worlds_do_not_settle_it(choice, low, high, verdict):
    assert came_true(choice, contrast(low, high)) == verdict


def test_a_prediction_is_made_by_a_choice_or_by_a_sketch():
    assert not Prediction().is_made
    assert Prediction("none").is_made
    assert Prediction("", ((0.4,) * 21, ())).is_made


class Made:
    """As much of a comparison as a goal asks for."""

    def __init__(self, held):
        self.held = held

    def contrast(self, _):
        return self.held


@pytest.mark.parametrize(
    ("goal", "low", "high", "verdict"),
    [
        (Goal("ror", better_by=0.1), 0.05, 0.09, "true"),
        (Goal("ror", better_by=0.1), 0.03, 0.09, "open"),
        (Goal("ror", better_by=0.1), 0.01, 0.03, "false"),
        (Goal("ror"), 0.0, 0.0, "false"),
        (Goal("lost_share"), -0.02, -0.01, "true"),
        (Goal("lost_share"), -0.02, 0.01, "open"),
        (Goal("lost_share"), 0.01, 0.02, "false"),
        (Goal("relationship_spending", not_worse=True), -9.0, -1.0, "true"),
        (Goal("relationship_spending", not_worse=True), 0.0, 0.0, "true"),
        (Goal("relationship_spending", not_worse=True), -9.0, 1.0, "open"),
        (Goal("relationship_spending", not_worse=True), 1.0, 9.0, "false"),
        (Goal("ror"), None, None, "open"),
    ],
)
def test_a_goal_is_reached_when_the_interval_leaves_out_what_fails(goal, low, high, verdict):
    assert goal_met(goal, Made(contrast(low, high, goal.outcome))) == verdict


def test_a_puzzle_is_solved_when_all_its_goals_are_reached():
    assert solved(["true", "true"]) == "true"
    assert solved(["true", "open"]) == "open"
    assert solved(["open", "false"]) == "false"


def test_a_lever_may_not_stand_above_that_of_a():
    goal = Goal(lever="retailers.kopi.posts.promotion_rate")
    a = load_scenario("baseline")
    for value, verdict in ((0.4, "true"), (0.5, "true"), (0.6, "false")):
        assert lever_met(goal, (a, load_scenario("baseline", overrides=[f"{goal.lever}={value}"]))) == verdict


@pytest.mark.parametrize(
    "changed",
    [
        {"b": Side("private-replies", ("complaints.voice_prob=0",))},
        {"b": Side("private-replies", ("retailers.kopi.price=20000",))},
        {"a": Side("open-replies", ("retailers.kopi.reply.humanness=0",))},
        {"overrides": ("complaints.voice_prob=0",)},
    ],
)
def test_a_link_that_changes_anything_else_does_not_solve_a_puzzle(changed):
    number = number_of("puzzle_lost")
    asked = at_step(Asked(), number)
    assert fair(steps()[number], compared(asked))
    assert not fair(steps()[number], compared(replace(asked, **changed)))


def test_the_known_solution_answers_sooner_and_the_baseline_does_not():
    (step,) = [step for step in PUZZLES if step.name == "puzzle_response"]
    baseline = load_scenario("baseline")
    sooner = step.goals[0]

    def verdict(overrides, pairs):
        other = load_scenario("baseline", overrides=overrides)
        size = ["consumers.count=1000", "days=120"]
        return goal_met(sooner, lettered(compare(baseline, other, pairs=pairs, seed=1, overrides=size, workers=1)))

    assert verdict(step.solution, 4) == "true"
    assert verdict((), 2) == "false"
