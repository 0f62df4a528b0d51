"""Local workers under supervision: many runs, each end as it comes, and what goes wrong costs one run.

A worker is given a chunk of runs ahead, so that it never waits, and answers them one by one in their order. So a worker
that dies has done what it answered, and the run that it was on is known without a search: that one is tried again,
and is a failure when it has killed a process `TRIES` times; the rest of the chunk goes back in front of the queue.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from sim.errors import RunError
from sim.experiment.compiling import compiling_beside
from sim.experiment.process import WorkerLostError, WorkerProcess
from sim.experiment.sweep.work import Checked, Ended, Task
from sim.experiment.worker import Answer
from sim.kernels.compiled import is_cold

TRIES = 3
"""Processes that a run may kill before it is a failure: one may have been killed by somebody else."""
WORKER_DIED, TIMED_OUT = "WorkerDied", "TimedOut"
"""Kinds of failure that no exception tells of."""
_STARTS = 3
_START_SECONDS = 900.0
_AHEAD_SECONDS = 1.0
_MOST_AHEAD = 32
_TICK_SECONDS = 0.25


class Supervisor:
    """Workers that stay until it is left, as a context manager.

    Parameters
    ----------
    work
        What does a run.
    workers
        How many processes, from 1 on.
    timeout
        Seconds that a run may take; None for any time.
    """

    def __init__(self, work: Checked, *, workers: int, timeout: float | None) -> None:
        self._work = pickle.dumps(work, protocol=5)
        self._workers, self._timeout = workers, timeout
        self._lock = threading.Lock()
        self._compiling = threading.Lock()
        self._stopping = threading.Event()
        self._alive: set[_Watched] = set()
        self._idle: list[_Watched] = []
        self._left: deque[Task] = deque()
        self._deaths: Counter[str] = Counter()
        self._pace = 0.0
        self._results: SimpleQueue[Ended | BaseException | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._watchdog = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watchdog.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        with self._lock:
            for worker in self._alive:
                worker.process.kill()
        for thread in (*self._threads, self._watchdog):
            thread.join()
        for worker in self._alive:
            worker.process.close()

    def perform(self, tasks: Sequence[Task], paused: Callable[[], bool] = lambda: False) -> Iterator[Ended | None]:
        """Do the tasks and yield each end as it comes, in any order; None now and then while none comes.

        Once `paused` says so no further task is begun; what has been handed out is finished.

        Raises
        ------
        RunError
            Workers cannot be started at all.
        """
        self._left = deque(tasks)
        self._threads = [
            threading.Thread(target=self._supervise, args=(paused,), daemon=True)
            for _ in range(min(self._workers, len(tasks)))
        ]
        for thread in self._threads:
            thread.start()
        running = len(self._threads)
        while running:
            try:
                end = self._results.get(timeout=_TICK_SECONDS)
            except Empty:
                yield None
                continue
            if isinstance(end, BaseException):
                raise end
            if end is None:
                running -= 1
            else:
                yield end

    def _supervise(self, paused: Callable[[], bool]) -> None:
        worker: _Watched | None = None
        handed: deque[Task] = deque()
        try:
            while not self._stopping.is_set():
                more = self._more(len(handed), paused)
                handed.extend(more)
                if not handed:
                    break
                began = time.monotonic()
                try:
                    worker = worker or self._idle_or_new()
                    began = time.monotonic()
                    answer = worker.next(handed[0], more, self._timeout)
                except WorkerLostError as death:
                    if self._stopping.is_set():
                        break
                    self._blame(handed, worker, str(death), time.monotonic() - began)
                    self._discard(worker)
                    worker = None
                    continue
                seconds = time.monotonic() - began
                self._pace = seconds if self._pace == 0.0 else 0.8 * self._pace + 0.2 * seconds
                self._results.put(Ended(handed.popleft(), answer, seconds))
        except BaseException as problem:  # to be raised where the results are read
            if not self._stopping.is_set():
                self._results.put(problem)
        finally:
            if worker is not None:
                with self._lock:
                    self._idle.append(worker)
            self._results.put(None)

    def _more(self, handed: int, paused: Callable[[], bool]) -> list[Task]:
        """Tasks for a worker that has so many: up to a second's work, and near the end no more than its share."""
        if paused():
            return []
        with self._lock:
            wanted = 1 if self._pace == 0.0 else min(_MOST_AHEAD, 1 + int(_AHEAD_SECONDS / self._pace))
            wanted = min(wanted, 1 + len(self._left) // (2 * self._workers))
            return [self._left.popleft() for _ in range(min(wanted - handed, len(self._left)))]

    def _blame(self, handed: deque[Task], worker: _Watched | None, how: str, seconds: float) -> None:
        """A worker is gone: find what that means for the run it was on, and put the others back."""
        guilty = handed.popleft()
        answer = None
        if worker is not None and worker.overdue == guilty:
            answer = Answer(error=TIMED_OUT, message=f"not done after {self._timeout:g} s")
        else:
            self._deaths[guilty.id] += 1
            if self._deaths[guilty.id] >= TRIES:
                answer = Answer(error=WORKER_DIED, message=f"the process that did it died {TRIES} times ({how})")
        with self._lock:
            self._left.extendleft(reversed(handed))
            if answer is None:
                self._left.appendleft(guilty)
        handed.clear()
        if answer is not None:
            self._results.put(Ended(guilty, answer, seconds))

    def _idle_or_new(self) -> _Watched:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        if is_cold():
            with self._compiling, compiling_beside():  # one worker compiles, the others load what it made
                return self._start()
        return self._start()

    def _start(self) -> _Watched:
        how = ""
        for _ in range(_STARTS):
            with self._lock:
                if self._stopping.is_set():
                    raise WorkerLostError("stopping")
                worker = _Watched()
                self._alive.add(worker)
            try:
                worker.prepare(self._work)
                return worker
            except WorkerLostError as death:
                how = str(death)
                self._discard(worker)
        raise RunError(f"worker processes cannot be started ({how})")

    def _discard(self, worker: _Watched | None) -> None:
        if worker is not None:
            with self._lock:
                self._alive.discard(worker)
            worker.process.kill()
            worker.process.close()

    def _watch(self) -> None:
        while not self._stopping.wait(_TICK_SECONDS):
            with self._lock:
                alive = list(self._alive)
            for worker in alive:
                worker.kill_if_overdue()


class _Watched:
    """A worker with the task it is on, and the time by which that has to be done."""

    def __init__(self) -> None:
        self.process = WorkerProcess()
        self.overdue: Task | None = None
        self._task: Task | None = None
        self._deadline: float | None = None
        self._lock = threading.Lock()

    def prepare(self, work: bytes) -> None:
        """Hand it the work, and let it compile or load what the work needs."""
        self._expect(None, _START_SECONDS)
        self.process.call(work)
        self.process.call(pickle.dumps(None))
        self._expect(None, None)

    def next(self, task: Task, more: Sequence[Task], timeout: float | None) -> Answer:
        """Post `more` tasks, and wait for the answer to `task`, which is the oldest that was posted."""
        self._expect(task, timeout)
        for each in more:
            self.process.post(pickle.dumps(each, protocol=5))
        answer: Answer = pickle.loads(self.process.take())
        self._expect(None, None)
        return answer

    def kill_if_overdue(self) -> None:
        """End it when the task that it is on should have been done."""
        with self._lock:
            if self._deadline is not None and time.monotonic() > self._deadline:
                self.overdue = self._task
                self._deadline = None
                self.process.kill()

    def _expect(self, task: Task | None, seconds: float | None) -> None:
        with self._lock:
            self._task = task
            self._deadline = None if seconds is None else time.monotonic() + seconds
