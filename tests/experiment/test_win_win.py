"""A scenario against its comparator: the figures are those of the runs, wherever they are shown."""

import json
import re
import signal

import pytest

import sim
from sim.cli import run_command
from sim.errors import InputError
from sim.experiment.payback import AS_PAID, WRITTEN_OFF, discounted_gain, earnings, payback_day
from sim.experiment.report import render_report
from sim.experiment.results import load_results
from sim.experiment.win_win_report import earned_by_table
from sim.randomness import replicate_seed
from tests.experiment.test_report import Page

SMALL = ("consumers.count=120", "days=12")
WORDS = ["--days=12", "--consumers=120", "--pairs=2", "--quiet"]


@pytest.fixture(autouse=True)
def _handlers_come_back():
    """The command takes over the signals that stop it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("results") / "winwin"


@pytest.fixture(scope="module")
def weighed(folder):
    """Four paired worlds, and five with the unknown parameters drawn, left in a folder."""
    return sim.win_win("full-trm", pairs=4, unknowns=5, overrides=SMALL, workers=1, out=folder)


# ------------------------------------------------------------------------------------ the figures


def test_the_figures_are_those_of_running_both_by_hand(weighed):
    by_hand = {
        name: [sim.run(name, seed=replicate_seed(1, k), overrides=SMALL) for k in range(4)]
        for name in ("traditional", "full-trm")
    }
    gains, values, days = [], [], []
    for a, b in zip(*by_hand.values(), strict=True):
        gains.append(b.outcomes["consumer_surplus"] - a.outcomes["consumer_surplus"])
        of_a, of_b = (earnings(r.retailers[r.retailers["retailer"] == "kopi"]) for r in (a, b))
        curve = discounted_gain(of_a[AS_PAID], of_b[AS_PAID], 0.12)
        values.append(curve[-1])
        days.append(payback_day(curve))
    w = weighed.weighing
    assert w.surpluses.by_world["consumers"] == gains
    assert w.payback.value.mean == pytest.approx(sum(values) / 4)
    assert w.payback.never.mean == days.count(float("inf")) / 4
    together = [sum(firm["retailer_profit"] for firm in r.by_retailer.values()) for r in by_hand["traditional"]]
    assert w.surpluses.gains["retailers"].a.mean == pytest.approx(sum(together) / 4)
    assert w.flotation.ratio.a.mean == pytest.approx(sum(1 + r.outcomes["ror"] for r in by_hand["traditional"]) / 4)


def test_the_it_of_the_first_day_is_what_the_two_ways_differ_in(weighed):
    value, written_off = weighed.weighing.payback.value.mean, weighed.weighing.payback.value_written_off.mean
    bought = 1_500_000 * 120 // 1000 * 2
    assert 0.9 * bought < written_off - value < bought


def test_drawn_worlds_are_run_under_both_scenarios_on_one_luck(weighed):
    drawn = [run for run in weighed.runs if run.label.endswith("(drawn)")]
    assert len(drawn) == 10
    assert weighed.plausible.value.n == 5
    for world in range(5):
        assert len({run.seed for run in drawn if run.replicate == world}) == 1
    assert len(set(weighed.plausible.frame["net_present_value"])) == 5
    assert weighed.plausible.row()["parameters"] == len(weighed.plausible.ranking) > 100


def test_against_itself_nobody_gains_and_nothing_is_claimed():
    same = sim.win_win("baseline", against="baseline", pairs=3, overrides=SMALL, workers=1)
    w = same.weighing
    assert all(set(gains) == {0.0} for gains in w.surpluses.by_world.values())
    assert (w.surpluses.all_gain.mean, w.surpluses.surely, w.surpluses.nash) == (0.0, False, None)
    assert (w.payback.value.mean, w.payback.loses.mean, w.payback.never.mean) == (0.0, 0.0, 1.0)
    assert {grade.verdict for grade in w.card} <= {"no difference shown", "no value to compare"}


@pytest.mark.parametrize(("language", "same", "never"), [("en", "is the same as under", "pay back within"),
                                                         ("id", "sama dengan", "tidak kembali")])  # fmt: skip
def test_where_nothing_was_bought_nothing_is_said_of_paying_back(capsys, language, same, never):
    words = [f"--language={language}", "--days=12", "--consumers=120", "--pairs=1", "--unknowns=1", "--quiet"]
    assert run_command(["winwin", "baseline", "--against=baseline", *words]) == 0
    printed = capsys.readouterr().out
    assert same in printed
    assert never not in printed
    assert not re.search(r"\b1 (plausible |paired )?worlds", printed)
    assert not re.search(r"100%", printed)  # of worlds that never pay back


def test_one_pair_that_differs_says_that_it_has_no_interval(capsys):
    assert run_command(["winwin", "full-trm", "--days=12", "--consumers=120", "--pairs=1", "--quiet"]) == 0
    assert "(one world gives no interval; IDR; full-trm minus traditional" in capsys.readouterr().out


def test_no_figure_depends_on_the_number_of_workers(weighed):
    again = sim.win_win("full-trm", pairs=4, unknowns=5, overrides=SMALL, workers=2)
    assert again.to_json() == weighed.to_json()


def test_more_worlds_leave_the_first_ones_as_they_are(weighed):
    fewer = sim.win_win("full-trm", pairs=2, overrides=SMALL, workers=1)
    assert fewer.weighing.surpluses.by_world["suppliers"] == weighed.weighing.surpluses.by_world["suppliers"][:2]
    assert fewer.plausible is None
    assert fewer.to_json()["unknowns"] is None


def test_scenarios_of_different_length_are_refused(tmp_path):
    short = {"extends": "full-trm", "name": "short", "days": 10}
    with pytest.raises(InputError, match="'short' lasts 10 days and 'traditional' 365"):
        sim.win_win(short, pairs=1)


def test_a_run_that_fails_costs_its_world(monkeypatch):
    import sim.experiment.jobs

    real, numbers = sim.experiment.jobs.run, iter(range(99))

    def sometimes(*args, **kwargs):
        if next(numbers) in (1, 7):
            raise ZeroDivisionError("by hand")
        return real(*args, **kwargs)

    monkeypatch.setattr(sim.experiment.jobs, "run", sometimes)
    found = sim.win_win("full-trm", pairs=3, unknowns=2, overrides=SMALL, workers=1)
    assert found.weighing.surpluses.all_gain.n == found.weighing.payback.value.n == 2
    assert found.plausible.value.n == 1
    assert [(f.label, f.replicate) for f in found.failures] == [("full-trm", 0), ("full-trm (drawn)", 0)]
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["pairs"] == 2


# ------------------------------------------------------------------------------------ the folder and the report


def test_the_folder_gives_back_what_was_weighed(weighed, folder):
    results = load_results(folder)
    assert results.kind == "win-win"
    assert len(results.runs) == 8
    earned = earned_by_table(results)
    for run in weighed.runs[:8]:
        for way in (AS_PAID, WRITTEN_OFF):
            assert earned[run.label][way][run.replicate].tolist() == run.by_day[way].tolist()
    assert results.unknowns.equals(weighed.plausible.frame)
    assert results.manifest["command"] == weighed.command


@pytest.mark.parametrize(
    ("language", "title", "count"), [("en", "Who gains", "4 paired"), ("id", "Siapa yang untung", "4 pasangan")]
)
def test_the_report_shows_the_weighing_in_both_languages(weighed, folder, language, title, count):
    from sim.experiment.numerals import numeral

    text = render_report(load_results(folder), language)
    page = Page(text)
    assert not page.mistakes
    assert not page.open
    assert title in text
    assert count in text
    assert not re.search(r"\bnan\b", text)
    section = text.split('id="weighing"')[1].split('id="outcomes"')[0]
    assert section.count("<svg") == 3  # the curve, the parties, the drawn worlds
    assert section.count("<circle") == 4 * 4 + 5
    assert numeral(weighed.weighing.payback.value.mean, 0, language) in text
    letters = [row[0][:2] for _, rows in page.tables for row in rows if row[0][1:2] == "." and row[0][0] in "abcdefgh"]
    assert letters == [f"{letter}." for letter in "abcdefgh"]


def test_a_report_of_pairs_alone_has_no_drawn_worlds(tmp_path):
    sim.win_win("full-trm", pairs=2, overrides=SMALL, workers=1, out=tmp_path / "r")
    text = render_report(load_results(tmp_path / "r"))
    assert "Cumulated discounted difference of profits" in text
    assert "Plausible worlds" not in text
    assert "drawn world" not in text


# ------------------------------------------------------------------------------------ the command


def test_the_command_prints_one_json_document(capsys):
    assert run_command(["winwin", "full-trm", *WORDS, "--unknowns=2", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["scenario"], document["against"], document["pairs"]) == ("full-trm", "traditional", 2)
    assert [p["party"] for p in document["surpluses"]["parties"]] == ["consumers", "retailer", "retailers", "suppliers"]
    assert [grade["letter"] for grade in document["report_card"]] == list("abcdefgh")
    assert document["unknowns"]["worlds"] == 2
    assert document["payback"]["payback_day"]["median"] == "never" or document["payback"]["payback_day"]["median"] >= 0
    again = sim.win_win("full-trm", pairs=2, unknowns=2, overrides=("days=12", "consumers.count=120"), workers=1)
    assert document == json.loads(json.dumps(again.to_json()))


def test_the_command_that_a_document_names_does_the_same_again(capsys):
    import shlex

    assert run_command(["winwin", "full-trm", *WORDS, "--against=private-replies", "--seed=9", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert run_command([*shlex.split(first["command"])[1:], "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out) == first


def test_the_command_says_what_it_found(capsys):
    assert run_command(["winwin", "full-trm", *WORDS]) == 0
    printed = capsys.readouterr().out
    assert "Consumers, Kopi Kita and suppliers all gain from full-trm against traditional in" in printed
    assert "Net present value, IT as paid" in printed
    assert run_command(["winwin", "traditional", *WORDS, "--language=id"]) == 0
    printed = capsys.readouterr().out
    assert "do not differ in any parameter" in printed
    assert "Surplus setiap pihak" in printed


@pytest.mark.parametrize("wrong", [["--pairs=0"], ["--unknowns=-1"], ["--against=nobody"], ["--set=dayz=3"]])
def test_what_is_wrong_is_refused_in_one_line(wrong, capsys):
    assert run_command(["winwin", "full-trm", "--quiet", *wrong]) == 2
    printed, complaints = capsys.readouterr()
    assert printed == ""
    assert len(complaints.splitlines()) == 1
