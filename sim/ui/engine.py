"""The engine of the page: worker processes that all visitors share, each of whom has his turn.

Nothing of a visitor's computing is done in the server itself, which would make all others wait. A task that several ask
for is done once (`keys`), and one that kills its worker, or never ends, costs itself alone.
"""

from __future__ import annotations

import atexit
import os
import pickle
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sim.errors import RunError
from sim.experiment.compiling import compiling_beside
from sim.experiment.process import WorkerLostError, WorkerProcess
from sim.experiment.processors import processors
from sim.experiment.sweep.supervisor import TIMED_OUT, WORKER_DIED
from sim.experiment.worker import Answer
from sim.kernels.compiled import is_cold
from sim.ui.kept import KeptAnswers

T = TypeVar("T")
R = TypeVar("R")

CANCELLED = "Cancelled"
"""The `error` of an answer that is no longer wanted."""
CACHE_BYTES = 128_000_000
TASK_SECONDS = 120.0
_TRIES = 2
_STARTS = 3
_WARM_SCENARIOS = ("open-replies", "full-trm")
_NICER_BY = 5
"""The server, who answers everybody, goes before the workers."""


class Ticket:
    """What a visitor has asked for, and what has come of it so far. May be used from any thread."""

    def __init__(self, engine: Engine, visitor: str, total: int) -> None:
        self._engine, self.visitor, self.total = engine, visitor, total
        self._answers: dict[int, Answer] = {}
        self._changed = threading.Condition(engine._lock)
        self.cancelled = False

    @property
    def done(self) -> int:
        """Tasks that have an answer."""
        return len(self._answers)

    @property
    def answers(self) -> dict[int, Answer]:
        """The answers so far, by place in the tasks given. Values are shared with others: read them only."""
        with self._changed:
            return dict(self._answers)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until all tasks have an answer (True), or so many seconds have passed (False)."""
        with self._changed:
            return self._changed.wait_for(lambda: self.done == self.total, timeout)

    def changed(self, seen: int, timeout: float) -> int:
        """Wait until more than `seen` tasks have an answer, or so many seconds have passed; how many have one."""
        with self._changed:
            self._changed.wait_for(lambda: self.done > seen or self.done == self.total, timeout)
            return self.done

    def cancel(self) -> None:
        """Want no more: tasks without an answer get one with the error `CANCELLED`, so that nobody waits for them."""
        self._engine.cancel(self)

    def _take(self, place: int, answer: Answer) -> None:
        """Note an answer. The engine's lock is held."""
        self._answers.setdefault(place, answer)
        self._changed.notify_all()


@dataclass(eq=False)
class _Call:
    """A task as the workers see it: `takers` are those who want its answer, each with his place for it."""

    work: bytes
    task: Any
    key: Hashable | None
    takers: list[tuple[Ticket, int]] = field(default_factory=list)
    begun: bool = False


class Engine:
    """Workers that live as long as the server.

    Parameters
    ----------
    workers
        Processes; by default as many as there are processors.
    cache_bytes
        How much is kept of answers with a key, for those who ask the same again.
    task_seconds
        How long a task may take.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        cache_bytes: int = CACHE_BYTES,
        task_seconds: float = TASK_SECONDS,
    ) -> None:
        self.workers = workers or processors()
        self._task_seconds = task_seconds
        self._lock = threading.Lock()
        self._something = threading.Condition(self._lock)
        self._queues: OrderedDict[str, deque[tuple[Ticket, _Call]]] = OrderedDict()
        self._shared: dict[Hashable, _Call] = {}
        self._running: set[_Call] = set()
        self._kept = KeptAnswers(cache_bytes)
        self._processes: set[WorkerProcess] = set()
        self._threads: list[threading.Thread] = []
        self._one_compiles = threading.Lock()
        self._cold = False
        self._ready = 0
        self._why = ""
        self._stopping = False

    @property
    def is_warm(self) -> bool:
        """True once every worker has run a world."""
        return self._ready == self.workers

    def start(self) -> None:
        """Start the workers, if they are not, and wait until each has run a world: the kernels are then loaded.

        Raises
        ------
        RunError
            Workers cannot be started.
        """
        self._launch()
        with self._something:
            self._something.wait_for(lambda: self.is_warm or bool(self._why) or self._stopping)
            if self._why and not self._stopping:
                raise RunError(f"worker processes cannot be started ({self._why})")

    def stop(self) -> None:
        """End the workers now. What was asked for is cancelled, and so is what is asked for later."""
        with self._lock:
            self._stopping = True
            for ticket in self._tickets():
                self._cancel(ticket)
            for process in self._processes:
                process.kill()
            self._something.notify_all()
        for thread in self._threads:
            thread.join()
        for process in self._processes:
            process.close()
        self._processes.clear()

    def submit(
        self, work: Callable[[T], R], tasks: Sequence[T], *, visitor: str, keys: Sequence[str] | None = None
    ) -> Ticket:
        """Ask for `work(task)` of every task, and go on without waiting.

        Parameters
        ----------
        work
            A function that a fresh interpreter can import; its tasks and values must pickle.
        visitor
            Who asks. Visitors are served in turn, a task each.
        keys
            Of each task, what its value depends on. Tasks of the same work with the same key are done once, now and
            as long as the answer is kept; failures are not kept.
        """
        self._launch()
        pickled = pickle.dumps(work, protocol=5)
        ticket = Ticket(self, visitor, len(tasks))
        with self._lock:
            if self._stopping:
                self._cancel(ticket)
                return ticket
            for place, task in enumerate(tasks):
                self._ask(ticket, place, pickled, task, None if keys is None else (pickled, keys[place]))
            self._something.notify_all()
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Drop what is not begun of a ticket; the answer of what is in work goes to others only."""
        with self._lock:
            self._cancel(ticket)

    def leave(self, visitor: str) -> None:
        """Cancel all that a visitor still waits for: he has gone."""
        with self._lock:
            for ticket in [ticket for ticket in self._tickets() if ticket.visitor == visitor]:
                self._cancel(ticket)

    # Below, the lock is held by the caller.

    def _ask(self, ticket: Ticket, place: int, work: bytes, task: Any, key: Hashable | None) -> None:
        if key is not None and (kept := self._kept.get(key)) is not None:
            ticket._take(place, kept)
            return
        call = self._shared.get(key) if key is not None else None
        if call is None:
            call = _Call(work, task, key)
            if key is not None:
                self._shared[key] = call
        call.takers.append((ticket, place))
        if not call.begun:  # it stands in the queue of each who wants it, and the first turn begins it
            self._queues.setdefault(ticket.visitor, deque()).append((ticket, call))

    def _tickets(self) -> set[Ticket]:
        waiting = {ticket for queue in self._queues.values() for ticket, _ in queue}
        return waiting | {ticket for call in self._running for ticket, _ in call.takers}

    def _cancel(self, ticket: Ticket) -> None:
        ticket.cancelled = True
        for place in range(ticket.total):
            ticket._take(place, Answer(error=CANCELLED, message="it was cancelled"))
        queue = self._queues.pop(ticket.visitor, deque())
        if left := deque(entry for entry in queue if entry[0] is not ticket):
            self._queues[ticket.visitor] = left
        for call in self._running | {call for owner, call in queue if owner is ticket}:
            call.takers = [taker for taker in call.takers if taker[0] is not ticket]
            if not call.begun and not call.takers and call.key is not None:
                self._shared.pop(call.key, None)

    def _turn(self) -> _Call | None:
        """The next task: of the visitor who has waited longest for his turn."""
        while self._queues:
            visitor, queue = self._queues.popitem(last=False)
            while queue:
                _, call = queue.popleft()
                if not call.begun:
                    if queue:
                        self._queues[visitor] = queue
                    call.begun = True
                    self._running.add(call)
                    return call
        return None

    # Below, it is not.

    def _launch(self) -> None:
        with self._lock:
            if self._threads or self._stopping:
                return
            self._cold = is_cold()
            self._threads = [
                threading.Thread(target=self._supervise, name=f"engine-{number}", daemon=True)
                for number in range(self.workers)
            ]
            for thread in self._threads:
                thread.start()  # before `stop` can find them, which joins them

    def _supervise(self) -> None:
        """Feed one worker, and replace it when it dies."""
        # Two that compile the same at once would take twice as long as one after the other.
        with self._one_compiles if self._cold else nullcontext(), compiling_beside():
            worker = self._started()
        with self._lock:
            self._ready += worker is not None
            self._something.notify_all()
        while (call := self._next()) is not None:
            answer, size, worker = self._performed(call, worker)
            with self._lock:
                self._running.discard(call)
                if call.key is not None:
                    self._shared.pop(call.key, None)
                    if answer.error is None:
                        self._kept.put(call.key, answer, size)
                for ticket, place in call.takers:
                    ticket._take(place, answer)

    def _next(self) -> _Call | None:
        with self._something:
            call = None
            while not self._stopping and (call := self._turn()) is None:
                self._something.wait()
            return None if self._stopping else call

    def _performed(self, call: _Call, worker: WorkerProcess | None) -> tuple[Answer, int, WorkerProcess | None]:
        """The answer, its bytes, and the worker that goes on."""
        try:
            message = _message(call.work, pickle.dumps(call.task, protocol=5))
        except Exception as problem:  # a task that cannot travel
            return Answer(error=type(problem).__name__, message=str(problem)), 0, worker
        how = ""
        for _ in range(_TRIES):
            worker = worker or self._started()
            if worker is None:
                how = self._why
                continue
            late = threading.Event()
            watch = threading.Timer(self._task_seconds, _end, (worker, late))
            watch.daemon = True
            watch.start()
            try:
                reply = worker.call(message)
                return pickle.loads(reply), len(reply), worker
            except WorkerLostError as death:
                self._discard(worker)
                worker, how = None, str(death)
                if late.is_set():  # it would take as long again
                    return Answer(error=TIMED_OUT, message=f"not done after {self._task_seconds:g} s"), 0, None
            finally:
                watch.cancel()
        lost = Answer(error=WORKER_DIED, message=f"the process that performed it died {_TRIES} times ({how})")
        return lost, 0, None

    def _started(self) -> WorkerProcess | None:
        """A worker that has run a world, or None when none can be had; `_why` then says the reason."""
        warming = _message(pickle.dumps(warm_up, protocol=5), pickle.dumps(None))
        for _ in range(_STARTS):
            with self._lock:
                if self._stopping:
                    return None
                worker = WorkerProcess()
                self._processes.add(worker)
            try:
                worker.call(pickle.dumps(_perform, protocol=5))
                answer = pickle.loads(worker.call(warming))
                if answer.error is None:
                    return worker
                self._why = f"{answer.error}: {answer.message}"
            except WorkerLostError as death:
                self._why = str(death)
            self._discard(worker)
        return None

    def _discard(self, worker: WorkerProcess) -> None:
        worker.kill()
        with self._lock:
            known = worker in self._processes
            self._processes.discard(worker)
        if known:
            worker.close()


def warm_up(_: object = None) -> None:
    """Load what a world needs, by running small ones: the kernels are compiled here when they never were."""
    from sim.model import run
    from sim.scenario.loading import load_scenario

    if hasattr(os, "nice"):
        os.nice(_NICER_BY)
    for name in _WARM_SCENARIOS:
        run(load_scenario(name, overrides=("consumers.count=60", "days=10")))


_making = threading.Lock()
_own: list[Engine] = []


def engine(workers: int | None = None) -> Engine:
    """The process's own engine; its workers start when something is first asked of it.

    `workers` counts for the call that makes it, which is the server's.
    """
    with _making:
        if not _own:
            _own.append(Engine(workers))
            atexit.register(_own[0].stop)
        return _own[0]


def _message(work: bytes, task: bytes) -> bytes:
    """What a worker is sent: pickles inside a pickle, so that one that cannot be read costs its task alone."""
    return pickle.dumps((work, task), protocol=5)


def _perform(message: tuple[bytes, bytes]) -> Any:
    """Do a task, in a worker."""
    work, task = (pickle.loads(part) for part in message)
    return work(task)


def _end(worker: WorkerProcess, late: threading.Event) -> None:
    late.set()
    worker.kill()
