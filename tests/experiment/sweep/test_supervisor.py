"""Local workers: what one run does to its process costs that run alone, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from benchmarks.survival import children, command_of, is_alive
from sim.errors import RunError
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.status import sweep_status
from sim.experiment.sweep.sweep import run_sweep
from tests.experiment.sweep.plans import Odd, grid, stand_in

ROOT = Path(__file__).resolve().parents[3]


def workers_of_ours():
    """Workers that this process has started; other tests may have left it other children."""
    return [process for process in children(os.getpid()) if "sim.experiment.worker" in command_of(process)]


def gone(process, seconds=10):
    until = time.monotonic() + seconds
    while is_alive(process) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_alive(process)


def test_runs_that_raise_hang_die_or_are_undefined_cost_themselves_and_show(tmp_path):
    plan = grid(16)
    ids = load_sweep(run_sweep(plan, tmp_path / "calm", workers=0, work=stand_in).folder).runs["id"]
    # Some first letter that one run alone has, for what takes long.
    letters = {letter: sum(each[0] == letter for each in ids) for letter in "0123456789abcdef"}
    hangs, dies, raises, undefined = sorted((letter for letter, count in letters.items() if count), key=letters.get)[:4]
    odd = Odd(hangs=hangs, dies=dies, raises=raises, undefined=undefined)
    result = run_sweep(plan, tmp_path / "odd", workers=2, timeout=2.0, work=odd)
    expected = {
        "TimedOut": letters[hangs],
        "WorkerDied": letters[dies],
        "ValueError": letters[raises],
        "UndefinedOutcome": letters[undefined],
    }
    assert sweep_status(tmp_path / "odd").errors == expected
    assert result.completed == 64 - sum(expected.values())
    failures = load_sweep(tmp_path / "odd").failures
    messages = dict(zip(failures["error"], failures["message"], strict=True))
    assert messages["TimedOut"] == "not done after 2 s"
    assert messages["WorkerDied"] == "the process that did it died 3 times (signal 9)"
    assert "cannot be" in messages["ValueError"]
    assert messages["UndefinedOutcome"] == "revenue of toko is nan"
    good = load_sweep(tmp_path / "odd").runs
    calm = load_sweep(tmp_path / "calm").runs
    calm = calm[calm["id"].isin(good["id"])].reset_index(drop=True)
    assert good.drop(columns="seconds").equals(calm.drop(columns="seconds"))
    assert run_sweep(plan, tmp_path / "odd", workers=0, work=stand_in).digest == result.digest


def test_a_worker_that_is_killed_from_outside_costs_nothing_and_none_is_left(tmp_path):
    killed = []

    def kill_one(done, planned):
        if done == 5:
            killed.extend(workers_of_ours())
            os.kill(killed[0], signal.SIGKILL)

    result = run_sweep(grid(10), tmp_path / "out", workers=2, work=Odd(slow=0.02), progress=kill_one)
    assert (result.completed, result.failed) == (40, 0)
    assert result.digest == run_sweep(grid(10), tmp_path / "calm", workers=0, work=stand_in).digest
    assert len(killed) == 2
    assert all(map(gone, killed))


def test_workers_do_what_this_process_does_and_an_interruption_ends_them(tmp_path):
    met = []

    def interrupt(done, planned):
        if done == 3:
            met.extend(workers_of_ours())
            raise KeyboardInterrupt

    began = time.monotonic()
    stopped = run_sweep(grid(2), tmp_path / "out", workers=1, work=Odd(slow=0.2, real=True), progress=interrupt)
    assert time.monotonic() - began < 60
    assert (stopped.interrupted, stopped.completed) == (True, 3)
    assert met
    assert all(map(gone, met))
    resumed = run_sweep(grid(2), tmp_path / "out", workers=0)
    assert resumed.reused == 3
    assert resumed.digest == run_sweep(grid(2), tmp_path / "whole", workers=0).digest


def test_workers_that_cannot_start_are_an_error_and_leave_the_folder_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RunError, match="cannot be started"):
        run_sweep(grid(1), tmp_path, workers=2, work=stand_in)
    assert not sweep_status(tmp_path).running
    assert run_sweep(grid(1), tmp_path, workers=0, work=stand_in).completed == 4
    assert not [thread for thread in threading.enumerate() if "_supervise" in thread.name]


def test_a_parent_that_is_told_to_end_keeps_what_is_done(tmp_path):
    code = (
        "import sys, signal; from sim.cli import _interrupt; signal.signal(signal.SIGTERM, _interrupt)\n"
        "from sim.experiment.sweep.sweep import run_sweep\n"
        "from tests.experiment.sweep.plans import grid, Odd\n"
        "say = lambda done, planned: print(done, flush=True)\n"
        f"print(run_sweep(grid(20), {str(tmp_path)!r}, workers=0, work=Odd(slow=0.2), progress=say).status)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != "3":
            pass
        process.terminate()
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out.splitlines()[-1].startswith("interrupted: ")
    assert sweep_status(tmp_path).completed >= 3
