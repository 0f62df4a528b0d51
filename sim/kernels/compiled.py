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
import hashlib
import os
import sys
import tempfile
from pathlib import Path


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

compiled = numba.njit(cache=True, nogil=True, error_model="numpy")
"""Decorator of a kernel that Python calls."""

inlined = numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
"""Decorator of a small function that kernels call; its body is pasted into theirs."""


def is_cold() -> bool:
    """True when no kernel has been compiled into the cache yet, so that the next run will wait for it."""
    return not any(CACHE.rglob("*.nbc"))
