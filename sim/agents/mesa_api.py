"""Mesa, imported in one place, without its side effect and without the libraries that a run does not use.

Importing Mesa 3.3.1 sets the start method of `multiprocessing` to "spawn" for the whole program, over
whatever its author has chosen; Mesa 3.5 does so only when `batch_run` is called. What was set before
is put back here, so a program that imports this package keeps its own choice. Nothing of ours relies
on the program's start method: workers are started from an explicit `multiprocessing.get_context`.

It also imports pandas, networkx and, by way of its experimental rooms, scipy: half of the time in which a run, and
every worker of a sweep, starts. Of Mesa a run uses agents, agent sets and the model, so while Mesa is imported these
are put off: in Mesa's own modules stand `Later`s, which fetch the library when Mesa first asks it for something.

Mesa has no type information, so its classes are `Any` to a type checker.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

PUT_OFF = ("pandas", "networkx", "mesa.experimental")


class Later(ModuleType):
    """Stands where a module was imported, and imports it when it is first asked for something.

    The import is the ordinary one, under the interpreter's own locks. That is why it is not the standard library's
    `LazyLoader`, which leaves a half-made module for the whole program, and on older Pythons fails when two threads
    ask for it at once.
    """

    def __getattr__(self, name: str) -> object:
        """Attribute `name` of the real module; what only asks where a module comes from does not fetch it."""
        if name.startswith("__") and name != "__path__":  # a package's path leads to the modules in it
            raise AttributeError(f"{self.__name__} is not imported yet; it has no {name}")
        _withdraw(self)
        return getattr(import_module(self.__name__), name)


@contextmanager
def put_off(*names: str) -> Iterator[None]:
    """While this lasts, what imports one of these modules gets a `Later`; one that is there already stays."""
    stand_ins = [Later(name) for name in names if name not in sys.modules]
    sys.modules.update({stand_in.__name__: stand_in for stand_in in stand_ins})
    try:
        yield
    finally:
        for stand_in in stand_ins:
            _withdraw(stand_in)


def _withdraw(stand_in: Later) -> None:
    if sys.modules.get(stand_in.__name__) is stand_in:
        del sys.modules[stand_in.__name__]


_chosen = multiprocessing.get_start_method(allow_none=True)

with put_off(*PUT_OFF):
    import mesa  # type: ignore[import-untyped, unused-ignore]
    from mesa.agent import Agent, AgentSet  # type: ignore[import-untyped, unused-ignore]

    try:
        from mesa.agentset import (  # type: ignore[import-untyped, import-not-found, unused-ignore]
            GroupBy,  # 3.5 and later
        )
    except ImportError:
        from mesa.agent import GroupBy  # 3.3

multiprocessing.set_start_method(_chosen, force=True)

Model = mesa.Model

__all__ = ["Agent", "AgentSet", "GroupBy", "Model"]
