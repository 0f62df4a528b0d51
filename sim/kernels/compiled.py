"""How kernels are compiled, and where their machine code is kept.

Kernels are serial and release the interpreter's lock (`nogil`), so that two worlds, or two blocks of
one world, run side by side. `parallel=True` is not used (two Python threads inside such a kernel
abort the process on numba's default layer), nor `fastmath` (its results differ between machines).

The cache folder must be chosen before numba is imported: a read-only installation without a home
folder would otherwise fail on import. A hash of the sources stands in its path, because numba does
not notice when a helper in another module has changed.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any


def _sources_hash() -> str:
    package = Path(__file__).resolve().parent.parent
    files = [package / "randomness.py", *sorted((package / "kernels").glob("*.py"))]
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _choose_cache() -> Path:
    """The first writable place for compiled code: the user's choice, the user's cache, or temporary files."""
    chosen = os.environ.get("TRM_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME")
    candidates = [Path(chosen)] if chosen else []
    if home:
        candidates.append(Path(home) / "trm")
    with contextlib.suppress(RuntimeError):  # no home folder at all
        candidates.append(Path.home() / ".cache" / "trm")
    candidates.append(Path(tempfile.gettempdir()) / f"trm-cache-{os.getuid() if hasattr(os, 'getuid') else 'user'}")
    leaf = f"numba-{_sources_hash()}"
    for candidate in candidates:
        if _writable(candidate / leaf):
            return candidate / leaf
    return Path(tempfile.mkdtemp(prefix="trm-cache-"))


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(_choose_cache())
CACHE = Path(os.environ["NUMBA_CACHE_DIR"])

import numba  # noqa: E402  (the cache folder has to be set first)
from numba.core import event  # noqa: E402


class _Rest(event.Listener):
    """Has the collector of garbage rest while a kernel is compiled: of the million objects that come, all are in use.

    Looking through them again and again was a tenth of the first run, and to take them away afterwards is a twentieth:
    `leaves_garbage` leaves them there for as long as the process lasts, which is 300 MB for all kernels.
    """

    depth = 0
    was_on = False
    leaves_garbage = False

    def on_start(self, _: object) -> None:
        """A kernel begins to be compiled, perhaps within another; numba lets only one thread do so."""
        if self.depth == 0:
            self.was_on = gc.isenabled()
            gc.disable()
        self.depth += 1

    def on_end(self, _: object) -> None:
        """A kernel is compiled, or has failed."""
        self.depth -= 1
        if self.depth == 0 and self.was_on:
            if self.leaves_garbage:
                gc.freeze()
            gc.enable()


_rest = _Rest()
event.register("numba:compile", _rest)  # type: ignore[no-untyped-call]


@contextlib.contextmanager
def leaving_garbage() -> Iterator[None]:
    """While this lasts, what compiling leaves behind is not looked through: for a process that ends soon."""
    _rest.leaves_garbage = True
    try:
        yield
    finally:
        _rest.leaves_garbage = False

# numba's type information does not know of wrappers; it leaves them out itself of what `overload` compiles
_njit: Any = numba.njit
_OPTIONS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}

compiled = _njit(cache=True, **_OPTIONS)
"""Decorator of a kernel that Python calls."""


def inlined(function: Callable[..., Any]) -> Any:
    """Decorator of a small function that kernels call; its body is pasted into theirs.

    A way in from Python is compiled when Python first calls it, as tests do. One for each of these functions, which no
    run takes, was a tenth of the first run.
    """
    made: Any = _njit(cache=True, forceinline=True, no_cpython_wrapper=True, **_OPTIONS)(function)
    if made is function:  # compilation is switched off: it is the function itself
        return made

    @cache
    def way_in() -> Any:
        return _njit(**_OPTIONS)(lambda *arguments: made(*arguments))

    # Python would jump to the way in that is not there. So it is shown no overload, and when it asks for one to be
    # compiled, gets what it can call.
    made.add_overload = lambda result: made.overloads.update({tuple(result.signature.args): result})
    made._compile_for_args = lambda *_, **__: way_in()
    return made


def is_cold() -> bool:
    """True when no kernel has been compiled into the cache yet, so that the next run will wait for it."""
    return not any(CACHE.rglob("*.nbc"))
