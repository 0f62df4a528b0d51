"""The agreement notices faults: a line of each kernel is changed, and engine and reference part."""

from __future__ import annotations

from functools import cache

import pytest

from tests.reference.agreement import Agreement
from tests.reference.fault import Fault
from tests.reference.faults import eventful_world, first_of_each_kernel, put_into_the_engine, source_with
from tests.reference.faults_in_agents import PLAIN_FAULTS
from tests.reference.faults_in_kernels import KERNEL_FAULTS


@cache
def world() -> Agreement:
    """The reference lives its days once for all faults."""
    return eventful_world()


def test_the_world_in_which_faults_are_looked_for_has_none():
    found = world().first_difference()
    assert found is None, str(found)


@pytest.mark.parametrize(
    "fault", first_of_each_kernel(), ids=lambda fault: (fault.within or fault.function).rpartition(".")[2]
)
def test_a_fault_in_a_kernel_is_noticed(fault):
    with put_into_the_engine(fault):
        assert world().first_difference() is not None, f"nobody noticed {fault}"


@pytest.mark.parametrize("fault", PLAIN_FAULTS, ids=lambda fault: fault.function.rpartition(":")[2])
def test_a_fault_in_an_agent_is_noticed(fault):
    with put_into_the_engine(fault):
        assert world().first_difference() is not None, f"nobody noticed {fault}"


@pytest.mark.parametrize("fault", KERNEL_FAULTS, ids=str)
def test_what_a_fault_changes_stands_in_the_engine(fault):
    assert fault.wrong in source_with(fault)


def test_a_fault_that_has_lost_its_place_is_told():
    lost = Fault("sim.kernels.close:close_day", "what nobody wrote", "pass")
    with pytest.raises(ValueError, match="stands there 0 times"):
        source_with(lost)
