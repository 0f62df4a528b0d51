"""The other end of the pool: a process that performs tasks one after the other until its parent is gone.

Messages are pickles with their length in front, over the process's own standard input and output; what
the work prints goes to standard error instead.
"""

from __future__ import annotations

import os
import pickle
import struct
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import IO, Any

from sim.errors import InputError
from sim.experiment.roomy import roomy
from sim.experiment.starting import starting

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True)
class Answer:
    """What became of one task: its value, or what went wrong (`error` is then the exception's name)."""

    value: Any = None
    error: str | None = None
    message: str = ""
    traceback: str = ""
    wrong_input: bool = False


def attempt(work: Callable[[Any], Any], task: Any) -> Answer:
    """Perform one task; an exception becomes an answer, an interruption does not."""
    try:
        return Answer(value=work(task))
    except Exception as problem:
        return Answer(
            error=type(problem).__name__,
            message=str(problem),
            traceback=traceback.format_exc(),
            wrong_input=isinstance(problem, InputError),
        )


def send(pipe: IO[bytes], message: bytes) -> None:
    """Write one message."""
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Read one message; None when the other end is gone, even in the middle of one."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    return body if len(body) == length else None


@roomy
def serve() -> None:
    """Perform tasks for the parent. The first message is the work, every later one a task of it."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    inbox: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests, inbox), daemon=True).start()
    with starting():
        work = pickle.loads(inbox.get())
    send(replies, b"")  # ready: all that the work imports is there
    while True:
        answer = attempt(work, pickle.loads(inbox.get()))
        try:
            message = pickle.dumps(answer, protocol=5)
        except Exception as problem:  # a value that cannot travel is a failure of its task
            message = pickle.dumps(Answer(error=type(problem).__name__, message=str(problem)))
        send(replies, message)


def _listen(requests: IO[bytes], inbox: SimpleQueue[bytes]) -> None:
    """Pass messages on; the end of the stream means that the parent is gone, however it went."""
    while (message := receive(requests)) is not None:
        inbox.put(message)
    os._exit(0)
