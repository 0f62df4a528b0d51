"""The paper's conclusions a to h: the table is whole, and a verdict is the interval's."""

import math

import pytest

from sim.experiment.records import Run
from sim.experiment.report_card import Counted, Letter, counted, letters, read_counts, report_card
from sim.experiment.texts import words
from sim.metrics import OUTCOMES
from tests.worlds import run

SMALL = ("consumers.count=300", "days=40")


def test_the_table_has_the_eight_letters_and_every_measure_exists():
    assert [letter.letter for letter in letters()] == list("abcdefgh")
    for letter in letters():
        assert letter.measures
        assert all(letter.titles[language] for language in ("en", "id"))
        for name in letter.measures:
            assert (name in OUTCOMES) != (name in counted()), name
            measure = OUTCOMES[name] if name in OUTCOMES else counted()[name].outcome
            assert measure.better in ("higher", "lower")
            assert measure.unit in words()["units"]


def test_a_count_is_the_sum_of_its_columns_over_the_days():
    result = run("baseline", *SMALL)
    kopi = result.retailers.query("retailer == 'kopi'")
    found = read_counts(result)
    failures = kopi["defects"].sum() + kopi["service_failures"].sum()
    assert found["failures_told"] == pytest.approx(kopi["complaints"].sum() / failures)
    whole = Counted("told", {}, "complaints", "higher", 0, ("retailers.complaints",))
    assert whole.read(result) == kopi["complaints"].sum()


def test_nothing_to_divide_by_is_no_number():
    never = Counted("told", {}, "ratio", "higher", 0, ("retailers.complaints",), ("retailers.defects",))
    idle = run("baseline", *SMALL, "suppliers.kebun.defect_prob=0", "suppliers.pabrik.defect_prob=0")
    assert math.isnan(never.read(idle))


def runs(first_response, resolution):
    """Three worlds: what b has more than a of the two measures of letter a."""
    made = []
    for world in range(3):
        a = dict.fromkeys(OUTCOMES, 5.0 + world)
        b = dict(a)
        b["first_response_hours"] += first_response + 0.01 * world
        b["resolution_hours"] += resolution + 0.01 * world
        made += [Run("a", world, 0, "", a, {}, 0.0), Run("b", world, 0, "", b, {}, 0.0)]
    return made


@pytest.mark.parametrize(
    ("first_response", "resolution", "verdicts", "letter"),
    [
        (-1.0, -1.0, ("better", "better"), "better"),
        (-1.0, -0.01, ("better", "no difference shown"), "better"),
        (1.0, -0.01, ("worse", "no difference shown"), "worse"),
        (1.0, -1.0, ("worse", "better"), "mixed"),
        (-0.01, -0.01, ("no difference shown", "no difference shown"), "no difference shown"),
        (math.nan, -1.0, ("no value to compare", "better"), "better"),
        (math.nan, math.nan, ("no value to compare", "no value to compare"), "no value to compare"),
    ],
)
def test_a_letter_says_what_its_measures_say(first_response, resolution, verdicts, letter, monkeypatch):
    two = Letter("a", {"en": "", "id": ""}, ("first_response_hours", "resolution_hours"))
    monkeypatch.setattr("sim.experiment.report_card.letters", lambda: (two,))
    grade = report_card(runs(first_response, resolution), "a", "b", 3)[0]
    assert tuple(answer.verdict for answer in grade.answers) == verdicts
    assert grade.verdict == letter
    assert grade.row()["measures"][0]["verdict"] == verdicts[0]
