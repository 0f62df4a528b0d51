"""An agent that is a view: row i of the population, made when somebody looks at it.

A `ColumnView` holds its model and a row number, nothing else. Its attributes are descriptors that
read and write the columns, so a million consumers are a few arrays, and a `Consumer` object is made
only for the one that is looked at. Two views of the same row are equal; neither is kept.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Generic, NoReturn, Protocol, Self, TypeVar, cast, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.agents.mesa_api import Agent
from sim.population import COLUMNS, Population

Rows = NDArray[np.intp]
"""Row numbers of the population."""

T = TypeVar("T", int, float)


class HasPopulation(Protocol):
    """What a view needs of its model; Mesa's own parts of a model are untyped."""

    population: Population


def _fitting(value: ArrayLike, dtype: np.dtype[Any]) -> NDArray[Any]:
    """`value` as `dtype`; a ValueError where it is no number, or an integer column would wrap it or cut it off."""
    given = np.asarray(value)
    with np.errstate(invalid="ignore"):
        fitted = given.astype(dtype)
    if dtype.kind != "f" and not np.array_equal(fitted, given):
        raise ValueError(f"{value!r} does not fit into a column of {dtype}")
    if dtype.kind == "f" and not np.isfinite(fitted).all():
        raise ValueError(f"{value!r} is no number that a column can hold")
    return fitted


class ViewAttribute(ABC):
    """Base of the attributes of a view that an agent set can read for many rows at once."""

    name: str

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        for column in COLUMNS:
            if column.name == name:
                self.__doc__ = f"{column.description} [{column.unit}]"

    @abstractmethod
    def gather(self, population: Population, rows: Rows) -> NDArray[Any]:
        """The attribute of each of `rows`, in their order, as a new array with one entry a row."""

    @abstractmethod
    def put(self, population: Population, rows: Rows, value: Any) -> None:
        """Give each of `rows` the same value."""


class UniqueId(ViewAttribute):
    """The agent's number in its model: row + 1, as if the consumers had been created first."""

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: ColumnView, owner: type) -> int: ...
    def __get__(self, view: ColumnView | None, owner: type) -> Self | int:
        return self if view is None else view.row + 1

    def __set__(self, view: ColumnView, value: object) -> NoReturn:
        raise AttributeError("unique_id is the agent's row + 1 and cannot be set")

    def gather(self, population: Population, rows: Rows) -> NDArray[Any]:
        """The numbers of `rows`."""
        return rows + 1

    def put(self, population: Population, rows: Rows, value: Any) -> NoReturn:
        """Refused: an AttributeError."""
        raise AttributeError("unique_id is the agent's row + 1 and cannot be set")


class PerConsumer(ViewAttribute, Generic[T]):
    """A column of shape (N,): reads as a plain number."""

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: ColumnView, owner: type) -> T: ...
    def __get__(self, view: ColumnView | None, owner: type) -> Self | T:
        if view is None:
            return self
        return cast(T, view.population.array(self.name)[view.row].item())

    def __set__(self, view: ColumnView, value: T) -> None:
        column = view.population.array(self.name)
        column[view.row] = _fitting(value, column.dtype)

    def gather(self, population: Population, rows: Rows) -> NDArray[Any]:
        """Shape (n,)."""
        gathered: NDArray[Any] = population.array(self.name)[rows]
        return gathered

    def put(self, population: Population, rows: Rows, value: Any) -> None:
        """`value` is one number."""
        column = population.array(self.name)
        fitted = _fitting(value, column.dtype)
        if fitted.ndim:
            raise ValueError(f"{self.name} takes one number for all agents, not an array of {fitted.shape}")
        column[rows] = fitted


class PerRetailer(ViewAttribute):
    """A column of shape (R, N): reads as the array over retailers, shape (R,).

    The array is live: `consumer.trust[r] = x` writes the population, and what is kept of it changes
    as the model runs. A Mesa 3.3 `DataCollector` keeps what a reporter returns, so there the reporter
    has to copy: ``lambda consumer: consumer.trust.copy()``.
    """

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: ColumnView, owner: type) -> NDArray[Any]: ...
    def __get__(self, view: ColumnView | None, owner: type) -> Self | NDArray[Any]:
        if view is None:
            return self
        over_retailers: NDArray[Any] = view.population.array(self.name)[:, view.row]
        return over_retailers

    def __set__(self, view: ColumnView, value: ArrayLike) -> None:
        column = view.population.array(self.name)
        column[:, view.row] = _fitting(value, column.dtype)

    def gather(self, population: Population, rows: Rows) -> NDArray[Any]:
        """Shape (n, R)."""
        gathered: NDArray[Any] = population.array(self.name)[:, rows].T
        return gathered

    def put(self, population: Population, rows: Rows, value: Any) -> None:
        """`value` is one number, or one for each retailer."""
        column = population.array(self.name)
        fitted = _fitting(value, column.dtype)
        column[:, rows] = np.broadcast_to(fitted, (population.retailers,))[:, np.newaxis]


class ColumnView(Agent):  # type: ignore[misc]
    """A Mesa agent that is row `row` of its model's population.

    It does not call `Agent.__init__`: that would register it, and the model would keep a million of
    them. It is equal to every view of the same row of the same population, has no position, and
    cannot be removed: a consumer who leaves a retailer, or is not yet online, says so in a column.
    An attribute that the class does not declare cannot be set, for it would be gone with the view.

    Attributes
    ----------
    model, row
        The model, and the row of its population.
    unique_id
        row + 1.
    column_names
        The columns that the class declares, in order.
    """

    __slots__ = ("model", "row")

    model: HasPopulation
    row: int
    unique_id = UniqueId()
    column_names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = [name for name, value in vars(cls).items() if isinstance(value, PerConsumer | PerRetailer)]
        cls.column_names = tuple(dict.fromkeys((*cls.column_names, *own)))

    def __init__(self, model: HasPopulation, row: int) -> None:
        if not 0 <= row < model.population.size:
            raise IndexError(f"row {row} of a population of {model.population.size}")
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "row", row)

    @property
    def population(self) -> Population:
        """The columns that this agent is a row of."""
        return self.model.population

    def __setattr__(self, name: str, value: Any) -> None:
        if not isinstance(getattr(type(self), name, None), ViewAttribute | property):
            raise AttributeError(f"{type(self).__name__} has no attribute '{name}' that can be set")
        object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ColumnView):
            return NotImplemented
        return self.row == other.row and self.population is other.population

    def __hash__(self) -> int:
        return hash((id(self.population), self.row))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id}>"

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        """All attributes by name, for `vars(agent)` and whatever else inspects agents.

        A mixin that stands before the view among a class's bases needs ``__slots__ = ()`` to leave it so.
        """
        names = ("unique_id", *self.column_names)
        return {name: getattr(self, name) for name in names}

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return type(self), (self.model, self.row)

    @classmethod
    def create_agents(cls, *_: Any, **__: Any) -> NoReturn:
        """Refused: a TypeError. The scenario says how many there are (``consumers.count``)."""
        raise TypeError(f"{cls.__name__}s are rows of the population; consumers.count of the scenario says how many")

    def remove(self) -> NoReturn:
        """Refused: a TypeError. Mesa's own would do nothing here, without a word."""
        raise TypeError(f"{self!r} is a row of the population and cannot be removed")
