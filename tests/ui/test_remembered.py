"""What a browser remembers of a visitor's predictions: whole when it is ours, harmless when it is not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ui.asked import Asked, Side
from sim.ui.story.curves import POINTS, SPAN
from sim.ui.story.judging import CHOICES, Prediction
from sim.ui.story.remembered import as_text, question_key, read_text

LINES = st.one_of(st.just(()), st.lists(st.floats(*SPAN), min_size=POINTS, max_size=POINTS).map(tuple))
PREDICTIONS = st.builds(Prediction, choice=st.sampled_from(("", *CHOICES)), sketch=st.tuples(LINES, LINES)).filter(
    lambda made: made.is_made
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), PREDICTIONS, max_size=8))
def test_what_is_remembered_is_what_was_predicted(made):
    assert read_text(as_text(made)) == made


@given(JSON.map(json.dumps) | st.text())
def test_any_other_text_is_read_as_predictions_or_as_nothing(text):
    for key, made in read_text(text).items():
        assert isinstance(key, str)
        assert made.is_made
        assert made.choice in ("", *CHOICES)


@pytest.mark.parametrize(
    "entry",
    [
        ["", "c", [], []],
        ["", "a", []],
        [1, "a", [], []],
        ["", ["a"], [], []],
        {"a": 1},
        ["", "", [], []],
    ],
)
def test_an_entry_that_is_none_costs_itself(entry):
    sound = ["?", "b", [], []]
    assert read_text(json.dumps([entry, sound])) == {"?": Prediction("b")}


def test_a_line_that_is_none_costs_itself_and_others_are_brought_into_the_drawing():
    text = json.dumps([["?", "b", [0.4], [9] * POINTS]])
    assert read_text(text) == {"?": Prediction("b", ((), (SPAN[1],) * POINTS))}


def test_the_latest_hundred_are_remembered():
    made = {str(number): Prediction("a") for number in range(130)}
    assert list(read_text(as_text(made))) == [str(number) for number in range(30, 130)]


def test_nothing_predicted_is_no_text():
    assert as_text({}) == ""


def test_questions_are_told_apart_by_their_numbers_alone():
    asked = Asked(view="story", step=3, language="id", theme="dark", presenting=True, started=True, day=7)
    assert question_key(asked) == question_key(Asked())
    others = (
        replace(asked, seed=2),
        replace(asked, pairs=3),
        replace(asked, days=30),
        replace(asked, consumers=100),
        replace(asked, overrides=("days=3",)),
        replace(asked, a=Side("private-replies")),
        replace(asked, b=Side("private-replies", ("retailers.kopi.reply.staff_hours=2",))),
    )
    assert len({question_key(other) for other in (asked, *others)}) == len(others) + 1
