"""Mesa, imported in one place and without its side effect.

Importing Mesa 3.3.1 sets the start method of `multiprocessing` to "spawn" for the whole program, over
whatever its author has chosen; Mesa 3.5 does so only when `batch_run` is called. What was set before
is put back here, so a program that imports this package keeps its own choice. Nothing of ours relies
on the program's start method: workers are started from an explicit `multiprocessing.get_context`.

Mesa has no type information, so its classes are `Any` to a type checker.
"""

from __future__ import annotations

import multiprocessing

_chosen = multiprocessing.get_start_method(allow_none=True)

import mesa  # type: ignore[import-untyped, unused-ignore]  # noqa: E402
from mesa.agent import Agent, AgentSet  # type: ignore[import-untyped, unused-ignore]  # noqa: E402

multiprocessing.set_start_method(_chosen, force=True)

try:
    from mesa.agentset import (  # type: ignore[import-untyped, import-not-found, unused-ignore]
        GroupBy,  # 3.5 and later
    )
except ImportError:
    from mesa.agent import GroupBy  # 3.3

Model = mesa.Model

__all__ = ["Agent", "AgentSet", "GroupBy", "Model"]
