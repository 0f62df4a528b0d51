"""A sweep on a Dask cluster: chunks of runs go out, receipts come back, and the data goes to the shared folder.

On the machine of a worker its runs are done by a supervised process, as at home: a run that crashes, hangs or raises
costs itself there and then. A worker that is lost as a whole is the scheduler's to replace: it gives the chunk to
another, which does what the lost one had not yet written. A chunk that has lost too many workers is halved, and halved
again, until the run that does it stands alone.

Receipts are taken as they come, and few chunks are out at a time: a scheduler that holds many results does their tasks
again when the worker that made them is lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from sim.errors import InputError, RunError
from sim.experiment.folder import MANIFEST
from sim.experiment.sweep import shards
from sim.experiment.sweep.identity import code_hash
from sim.experiment.sweep.store import STORE
from sim.experiment.sweep.supervisor import WORKER_DIED, Supervisor
from sim.experiment.sweep.work import Checked, Ended, Stored, Task
from sim.experiment.sweep.writer import RUNS, Writer
from sim.experiment.worker import Answer

LOCAL = "local"
_CHUNK_SECONDS = 10.0
_MOST_RUNS = 256
_OUT_PER_THREAD = 2
_TICK_SECONDS = 0.5
_GLANCE_SECONDS = 0.02
_LOST_SECONDS = 60.0
_CONNECT_SECONDS = 30.0
_IDLE_SECONDS = 60.0


class Order(NamedTuple):
    """A chunk as it travels: `work` is a pickle of `Checked`, `code` the hash of the model that it is meant for."""

    work: bytes
    code: str
    folder: str
    timeout: float | None
    tasks: tuple[Task, ...]


class Receipt(NamedTuple):
    """What came of a run: the digest of its outcomes, or its kind of error; and the seconds it took."""

    outcomes_digest: str | None
    error: str
    seconds: float


class Cluster:
    """A connection to a Dask cluster, as a context manager.

    Parameters
    ----------
    address
        ``local`` starts a cluster on this machine; anything else is the address of a scheduler.
    folder
        The sweep's, under a path that is the same on all machines.
    work
        What does a run.
    workers
        Processes of a local cluster.
    timeout
        Seconds that a run may take.

    Raises
    ------
    InputError
        On entering: Dask is not installed, or nobody answers at the address.
    """

    def __init__(self, address: str, folder: Path, work: Checked, *, workers: int, timeout: float | None) -> None:
        self._address, self._folder, self._workers, self._timeout = address, folder.resolve(), workers, timeout
        self._work = pickle.dumps(work, protocol=5)
        self._distributed: Any = _distributed()
        self._cluster: Any = None
        self._client: Any = None
        self._threads = 1
        self._out: dict[Any, tuple[Task, ...]] = {}

    def __enter__(self) -> Self:
        if self._address == LOCAL:
            self._cluster = self._distributed.LocalCluster(
                n_workers=max(1, self._workers), threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL"
            )
        try:
            self._client = self._distributed.Client(
                self._cluster or self._address, timeout=_CONNECT_SECONDS, set_as_default=False
            )
            self._client.wait_for_workers(1, timeout=_LOST_SECONDS)
        except (OSError, ValueError) as problem:  # a time-out is an OSError
            self._close()
            raise InputError(
                f"no cluster answers there ({problem})", where="cluster", key=self._address, allowed="local, or tcp://…"
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def perform(
        self, tasks: Sequence[Task], paused: Callable[[], bool] = lambda: False
    ) -> Iterator[Ended | Stored | None]:
        """Do the tasks; yields what stands in the folder as it comes, and runs of which nothing could be written.

        Raises
        ------
        RunError
            A worker has another version of the model or does not see the folder, or the cluster is gone.
        """
        left = deque(tasks)
        pace = _Pace()
        again: list[tuple[Task, ...]] = []
        heard = time.monotonic()
        while left or again or self._out:
            threads = self._count_threads()
            if self._is_gone(time.monotonic() - heard):
                raise RunError("the cluster is gone; what was done is kept, and the same command goes on from there")
            while len(self._out) < _OUT_PER_THREAD * threads and (again or left) and not paused():
                size = pace.chunk(len(left), threads)
                chunk = again.pop() if again else tuple(left.popleft() for _ in range(min(size, len(left))))
                self._submit(chunk)
            if not self._out:
                return
            ended = self._wait()
            if ended:
                heard = time.monotonic()
            for future in ended:
                chunk = self._out.pop(future)
                receipts, lost = self._receipts(future, chunk)
                if lost and len(chunk) > 1:
                    again += [chunk[: len(chunk) // 2], chunk[len(chunk) // 2 :]]
                elif lost:
                    message = f"the workers of the cluster that did it died ({lost})"
                    yield Ended(chunk[0], Answer(error=WORKER_DIED, message=message), 0.0)
                elif receipts is None:
                    again.append(chunk)
                else:
                    pace.learn(receipts)
                    yield from (Stored(t, r.outcomes_digest, r.error) for t, r in zip(chunk, receipts, strict=True))
            yield None

    def _count_threads(self) -> int:
        """Threads that the cluster has now; those that it had last when nobody answers."""
        if self._client.status == "running":
            with contextlib.suppress(OSError, AttributeError):  # the latter from a client that gives up meanwhile
                self._threads = max(1, sum(self._client.nthreads().values()))
        return self._threads

    def _is_gone(self, silent: float) -> bool:
        status = self._client.status
        return status == "closed" or (status != "running" and silent > _LOST_SECONDS)

    def _submit(self, chunk: tuple[Task, ...]) -> None:
        order = Order(self._work, code_hash(), str(self._folder), self._timeout, chunk)
        self._out[self._client.submit(do_chunk, order, pure=False)] = chunk

    def _wait(self) -> list[Any]:
        """Chunks that have ended; none when none has for a moment."""
        until = time.monotonic() + _TICK_SECONDS
        while not (ended := [future for future in self._out if future.done()]) and time.monotonic() < until:
            time.sleep(_GLANCE_SECONDS)
        return ended

    def _receipts(self, future: Any, chunk: Sequence[Task]) -> tuple[list[Receipt] | None, str]:
        """Receipts; or None and why the chunk's workers were lost; or None and nothing when it has to go out again."""
        if future.status == "finished":
            return future.result(), ""
        if future.status != "error":
            return None, ""
        problem = future.exception()
        if type(problem).__name__ == "KilledWorker":
            return None, str(problem.args[-1] if problem.args else problem).splitlines()[0]
        if isinstance(problem, RunError):
            raise problem
        raise RunError(f"a worker of the cluster failed: {type(problem).__name__}: {problem}") from problem

    def _close(self) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):  # nobody is there any more
                for future in self._out:
                    future.cancel()
                if self._client.status == "running" and self._client.nthreads():
                    self._client.run(release, on_error="ignore")
            self._client.close()
        if self._cluster is not None:
            self._cluster.close()


class _Pace:
    """How long runs take, and so how many make a chunk."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def learn(self, receipts: Sequence[Receipt]) -> None:
        taken = [receipt.seconds for receipt in receipts]
        mean = sum(taken) / max(1, len(taken))
        self._seconds = mean if self._seconds == 0.0 else 0.5 * self._seconds + 0.5 * mean

    def chunk(self, left: int, threads: int) -> int:
        wanted = 2 if self._seconds == 0.0 else int(_CHUNK_SECONDS / self._seconds)
        return max(1, min(wanted, _MOST_RUNS, left // (2 * threads)))


# ---- on the machine of a worker ------------------------------------------------------------------


class _Held(NamedTuple):
    """A supervised process that waits for the next chunk of the same sweep."""

    supervisor: Supervisor
    work: tuple[bytes, float | None]
    used: float


_held: dict[int, _Held] = {}
_held_lock = threading.Lock()


def do_chunk(order: Order) -> list[Receipt]:
    """Do the runs of a chunk that are not written yet, and write them.

    Raises
    ------
    RunError
        The model is another one here, or the folder is not to be seen.
    """
    if code_hash() != order.code:
        raise RunError(
            f"a worker of the cluster has another model ({code_hash()[:12]} in place of {order.code[:12]}): "
            "install the same version on all machines"
        )
    folder = Path(order.folder)
    if not (folder / MANIFEST).exists():
        raise RunError(f"a worker of the cluster does not see the folder {folder}: it has to be on a shared disk")
    name = "c" + hashlib.sha256("".join(task.id for task in order.tasks).encode()).hexdigest()[:20]
    receipts = _written(folder / STORE, name)
    left = [task for task in order.tasks if task.id not in receipts]
    work: Checked = pickle.loads(order.work)
    writer = Writer(folder / STORE, name)
    supervisor = _take(order)
    try:
        for ended in supervisor.perform(left):
            if ended is None:
                writer.flush_when_due()
            elif ended.answer.error is None:
                receipts[ended.task.id] = Receipt(writer.add_run(ended), "", ended.seconds)
            else:
                writer.add_failure(ended, work.context.world_text(ended.task))
                receipts[ended.task.id] = Receipt(None, ended.answer.error, ended.seconds)
        writer.flush()
    except BaseException:
        supervisor.__exit__(None, None, None)
        raise
    _keep(supervisor, order)
    return [receipts[task.id] for task in order.tasks]


def release() -> None:
    """End the processes that wait for more."""
    with _held_lock:
        ending = list(_held.values())
        _held.clear()
    for held in ending:
        held.supervisor.__exit__(None, None, None)


def _written(store: Path, name: str) -> dict[str, Receipt]:
    """What a worker that was lost has done of this chunk."""
    found: dict[str, Receipt] = {}
    for part in shards.names(store, RUNS, name):
        table = shards.content(store / part.file, ["id", "outcomes_digest", "seconds"])
        if table is not None:
            columns = (table[column].to_pylist() for column in ("id", "outcomes_digest", "seconds"))
            found |= {run: Receipt(digest, "", seconds) for run, digest, seconds in zip(*columns, strict=True)}
    return found


def _take(order: Order) -> Supervisor:
    """The supervised process of this thread, when it is of the same sweep, or a new one."""
    with _held_lock:
        held = _held.pop(threading.get_ident(), None)
    if held is not None:
        if held.work == (order.work, order.timeout):
            return held.supervisor
        held.supervisor.__exit__(None, None, None)
    return Supervisor(pickle.loads(order.work), workers=1, timeout=order.timeout).__enter__()


def _keep(supervisor: Supervisor, order: Order) -> None:
    """Let the process wait for the next chunk, for a minute."""
    with _held_lock:
        _held[threading.get_ident()] = _Held(supervisor, (order.work, order.timeout), time.monotonic())
    timer = threading.Timer(_IDLE_SECONDS + 1.0, _release_idle)
    timer.daemon = True
    timer.start()


def _release_idle() -> None:
    with _held_lock:
        idle = [thread for thread, held in _held.items() if time.monotonic() - held.used > _IDLE_SECONDS]
        ending = [_held.pop(thread) for thread in idle]
    for held in ending:
        held.supervisor.__exit__(None, None, None)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise InputError(
            "Dask is not installed", where="cluster", allowed="pip install 'trm-lab[cluster]', or --shard without it"
        ) from None
    return distributed
