"""A policy of one's own at work: its class is made from the text of its file, asked, and held to what is possible.

Whatever goes wrong in it, at its import, when it is asked, or in what it answers, becomes one `PolicyError`, which
costs the run that it belongs to and no other.
"""

from __future__ import annotations

import contextlib
import inspect
import math
import reprlib
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from types import ModuleType
from typing import Any, NoReturn, TypeVar

from sim.agents.time_limit import time_limit
from sim.errors import PolicyError, nearest_name
from sim.policies import OWN_METHODS, OWN_POSTS, OWN_REPLIES, Action, Message, OwnAccount, OwnPolicy, View
from sim.scenario.policy_file import PolicyFile
from sim.scenario.registry import parameter
from sim.scenario.wording import printable, shortened

T = TypeVar("T")
MOST_POSTS = 50
"""A day, of each kind on each account."""
MOST_UNITS_EACH = 1000
"""An order may hold so many units for each consumer of the world."""
SECONDS = 60.0
"""A policy may compute so long at a time: one that never ends would hold up all other runs for ever."""


class _NonsenseError(Exception):
    """What a method returned cannot be: the value, and what is allowed."""


class Decider:
    """Asks a policy, and refuses answers that cannot be.

    Parameters
    ----------
    file
        The policy's file. It is run afresh, so that retailers and runs share nothing that it keeps.
    consumers
        Consumers of the world, which bound an order.

    Raises
    ------
    PolicyError
        The file or the class cannot be used. Every method raises it for what the policy does wrong.
    """

    def __init__(self, file: PolicyFile, consumers: int) -> None:
        self._file = file
        self._most_units = MOST_UNITS_EACH * consumers
        made = self._guarded("cannot be run", self._run)
        self._policy = self._guarded(f"{file.class_name}() cannot be made", made)
        self.methods = frozenset(name for name in OWN_METHODS if self._has(made, name))
        self._refuse_strangers(made)

    def price(self, view: View) -> int:
        """Today's shelf price, IDR."""
        known = parameter("retailers.*.price")

        def check(value: Any) -> int:
            return _whole(value, int(known.low or 0), int(known.high or 0), "IDR")

        return self._ask("price", view.day, check, view)

    def discount(self, view: View) -> float:
        """Today's discount as a share of the price."""
        known = parameter("retailers.*.posts.discount")

        def check(value: Any) -> float:
            allowed = f"a number from {known.low} to {known.high}"
            if isinstance(value, bool) or not isinstance(value, Real):
                _refuse(value, allowed)
            share = float(value)
            if not math.isfinite(share) or not (known.low or 0.0) <= share <= (known.high or 0.0):
                _refuse(value, allowed)
            return share

        return self._ask("discount", view.day, check, view)

    def posts(self, account: OwnAccount, view: View) -> list[int]:
        """Today's posts of each kind on one account."""

        def check(value: Any) -> list[int]:
            counts = _table(value, OWN_POSTS, "kind of post")
            return [_whole(counts.get(kind, 0), 0, MOST_POSTS, f"{kind} posts", value) for kind in OWN_POSTS]

        return self._ask("posts", view.day, check, account, view)

    def reply(self, message: Message, view: View) -> Action:
        """What staff do with a complaint."""

        def check(value: Any) -> Action:
            if not isinstance(value, str) or value not in OWN_REPLIES:
                _refuse(value, f"one of {', '.join(OWN_REPLIES)}")
            action = OWN_REPLIES[value]
            return action if message.public or action is Action.NO_REPLY else Action.PRIVATE

        return self._ask("reply", view.day, check, message, view)

    def orders(self, view: View) -> dict[str, int]:
        """Orders of the evening in units by supplier."""

        def check(value: Any) -> dict[str, int]:
            units = _table(value, view.shelves, "supplier")
            return {s: _whole(units[s], 0, self._most_units, f"units from {s}", value) for s in units}

        return self._ask("orders", view.day, check, view)

    # ------------------------------------------------------------------------------------- its parts

    def _run(self) -> Callable[[], Any]:
        module = ModuleType(f"trm_policy_{self._file.sha256[:16]}")
        module.__file__ = self._file.path
        sys.modules[module.__name__] = module  # where dataclasses look for what a class of it means
        exec(compile(self._file.text, self._file.path, "exec"), module.__dict__)
        made = getattr(module, self._file.class_name)
        if not inspect.isclass(made):
            raise TypeError(f"{self._file.class_name} is not a class")
        return made

    @staticmethod
    def _has(made: Any, name: str) -> bool:
        return callable(getattr(made, name, None)) and getattr(made, name) is not getattr(OwnPolicy, name)

    def _refuse_strangers(self, made: Any) -> None:
        """A method that is none of ours is perhaps one of ours misspelt, which would else go unnoticed."""
        public = [name for name in dir(made) if not name.startswith("_") and callable(getattr(made, name, None))]
        strange = [name for name in public if name not in OWN_METHODS]
        if not strange and self.methods:
            return
        problem = f"has a method '{shortened(strange[0])}'" if strange else "decides nothing"
        nearest = nearest_name(strange[0], OWN_METHODS) if strange else None
        raise self._failure(
            f"{self._file.class_name} {problem}"
            + (f"; did you mean '{nearest}'?" if nearest else "")
            + f" (allowed: {', '.join(OWN_METHODS)}, and helpers whose names begin with an underscore)"
        )

    def _ask(self, method: str, day: int, check: Callable[[Any], T], *arguments: Any) -> T:
        what = f"{self._file.class_name}.{method} on day {day}"
        return self._guarded(what, lambda: check(getattr(self._policy, method)(*arguments)))

    def _guarded(self, what: str, work: Callable[[], T]) -> T:
        """Perform `work`; what it prints goes to standard error, since standard output is for results."""
        try:
            with contextlib.redirect_stdout(sys.stderr), time_limit(SECONDS):
                return work()
        except _NonsenseError as problem:
            raise self._failure(f"{what} returned {problem}") from None
        except KeyboardInterrupt:
            raise
        except BaseException as problem:  # SystemExit too: a policy does not end the laboratory
            line = self._line_of(problem)
            text = shortened(_quietly(str, problem))
            raise self._failure(f"{what}{line}: {type(problem).__name__}{': ' if text else ''}{text}") from problem

    def _line_of(self, problem: BaseException) -> str:
        """The last line of the policy's file that led to the problem."""
        if isinstance(problem, SyntaxError) and problem.filename == self._file.path:
            return f" (line {problem.lineno})"
        lines = [f.lineno for f in traceback.extract_tb(problem.__traceback__) if f.filename == self._file.path]
        return f" (line {lines[-1]})" if lines else ""

    def _failure(self, text: str) -> PolicyError:
        return PolicyError(f"{printable(self._file.path)}: {text}")


def _table(value: Any, keys: Iterable[str], what: str) -> dict[str, Any]:
    """`value` when it is a mapping whose keys are all known."""
    known = list(keys)
    allowed = f"a table by {what}: {', '.join(known) or 'there is none'}"
    if not isinstance(value, Mapping):
        _refuse(value, allowed)
    for key in value:
        if not isinstance(key, str) or key not in known:
            nearest = nearest_name(str(key), known)
            _refuse(value, f"{allowed}{f'; did you mean {nearest!r}?' if nearest else ''}")
    return dict(value)


def _whole(value: Any, low: int, high: int, unit: str, returned: Any = None) -> int:
    """`value` when it is a whole number within the bounds; `returned` is what held it."""
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= int(value) <= high:
        _refuse(value if returned is None else returned, f"a whole number from {low} to {high} ({unit})")
    return int(value)


def _refuse(value: Any, allowed: str) -> NoReturn:
    raise _NonsenseError(f"{shortened(_quietly(reprlib.repr, value))} (allowed: {allowed})")


def _quietly(tell: Callable[[Any], str], value: Any) -> str:
    """What an object of the user's says of itself, if it can."""
    try:
        return tell(value)
    except Exception:
        return f"a {type(value).__name__}"
