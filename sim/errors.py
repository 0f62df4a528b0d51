"""Every error this project raises on purpose.

    TRMError                     base of the tree; never raised itself
    ├── InputError               the user can mend it; the command exits with 2
    │   ├── ScenarioError        a scenario file or an override is wrong
    │   ├── NetworkError         a network file or graph is wrong
    │   └── OutputError          a results folder cannot be written or is in use
    └── RunError                 a run failed; the command exits with 1
        └── PolicyError          code of the user's own raised, or decided what is not possible

An `InputError` is one sentence that says what was found, where, and what is allowed. Its words are English; those that
hold values are a `Clause`, which still knows them, so that a page can say the same in another language.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, Self


class Clause(str):
    """Words of a message with their values put in, from which both can be had again: the text is English.

    Attributes
    ----------
    template
        The words, with a name in braces for each value: ``"{found} is not above {low}"``.
    values
        What stands for the names; a value that is a `Clause` itself is words of ours, any other text is the user's.
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Self:
        """The words of `template` with `values` put in."""
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """What it is made from when it comes out of a pickle: never the finished text, whose braces are the user's."""
        return (self.template,), self.values


class TRMError(Exception):
    """Base of all errors raised on purpose."""


class InputError(TRMError):
    """Something the user gave cannot be used.

    Parameters
    ----------
    problem
        What is wrong, as a clause: ``"8.5 is above the largest allowed value 1"``.
    where
        The file (or ``--set``, or an argument) that holds it.
    key
        The dotted key inside that file.
    allowed
        What would be accepted.
    nearest
        The valid name most like the one that was given.
    more
        How many mistakes there are beside this one.
    """

    def __init__(
        self,
        problem: str,
        *,
        where: str | None = None,
        key: str | None = None,
        allowed: str | None = None,
        nearest: str | None = None,
        more: int = 0,
    ) -> None:
        self.problem, self.where, self.key = problem, where, key
        self.allowed, self.nearest, self.more = allowed, nearest, more
        place = ": ".join(part for part in (where, key) if part)
        text = f"{place}: {problem}" if place else problem
        if nearest:
            text += f"; did you mean '{nearest}'?"
        if allowed:
            text += f" (allowed: {allowed})"
        if more:
            text += f"; and {more} more"
        super().__init__(" ".join(text.split()))


class ScenarioError(InputError):
    """A scenario file or an override is wrong."""


class NetworkError(InputError):
    """A network file or graph is wrong."""


class OutputError(InputError):
    """A results folder cannot be written, or another command is using it."""


class RunError(TRMError):
    """A run failed although its input was accepted."""


class PolicyError(RunError):
    """A policy of the user's own failed: it raised, or decided what is not possible. It costs its own run only."""


def nearest_name(name: str, valid: Iterable[str]) -> str | None:
    """The valid name most like `name`, else one that begins so, or None when nothing is close."""
    known = [str(v) for v in valid]
    matches = difflib.get_close_matches(str(name), known, n=1, cutoff=0.6)
    begun = [v for v in known if len(str(name)) > 2 and v.startswith(str(name))]
    return next(iter([*matches, *begun]), None)
