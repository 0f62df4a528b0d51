"""Every pattern of the list is looked for, in worlds that exist, and judged by its criterion and nothing else."""

from __future__ import annotations

import json
import signal

import pytest

from sim.cli import run_command
from sim.errors import InputError
from sim.experiment.numerals import LANGUAGES
from sim.experiment.patterns.readers import PATTERNS
from sim.experiment.patterns.regularities import REGULARITIES
from sim.experiment.patterns.table import Check, table
from sim.experiment.patterns.validating import READERS, Found, Plan, perform_reading, validate
from sim.experiment.patterns.words import figure_words
from sim.experiment.patterns.worlds import WORLDS
from sim.experiment.plan import make_jobs
from sim.experiment.statistics import Estimate, estimate
from sim.scenario.loading import load_scenario

LISTED = (
    "P1", "P3", "P4", "P7", "P8", "P9", "P10", "P11", "P13", "P14", "P15", "P16", "P18", "P19", "P20", "P22", "P24",
)  # fmt: skip
FEW_WORLDS = ("--worlds", "2", "--consumers", "150", "--workers", "1", "--quiet")
QUICK = ("baseline", "eight", "words", "price", "pulse", "replies")
FEW = ("consumers.count=150",)


@pytest.fixture(autouse=True)
def _handlers_come_back():
    """The command takes over signals."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_table_holds_every_pattern_of_the_list_and_a_reader_for_each_entry():
    assert tuple(name for name, p in table().items() if p.is_listed) == LISTED == tuple(PATTERNS)
    assert tuple(name for name, p in table().items() if not p.is_listed) == tuple(REGULARITIES)


@pytest.mark.parametrize("name", table())
def test_an_entry_is_whole(name):
    pattern = table()[name]
    assert pattern.world in WORLDS
    assert all(pattern.title_in(language) for language in LANGUAGES)
    assert pattern.benchmark
    assert pattern.criterion
    assert pattern.checks
    assert pattern.kind in ("emergent", "input")
    if pattern.kind == "input":
        assert pattern.put_in, "what puts it in has to be told"
    for check in pattern.checks:
        assert {check.at_least, check.at_most, check.above, check.below} != {None}
        assert check.by in ("mean", "low", "high")


@pytest.mark.parametrize("name", WORLDS)
def test_every_world_is_read_and_its_variants_load(name):
    assert any(pattern.world == name for pattern in table().values())
    variants = {v: load_scenario(source, own) for v, (source, own) in WORLDS[name].variants.items()}
    assert len({scenario.days for scenario in variants.values()}) == 1


@pytest.mark.parametrize("name", QUICK)
def test_the_readers_of_a_world_give_the_numbers_that_are_checked(name):
    variants = {v: load_scenario(source, (*own, *FEW)) for v, (source, own) in WORLDS[name].variants.items()}
    ids = tuple(p.id for p in table().values() if p.world == name)
    jobs = make_jobs({name: next(iter(variants.values()))}, 1, 1)
    read = perform_reading({name: Plan(variants, WORLDS[name].panel_days, ids)}, jobs[0]).outcomes
    for i in ids:
        wanted = {table()[i].figure, *(check.number for check in table()[i].checks)}
        assert {f"{i}.{number}" for number in wanted} <= read.keys()


# ---- verdicts


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        (Check("x", at_least=2.0, at_most=2.0), True),
        (Check("x", above=2.0), False),
        (Check("x", below=2.0), False),
        (Check("x", above=0.9, by="low"), True),
        (Check("x", above=1.0, by="low"), False),
        (Check("x", at_most=2.5, by="high"), False),
        (Check("x", at_most=3.0, by="high"), True),
    ],
)
def test_a_check_is_about_the_mean_or_an_end_of_its_interval(check, holds):
    assert check.holds(Estimate(2.0, 1.0, 3.0, 5)) is holds


def test_a_check_says_what_it_asks():
    assert Check("k", at_least=0.5, below=2.0, by="low").words == "k (low end) at least 0.5 and below 2"


def test_a_number_that_is_not_there_is_not_met_and_not_failed():
    assert Check("x", above=0.0).holds(estimate([])) is None
    assert Found(table()["P3"], {}).verdict == "not measured"
    assert Found(table()["P3"], {}).row()["figure"] is None


def test_one_failing_check_fails_a_pattern_and_is_named():
    met = dict.fromkeys(("correlation", "visit_correlation"), estimate([0.9, 0.8])) | {
        "variation": estimate([0.1, 0.1])
    }
    met["visit_correlation"] = estimate([-0.5, 0.6])
    assert Found(table()["P4"], met).verdict == "pass"
    assert Found(table()["P4"], met).why == ""
    missed = Found(table()["P4"], met | {"variation": estimate([0.2, 0.3])})
    assert missed.verdict == "fail"
    assert "variation at most 0.15" in missed.why


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ((None, None, None), ("-", "-")),
        ((0.0123, 0.01, 0.0146), ("0.0123", "0.0100 to 0.0146")),
        ((0.5, None, None), ("0.500", "-")),
        ((-1234.5, -2000.0, -500.0), ("−1,234", "−2,000 to −500")),
    ],
)
def test_figures_have_as_many_digits_as_say_something(figure, words):
    assert figure_words(*figure) == words


# ---- the verb


def test_patterns_of_one_world_share_its_runs():
    found = validate(["P11", "P24"], worlds=2, overrides=FEW, workers=1)
    assert (found.planned, found.runs) == (2, 2)
    assert [f.pattern.id for f in found.found] == ["P11", "P24"]
    ratio = found.found[1]
    assert ratio.figure.mean == pytest.approx(2.0, abs=0.01)  # the parameter that puts it in
    assert ratio.verdict == "pass"
    assert ratio not in found.failed


def test_the_command_prints_a_document(capsys):
    assert run_command(["validate", "--only", "P4", "--only", "R4", *FEW_WORLDS, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (pattern,), (regularity,) = document["patterns"], document["regularities"]
    assert {"id", "figure", "benchmark", "verdict", "kind"} <= pattern.keys()
    assert (pattern["id"], regularity["id"]) == ("P4", "R4")
    assert pattern["worlds"] == 2
    assert pattern["low"] <= pattern["figure"] <= pattern["high"]


def test_the_command_prints_a_table(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert run_command(["validate", "--only", "R7", *FEW_WORLDS]) == 0
    assert "elasticity" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "P2"], "'P2' is no pattern"),
        (["--worlds", "1"], "worlds"),
        (["--only", "P4", "--set", "consumers.cuont=3"], "consumers.cuont"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(arguments, said, capsys):
    assert run_command(["validate", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_an_unknown_pattern_is_an_input_error():
    with pytest.raises(InputError, match="is no pattern"):
        validate(["P99"])


def test_every_reader_has_its_entry():
    assert READERS.keys() == table().keys()
