"""Uplift by segment: paired differences of a comparison and of its results folder."""

from __future__ import annotations

import json

import pytest

from sim.cli import run_command
from sim.errors import InputError
from sim.experiment.compare import compare
from sim.experiment.report import render_report
from sim.experiment.results import load_results
from sim.experiment.segment_words import segment_name
from sim.experiment.segments import MEASURES, segment_differences, segments_frame
from sim.experiment.texts import say
from sim.segments import GROUPINGS, grouped

WORLDS = ("promotion-heavy", "baseline")
SMALL = ("consumers.count=150", "days=20", "consumers.shop_rate=0.4")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("segments") / "r"


@pytest.fixture(scope="module")
def comparison(folder):
    return compare(*WORLDS, pairs=3, overrides=SMALL, workers=1, out=folder)


def test_there_is_one_contrast_for_each_segment_and_measure(comparison):
    segments = sum(len(grouped(grouping)) for grouping in GROUPINGS)
    assert len(comparison.segments) == segments * len(MEASURES)
    assert list(segments_frame(comparison.segments)["measure"].unique()) == list(MEASURES)


@pytest.mark.parametrize(("measure", "outcome"), [("loyalty", "loyalty"), ("units", "units_sold")])
def test_the_segment_of_all_is_the_whole(comparison, measure, outcome):
    (whole,) = segment_differences(comparison, groupings=["all"], measures=[measure])
    of_all = comparison.contrast(outcome).numbers
    assert whole.numbers.difference == pytest.approx(of_all.difference, abs=1e-6)
    assert whole.numbers.low == pytest.approx(of_all.low, abs=1e-6)


def test_the_differences_of_segments_add_up_where_what_is_measured_does(comparison):
    parts = segment_differences(comparison, groupings=["age and online"], measures=["revenue"])
    whole = comparison.contrast("revenue").numbers.difference
    assert sum(part.numbers.difference for part in parts) == pytest.approx(whole)


def test_the_folder_says_the_same(comparison, folder):
    results = load_results(folder)
    assert segments_frame(segment_differences(results)).equals(segments_frame(comparison.segments))
    assert set(results.table("networks")["network"]) >= {"facebook", "trade"}


def test_what_is_not_known_is_refused_with_what_is(comparison):
    with pytest.raises(InputError, match="ages") as refused:
        segment_differences(comparison, groupings=["ages"])
    assert "age and online" in str(refused.value)
    with pytest.raises(InputError, match="loyality"):
        segment_differences(comparison, measures=["loyality"])


def test_the_command_shows_segments_when_asked_and_its_document_has_all(capsys):
    asked = ["compare", *WORLDS, "--pairs=2", "--days=10", "--consumers=100", "--quiet", "--workers=1"]
    assert run_command(asked) == 0
    assert "heavy buyers" not in capsys.readouterr().out
    assert run_command([*asked, "--segments"]) == 0
    shown = capsys.readouterr().out
    assert "heavy buyers" in shown
    assert "30 to 64, online much" in shown
    assert run_command([*asked, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {row["measure"] for row in document["segments"]} == set(MEASURES)


@pytest.mark.usefixtures("comparison")
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_report_shows_the_segments_in_its_language(folder, language):
    text = render_report(load_results(folder), language)
    assert say("segments_title", language, a="promotion-heavy", b="baseline") in text
    for grouping in GROUPINGS:
        for segment in grouped(grouping):
            assert f">{segment_name(segment, language)}<" in text
    assert ("never online" in text) == (language == "en")
