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
import stat
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


def _own(folder: Path) -> bool:
    """Whether a folder where all users may write is there, and this user's alone: what lies in it is executed."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and (
        not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
    )


def _choose_cache() -> Path:
    """The first writable place for compiled code: the user's choice, the user's cache, or temporary files.

    A process that this one starts inherits the folder with its leaf.
    """
    leaf = f"numba-{_sources_hash()}"
    chosen = [Path(os.environ[name]) for name in ("TRM_CACHE_DIR", "NUMBA_CACHE_DIR") if os.environ.get(name)]
    candidates = [folder.parent if folder.name == leaf else folder for folder in chosen]
    if home := os.environ.get("XDG_CACHE_HOME"):
        candidates.append(Path(home) / "trm")
    with contextlib.suppress(RuntimeError):  # no home folder at all
        candidates.append(Path.home() / ".cache" / "trm")
    for candidate in candidates:
        if _writable(candidate / leaf):
            return candidate / leaf
    shared = Path(tempfile.gettempdir()) / f"trm-cache-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    if _own(shared) and _writable(shared / leaf):
        return shared / leaf
    return Path(tempfile.mkdtemp(prefix="trm-cache-"))


CACHE = _choose_cache()
os.environ["NUMBA_CACHE_DIR"] = str(CACHE)

import numba  # noqa: E402  (the cache folder has to be set first)
from llvmlite.binding import get_host_cpu_name  # noqa: E402
from numba.core import event  # noqa: E402

_config: Any = numba.config
_config.CACHE_DIR = str(CACHE)  # for the case that somebody has imported numba before


class _Rest(event.Listener):
    """Has the collector of garbage rest while a kernel is compiled: of the million objects that come, all are in use.

    Looking through them again and again was a tenth of the first run, and to take them away afterwards is a twentieth:
    with `leaves_garbage` they stay there, 300 MB for all kernels.
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
    """While this lasts, what compiling leaves behind is not looked through.

    A process that froze its objects before, as a command does when it starts, never looks: it ends soon. In any other,
    a notebook for instance, the collector has them all back afterwards.
    """
    ends_soon = gc.get_freeze_count() > 0
    _rest.leaves_garbage = True
    try:
        yield
    finally:
        _rest.leaves_garbage = False
        if not ends_soon:
            gc.unfreeze()


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


def _mark() -> Path:
    return CACHE / f"whole-{numba.__version__}-{get_host_cpu_name()}"


def is_cold() -> bool:
    """True until a run has come to its end here, so that the next one waits for kernels: for all, or for what is left.

    Another numba or another processor compiles anew.
    """
    return not (_config.DISABLE_JIT or _mark().exists())


def mark_warm() -> None:
    """Say that a run has come to its end, with all its kernels in the cache."""
    if is_cold():
        with contextlib.suppress(OSError):
            _mark().touch()
