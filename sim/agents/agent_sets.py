"""Mesa's `AgentSet` over columns: a set of agents that is an array of row numbers.

What Mesa does agent by agent is done here over whole columns wherever the request names an attribute
that is a column, or a verb that is written over columns (`verb`). Everything else, a filter or a key
that is a function of one agent, makes the views one after another, which is slow and always right.
The results are Mesa's: the tests hold every operation against an `AgentSet` of ordinary agents.

Four things differ from Mesa on purpose.

- A set holds row numbers and not weak references, so its agents cannot vanish from it.
- Operations with ``inplace=True``, `add` and `discard` change this set only. The sets that a model
  hands out are made anew each time, so the model itself cannot be disordered through them.
- `agg` gives functions of numpy the whole column, with real numbers widened to float64 and integers
  to int64, so that no sum overflows or loses digits; ``sum``, ``min``, ``max`` and ``len`` are done
  by numpy too. Any other function gets the list that Mesa would give it.
- `select` takes a boolean array, one entry for each agent in the set's order, in place of a filter.

`shuffle` draws from the model's `random`, as in Mesa: deterministic for the model's seed and the
number of shuffles before. No behaviour of ours draws from there, so shuffling changes no result.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from sim.agents.mesa_api import AgentSet, GroupBy
from sim.agents.views import ColumnView, Rows, ViewAttribute
from sim.population import Population

Mask = NDArray[np.bool_]


class verb:  # noqa: N801  (a decorator, written like one)
    """Decorator of a method of a view class that is written once, over columns.

    The function takes a `LazyAgentSet` in place of ``self`` and acts on its `rows`; `is_whole` tells
    when these are the whole population. Three ways lead to it: ``agents.do("shop", day)`` calls it
    once for the set, ``consumer.shop(day)`` for a set of that one, ``Consumer.shop(agents, day)``
    directly. It stands above `staticmethod`, which tells readers and checkers that there is no self::

        @verb
        @staticmethod
        def shop(consumers: LazyAgentSet, day: int) -> None:
    """

    def __init__(self, function: Callable[..., None]) -> None:
        functools.update_wrapper(self, function)
        self.function = function

    def __call__(self, agents: LazyAgentSet, *args: Any, **kwargs: Any) -> None:
        """Act on all views of a set."""
        self.function(agents, *args, **kwargs)

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: ColumnView, owner: type) -> Callable[..., None]: ...
    def __get__(self, view: ColumnView | None, owner: type) -> Self | Callable[..., None]:
        if view is None:
            return self
        return functools.partial(self.function, LazyAgentSet(view.model, type(view), [view.row]))


class LazyAgentSet(AgentSet):  # type: ignore[misc]
    """An ordered set of views of one population, and of a few ordinary agents beside them.

    Parameters
    ----------
    model
        The model whose `population` the rows belong to.
    view
        The class of the views.
    rows
        Row numbers in the order of the set, each once; None for the whole population.
    few
        Ordinary agents that follow the views.

    Raises
    ------
    IndexError
        A row outside the population.
    ValueError
        A row that stands there twice.
    """

    # An agent is known by its code: a row number, or ~k for the k-th of the few.
    _codes: Rows
    _few: tuple[Any, ...]
    _members: Mask | None

    def __init__(
        self,
        model: Any,
        view: type[ColumnView],
        rows: Rows | Sequence[int] | None = None,
        few: Iterable[Any] = (),
    ) -> None:
        size = model.population.size
        codes = np.arange(size) if rows is None else np.array(rows, dtype=np.intp)
        if rows is not None:
            if codes.size and not (codes.min() >= 0 and codes.max() < size):
                raise IndexError(f"rows {codes.min()} to {codes.max()} of a population of {size}")
            if np.count_nonzero(_membership(codes, size)) < codes.size:
                raise ValueError("a set of agents cannot hold the same row twice")
        self.model = model
        self.view = view
        self.random = model.random
        self._few = tuple(few)
        self._become(np.concatenate((codes, ~np.arange(len(self._few)))) if self._few else codes)

    # ------------------------------------------------------------------ what the set is made of

    @property
    def population(self) -> Population:
        """The columns behind the set."""
        population: Population = self.model.population
        return population

    @property
    def rows(self) -> Rows:
        """The row numbers of the views, in the order of the set; read only."""
        return self._codes if self._is_pure else self._codes[self._codes >= 0]

    @property
    def is_whole(self) -> bool:
        """Whether the views are the whole population, in its own order."""
        rows = self.rows
        return len(rows) == self.population.size and bool(np.all(rows[1:] > rows[:-1]))

    @property
    def _is_pure(self) -> bool:
        """Whether there are views only."""
        return not self._few or not bool(np.any(self._codes < 0))

    @property
    def _agents(self) -> Any:
        """What Mesa's own methods would read: all agents, made and kept for as long as it is used."""
        agents = self.to_list()
        made = AgentSet(agents, self.random)._agents
        made.kept = agents  # its references are weak
        return made

    def _become(self, codes: Rows) -> Self:
        codes.flags.writeable = False
        self._codes = codes
        self._members = None
        return self

    def _of(self, codes: Rows | Sequence[int], inplace: bool = False) -> Self:
        """A set of agents of this one, by their codes; or this one, made to hold them only."""
        codes = np.asarray(codes, dtype=np.intp)
        return self._become(codes) if inplace else self.copy()._become(codes)

    def _update(self, agents: Iterable[Any]) -> Self:
        """Mesa's hook: hold these agents instead."""
        made = self._from_iterable(agents)
        self._few = made._few
        return self._become(made._codes)

    def _from_iterable(self, agents: Iterable[Any]) -> Self:
        """The hook of `&`, `|`, `-` and `^`: a set of these agents, each once."""
        made = self.copy()
        few = {agent: ~k for k, agent in enumerate(self._few)}
        codes: dict[int, None] = {}
        for agent in agents:
            if isinstance(agent, ColumnView):
                if agent.population is not self.population:
                    raise ValueError(f"{agent!r} belongs to another population")
                codes[agent.row] = None
            else:
                codes[few.setdefault(agent, ~len(few))] = None
        made._few = tuple(few)
        return made._become(np.fromiter(codes, dtype=np.intp, count=len(codes)))

    def _agent(self, code: int) -> Any:
        return self.view(self.model, code) if code >= 0 else self._few[~code]

    def _code(self, agent: object) -> int | None:
        """The agent's code, when it is in the set."""
        if isinstance(agent, ColumnView):
            if agent.population is not self.population:
                return None
            if self._members is None:
                self._members = _membership(self.rows, self.population.size)
            return agent.row if self._members[agent.row] else None
        for k, one in enumerate(self._few):
            if one is agent:
                return ~k if ~k in self._codes else None
        return None

    def _attribute(self, name: str) -> ViewAttribute | None:
        """The column behind an attribute, where the set holds views only and the attribute is one."""
        attribute = getattr(self.view, name, None)
        return attribute if isinstance(attribute, ViewAttribute) and self._is_pure else None

    def column(self, name: str) -> NDArray[Any]:
        """An attribute of all views as a new array: shape (n,), or (n, R) for one per retailer.

        Raises
        ------
        AttributeError
            The attribute is not a column.
        """
        attribute = getattr(self.view, name, None)
        if not isinstance(attribute, ViewAttribute):
            raise AttributeError(f"'{name}' is not a column of {self.view.__name__}")
        return attribute.gather(self.population, self.rows)

    # ------------------------------------------------------------------ as a set and a sequence

    def __len__(self) -> int:
        return len(self._codes)

    def __iter__(self) -> Iterator[Any]:
        return map(self._agent, _integers(self._codes))

    def __reversed__(self) -> Iterator[Any]:
        return iter(self._of(self._codes[::-1]))

    def __contains__(self, agent: object) -> bool:
        return self._code(agent) is not None

    @overload
    def __getitem__(self, item: int) -> Any: ...
    @overload
    def __getitem__(self, item: slice) -> list[Any]: ...
    def __getitem__(self, item: int | slice) -> Any:
        """The agent at a position, or the list of agents of a slice."""
        if isinstance(item, slice):
            return self._of(self._codes[item]).to_list()
        return self._agent(int(self._codes[item]))

    def __repr__(self) -> str:
        return f"<LazyAgentSet of {len(self):,} agents, {len(self.rows):,} of them {self.view.__name__}>"

    def __copy__(self) -> Self:
        return self.copy()

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _restored, (self.model, self.view, self._few, self._codes)

    def copy(self) -> Self:
        """Another set of the same agents."""
        made = object.__new__(type(self))
        made.model, made.view, made.random, made._few = self.model, self.view, self.random, self._few
        return made._become(self._codes)

    def to_list(self) -> list[Any]:
        """All agents, made."""
        return list(self)

    def count(self, agent: object) -> int:
        """1 when the agent is in the set, else 0."""
        return int(agent in self)

    def index(self, agent: object, start: int = 0, stop: int | None = None) -> int:
        """The agent's position; a ValueError when it is not there."""
        code = self._code(agent)
        begin, end, _ = slice(start, stop).indices(len(self))
        if code is None or code not in self._codes[begin:end]:
            raise ValueError(f"{agent!r} is not there")
        return int(np.flatnonzero(self._codes == code)[0])

    def add(self, agent: Any) -> None:
        """Put an agent at the end, unless it is in the set."""
        if agent not in self:
            one = self._from_iterable([agent])
            self._few = one._few
            self._become(np.concatenate((self._codes, one._codes)))

    def discard(self, agent: object) -> None:
        """Take an agent out, if it is in the set."""
        code = self._code(agent)
        if code is not None:
            self._become(self._codes[self._codes != code])

    def remove(self, agent: object) -> None:
        """Take an agent out; a KeyError when it is not in the set."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def clear(self) -> None:
        """Take all agents out."""
        self._become(self._codes[:0])

    # ------------------------------------------------------------------ choosing and ordering

    def select(
        self,
        filter_func: Callable[[Any], bool] | Mask | None = None,
        at_most: int | float = math.inf,
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> Self:
        """The agents that pass, in the order of the set.

        Parameters
        ----------
        filter_func
            A function of one agent, or a boolean array with one entry for each agent of this set,
            such as ``consumers.column("age") < 25``.
        at_most
            Stop at so many agents; a float up to 1.0 is a share of this set's size, rounded down.
        inplace
            Change this set instead of making another.
        agent_type
            Only agents of this class.

        Raises
        ------
        ValueError
            A boolean array of another length.
        """
        codes = self._codes
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(codes) * at_most)
        limit = len(codes) if at_most >= len(codes) else max(0, math.ceil(at_most))
        if isinstance(filter_func, np.ndarray):
            if filter_func.dtype != np.bool_ or filter_func.shape != codes.shape:
                raise ValueError(
                    f"an array of {filter_func.dtype}, shape {filter_func.shape}, selects nothing here "
                    f"(allowed: a boolean array of shape {codes.shape}, one entry for each agent)"
                )
            codes = codes[filter_func]
        if agent_type is not None:
            fits = [isinstance(agent, agent_type) for agent in self._few]
            few = np.flatnonzero(fits)
            codes = codes[np.where(codes < 0, np.isin(~codes, few), issubclass(self.view, agent_type))]
        if callable(filter_func):
            passing = (code for code in _integers(codes) if filter_func(self._agent(code)))
            codes = np.fromiter(itertools.islice(passing, limit), dtype=np.intp)
        return self._of(codes[:limit], inplace)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """The agents ordered by an attribute or a function; equal ones keep their order."""
        values = None
        if isinstance(key, str):
            attribute = self._attribute(key)
            values = attribute.gather(self.population, self.rows) if attribute else None
        if values is not None and values.ndim == 1:
            if ascending:
                order = np.argsort(values, kind="stable")
            else:  # sorted backwards from the far end, so that equal ones keep their order
                order = len(values) - 1 - np.argsort(values[::-1], kind="stable")[::-1]
            return self._of(self._codes[order], inplace)
        keys = self.get(key) if isinstance(key, str) else [key(agent) for agent in self]
        places = sorted(range(len(keys)), key=keys.__getitem__, reverse=not ascending)
        return self._of(self._codes[np.array(places, dtype=np.intp)], inplace)

    def shuffle(self, inplace: bool = False) -> Self:
        """The agents in random order, drawn from the model's `random` as Mesa does."""
        codes = self._codes.tolist()
        self.random.shuffle(codes)
        return self._of(codes, inplace)

    def groupby(self, by: Callable[[Any], Any] | str, result_type: str = "agentset") -> LazyGroupBy:
        """Groups of agents that agree in an attribute or in a function's result, first met first.

        Parameters
        ----------
        by
            The attribute's name, or a function of one agent.
        result_type
            ``"agentset"`` makes each group a set, ``"list"`` a list of agents.
        """
        keys = self.get(by) if isinstance(by, str) else [by(agent) for agent in self]
        codes: dict[Any, list[int]] = {}
        for key, code in zip(keys, self._codes.tolist(), strict=True):
            codes.setdefault(key, []).append(code)
        groups = {key: self._of(of_key) for key, of_key in codes.items()}
        if result_type == "agentset":
            return LazyGroupBy(groups)
        return LazyGroupBy({key: group.to_list() for key, group in groups.items()})

    # ------------------------------------------------------------------ reading and writing

    def get(self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """An attribute of each agent, or a list of several, in the order of the set.

        Of a column per retailer each entry is an array over retailers, copied.

        Raises
        ------
        AttributeError
            An agent without the attribute, unless `handle_missing` is ``"default"``.
        ValueError
            `handle_missing` is neither ``"error"`` nor ``"default"``.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"Unknown handle_missing option: {handle_missing}, should be one of 'error' or 'default'")
        default = () if handle_missing == "error" else (default_value,)
        if isinstance(attr_names, str):
            return self._get(attr_names, default)
        values = [self._get(name, default) for name in attr_names]
        return [[of_name[place] for of_name in values] for place in range(len(self))]

    def _get(self, name: str, default: tuple[Any, ...]) -> list[Any]:
        attribute = self._attribute(name)
        if attribute is None:
            return [getattr(agent, name, *default) for agent in self]
        values = attribute.gather(self.population, self.rows)
        plain: list[Any] = values.tolist() if values.ndim == 1 else list(values)
        return plain

    def set(self, attr_name: str, value: Any) -> Self:
        """Give an attribute of all agents the same value."""
        attribute = self._attribute(attr_name)
        if attribute is not None:
            attribute.put(self.population, self.rows, value)
        else:
            for agent in self:
                setattr(agent, attr_name, value)
        return self

    def agg(self, attribute: str, func: Callable[..., Any] | Iterable[Callable[..., Any]]) -> Any:
        """One function, or a list of several, of the values of an attribute; see the module's page."""
        column = self._attribute(attribute)
        if column is None:
            values: list[Any] = self.get(attribute)
            return func(values) if callable(func) else [one(values) for one in func]
        gathered = _widened(column.gather(self.population, self.rows))
        if callable(func):
            return _applied(func, gathered)
        return [_applied(one, gathered) for one in func]

    # ------------------------------------------------------------------ acting

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method by its name, or a function, on each agent.

        A `verb` of the view class is called once, for all views of the set, and before the few
        ordinary agents have their turn.
        """
        agents = self
        bulk = getattr(self.view, method, None) if isinstance(method, str) else None
        if isinstance(bulk, verb):
            views = self._of(self.rows)
            if views:
                bulk(views, *args, **kwargs)
            agents = self._of(self._codes[self._codes < 0])
        agents.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """`do`, in random order."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """The results of a method by its name, or of a function, for each agent."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]


class LazyGroupBy(GroupBy):  # type: ignore[misc]
    """Mesa's `GroupBy`, with `agg` over columns."""

    def agg(self, attr_name: str, func: Callable[..., Any]) -> dict[Any, Any]:
        """A function of the values of an attribute, for each group."""
        return {
            key: group.agg(attr_name, func)
            if isinstance(group, LazyAgentSet)
            else func([getattr(agent, attr_name) for agent in group])
            for key, group in self.groups.items()
        }


def _membership(rows: Rows, size: int) -> Mask:
    """Which of `size` rows are among `rows`."""
    members = np.zeros(size, dtype=np.bool_)
    members[rows] = True
    return members


def _restored(model: Any, view: type[ColumnView], few: tuple[Any, ...], codes: Rows) -> LazyAgentSet:
    """A set from its pickle."""
    return LazyAgentSet(model, view, few=few)._of(codes, inplace=True)


def _integers(codes: Rows) -> Iterator[int]:
    """Codes as Python integers, but never all of them at once."""
    for start in range(0, len(codes), 4096):
        yield from codes[start : start + 4096].tolist()


def _widened(values: NDArray[Any]) -> NDArray[Any]:
    return values.astype(np.float64 if values.dtype.kind == "f" else np.int64)


def _applied(func: Callable[..., Any], values: NDArray[Any]) -> Any:
    """`func` of a column: as numpy does it where numpy has it, else of the list that Mesa would give."""
    if values.ndim == 1:
        for builtin, over_columns in ((sum, np.sum), (min, np.min), (max, np.max), (len, np.size)):
            if func is builtin:
                return np.asarray(over_columns(values)).item()
    inner = func.func if isinstance(func, functools.partial) else func
    if isinstance(inner, np.ufunc) or (getattr(inner, "__module__", None) or "").startswith("numpy"):
        return func(values)
    return func(values.tolist() if values.ndim == 1 else list(values))
