"""What the page says of the differences is what a report of the same runs says."""

from dataclasses import replace

import pytest

pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")

from sim.experiment.compare import compare, more_pairs
from sim.experiment.decision_words import open_sentence
from sim.experiment.numerals import LANGUAGES
from sim.experiment.texts import say as told
from sim.ui.views.differences import judged, sentence


@pytest.fixture(scope="module")
def made():
    return compare(
        "open-replies", "private-replies", pairs=4, seed=3, overrides=["consumers.count=150", "days=40"], workers=1
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_many_more_pairs_it_takes_is_said_as_in_a_report(made, language):
    names = [contrast.outcome.name for contrast in made.contrasts if contrast.is_open]
    assert names
    few = told("no_forecast", language)
    for name in names:
        said = open_sentence(more_pairs(made.runs, made.contrast(name), made.pairs), language)
        assert sentence(made, name, language).endswith(said)
    assert any(few not in sentence(made, name, language) for name in names)


@pytest.mark.parametrize(("language", "alike"), [("en", ", alike in 2"), ("id", ", sama di 2")])
def test_worlds_in_which_both_are_alike_are_counted_beside_those_that_b_wins(made, language, alike):
    contrast = next(c for c in made.contrasts if c.numbers.b_better is not None)
    with_ties = replace(contrast, numbers=replace(contrast.numbers, pairs=16, b_better=3, a_better=11))
    assert alike in judged(with_ties, language)
    without = replace(contrast, numbers=replace(contrast.numbers, pairs=16, b_better=3, a_better=13))
    assert alike.rstrip("2") not in judged(without, language)
