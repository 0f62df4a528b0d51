"""The report of an optimisation is made of its folder alone, and says what the command said."""

from __future__ import annotations

import html
import json
import re

import pytest

from sim.errors import InputError
from sim.experiment.front_chart import Marked, front_chart
from sim.experiment.numerals import LANGUAGES, numeral
from sim.experiment.optimise.reading import load_optimisation
from sim.experiment.optimise.study import DOCUMENT, optimise
from sim.experiment.optimise.words import sentences, sheets
from sim.experiment.report import write_report
from sim.experiment.statistics import Estimate
from tests.experiment.optimise.stand_ins import Market, experiment

SMALL = {"trials": 24, "population": 8, "fresh": 4, "worlds": 12, "test": 4}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("optimised") / "out"
    return optimise(experiment(**SMALL), folder, workers=0, work=Market(breaks_above=0.6)), folder


def test_what_is_read_again_is_what_was_found_and_nothing_is_run_or_changed(done):
    found, folder = done
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    again = load_optimisation(folder)
    assert again.to_json() == found.to_json()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_the_terminal_says_and_asks_the_net_for_nothing(done, tmp_path, language):
    found, folder = done
    page = write_report(folder, tmp_path / "report.html", language=language).read_text(encoding="utf-8")
    assert not re.search(r"https?://|//[a-z]+\.|@import|url\(|<script|<link|<iframe|<img", page)
    plain = html.unescape(page)
    for sentence in sentences(found, language):
        assert sentence in plain
    for sheet in sheets(found, language):
        assert sheet.title in plain
    assert plain.count("<figure>") == 1  # two objectives make one drawing
    assert page.count('class="dot fill s5"') == sum(trial.failed == 0 for trial in found.trials)
    assert found.command in plain


def test_runs_that_failed_stand_with_their_phase(done, tmp_path):
    found, folder = done
    search = found.phases[0]
    assert search.kinds["ValueError"] > 0
    page = write_report(folder, tmp_path / "report.html").read_text(encoding="utf-8")
    assert f"ValueError {search.kinds['ValueError']}" in page


def test_an_optimisation_that_is_not_finished_is_refused_with_the_command_that_goes_on(done, tmp_path):
    _, folder = done
    document = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
    other = tmp_path / "begun"
    other.mkdir()
    (other / DOCUMENT).write_text(json.dumps(document | {"interrupted": True}), encoding="utf-8")
    with pytest.raises(InputError, match=r"not finished.*trm optimise"):
        write_report(other)
    (other / DOCUMENT).write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        write_report(other)
    (other / DOCUMENT).write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="not that of an optimisation"):
        write_report(other)


def test_a_front_is_drawn_of_what_there_is():
    here = Estimate(1.0, 0.5, 1.5, 4)
    words = {"title": "t", "description": "d", "x_label": "x", "y_label": "y", "write": numeral}
    assert front_chart([], [], **words) == ""
    one = front_chart([(1.0, 2.0), (float("nan"), 1.0)], [Marked("<now>", here, here, 0)], **words)
    assert one.count("<circle") == 2
    assert "&lt;now&gt;" in one
    bare = front_chart([], [Marked("now", Estimate(1.0, None, None, 1), Estimate(2.0, None, None, 1), 1)], **words)
    assert bare.count('class="stroke') == 0
