"""The report: opens offline, says how sure every number is, speaks both languages, trusts no text."""

import re
from html import unescape
from html.parser import HTMLParser
from string import Formatter

import pytest

from sim.errors import InputError, OutputError
from sim.experiment.compare import compare
from sim.experiment.numerals import UNDEFINED
from sim.experiment.parameter_words import (
    parameter_description,
    parameter_label,
    scenario_description,
    scenario_title,
    source_text,
)
from sim.experiment.report import render_report, write_report
from sim.experiment.results import load_results
from sim.experiment.texts import outcome_title, say, unit_name, words
from sim.metrics import OUTCOMES, VALUATIONS
from sim.scenario.registry import parameters

VOID = {"meta", "br"}


class Page(HTMLParser):
    """A page as lists: its tags with their attributes, its tables as rows of texts, and what is not closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.tables, self.mistakes = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append((dict(attributes).get("class", ""), []))
        elif tag == "tr" and self.tables:
            self.tables[-1][1].append([])
        elif tag in ("td", "th") and self.tables:
            self.tables[-1][1][-1].append("")

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(tag)

    def handle_data(self, data):
        if self.open and self.tables and {"td", "th"} & set(self.open) and self.tables[-1][1]:
            row = self.tables[-1][1][-1]
            row[-1] = f"{row[-1]} {data.strip()}".strip()


@pytest.fixture(params=["en", "id"], scope="module")
def language(request):
    return request.param


@pytest.fixture(scope="module")
def report(comparison_folder, language):
    return render_report(load_results(comparison_folder), language)


def test_the_report_is_well_formed_and_asks_the_net_for_nothing(report):
    page = Page(report)
    assert not page.mistakes
    assert not page.open
    assert not re.search(r"https?://|//[a-z]+\.|@import|url\(|<script|<link|<iframe|<img", report)
    assert not [a for _, a in page.tags if {"src", "href", "onclick", "srcset"} & set(a)]


def test_every_number_in_the_table_of_outcomes_has_a_unit_and_an_interval(report, language):
    (rows,) = (rows for kind, rows in Page(report).tables if kind == "outcomes")
    shown = [outcome for name, outcome in OUTCOMES.items() if name not in VALUATIONS]  # no run was lived on
    assert len(rows) == 1 + len(shown)
    to = "to" if language == "en" else r"s\.d\."
    exact = say("exact", language)
    number = r"[−+]?[\d.,]+"
    for row, outcome in zip(rows[1:], shown, strict=True):
        assert row[0].startswith(outcome_title(outcome, language))
        assert row[1] == unit_name(outcome.unit, language) != ""
        alone = f"|{UNDEFINED}" if say("left_out", language, n=3) in row[0] else ""  # one world of four has no interval
        for cell in row[2:]:
            spread = rf"{number}%? ({number} {to} {number}%?|{exact}{alone})"
            assert re.fullmatch(f"{spread}|{UNDEFINED}( {UNDEFINED})?", cell), (row[0], cell)


def test_every_sentence_of_the_answer_has_an_interval_or_says_why_not(report, language):
    answers = re.findall(r'<p class="verdict">(.*?)</p>', report)
    assert len(answers) == 2
    exact = say("same", language, a="", b="", outcome="", pairs="")[-14:]
    assert all("95%" in answer or answer.endswith(exact) for answer in answers)


def test_the_report_says_how_to_do_it_again(report, comparison_folder):
    results = load_results(comparison_folder)
    assert results.manifest["command"] in report
    for run in results.runs:
        assert run.digest in report
        assert str(run.seed) in report
    assert results.manifest["versions"]["numba"] in report
    assert "retailers.kopi.reply.policy" in report


def test_the_question_names_scenarios_and_threads_name_firms_days_and_places_as_readers_do(
    report, comparison_folder, language
):
    results = load_results(comparison_folder)
    asked = unescape(re.search("<h1>(.*?)</h1>", report, re.DOTALL)[1])
    assert all(scenario_title(world, language) in asked for world in results.scenarios.values())
    first = results.scenarios[results.labels[0]]
    logged = results.table("conversations")
    logged = logged[(logged["retailer"] == first.focal) & (logged["kind"] == "complaint")]
    counted = {(day + 1, time, consumer) for day, time, consumer in logged[["day", "time", "consumer"]].to_numpy()}
    day, consumer = {"en": ("Day", "consumer"), "id": ("Hari ke-", "konsumen")}[language]
    told = re.findall(rf"{day} ?(\d+), (\d\d:\d\d): {consumer} (\d+)", report)
    assert told
    assert {(int(on), time, int(who)) for on, time, who in told} <= counted
    assert "barang dari pabrik" not in report
    assert "goods of pabrik" not in report
    assert '<span class="badge">facebook' not in report


def test_the_report_can_be_read_by_all(report, language):
    page = Page(report)
    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": language}) in page.tags
    assert tags.count("h1") == 1
    assert all("aria-label" in a and a["role"] == "img" for tag, a in page.tags if tag == "svg")
    assert all(a.get("scope") in ("col", "row") for tag, a in page.tags if tag == "th")
    assert "prefers-color-scheme: dark" in report
    assert "@media print" in report


def test_parameters_and_worlds_are_told_in_the_language_of_the_report(report, language):
    other = "id" if language == "en" else "en"
    unknown = [p for p in parameters() if p.mark == "unknown"]
    text = unescape(report)
    for code, expected in ((language, True), (other, False)):
        told = {f"{parameter_label(p.path, code)}<br>" for p in unknown}
        told |= {
            f"<td>{parameter_description(p.path, code)} <small>{source_text(p.source, code)}</small>" for p in unknown
        }
        told |= {f"<dd>{scenario_title(name, code)}." for name in ("open-replies", "private-replies")}
        told |= {scenario_description(name, code) for name in ("open-replies", "private-replies")}
        told |= {f"{parameter_label('retailers.kopi.reply.policy', code)}<br>"}
        assert {one in text for one in told} == {expected}


def test_drawings_show_worlds_and_days(report):
    assert report.count("<svg") == 6 + 2 * 3
    assert report.count("<circle") >= 6 * 3


def test_a_report_of_one_scenario_has_means_with_intervals(run_folder):
    report = render_report(load_results(run_folder))
    (rows,) = (rows for kind, rows in Page(report).tables if kind == "outcomes")
    assert rows[0] == ["Outcome", "Unit", "Mean"]
    assert "gives loyalty (attitude) of" in report


def test_texts_of_others_are_shown_and_never_become_markup(small, tmp_path):
    evil = "<script>alert(1)</script>"
    world = {"extends": "private-replies", "name": "evil", "title": evil, "description": evil}
    compare("open-replies", world, pairs=2, overrides=small, workers=1, out=tmp_path / "r")
    report = render_report(load_results(tmp_path / "r"))
    assert "<script" not in report
    assert "&lt;script&gt;" in report


def test_three_scenarios_have_a_table_each(small, tmp_path):
    compare("baseline", "open-replies", "traditional", pairs=2, overrides=small, workers=1, out=tmp_path / "r")
    page = Page(render_report(load_results(tmp_path / "r")))
    assert len([kind for kind, _ in page.tables if kind == "outcomes"]) == 2
    assert not page.mistakes


def test_a_partial_result_says_that_it_is_partial(monkeypatch, small, tmp_path):
    import sim.experiment.jobs

    real, numbers = sim.experiment.jobs.run, iter(range(99))

    def sometimes(*args, **kwargs):
        number = next(numbers)
        if number == 1:
            raise ZeroDivisionError("<b>by hand</b>")
        if number == 5:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(sim.experiment.jobs, "run", sometimes)
    compare("baseline", "open-replies", pairs=9, overrides=small, workers=1, out=tmp_path / "r")
    report = render_report(load_results(tmp_path / "r"))
    assert "4 of 18 were done" in report
    assert "1 of 18 runs failed" in report
    assert "&lt;b&gt;by hand" in report


def test_failures_alone_still_make_a_report(monkeypatch, small, tmp_path):
    import sim.experiment.jobs

    def refuse(*args, **kwargs):
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr(sim.experiment.jobs, "run", refuse)
    compare("baseline", "open-replies", pairs=2, overrides=small, workers=1, out=tmp_path / "r")
    assert "No run was completed" in render_report(load_results(tmp_path / "r"))


def test_the_file_is_written_where_it_was_asked_for(run_folder, tmp_path):
    assert write_report(run_folder) == run_folder / "report.html"
    assert write_report(run_folder, tmp_path / "mine.html", language="id").read_text().startswith("<!doctype")
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "folder", tmp_path / "none" / "r.html", tmp_path / "mine.html" / "r.html"):
        with pytest.raises(OutputError):
            write_report(run_folder, place)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "mine.html"]
    with pytest.raises(InputError, match="en, id"):
        write_report(run_folder, language="fr")


def test_a_file_that_is_there_is_replaced_only_when_asked(run_folder, tmp_path):
    mine = tmp_path / "mine.html"
    mine.write_text("dear diary")
    with pytest.raises(OutputError, match="there is a file already"):
        write_report(run_folder, mine)
    assert mine.read_text() == "dear diary"
    assert write_report(run_folder, mine, overwrite=True).read_text().startswith("<!doctype")
    assert write_report(run_folder) == write_report(run_folder)  # its own report it renews


def test_every_text_has_both_languages_with_the_same_blanks():
    for key, text in words()["texts"].items():
        assert set(text) == {"en", "id"}, key
        blanks = [{name for _, name, _, _ in Formatter().parse(text[code]) if name} for code in ("en", "id")]
        assert blanks[0] == blanks[1], key
        assert text["en"] != text["id"], key


def test_every_outcome_and_unit_has_an_indonesian_name():
    for outcome in OUTCOMES.values():
        assert set(words()["outcomes"][outcome.name]) == {"title", "description"}
        assert outcome.unit in words()["units"]
    assert set(words()["outcomes"]) == set(OUTCOMES)
