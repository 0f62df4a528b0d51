"""Every mechanism is listed with what switches it off, and measured in pairs, honestly."""

from __future__ import annotations

import json
import signal

import numpy as np
import pytest

from sim.cli import run_command
from sim.errors import InputError
from sim.experiment.mechanisms import TABLES, Measured, Mechanism, day_mean, measure_mechanisms, mechanisms
from sim.experiment.statistics import paired_difference
from sim.metrics import OUTCOMES
from sim.scenario.loading import load_scenario
from sim.scenario.registry import parameters
from tests.test_docs import MECHANISMS
from tests.worlds import run

SMALL = ("consumers.count=300", "days=40")
KEYS = {"id", "title", "parameters", "output", "effect", "low", "high", "pairs", "verdict"}


@pytest.fixture(autouse=True)
def _handlers_come_back():
    """The command takes over the signals that stop it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


# ------------------------------------------------------------------------------------ the table


def test_all_mechanisms_stand_in_the_table_in_the_papers_order():
    assert tuple(mechanisms()) == MECHANISMS
    assert all(m.title for m in mechanisms().values())


@pytest.mark.parametrize("name", [name for name, m in mechanisms().items() if m.off or m.without])
def test_an_entry_switches_something_off_in_a_world_that_loads(name):
    m = mechanisms()[name]
    world = load_scenario(m.world, m.set)
    off = load_scenario(m.without or m.world, (*m.set, *(() if m.without else m.switches(world))))
    labels = {"name": "", "title": "", "description": ""}
    assert world.model_copy(update=labels) != off.model_copy(update=labels)


@pytest.mark.parametrize("name", mechanisms())
def test_an_output_is_an_outcome_or_a_column_of_a_daily_table(name):
    output = mechanisms()[name].output
    if output not in OUTCOMES:
        table, _, column = output.partition(".")
        assert table in TABLES
        assert column in getattr(run("baseline", *SMALL), table).columns
        assert np.isfinite(day_mean(run("baseline", *SMALL), output))


def test_the_parameters_are_those_of_the_registry():
    for m in mechanisms().values():
        assert [p.path for p in m.parameters] == [p.path for p in parameters() if m.id in p.mechanisms]


def test_without_settings_of_its_own_a_mechanism_is_off_at_the_off_values_of_its_parameters():
    switches = Mechanism("CV2b", "", "defect_rate").switches(load_scenario("baseline"))
    assert "retailers.kopi.supplier_link.mode=none" in switches
    assert "suppliers.pabrik.improvement.reading_cost=0" in switches
    assert "suppliers.kebun.can_go_direct=false" in switches
    assert not any("*" in setting for setting in switches)


def test_a_column_is_summed_over_the_accounts_and_averaged_over_the_days():
    result = run("baseline", *SMALL)
    views = result.accounts.query("retailer == 'kopi'")["reach"].sum() / 40
    assert day_mean(result, "accounts.reach") == pytest.approx(views)
    assert day_mean(result, "market.needs") == pytest.approx(result.market["needs"].mean())


# ------------------------------------------------------------------------------------ the measurement


def test_what_surely_matters_is_measurable_and_has_its_direction():
    settings = (*SMALL, "suppliers.kebun.defect_prob=0.3", "suppliers.pabrik.defect_prob=0.3")
    found = {m.mechanism.id: m for m in measure_mechanisms(["Q1", "N3"], pairs=4, overrides=settings).mechanisms}
    assert found["Q1"].verdict == found["N3"].verdict == "measurable"
    assert found["Q1"].numbers.low > 0, "without defects satisfaction is higher"
    assert found["N3"].numbers.high < 0, "without members there are fewer followers"
    assert found["Q1"].numbers.pairs == 4


def test_the_effect_is_that_of_comparing_the_two_worlds_by_hand():
    (q2,) = measure_mechanisms(["Q2"], pairs=2, overrides=SMALL).mechanisms
    world = load_scenario("baseline", SMALL)
    first = run("baseline", *SMALL).outcomes["process_score"]
    off = run("baseline", *SMALL, *mechanisms()["Q2"].switches(world)).outcomes["process_score"]
    from sim.experiment.compare import compare

    by_hand = compare(world, load_scenario(world, q2.off), pairs=2).contrast("process_score").numbers
    assert q2.numbers == by_hand
    assert min(first, off) <= max(first, off) != min(first, off)


def test_a_mechanism_that_does_nothing_here_is_not_called_measurable():
    """Nobody complains or asks, so the reply policy moves nothing; and what is off already cannot be switched off."""
    silent = (*SMALL, "complaints.voice_prob=0", "questions.ask_prob=0")
    (a13,) = measure_mechanisms(["A13"], pairs=3, overrides=silent).mechanisms
    assert (a13.verdict, a13.numbers.difference) == ("none", 0.0)
    (n1,) = measure_mechanisms(["N1"], pairs=3, overrides=(*SMALL, "consumers.online_growth=0")).mechanisms
    assert (n1.verdict, n1.numbers, n1.why) == ("none", None, "it is off in this world")


@pytest.mark.parametrize(
    ("off", "verdict"),
    [([2.0, 2.1, 2.2], "measurable"), ([0.0, 0.1, -0.1], "none"), ([1.0, 2.1, 1.2], "none"), ([1.5, 1.6, 1.7], "none")],
)
def test_the_verdict_is_the_intervals(off, verdict):
    on = [1.0, 1.0, 1.0] if verdict == "measurable" else [0.0, 2.1, 0.1] if off[0] == 1.0 else list(off)
    assert Measured(Mechanism("A1", ""), (), paired_difference(on, off)).verdict == verdict


def test_one_pair_has_no_interval_and_so_shows_nothing():
    (q1,) = measure_mechanisms(["Q1"], pairs=1, overrides=SMALL).mechanisms
    assert (q1.numbers.pairs, q1.numbers.low, q1.verdict) == (1, None, "none")


def test_two_mechanisms_share_the_runs_of_their_common_world():
    told = []
    measure_mechanisms(["Q1", "Q2", "Q3"], pairs=1, overrides=SMALL, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (4, 4)


def test_an_unknown_mechanism_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="did you mean 'CV2b'"):
        measure_mechanisms(["CV2bb"])


# ------------------------------------------------------------------------------------ the command


def test_the_command_lists_all_in_one_json_document(capsys):
    arguments = ["--pairs=2", "--days=6", "--consumers=60", "--json", "--quiet"]
    assert run_command(["mechanisms", *arguments]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in document["mechanisms"]] == list(MECHANISMS)
    for row in document["mechanisms"]:
        assert set(row) >= KEYS
        assert row["verdict"] in ("measurable", "none")
        assert isinstance(row["parameters"], list)
        if row["output"] is None:
            assert (row["pairs"], row["effect"], row["verdict"]) == (0, None, "none")
            assert row["why"] == ("nothing switches it off" if row["parameters"] else "no rule yet")
        elif row["low"] is not None:
            assert row["low"] <= row["effect"] <= row["high"]
            assert (row["verdict"] == "measurable") == (row["low"] > 0 or row["high"] < 0)


def test_the_command_shows_a_table_of_those_that_are_asked_for(capsys):
    arguments = ["--only", "Q1", "--only", "CV2b", "--pairs=2", "--days=6", "--consumers=60", "--set=seed=5", "--quiet"]
    assert run_command(["mechanisms", *arguments]) == 0
    printed = capsys.readouterr().out
    assert "Q1" in printed
    assert "supplier-direct" in printed
    assert "A13" not in printed


@pytest.mark.parametrize("wrong", [["--only", "A99"], ["--pairs", "0"], ["--set", "dayz=3"]])
def test_what_is_wrong_is_refused_in_one_line(wrong, capsys):
    assert run_command(["mechanisms", *wrong, "--quiet"]) == 2
    printed, complaints = capsys.readouterr()
    assert printed == ""
    assert len(complaints.splitlines()) == 1


def test_a_run_that_fails_costs_its_pair_and_is_told(capsys, tmp_path):
    (tmp_path / "moody.py").write_text(
        "class Moody:\n    def price(self, view):\n"
        "        return -1 if view.day == 3 and view.luck.uniform() < 0.5 else view.usual_price\n"
    )
    named = f"retailers.kopi.policy={tmp_path / 'moody.py'}:Moody"
    arguments = ["--only=Q1", "--pairs=10", "--days=6", "--consumers=60", "--json", "--quiet", "--set", named]
    assert run_command(["mechanisms", *arguments]) == 1
    printed, complaints = capsys.readouterr()
    document = json.loads(printed)
    assert 0 < document["mechanisms"][0]["pairs"] < 10
    assert document["failures"]
    assert "PolicyError" in complaints
