"""A small supervised pool: many tasks, on this process or on several, results as they come.

Why not `concurrent.futures`: one task that kills its process breaks that whole pool, and its workers
outlive a parent that is killed. Here a dead worker costs its task one retry and nobody else anything,
and a worker ends itself as soon as its standard input closes, which the system does for every parent.

Workers are fresh interpreters (`python -c …`) and not `multiprocessing` processes, because those
import the caller's main module again: a user's script without an `if __name__ == "__main__"` guard,
or one that is piped in, could then use no second worker.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from sim.errors import RunError
from sim.experiment.process import WorkerLostError, WorkerProcess
from sim.experiment.processors import processors
from sim.experiment.worker import Answer, attempt

START_SECONDS = 2.0
"""What starting workers costs, imports included; below that gain a task stays in this process."""
_TRIES = 2
_STARTS = 3


@dataclass(frozen=True)
class Finished:
    """A task that ended: `index` is its place in the list given, `answer` its value or its failure."""

    index: int
    answer: Answer
    seconds: float


def run_tasks(
    work: Callable[[Any], Any], tasks: Sequence[Any], *, workers: int | None = None, cold: bool = False
) -> Generator[Finished, None, None]:
    """Perform `work(task)` for every task and yield each end as it comes, in any order.

    Parameters
    ----------
    work
        A function that a fresh interpreter can import; its tasks and values must pickle.
    workers
        Processes. 1 stays in this process. None starts here too and moves to as many workers as there are
        processors once the time of a task shows that this pays.
    cold
        The first task also compiles what all others use: it runs before them, and its time is no measure.

    An exception costs its own task. So does the death of a worker, after one more try. Leaving the
    iteration early (`close`, or an interruption) ends the workers at once.

    Raises
    ------
    RunError
        Workers cannot be started at all.
    """
    left = deque(range(len(tasks)))
    most = min(workers or processors(), len(tasks))
    while left and (workers is None or workers == 1):
        index = left.popleft()
        started = time.perf_counter()
        answer = attempt(work, tasks[index])
        seconds = time.perf_counter() - started
        yield Finished(index, answer, seconds)
        if workers is None and not (cold and index == 0):
            count = min(most, len(left))
            alone = len(left) * seconds
            if count > 1 and START_SECONDS + alone / count < 0.8 * alone:
                break
    if left:
        pool = _Pool(work, tasks, left, min(most, len(left)), one_first=cold and len(left) == len(tasks))
        try:
            yield from pool.results()
        finally:
            pool.stop()


class _Pool:
    """Workers with a supervising thread each, which feeds it, and replaces it when it dies."""

    def __init__(
        self,
        work: Callable[[Any], Any],
        tasks: Sequence[Any],
        left: deque[int],
        workers: int,
        *,
        one_first: bool,
    ) -> None:
        self._work = pickle.dumps(work, protocol=5)
        self._tasks, self._left = tasks, left
        self._expected = len(left)
        self._results: SimpleQueue[Finished | BaseException] = SimpleQueue()
        self._lock = threading.Lock()
        self._stopping = False
        self._workers: set[WorkerProcess] = set()
        self._warm = threading.Event()
        if not one_first:
            self._warm.set()
        self._threads = [
            threading.Thread(target=self._supervise, args=(number,), daemon=True) for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def results(self) -> Iterator[Finished]:
        for _ in range(self._expected):
            finished = self._results.get()
            if isinstance(finished, BaseException):
                raise finished
            yield finished

    def stop(self) -> None:
        with self._lock:
            self._stopping = True
            for worker in self._workers:
                worker.kill()
        self._warm.set()
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.close()

    def _supervise(self, number: int) -> None:
        worker: WorkerProcess | None = None
        try:
            if number > 0:
                self._warm.wait()
            while (index := self._next()) is not None:
                finished, worker = self._perform(index, worker)
                self._results.put(finished)
                self._warm.set()
        except BaseException as problem:  # to be raised where the results are read
            if not self._stopping:
                self._results.put(problem)

    def _next(self) -> int | None:
        with self._lock:
            return None if self._stopping or not self._left else self._left.popleft()

    def _perform(self, index: int, worker: WorkerProcess | None) -> tuple[Finished, WorkerProcess | None]:
        task = pickle.dumps(self._tasks[index], protocol=5)
        started = time.perf_counter()
        how = ""
        for _ in range(_TRIES):
            worker = worker or self._start()
            try:
                answer = pickle.loads(worker.call(task))
                return Finished(index, answer, time.perf_counter() - started), worker
            except WorkerLostError as death:
                if self._stopping:
                    raise
                how = str(death)
                self._discard(worker)
                worker = None
        lost = Answer(error="WorkerDied", message=f"the process that performed it died {_TRIES} times ({how})")
        return Finished(index, lost, time.perf_counter() - started), None

    def _start(self) -> WorkerProcess:
        how = ""
        for _ in range(_STARTS):
            with self._lock:
                if self._stopping:
                    raise WorkerLostError("stopping")
                worker = WorkerProcess()
                self._workers.add(worker)
            try:
                worker.call(self._work)
                return worker
            except WorkerLostError as death:
                how = str(death)
                self._discard(worker)
        raise RunError(f"worker processes cannot be started ({how}); use one worker instead")

    def _discard(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._workers.discard(worker)
        worker.kill()
        worker.close()
