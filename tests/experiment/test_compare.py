"""Scenarios compared on the same worlds, and one scenario replicated."""

import json
import math

import numpy as np
import pytest

import sim.experiment.jobs
from sim.errors import InputError
from sim.experiment.compare import compare, contrasts, more_pairs
from sim.experiment.records import Run
from sim.experiment.replicate import replicate
from sim.experiment.results import load_results
from sim.metrics import OUTCOMES
from sim.model import run
from sim.randomness import replicate_seed


@pytest.fixture(scope="module")
def three(small):
    return compare("open-replies", "private-replies", "baseline", pairs=3, seed=7, overrides=small, workers=1)


def test_every_scenario_meets_the_same_seeds(three):
    seeds = {label: [r.seed for r in three.runs if r.label == label] for label in three.scenarios}
    assert list(seeds) == ["open-replies", "private-replies", "baseline"]
    assert all(own == [replicate_seed(7, k) for k in range(3)] for own in seeds.values())


def test_each_scenario_is_contrasted_with_the_first_on_every_outcome(three):
    found = [(c.scenario_a, c.scenario_b, c.outcome.name) for c in three.contrasts]
    assert found == [("open-replies", b, name) for b in ("private-replies", "baseline") for name in OUTCOMES]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("loyalti",), r"there is no outcome 'loyalti'; did you mean 'loyalty'"),
        (
            ("loyalty", "baselin"),
            r"'baselin' is not compared with 'open-replies'; did you mean 'baseline'\? \(allowed: p",
        ),
    ],
)
def test_a_contrast_that_is_not_there_is_told_by_what_is_wrong_with_it(three, asked, told):
    with pytest.raises(InputError, match=told):
        three.contrast(*asked)


def test_worlds_that_are_tables_stand_under_their_names_in_the_command(small):
    one, other = {"extends": "baseline", "name": "cheap"}, {"extends": "baseline"}
    made = compare(one, other, pairs=1, overrides=small, workers=1)
    assert made.command.startswith("trm compare cheap.toml world.toml --pairs 1")


def test_a_contrast_holds_what_its_runs_gave(three, small):
    a = [run("open-replies", seed=replicate_seed(7, k), overrides=small).outcomes["loyalty"] for k in range(3)]
    b = [r.outcomes["loyalty"] for r in three.runs if r.label == "private-replies"]
    numbers = three.contrast("loyalty").numbers
    assert numbers.a.mean == pytest.approx(np.mean(a))
    assert numbers.difference == pytest.approx(np.mean(np.subtract(b, a)))


def test_the_document_is_json_without_nan_and_has_what_other_programs_read(three):
    document = json.loads(json.dumps(three.to_json(), allow_nan=False))
    assert document["pairs"] == 3
    keys = {"outcome", "a", "b", "difference", "low", "high", "prob_b_beats_a", "correlation", "unit"}
    assert all(keys <= set(contrast) for contrast in document["contrasts"])
    assert len(three.to_frame()) == len(document["contrasts"])


def test_an_outcome_that_is_undefined_somewhere_leaves_those_pairs_out():
    name = "first_response_hours"
    values = {"a": [1.0, math.nan, 3.0], "b": [2.0, 2.0, 5.0]}
    runs = [Run(label, k, k, "", {name: value}, {}, 0.0) for label in "ab" for k, value in enumerate(values[label])]
    (found,) = (c.numbers for c in contrasts(runs, "ab", 3) if c.outcome.name == name)
    assert (found.pairs, found.left_out, found.difference, found.prob_b_beats_a) == (2, 1, 1.5, 0.0)


def test_results_do_not_depend_on_where_the_runs_are_done(three, small):
    again = compare("open-replies", "private-replies", "baseline", pairs=3, seed=7, overrides=small, workers=2)
    assert [r.digest for r in again.runs] == [r.digest for r in three.runs]
    assert again.contrasts == three.contrasts


def test_independent_pairs_share_no_seed(small):
    apart = compare("open-replies", "private-replies", pairs=3, overrides=small, workers=1, pairing="independent")
    assert len({r.seed for r in apart.runs}) == 6
    assert "--pairing independent" in apart.command


def test_keyed_pairs_narrow_the_interval(small):
    keyed = compare("open-replies", "private-replies", pairs=6, overrides=small, workers=1)
    numbers = keyed.contrast("loyalty").numbers
    assert numbers.correlation > 0.9
    assert numbers.variance_ratio > 3


def test_scenarios_of_one_name_are_told_apart(small):
    same = compare("baseline", "baseline", pairs=1, overrides=small, workers=1)
    assert list(same.scenarios) == ["baseline", "baseline (2)"]
    assert same.contrast("loyalty").numbers.difference == 0.0


def test_one_pair_has_a_difference_and_no_interval(small):
    single = compare("open-replies", "private-replies", pairs=1, overrides=small, workers=1)
    numbers = single.contrast("loyalty").numbers
    assert numbers.difference is not None
    assert numbers.low is numbers.high is None


def failing(monkeypatch, when, problem):
    """Make the runs for which `when(number)` holds raise; the number counts runs from 0."""
    real, count = sim.experiment.jobs.run, iter(range(1000))

    def run_or_fail(*args, **kwargs):
        if when(next(count)):
            raise problem
        return real(*args, **kwargs)

    monkeypatch.setattr(sim.experiment.jobs, "run", run_or_fail)


def test_a_run_that_fails_costs_only_itself(monkeypatch, small):
    failing(monkeypatch, lambda k: k == 2, ZeroDivisionError("by hand"))
    result = compare("open-replies", "private-replies", pairs=3, overrides=small, workers=1)
    (failure,) = result.failures
    assert (failure.label, failure.replicate, failure.error) == ("open-replies", 1, "ZeroDivisionError")
    assert failure.seed == replicate_seed(result.seed, 1)
    assert "by hand" in failure.traceback
    assert result.contrast("loyalty").numbers.pairs == 2
    assert result.contrast("loyalty").numbers.left_out == 1
    assert result.to_json()["pairs"] == 2


def test_input_that_a_run_finds_wrong_ends_them_all(monkeypatch, small):
    failing(monkeypatch, lambda k: True, InputError("the network has another size", where="net.csv"))
    with pytest.raises(InputError, match=r"net\.csv: the network has another size"):
        compare("open-replies", "private-replies", pairs=3, overrides=small, workers=1)


def test_an_interruption_keeps_what_is_done(monkeypatch, small, tmp_path):
    failing(monkeypatch, lambda k: k == 3, KeyboardInterrupt())
    result = compare("open-replies", "private-replies", pairs=9, overrides=small, workers=1, out=tmp_path / "out")
    assert result.interrupted
    assert len(result.runs) == 3
    assert result.contrast("loyalty").numbers.pairs == 1
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["status"] == "interrupted: 3 of 18"


def test_an_interruption_replaces_no_whole_results(monkeypatch, small, tmp_path):
    def interrupted(folder):
        failing(monkeypatch, lambda k: k == 3, KeyboardInterrupt())
        options = {"overrides": small, "workers": 1, "out": folder, "overwrite": True}
        assert compare("open-replies", "private-replies", pairs=9, **options).interrupted

    out, aside = tmp_path / "out", tmp_path / "out.interrupted"
    compare("open-replies", "private-replies", pairs=1, overrides=small, workers=1, out=out)
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    interrupted(out)
    interrupted(out)  # what an interrupted command has left is replaced
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    assert load_results(aside).manifest["status"] == "interrupted: 3 of 18"
    interrupted(aside)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out", "out.interrupted"]


@pytest.mark.parametrize(
    "wrong", [{"pairs": 0}, {"pairs": 2.0}, {"seed": -1}, {"workers": 0}, {"threads": 0}, {"pairs": True}]
)
def test_a_wrong_argument_is_refused_by_name(wrong, small):
    with pytest.raises(InputError, match=next(iter(wrong))):
        compare("open-replies", "private-replies", overrides=small, **wrong)


def test_progress_is_told_of_every_run(small):
    told = []
    replicate("baseline", replicates=3, overrides=small, workers=1, progress=lambda *args: told.append(args))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_replicates_give_mean_and_interval_for_every_outcome_and_retailer(small):
    result = replicate("baseline", replicates=3, seed=5, overrides=small, workers=1)
    assert set(result.outcomes) == set(OUTCOMES)
    assert result.by_retailer[result.scenario.focal]["loyalty"] == result.outcomes["loyalty"]
    loyalty = result.outcomes["loyalty"]
    assert loyalty.low < loyalty.mean < loyalty.high
    document = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert {"scenario", "seed", "days", "consumers", "digest", "outcomes"} <= set(document)
    assert set(document["outcomes"]["ror"]) >= {"mean", "low", "high"}


def test_the_digest_of_a_single_run_is_the_runs_own(small):
    single = replicate("baseline", replicates=1, seed=5, overrides=small, workers=1)
    assert single.digest == run("baseline", seed=5, overrides=small).digest
    assert single.outcomes["loyalty"].low is None
    several = replicate("baseline", replicates=2, seed=5, overrides=small, workers=1)
    assert several.digest not in [r.digest for r in several.runs]


def test_pairs_that_leave_it_open_come_with_how_many_more_settle_it(three):
    for contrast in three.contrasts:
        if contrast.is_open:
            n = contrast.numbers
            assert n.low <= 0.0 <= n.high
            more = more_pairs(three.runs, contrast, three.pairs)
            assert more is None or more.about is None or more.about > 0
    left = next(c for c in three.contrasts if c.outcome.name == "loyalty")
    alone = [r for r in three.runs if r.label == left.scenario_a]
    assert more_pairs(alone, left, three.pairs) is None
