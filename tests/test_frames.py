"""The tables of a run are made when they are asked for, once, and travel in a pickle."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest

from sim.frames import Frames
from sim.model import Model
from sim.scenario.loading import load_scenario
from tests.worlds import model

SMALL = ("consumers.count=120", "days=12")


def counting(calls: list[str], name: str) -> pd.DataFrame:
    calls.append(name)
    return pd.DataFrame({"name": [name]})


def test_a_table_is_made_when_it_is_first_asked_for_and_once():
    calls: list[str] = []
    frames = Frames({name: lambda name=name: counting(calls, name) for name in ("a", "b")})
    assert (list(frames), len(frames), calls) == (["a", "b"], 2, [])
    assert frames["b"] is frames["b"]
    assert calls == ["b"]
    with pytest.raises(KeyError):
        frames["c"]


def test_a_pickled_result_holds_the_tables_of_the_one_that_was_pickled():
    result = Model(load_scenario("baseline", overrides=SMALL)).run()
    copy = pickle.loads(pickle.dumps(result))
    assert copy.digest == result.digest
    assert list(copy.frames) == list(result.frames)
    for name, frame in result.frames.items():
        pd.testing.assert_frame_equal(copy.frames[name], frame)


def test_tables_that_are_made_late_tell_of_the_moment_of_the_result():
    made = model("baseline", *SMALL)
    for _ in range(6):
        made.step()
    early, late = made.result(), made.result()
    for frame in early.frames.values():
        assert len(frame)
    for _ in range(6):
        made.step()
    for name, frame in early.frames.items():
        pd.testing.assert_frame_equal(late.frames[name], frame)
