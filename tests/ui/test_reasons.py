"""Where each consumer's two lives first differ is what an explanation of the same pair says."""

import re
from dataclasses import replace

import pytest

from sim.errors import InputError
from sim.experiment.explain.telling import Teller
from sim.experiment.explain.watching import watch
from sim.experiment.explain.words import sentence
from sim.model import Model
from sim.ui.reasons import reasons, told
from tests.ui.films import job

PAIR = (job("open-replies"), job("private-replies"))


@pytest.fixture(scope="module")
def found():
    return reasons(PAIR)


def test_everybody_whom_an_explanation_reaches_has_a_reason_and_nobody_else(found):
    watched = watch(*(Model(one.scenario, seed=one.seed) for one in PAIR))
    assert {consumer: step.day for consumer, step in found.items()} == {
        consumer: reach.day for consumer, reach in watched.reaches.items()
    }
    first = Teller(watched).step(watched.first)
    assert (found[first.consumer].day, found[first.consumer].link) == (first.day, first.link)


def test_each_reason_has_a_day_a_sentence_and_both_worlds_in_both_languages(found):
    for consumer, step in found.items():
        for language, day in (("en", "day"), ("id", "hari ke-")):
            reason = told(step, language)
            assert str(consumer) in reason.sentence
            assert reason.when.startswith(f"{day}")
            assert re.search(rf"\b{step.day + 1}\b", reason.when), "people count days from 1"
            assert reason.a
            assert reason.b
            assert reason.sentence == sentence(step, language)


def test_firms_are_called_as_on_their_accounts(found):
    assert any("Kopi Kita" in told(step, "en").sentence for step in found.values())
    assert not any("kopi" in told(step, "en").sentence for step in found.values())


def test_in_the_same_world_nobody_differs():
    assert reasons((PAIR[0], replace(PAIR[0], label="again"))) == {}


def test_worlds_of_other_days_are_refused():
    with pytest.raises(InputError, match="the same days"):
        reasons((PAIR[0], job("private-replies", "days=80")))
