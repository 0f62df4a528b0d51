"""A loop of calls is not slowed by how deep it stands.

What is counted is how often the system has to hand out memory (minor page faults), for that is what takes the time.
"""

import pytest

from sim.experiment.roomy import roomy

resource = pytest.importorskip("resource", reason="this system does not count page faults")

CALLS = 500
DEPTHS = range(250)  # a piece of the stack holds some 150 of these frames


def nothing():
    """Called in a loop."""


nothing.__code__ = nothing.__code__.replace(co_stacksize=100)
"""Its frame is larger than those among which it stands, so that at some depth it does not fit into what is left."""


def handed_out(depth):
    """How often the system handed out memory during a loop of calls at this depth."""
    if depth:
        return handed_out(depth - 1)
    nothing()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        nothing()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def worst():
    return max(handed_out(depth) for depth in DEPTHS)


def test_somewhere_a_loop_of_calls_asks_for_memory_at_each_call_and_with_room_nowhere():
    assert worst() >= CALLS, "this interpreter has no pieces any more: `roomy` may go"
    assert roomy(worst)() < CALLS / 5


def test_a_function_with_room_is_the_same_function():
    @roomy
    def added(a, *, b=2):
        """What a sum is."""
        return a + b

    assert added(1) == 3
    assert added(a=1, b=5) == 6
    assert (added.__name__, added.__doc__) == ("added", "What a sum is.")
