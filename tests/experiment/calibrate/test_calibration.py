"""From files to a scenario: fitted, checked, with its provenance, and nothing half written."""

from __future__ import annotations

import datetime
import hashlib
import json
import tomllib

import pytest

from sim.errors import InputError, OutputError
from sim.experiment.calibrate.study import calibrate
from sim.experiment.calibrate.writing import write
from sim.model import run
from sim.scenario.loading import load_scenario
from tests.experiment.calibrate.shop import KINDS, TRUTH, write_exports

SMALL = {"runs": 180, "draws": 12, "consumers": 400, "seed": 1}


@pytest.fixture(scope="session")
def exports(tmp_path_factory):
    """A file of each kind, of a shop whose parameters are known."""
    return write_exports(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def found(exports):
    """A calibration to all four."""
    return calibrate([(exports[kind], None) for kind in KINDS], workers=1, **SMALL)


def test_what_the_data_tell_is_found_and_the_rest_is_left(found):
    by_path = {f.candidate.path: f for f in found.fitted}
    for path, truth in TRUTH.items():
        assert by_path[path].informed, path
        assert by_path[path].low <= truth <= by_path[path].high, path
    left = [f for f in found.fitted if not f.informed]
    assert left
    assert all(f.value == f.candidate.default for f in left)


def test_worlds_drawn_from_the_fit_are_held_against_every_pattern(found):
    assert {c.pattern.kind for c in found.patterns} == set(KINDS)
    assert sum(c.within for c in found.patterns) > len(found.patterns) / 2
    assert {c.pattern.kind for c in found.held_out} >= {"posts", "followers"}


def test_the_days_held_out_are_predicted_for_the_same_customers(found):
    assert found.forward is not None
    assert 0.5 < found.forward.predicted / found.forward.actual < 2.0
    assert [peer.name.startswith("BG/NBD") for peer in found.peers] == [True, True]
    assert sum(n for n, _, _ in found.forward.by_repeats) == found.customers


def test_the_scenario_says_where_it_comes_from_and_runs(found, exports, tmp_path):
    out, beside = write(found, tmp_path / "my-shop.toml", base="baseline", overwrite=False)
    text = out.read_text()
    for kind in KINDS:
        assert hashlib.sha256(exports[kind].read_bytes()).hexdigest() in text
        assert f"{kind}.csv" in text
    assert "Not informed by these data" in text
    world = load_scenario(out)
    for path, value in found.settings.items():
        held = tomllib.loads(text)
        for step in path.split("."):
            held = held[step]
        assert held == value
    assert run(world, overrides=["days=3", "consumers.count=100"]).scenario.name == "my-shop"
    document = json.loads(beside.read_text())
    assert {p["parameter"] for p in document["parameters"] if p["informed"]} <= set(found.settings)
    assert document["command"].startswith("trm calibrate --purchases purchases.csv")


def test_nothing_is_replaced_unless_that_is_asked(found, tmp_path):
    write(found, tmp_path / "my-shop.toml", base="baseline", overwrite=False)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match="--overwrite"):
        write(found, tmp_path / "my-shop.toml", base="baseline", overwrite=False)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    write(found, tmp_path / "my-shop.toml", base="baseline", overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my-shop-calibration.json", "my-shop.toml"]


def test_a_write_that_fails_leaves_nothing(found, tmp_path, monkeypatch):
    def stop(path):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.experiment.calibrate.writing.load_scenario", stop)
    with pytest.raises(KeyboardInterrupt):
        write(found, tmp_path / "my-shop.toml", base="baseline", overwrite=False)
    assert list(tmp_path.iterdir()) == []


def test_neither_processes_nor_anything_but_the_seed_make_other_worlds(exports):
    few = {"runs": 60, "draws": 10, "consumers": 200}
    alone, together, other = (
        calibrate([(exports["followers"], None)], workers=workers, seed=seed, **few)
        for workers, seed in ((1, 3), (2, 3), (1, 4))
    )
    assert alone.to_json() == together.to_json()
    assert alone.fitted != other.fitted


def test_the_split_may_be_a_date(exports):
    few = {"runs": 60, "draws": 10, "consumers": 200, "workers": 1}
    found = calibrate([(exports["followers"], None)], split=datetime.date(2011, 3, 3), **few)
    assert (found.spans["followers"].split, found.spans["followers"].end) == (59, 80)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"holdout": 0.95}, "a share from 0 to 0.9"),
        ({"holdout": 0.9}, "8 days are left to be fitted"),
        ({"split": datetime.date(2010, 1, 1)}, "0 days are left to be fitted"),
        ({"split": datetime.date(2011, 3, 3), "holdout": 0.5}, "one of the two"),
        ({"platform": "myspace"}, "kopi has no account on 'myspace'"),
        ({"runs": 3}, "runs"),
        ({"base": "baselime"}, "did you mean 'baseline'"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_any_world_is_lived(exports, monkeypatch, options, why):
    monkeypatch.setattr("sim.experiment.calibrate.study.run_tasks", None)
    with pytest.raises(InputError, match=why):
        calibrate([(exports["followers"], None)], **options)


def test_two_files_of_a_kind_are_refused(exports):
    with pytest.raises(InputError, match="one file of a kind"):
        calibrate([(exports["followers"], None), (exports["followers"], None)])


def test_no_file_at_all_is_refused():
    with pytest.raises(InputError, match="no file"):
        calibrate([])


def test_on_cdnow_the_simulator_and_bgnbd_predict_the_same_customers(shared_data):
    """The first 39 weeks are fitted, the other 39 predicted; small worlds here, so that it takes seconds."""
    found = calibrate(
        [(shared_data / "cdnow_master.txt", None)], holdout=0.5, runs=120, draws=16, consumers=4_000, seed=1
    )
    span = found.spans["purchases"]
    assert (span.first, span.split, span.end) == ("1997-01-01", 273, 546)
    assert (found.cohort_days, found.customers) == (84, 23_570)
    assert found.forward is not None
    assert found.forward.actual == 19_684
    library, own = found.peers
    assert own.error is not None
    assert own.error.predicted == pytest.approx(16_700, rel=0.02)
    assert "pymc-marketing" in library.name
    assert found.forward.predicted == pytest.approx(found.forward.actual, rel=0.6)
    shape = next(f for f in found.fitted if f.candidate.path == "consumers.shop_rate_shape")
    assert shape.high < 1.5
