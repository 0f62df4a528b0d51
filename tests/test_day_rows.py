"""What is written down of each day is read by name, with the day first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.day_rows import DayRows


@given(st.integers(0, 5), st.integers(1, 12))
def test_days_are_read_as_they_were_written_whatever_room_there_was(room, days):
    rows = DayRows(np.int64, room)
    table, flags = np.zeros((2, 3), np.int64), np.zeros(4, np.bool_)
    for day in range(days):
        table += np.arange(6).reshape(2, 3)
        flags[day % 4] = True
        rows.write({"table": table.T, "flags": flags, "none": np.zeros((2, 0), np.int64), "day": day})
    found = rows.read()
    times = np.arange(1, days + 1)
    assert rows.days == days
    assert (found["table"] == times[:, None, None] * np.arange(6).reshape(2, 3).T).all()
    assert found["flags"].sum(axis=1).tolist() == [min(n, 4) for n in times]
    assert found["none"].shape == (days, 2, 0)
    assert found["day"].tolist() == list(range(days))


def test_what_was_read_stays_when_more_days_are_written():
    rows = DayRows(np.float64, 2)
    rows.write({"level": np.array([0.5])})
    found = rows.read()
    found["level"][0] = 9.0
    rows.write({"level": np.array([1.5])})
    assert rows.read()["level"].tolist() == [[0.5], [1.5]]


def test_a_day_of_another_size_is_refused():
    rows = DayRows(np.float64, 2)
    rows.write({"level": np.zeros(3)})
    with pytest.raises(ValueError, match="size"):
        rows.write({"level": np.zeros(4)})
    assert rows.days == 1
