"""The helper of the first run compiles what that run needs, is there only when it has to be, and ends with it."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

import pytest

from sim.experiment import compiling
from sim.kernels import close, counts, desk, filing, judge, queues, staff, threads, words
from sim.model import Model
from sim.scenario.loading import load_scenario

SLOWEST = (
    judge.judge, desk.answer_queue, queues.begin_replies, filing.file_threads, threads.sort_in, close.close_day,
    words.hear, words.keep_one_each, staff.settle, counts.count_day,
)  # fmt: skip


def dispatchers() -> dict[str, Any]:
    """All kernels that Python may call, by name."""
    modules = [module for name, module in sys.modules.items() if name.startswith("sim.kernels.")]
    found = [value for module in modules for value in vars(module).values() if hasattr(value, "nopython_signatures")]
    return {f"{one.py_func.__module__}.{one.py_func.__name__}": one for one in found}


def variants() -> dict[str, set[str]]:
    return {name: {str(one) for one in kernel.signatures} for name, kernel in dispatchers().items()}


def test_the_helper_compiles_the_very_kernels_that_a_run_calls():
    """A kernel is compiled for the types of what it is given: a made-up event of another type would be of no use."""
    Model(load_scenario("open-replies", ("days=120",))).run()
    # goods or counters are short on day 42 for the first time
    assert variants()["sim.kernels.shop.serve"]
    by_a_run = variants()
    compiling.compile_other_half()
    assert variants() == by_a_run


def test_the_helper_calls_the_kernels_that_take_longest_to_compile(monkeypatch):
    called = set()
    for kernel in SLOWEST:
        module = sys.modules[kernel.py_func.__module__]

        def noted(*arguments, kernel=kernel):
            called.add(kernel)
            return kernel(*arguments)

        monkeypatch.setattr(module, kernel.py_func.__name__, noted)
    compiling.compile_other_half()
    assert called == set(SLOWEST)


class Helper:
    """In place of a process."""

    ended: tuple[str, ...] = ()

    def __init__(self, command: list[str], **options: object) -> None:
        self.command = command

    def kill(self) -> None:
        Helper.ended += ("killed",)

    def communicate(self) -> None:
        Helper.ended += ("waited for",)


@pytest.mark.parametrize(("cold", "processors", "helpers"), [(True, 2, 1), (True, 1, 0), (False, 2, 0)])
def test_there_is_a_helper_when_nothing_is_compiled_and_a_processor_is_free(cold, processors, helpers, monkeypatch):
    started: list[Helper] = []
    monkeypatch.setattr(Helper, "ended", ())
    monkeypatch.setattr(compiling, "is_cold", lambda: cold)
    monkeypatch.setattr(compiling, "processors", lambda: processors)
    monkeypatch.setattr(compiling.subprocess, "Popen", lambda *a, **o: started.append(Helper(*a, **o)) or started[-1])
    with contextlib.suppress(KeyboardInterrupt), compiling.compiling_beside():
        assert len(started) == helpers
        assert Helper.ended == ()
        raise KeyboardInterrupt
    assert Helper.ended == ("killed", "waited for") * helpers
