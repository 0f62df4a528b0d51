"""A sweep on a Dask cluster gives what it gives at home, whatever becomes of the workers."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from benchmarks.survival import children, is_alive
from sim.errors import InputError, RunError
from sim.experiment.sweep import cluster
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.status import sweep_status
from sim.experiment.sweep.sweep import run_sweep
from tests.experiment.sweep.plans import Odd, grid, stand_in


def dask_workers():
    """The worker processes of a local cluster of ours."""
    return [pid for pid in children(os.getpid()) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.fixture
def threads():
    """A cluster of one worker with two threads inside this process."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, silence_logs="CRITICAL"
    ) as made:
        yield made.scheduler_address
        cluster.release()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_cluster_with_a_killed_worker_gives_the_same_digest(tmp_path):
    met = []

    def kill_one(done, planned):
        if not met:
            met.extend(dask_workers())
            met.extend(grandchild for each in list(met) for grandchild in children(each))
            os.kill(met[0], signal.SIGKILL)

    odd = Odd(slow=0.05, raises="0")
    result = run_sweep(grid(15), tmp_path / "far", cluster="local", workers=2, work=odd, progress=kill_one)
    near = run_sweep(grid(15), tmp_path / "near", workers=0, work=Odd(raises="0"))
    assert result.digest == near.digest
    assert (result.completed, result.failed) == (near.completed, near.failed)
    far, calm = (load_sweep(tmp_path / place) for place in ("far", "near"))
    assert far.runs.drop(columns="seconds").equals(calm.runs.drop(columns="seconds"))
    assert far.failures.drop(columns="traceback").equals(calm.failures.drop(columns="traceback"))
    assert len(list((tmp_path / "far" / "store").glob("runs-*"))) == 1
    assert len(met) >= 3
    until = time.monotonic() + 10
    while any(map(is_alive, met)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(is_alive, met))


def test_on_a_cluster_too_a_run_that_dies_or_hangs_costs_itself(tmp_path, threads):
    ids = load_sweep(run_sweep(grid(6), tmp_path / "calm", workers=0, work=stand_in).folder).runs["id"]
    letters = {letter: sum(each[0] == letter for each in ids) for letter in "0123456789abcdef"}
    hangs, dies = sorted((letter for letter, count in letters.items() if count), key=letters.get)[:2]
    odd = Odd(hangs=hangs, dies=dies)
    result = run_sweep(grid(6), tmp_path / "odd", cluster=threads, timeout=2.0, work=odd)
    assert sweep_status(tmp_path / "odd").errors == {"TimedOut": letters[hangs], "WorkerDied": letters[dies]}
    assert result.completed == 24 - result.failed


def test_an_interruption_on_a_cluster_keeps_what_is_written(tmp_path, threads):
    def interrupt(done, planned):
        if done >= 4:
            raise KeyboardInterrupt

    stopped = run_sweep(grid(6), tmp_path / "out", cluster=threads, work=stand_in, progress=interrupt)
    assert stopped.interrupted
    assert stopped.completed >= 4
    resumed = run_sweep(grid(6), tmp_path / "out", workers=0, work=stand_in)
    assert resumed.reused >= 4
    assert resumed.digest == run_sweep(grid(6), tmp_path / "whole", workers=0, work=stand_in).digest


def test_a_worker_with_another_model_is_refused(tmp_path, threads, monkeypatch):
    real = cluster.Order

    def older(work, code, *rest):
        return real(work, "0" * 64, *rest)

    monkeypatch.setattr(cluster, "Order", older)
    with pytest.raises(RunError, match=r"has another model .* in place of 000000000000"):
        run_sweep(grid(1), tmp_path, cluster=threads, work=stand_in)
    assert not sweep_status(tmp_path).running


def test_a_chunk_that_is_given_out_again_does_what_was_not_written(tmp_path):
    import pickle

    from sim.experiment.sweep.identity import Identities, code_hash
    from sim.experiment.sweep.work import Checked, Context

    plan = grid(2)
    run_sweep(grid(2, levels=()), tmp_path, workers=0, work=stand_in)
    tasks = tuple(task for task, _ in Identities(plan).tasks(plan.design.cells(None)))

    def order(odd):
        work = pickle.dumps(Checked(odd, Context(plan.scenarios, {}, plan.responses)))
        return cluster.Order(work, code_hash(), str(tmp_path), 60.0, tasks)

    first = cluster.do_chunk(order(Odd()))
    cluster.release()
    again = cluster.do_chunk(order(Odd(raises="0123456789abcdef")))
    cluster.release()
    assert again == first
    assert not [receipt for receipt in again if receipt.error]


def test_a_run_that_kills_machines_is_found_by_halving(tmp_path, monkeypatch):
    """What the scheduler says of a chunk that has lost too many workers is acted out, for chunks with certain runs."""
    guilty = "0123"

    class KilledWorker(Exception):  # noqa: N818  (Dask's name)
        pass

    class Future:
        status = "finished"

        def __init__(self, order):
            self.order = order
            if any(task.id[0] in guilty for task in order.tasks):
                self.status = "error"

        def exception(self):
            return KilledWorker("do_chunk", "three workers are gone")

        def result(self):
            return [cluster.Receipt("digest", "", 0.001) for _ in self.order.tasks]

    class Client:
        status = "running"

        def submit(self, work, order, pure):
            return Future(order)

        def nthreads(self):
            return {"a": 1}

    far = object.__new__(cluster.Cluster)
    far._work, far._folder, far._timeout, far._out, far._client = b"", tmp_path, None, {}, Client()
    far._threads = 1
    monkeypatch.setattr(cluster.Cluster, "_wait", lambda self: list(self._out)[:1])
    from sim.experiment.sweep.identity import Identities

    plan = grid(30)
    tasks = [task for task, _ in Identities(plan).tasks(plan.design.cells(None))]
    ends = [end for end in far.perform(tasks) if end is not None]
    lost = {end.task.id for end in ends if isinstance(end, cluster.Ended)}
    assert lost == {task.id for task in tasks if task.id[0] in guilty}
    assert {end.task.id for end in ends} == {task.id for task in tasks}
    assert len(ends) == len(tasks)


def test_a_scheduler_that_is_gone_ends_the_command_with_a_word(tmp_path):
    class Client:
        status = "closed"

    far = object.__new__(cluster.Cluster)
    far._client, far._out, far._threads = Client(), {}, 1
    with pytest.raises(RunError, match="the cluster is gone; what was done is kept"):
        list(far.perform([object()]))


def test_who_does_not_answer_and_what_is_not_there_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1.0)
    with pytest.raises(InputError, match=r"cluster: tcp://127\.0\.0\.1:9: no cluster answers there"):
        run_sweep(grid(1), tmp_path / "a", cluster="tcp://127.0.0.1:9", work=stand_in)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="Dask is not installed"):
        run_sweep(grid(1), tmp_path / "b", cluster="local", work=stand_in)
    with pytest.raises(InputError, match="shares the runs out by itself"):
        run_sweep(grid(1), tmp_path / "c", cluster="local", shard=(1, 2), work=stand_in)
