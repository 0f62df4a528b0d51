"""Faults of one line, put into the engine on purpose: the agreement has to notice every one of them.

``python -m tests.reference.faults`` tries all of them in some minutes; the tests try the first one of each kernel,
because a faulty kernel has to be compiled, and all of those in plain Python.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Any

import numba

from sim.scenario.loading import load_scenario
from tests.reference.agreement import Agreement
from tests.reference.fault import Fault
from tests.reference.faults_in_agents import PLAIN_FAULTS
from tests.reference.faults_in_kernels import KERNEL_FAULTS
from tests.reference.settings import EVENTFUL

SMALL = (
    "consumers.count=240",
    "days=20",
    "observers.thanks_prob=0.9",
    "platforms.twitter.friend_reach=1",
    "retailers.kopi.reply.policy=open",
    "retailers.toko.reply.policy=private",
    "retailers.toko.it.order_days=5.5",
    "retailers.kopi.it.outage_prob=0.5",
    "retailers.kopi.reply.message_minutes=40",
    "retailers.pasar.it.outage_prob=0.5",
    "suppliers.kebun.innovation.half_spend=1000",
    "suppliers.pabrik.innovation.half_spend=1000",
)
"""Laid on the eventful world, the world in which faults are looked for: everything happens in it within three weeks."""


def first_of_each_kernel() -> list[Fault]:
    """One fault for each compiled function."""
    return list({fault.within or fault.function: fault for fault in reversed(KERNEL_FAULTS)}.values())[::-1]


def eventful_world() -> Agreement:
    """The world in which faults are looked for, as the reference lives it."""
    return Agreement(load_scenario("baseline", overrides=[*EVENTFUL, *SMALL]), seed=5)


@contextlib.contextmanager
def put_into_the_engine(fault: Fault) -> Iterator[None]:
    """The engine with a fault in it; afterwards it is as before."""
    faulty = _made(fault.function, source_with(fault))
    place = fault.function
    if fault.within:
        part = fault.function.rpartition(":")[2]
        place, faulty = fault.within, _made(fault.within, _source_of(fault.within), {part: faulty})
    owner, name, _ = _place_of(place)
    sound = getattr(owner, name)
    setattr(owner, name, property(faulty) if isinstance(sound, property) else faulty)
    try:
        yield
    finally:
        setattr(owner, name, sound)


def _made(place: str, source: str, parts: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """The function that a source defines, among the names of its module and `parts`; compiled if it is a kernel."""
    owner, name, module = _place_of(place)
    made = dict(vars(module)) | parts
    exec(compile(source, f"<{place} with a fault>", "exec"), made)
    if hasattr(getattr(owner, name), "py_func"):  # as in sim/kernels/compiled.py, but not kept in the cache
        return numba.njit(nogil=True, error_model="numpy")(made[name])
    return made[name]


def source_with(fault: Fault) -> str:
    """The source of the function with the fault in it, without its decorators.

    Raises
    ------
    ValueError
        What is right does not stand there once.
    """
    source = _source_of(fault.function)
    if source.count(fault.right) != 1:
        raise ValueError(f"{fault}: what is right stands there {source.count(fault.right)} times, not once")
    return source.replace(fault.right, fault.wrong)


def _source_of(place: str) -> str:
    """The source of a function, without its decorators."""
    owner, name, _ = _place_of(place)
    sound = getattr(owner, name)
    plain = sound.fget if isinstance(sound, property) else getattr(sound, "py_func", sound)
    source = textwrap.dedent(inspect.getsource(plain))
    # by itself a function does not know in which class it stands
    return source[source.index("def ") :].replace("super()", f"super({getattr(owner, '__name__', '')}, self)")


def _place_of(place: str) -> tuple[Any, str, ModuleType]:
    """The module or class that holds the function, its name there, and its module."""
    module_name, _, path = place.partition(":")
    module = import_module(module_name)
    owner, _, name = path.rpartition(".")
    return (getattr(module, owner) if owner else module), name, module


def main() -> int:
    """Try all faults; the exit code is the number of those that nobody noticed."""
    world, missed = eventful_world(), 0
    if (found := world.first_difference()) is not None:
        print(f"there is a difference already without a fault: {found}")
        return 1
    for fault in (*PLAIN_FAULTS, *KERNEL_FAULTS):
        with put_into_the_engine(fault):
            found = world.first_difference()
        missed += found is None
        print(f"{'MISSED' if found is None else f'day {found.day:2d}, {found.kind}':32}  {fault}", flush=True)
    print(f"{missed} of {len(KERNEL_FAULTS) + len(PLAIN_FAULTS)} faults were missed")
    return missed


if __name__ == "__main__":
    sys.exit(main())
