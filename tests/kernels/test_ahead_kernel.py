"""Asking memory ahead changes nothing, compiled or not."""

import numba
import numpy as np
import pytest

from sim.kernels.ahead import ask_for


@numba.njit
def asks_in_the_machine(column, row, i):
    ask_for(column, (row, i))
    ask_for(column[row], i)
    return column[row, i]


@pytest.mark.parametrize("asks", [asks_in_the_machine, asks_in_the_machine.py_func])
@pytest.mark.parametrize("kind", [np.float32, np.uint8, np.int64])
@pytest.mark.parametrize("number", [np.int64, np.uint8, np.int32])
def test_what_is_asked_for_is_left_as_it_was(asks, kind, number):
    column = np.arange(12, dtype=kind).reshape(3, 4)
    before = column.copy()
    assert asks(column, number(2), number(3)) == 11
    assert np.array_equal(column, before)


def test_it_becomes_an_instruction_of_the_machine():
    asks_in_the_machine(np.zeros((2, 2)), 1, 1)
    assert any("llvm.prefetch" in code for code in asks_in_the_machine.inspect_llvm().values())
