"""The pool: a task that raises, kills its process or will not travel costs itself; nothing is orphaned."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.experiment.processors import processors
from sim.experiment.runner import run_tasks


def task(order):
    """What a worker is told to do: ("square", 3), ("raise", "why"), ("die", marker), …"""
    verb, value = order
    if verb == "square":
        return value * value
    if verb == "pid":
        time.sleep(value)
        return os.getpid()
    if verb == "raise":
        raise KeyError(value)
    if verb == "wrong":
        raise InputError("it is wrong", where="here.toml")
    if verb == "print":
        print(value)
        sys.stdout.flush()
        return value
    if verb == "lambda":
        return lambda: value
    if verb == "die once" and not Path(value).exists():
        Path(value).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def collect(orders, **options):
    """Answers in the order of the tasks."""
    ends = sorted(run_tasks(task, orders, **options), key=lambda end: end.index)
    assert [end.index for end in ends] == list(range(len(orders)))
    return [end.answer for end in ends]


def gone(pid, seconds=10):
    """True once the process has ended (or is a zombie that its new parent has yet to collect)."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
            os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("workers", [1, 2, None])
def test_every_task_ends_once_wherever_it_ran(workers):
    assert [a.value for a in collect([("square", k) for k in range(7)], workers=workers)] == [
        0,
        1,
        4,
        9,
        16,
        25,
        36,
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_costs_its_own_task_and_comes_with_its_traceback(workers):
    first, second, third = collect([("square", 2), ("raise", "salt"), ("wrong", None)], workers=workers)
    assert (first.value, first.error) == (4, None)
    assert (second.error, second.message, second.wrong_input) == ("KeyError", "'salt'", False)
    assert "raise KeyError(value)" in second.traceback
    assert (third.error, third.message, third.wrong_input) == ("InputError", "here.toml: it is wrong", True)


def test_a_task_that_kills_its_worker_is_tried_again_and_the_others_survive(tmp_path):
    orders = [("die once", str(tmp_path / "once")), ("die", None), *[("square", k) for k in range(4)]]
    once, dead, *others = collect(orders, workers=2)
    assert once.value == "alive"
    assert dead.error == "WorkerDied"
    assert "signal 9" in dead.message
    assert [a.value for a in others] == [0, 1, 4, 9]


def test_a_worker_killed_from_outside_costs_nothing():
    pids = []

    def kill_first():
        os.kill(pids[0], signal.SIGKILL)

    answers = {}
    for end in run_tasks(task, [("pid", 0.0), ("pid", 1.5), ("pid", 1.5), ("square", 3)], workers=1 + 1):
        if end.index == 0:
            pids.append(end.answer.value)
            threading.Timer(0.3, kill_first).start()
        answers[end.index] = end.answer
    assert len(answers) == 4
    assert all(answer.error is None for answer in answers.values())
    assert gone(pids[0])


def test_what_a_task_prints_does_not_disturb_the_messages(capfd):
    assert [a.value for a in collect([("print", "hello"), ("print", "there")], workers=2)] == [
        "hello",
        "there",
    ]
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "hello" in captured.err  # two processes may print into the same line
    assert "there" in captured.err


def test_a_value_that_cannot_travel_is_a_failure_of_its_task():
    refused, fine = collect([("lambda", 1), ("square", 1)], workers=2)
    assert refused.error is not None
    assert fine.value == 1


def test_leaving_early_ends_the_workers():
    running = run_tasks(task, [("pid", 0.0), ("pid", 60.0), ("pid", 60.0)], workers=2)
    pid = next(running).answer.value
    started = time.monotonic()
    running.close()
    assert time.monotonic() - started < 5
    assert gone(pid)


def test_tiny_tasks_stay_in_this_process_and_long_ones_move_to_workers():
    assert {a.value for a in collect([("pid", 0.0)] * 20)} == {os.getpid()}
    if processors() > 1:
        assert len({a.value for a in collect([("pid", 1.2)] * 14)}) > 1


def test_a_cold_first_task_runs_before_the_others_start():
    started = time.time()
    ends = list(run_tasks(task, [("pid", 1.0), ("square", 2), ("square", 3)], workers=2, cold=True))
    assert ends[0].index == 0
    assert time.time() - started > 1.0


def test_workers_that_cannot_start_are_reported_once(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    from sim.errors import RunError

    with pytest.raises(RunError, match="cannot be started"):
        list(run_tasks(task, [("square", 1), ("square", 2)], workers=2))


@pytest.mark.skipif(sys.platform == "win32", reason="uses kill -9")
def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(f"""
        import sys
        sys.path[:0] = {[str(Path(__file__).parent), *sys.path]!r}
        from sim.experiment.runner import run_tasks
        from test_runner import task
        for end in run_tasks(task, [("pid", 0.0), ("pid", 0.0), ("pid", 60.0), ("pid", 60.0)], workers=2):
            print(end.answer.value, flush=True)
    """)
    )  # no __main__ guard, on purpose
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    workers = {int(parent.stdout.readline()) for _ in range(2)}
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert all(gone(pid) for pid in workers)
