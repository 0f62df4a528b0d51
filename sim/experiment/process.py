"""A worker as its parent sees it: a fresh interpreter behind two pipes."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import IO, NoReturn, cast

from sim.experiment.worker import receive, send


class WorkerLostError(Exception):
    """The pipe to a worker closed; the argument says how it ended."""


class WorkerProcess:
    """A process that performs tasks one after the other, in the order in which they are posted."""

    def __init__(self) -> None:
        boot = f"import sys; sys.path[:] = {sys.path!r}; from sim.experiment.worker import serve; serve()"
        # Its own session: a Ctrl-C on the terminal is for the parent, who then ends the workers.
        self._process = subprocess.Popen(
            [sys.executable, "-c", boot],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._to = cast(IO[bytes], self._process.stdin)
        self._from = cast(IO[bytes], self._process.stdout)

    def post(self, message: bytes) -> None:
        """Send a message; the worker comes to it when it has answered those before."""
        try:
            send(self._to, message)
        except (OSError, ValueError):  # a broken pipe, or one that `kill` has closed
            self._lost()

    def take(self) -> bytes:
        """Wait for the answer to the oldest message that has none."""
        try:
            answer = receive(self._from)
        except (OSError, ValueError):
            answer = None
        if answer is None:
            self._lost()
        return answer

    def call(self, message: bytes) -> bytes:
        """Send a message and wait for its answer."""
        self.post(message)
        return self.take()

    def _lost(self) -> NoReturn:
        self.kill()
        code = self._process.returncode
        raise WorkerLostError(f"signal {-code}" if code < 0 else f"exit code {code}")

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Close the pipes of a process that has ended."""
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):  # unsent bytes for a process that is gone
                pipe.close()
