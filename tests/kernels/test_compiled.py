"""How kernels are compiled: without what nobody calls, and without looking for garbage meanwhile."""

from __future__ import annotations

import gc

import numba
import numpy as np
import pytest

from sim.kernels import compiled as module
from sim.kernels.compiled import compiled, inlined


@inlined
def doubled_and(x, more):
    return 2 * x + more


@compiled
def filled(out, more):
    for k in range(out.shape[0]):
        out[k] = doubled_and(k, more)


@pytest.fixture
def noticed():
    """Whether the collector of garbage worked, each time that numba began or ended to compile."""
    seen = []

    class Witness(numba.core.event.Listener):
        def on_start(self, _):
            seen.append(gc.isenabled())

        def on_end(self, _):
            seen.append(gc.isenabled())

    with numba.core.event.install_listener("numba:compile", Witness()):
        yield seen


def test_a_small_function_serves_kernels_and_python_alike():
    """Python comes after a kernel has compiled it, when an overload is there that Python cannot call."""
    out = np.zeros(3)
    filled(out, 1.0)
    assert out.tolist() == [1.0, 3.0, 5.0]
    assert doubled_and(1, 1.0) == doubled_and.py_func(1, 1.0) == 3.0
    assert doubled_and(np.float32(0.5), 1.0) == 2.0
    filled(out, 2.0)
    assert out.tolist() == [2.0, 4.0, 6.0]


def test_a_small_function_has_no_way_in_until_python_calls_it(monkeypatch):
    # one that is loaded tells of no functions
    monkeypatch.setattr(module, "_njit", lambda *made, **options: numba.njit(*made, **(options | {"cache": False})))

    @inlined
    def halved(x):
        return x / 2.0

    @numba.njit
    def through(x):
        return halved(x)

    assert through(1.0) == 0.5
    (made,) = halved.overloads.values()
    names = [f.name for f in made.library._final_module.functions if not f.is_declaration]
    assert names
    assert not [name for name in names if name.startswith(("_ZN7cpython", "cfunc"))]
    assert halved(3.0) == 1.5


def test_an_error_in_the_arguments_is_told_in_python():
    with pytest.raises(numba.TypingError):
        doubled_and("x", None)


@pytest.mark.parametrize("works", [True, False])
def test_the_collector_rests_while_a_kernel_is_compiled_and_is_then_as_it_was(noticed, works):
    @numba.njit
    def tripled(x):
        return 3 * x

    was = gc.isenabled()
    (gc.enable if works else gc.disable)()
    try:
        assert tripled(2) == 6
        assert gc.isenabled() is works
    finally:
        (gc.enable if was else gc.disable)()
    assert noticed
    assert noticed[0] is False


def test_the_collector_works_again_after_a_kernel_that_cannot_be_compiled():
    @numba.njit
    def wrong(x):
        return x.no_such_thing

    assert gc.isenabled()
    with pytest.raises(numba.TypingError):
        wrong(1)
    assert gc.isenabled()


@pytest.mark.parametrize("ends_soon", [False, True])
def test_what_compiling_leaves_is_the_collectors_again_unless_the_process_ends_soon(ends_soon):
    gc.unfreeze()
    try:
        if ends_soon:
            gc.freeze()  # as a command does when it starts
        before = gc.get_freeze_count()
        with module.leaving_garbage():

            @numba.njit
            def halved(x):
                return x / 2.0

            assert halved(1.0) == 0.5
            assert gc.get_freeze_count() > before
        assert (gc.get_freeze_count() > before) is ends_soon
        assert (gc.get_freeze_count() == 0) is not ends_soon
    finally:
        gc.unfreeze()
