"""What the server does beside its answers, in threads. It waits for them before it ends.

A daemon thread that the end of the interpreter meets inside compiled code of others, such as an import of a package in
C++, is unwound through that code, which takes the process down by SIGABRT.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable

_at_work: weakref.WeakSet[threading.Thread] = weakref.WeakSet()


def in_background(work: Callable[[], object]) -> None:
    """Do it in a thread of its own, which must end soon once the engine has stopped."""
    thread = threading.Thread(target=work, daemon=True)  # one that never ends must not keep the process
    _at_work.add(thread)
    thread.start()


def wait_for_background(seconds: float) -> bool:
    """Wait until all that was begun has ended (True), or so many seconds have passed (False)."""
    until = time.monotonic() + seconds
    for thread in list(_at_work):
        if thread.ident is not None:  # one that is being started as we are told to end has not begun
            thread.join(max(0.0, until - time.monotonic()))
    return not any(thread.is_alive() for thread in _at_work)
