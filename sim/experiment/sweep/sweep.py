"""A sweep: the cells that a plan wants are looked up in the folder, and those that are not there are run."""

from __future__ import annotations

import datetime
import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.experiment.jobs import Progress
from sim.experiment.plan import whole_number
from sim.experiment.processors import processors
from sim.experiment.provenance import machine, policy_texts, versions
from sim.experiment.sweep.identity import Identities, code_hash, lock_hash
from sim.experiment.sweep.plan import Cell, Plan
from sim.experiment.sweep.reading import cells_table, finished_frame
from sim.experiment.sweep.store import FORMAT, VERSION, Store, tally
from sim.experiment.sweep.supervisor import Supervisor
from sim.experiment.sweep.work import Checked, Context, Ended, Stored, Task, Work, end, perform
from sim.experiment.worker import Answer
from sim.scenario.dump import scenario_toml
from sim.scenario.policy_file import PolicyFiles

TIMEOUT = 3600.0
"""Seconds that a run may take, when nothing else is said."""
MAX_WORKERS = 1024
Ends = Iterator[Ended | Stored | None]
Run = Callable[[Sequence[Task], Callable[[], bool]], Ends]
"""Does tasks until it is paused, and yields each end; None now and then."""


@dataclass(frozen=True)
class SweepResult:
    """What became of a sweep.

    Attributes
    ----------
    runs
        Cells wanted; with a shard, those of its share.
    completed, failed
        Cells done and failed, now or earlier.
    reused
        Those of them that stood in the folder before.
    digest
        A hash over what became of every run, whatever order, machine or interruption it came about with.
    status
        ``complete``, or what is missing.
    """

    name: str
    folder: Path
    runs: int
    completed: int
    failed: int
    reused: int
    digest: str
    seconds: float
    status: str
    interrupted: bool
    paused: bool
    shard: tuple[int, int] | None

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "experiment": self.name,
            "folder": os.fspath(self.folder),
            "runs": self.runs,
            "completed": self.completed,
            "failed": self.failed,
            "reused": self.reused,
            "digest": self.digest,
            "seconds": round(self.seconds, 3),
            "status": self.status,
            "interrupted": self.interrupted,
            "paused": self.paused,
            "shard": None if self.shard is None else f"{self.shard[0]}/{self.shard[1]}",
        }


def run_sweep(
    plan: Plan,
    out: str | os.PathLike[str],
    *,
    workers: int | None = None,
    timeout: float | None = TIMEOUT,
    cluster: str | None = None,
    shard: tuple[int, int] | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
    work: Work = perform,
) -> SweepResult:
    """Run what a plan wants and the folder does not hold.

    Parameters
    ----------
    plan
        What is wanted.
    out
        A new or empty folder, or one that holds the same experiment: what it has is not run again.
    workers
        Processes; one for each processor when None. 0 stays in this process, where nothing can be timed out.
    timeout
        Seconds that a run may take; None for any time.
    cluster
        ``local`` for a Dask cluster on this machine, or the address of a scheduler. All have to see the folder.
    shard
        ``(i, n)``, i from 1: only that share, beside commands that do the other shares.
    retry_failed
        Whether runs that are recorded as failed are tried again.
    progress
        Told how many of the cells have ended.
    work
        Does a run; the model's, unless a stand-in is wanted.

    Raises
    ------
    InputError
        An argument or the folder is wrong.
    RunError
        Workers cannot be started, or those of the cluster have another version of the model.
    """
    began = time.monotonic()
    _check(plan, workers, timeout, cluster, shard)
    sweep = _Sweep(plan, Path(out), shard, retry_failed, progress, work)
    with sweep.store:
        try:
            sweep.live(workers=processors() if workers is None else workers, timeout=timeout, cluster=cluster)
        except KeyboardInterrupt:
            sweep.interrupted = True
        sweep.store.compact()
        return sweep.close(time.monotonic() - began)


class _Sweep:
    """What a command knows of its sweep while it goes on."""

    def __init__(
        self,
        plan: Plan,
        out: Path,
        shard: tuple[int, int] | None,
        retry_failed: bool,
        progress: Progress | None,
        work: Work,
    ) -> None:
        self.plan, self.shard, self.work, self.progress = plan, shard, work, progress
        self.retry_failed = retry_failed
        self.store = Store(out, name=plan.name, shard=shard)
        self.ids = Identities(plan)
        self.context = Context(plan.scenarios, {}, plan.responses)
        self.cells: list[Cell] = []
        self.tasks: list[Task] = []
        self.mine: list[str] = []
        self.known: set[tuple[str, int, int]] = set()
        self.reused = 0
        self.started: set[str] = set()
        self.interrupted = self.paused = False
        self.settled = False  # whether the design wants nothing more

    def live(self, *, workers: int, timeout: float | None, cluster: str | None) -> None:
        """Ask the design and run what it wants, until it wants nothing new."""
        wanted: list[Task] | None = self.want(self.plan.design.cells(None))
        while wanted is not None:
            policies = dict(self.ids.policies)
            with self.means(policies, workers, timeout, cluster) as run:
                # Workers have to be told of a policy that was not there before: then others are started.
                while wanted is not None and policies == self.ids.policies:
                    self.do(run, wanted)
                    wanted = None if self.paused else self.next()
        self.settled = not self.paused

    def want(self, cells: Sequence[Cell]) -> list[Task]:
        """Take note of the cells that are new, and give the runs that are not there."""
        new = [cell for cell in cells if (cell.label, cell.point.number, cell.replicate) not in self.known]
        self.known.update((cell.label, cell.point.number, cell.replicate) for cell in new)
        found = self.ids.tasks(new)  # takes a moment, in which an interruption finds nothing half done
        self.cells += new
        missing: list[Task] = []
        for task, problem in found:
            self.tasks.append(task)
            if self.shard is not None and (len(self.tasks) - 1) % self.shard[1] != self.shard[0] - 1:
                continue
            self.mine.append(task.id)
            again = self.retry_failed and task.id not in self.started
            if task.id in self.store.done or (task.id in self.store.failed and not again):
                self.reused += task.id not in self.started
            elif problem is not None:
                answer = Answer(error=type(problem).__name__, message=str(problem), wrong_input=True)
                self.store.add_failure(Ended(task, answer, 0.0), None)
                self.started.add(task.id)
            elif task.id not in self.started:
                self.started.add(task.id)
                missing.append(task)
        self.store.write_cells(cells_table(self.cells, self.tasks))
        self.store.write_manifest(self.manifest("running"))
        return missing

    def next(self) -> list[Task] | None:
        """What the design wants now; None when that is nothing new."""
        if not self.plan.design.adaptive:
            return None
        self.store.flush()
        before = len(self.cells)
        wanted = self.want(self.plan.design.cells(finished_frame(self.store.path, self.cells, self.tasks)))
        return wanted if len(self.cells) > before else None

    @contextmanager
    def means(self, policies: PolicyFiles, workers: int, timeout: float | None, cluster: str | None) -> Iterator[Run]:
        """What performs runs: this process, local workers or a cluster, ready from the first run on."""
        checked = Checked(self.work, replace(self.context, policies=policies))
        if cluster is not None:
            from sim.experiment.sweep.cluster import Cluster

            with Cluster(cluster, self.store.path, checked, workers=workers, timeout=timeout) as far:
                yield far.perform
        elif workers == 0:
            yield lambda tasks, paused: _here(checked, tasks, paused)
        else:
            with Supervisor(checked, workers=workers, timeout=timeout) as near:
                yield near.perform

    def do(self, run: Run, wanted: Sequence[Task]) -> None:
        """Run tasks and keep what comes of them."""
        if not wanted:
            return
        left = len(wanted)
        for ended in run(wanted, lambda: self.store.paused):
            if ended is None:
                self.store.flush_when_due()
                continue
            if isinstance(ended, Stored):
                self.store.note(ended.task.id, ended.outcomes_digest, ended.error)
            elif ended.answer.error is None:
                self.store.add_run(ended)
            else:
                self.store.add_failure(ended, self.context.world_text(ended.task))
            left -= 1
            if self.progress is not None:
                self.progress(len(self.mine) - left, len(self.mine))
        self.paused = left > 0

    @cached_property
    def texts(self) -> dict[str, str]:
        """The scenarios as TOML."""
        return {label: scenario_toml(scenario) for label, scenario in self.plan.scenarios.items()}

    def close(self, seconds: float) -> SweepResult:
        """Say what became of it, in the manifest too."""
        self.store.reload()
        stopped = "interrupted" if self.interrupted else "paused" if self.paused else "partial"
        if self.cells:
            self.store.write_manifest(self.manifest(stopped))
        mine = tally(self.mine, self.store.done, self.store.failed, None if self.settled else stopped)
        return SweepResult(
            name=self.plan.name,
            folder=self.store.path,
            runs=mine["planned"],
            completed=mine["completed"],
            failed=mine["failed"],
            reused=self.reused,
            digest=mine["digest"],
            seconds=seconds,
            status=mine["status"],
            interrupted=self.interrupted,
            paused=self.paused,
            shard=self.shard,
        )

    def manifest(self, stopped: str) -> dict[str, Any]:
        """What is asked, by which versions, and how far it is; `stopped` says why it is no further."""
        plan, store = self.plan, self.store
        return {
            "format": FORMAT,
            "version": VERSION,
            "kind": "sweep",
            "name": plan.name,
            **tally([task.id for task in self.tasks], store.done, store.failed, None if self.settled else stopped),
            "created": store.held.get("created") or _now(),
            "updated": _now(),
            "command_line": shlex.join(sys.argv),
            "seed": plan.seed,
            "responses": list(plan.responses),
            "adaptive": plan.design.adaptive,
            "factors": list(dict.fromkeys(path for cell in self.cells for path in cell.point.values)),
            "document": dict(plan.document),
            "versions": versions(),
            "code": code_hash(),
            "lock": lock_hash(),
            "machine": machine(),
            "scenarios": self.texts,
            "networks": dict(sorted(self.ids.networks.items())),
            "policies": policy_texts(self.ids.policies),
        }


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _here(checked: Checked, tasks: Sequence[Task], paused: Callable[[], bool]) -> Ends:
    for task in tasks:
        if paused():
            return
        yield end(checked, task)


def _check(
    plan: Plan, workers: int | None, timeout: float | None, cluster: str | None, shard: tuple[int, int] | None
) -> None:
    if workers is not None:
        whole_number(workers, "workers", 0, MAX_WORKERS)
    if timeout is not None and not timeout > 0:
        raise InputError(f"{timeout!r} will not do", where="timeout", allowed="seconds above 0")
    if shard is None:
        return
    number, count = shard
    whole_number(count, "shard", 1, 1_000_000)
    whole_number(number, "shard", 1, count)
    if plan.design.adaptive:
        raise InputError(
            "this design learns from what is done, so it cannot be shared out over commands",
            where="shard",
            allowed="no shard; workers or a cluster",
        )
    if cluster is not None:
        raise InputError("a cluster shares the runs out by itself", where="shard", allowed="a shard or a cluster")
