"""The state of all consumers as columns: one array for each property, one place for each consumer.

A column that belongs to the consumer alone has shape (N,). A column of the relationship between a
consumer and a retailer has shape (R, N), so that one retailer's part, `trust[r]`, is contiguous:
kernels go over consumers, a retailer at a time. `COLUMNS` says what every column means; the bits of
`traits` and `history` have their names in `sim.kernels.codes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Per = Literal["consumer", "retailer"]


@dataclass(frozen=True)
class Column:
    """One property of consumers.

    Parameters
    ----------
    name
        The attribute of `Population`, and of a `Consumer`.
    dtype
        How numpy keeps it: ``"float32"``, ``"uint8"`` …
    per
        ``"consumer"``: one value a consumer. ``"retailer"``: one for each consumer and retailer.
    unit, description
        What a value counts or measures, and what it stands for.
    """

    name: str
    dtype: str
    per: Per
    unit: str
    description: str

    def shape(self, size: int, retailers: int) -> tuple[int, ...]:
        """The shape of this column's array for so many consumers and retailers."""
        return (size,) if self.per == "consumer" else (retailers, size)


COLUMNS = (
    Column("age", "uint8", "consumer", "years", "age"),
    Column("online_hours", "float32", "consumer", "hours/day", "time spent online"),
    Column("shop_rate", "float32", "consumer", "trips/day", "expected shopping trips"),
    Column(
        "price_sensitivity",
        "float32",
        "consumer",
        "logit units per relative price",
        "how much a dearer offer loses in the choice of a retailer",
    ),
    Column("voice", "float32", "consumer", "probability", "chance of complaining to the retailer after a failure"),
    Column(
        "traits", "uint8", "consumer", "bits", "1 vindictive, 2 prefers private channel, 4 goes online by mobile phone"
    ),
    Column("member", "uint8", "consumer", "bits", "bit p: uses platform p"),
    Column("protected", "uint8", "consumer", "bits", "bit p: has a protected account on platform p"),
    Column("profile", "uint8", "consumer", "bits", "bit p: profile on platform p shows what interests"),
    Column("online_from", "uint16", "consumer", "day", "day on which the consumer comes online; 65535: never"),
    Column("delayed", "uint8", "consumer", "0 or 1", "1: a stock-out put the trip off to the next day"),
    Column("orders", "uint16", "consumer", "purchases", "purchases at the focal retailer"),
    Column("first_order", "uint16", "consumer", "day", "day of the first purchase at the focal retailer"),
    Column("last_order", "uint16", "consumer", "day", "day of the last purchase at the focal retailer"),
    Column("spent", "int64", "consumer", "IDR", "spent at the focal retailer"),
    Column("expectation", "float32", "retailer", "0..1", "quality expected of the next purchase"),
    Column("satisfaction", "float32", "retailer", "0..1", "satisfaction with what was received so far"),
    Column("trust", "float32", "retailer", "0..1", "trust in the retailer"),
    Column("commitment", "float32", "retailer", "0..1", "wish to keep up the relationship"),
    Column("appeal", "float32", "retailer", "0..1", "short-lived pull of the promotions seen"),
    Column("fatigue", "float32", "retailer", "0..1", "weariness of the retailer's posts"),
    Column("wallet", "float32", "retailer", "purchases", "recent purchases, decaying"),
    Column("follows", "uint8", "retailer", "bits", "bit p: follows the retailer's account on platform p"),
    Column(
        "history",
        "uint8",
        "retailer",
        "bits",
        "1 ever bought, 2 bought in the current window, 4 bought in the previous window, 8 has left, "
        "16 has had a first failure, 32 knows of its community work, 64 has answered its present invitation, "
        "128 has once been answered",
    ),
)
"""The columns of a consumer's state, in the order of the model's description."""


class Population:
    """Zeroed columns for `size` consumers and `retailers` retailers.

    Every column is an attribute. Arrays are changed in place and never replaced: views of single
    consumers and kernels read the same memory.

    Raises
    ------
    ValueError
        A negative number of consumers or of retailers.
    """

    size: int
    retailers: int

    # of each consumer: shape (N,)
    age: NDArray[np.uint8]
    online_hours: NDArray[np.float32]
    shop_rate: NDArray[np.float32]
    price_sensitivity: NDArray[np.float32]
    voice: NDArray[np.float32]
    traits: NDArray[np.uint8]
    member: NDArray[np.uint8]
    protected: NDArray[np.uint8]
    profile: NDArray[np.uint8]
    online_from: NDArray[np.uint16]
    delayed: NDArray[np.uint8]
    orders: NDArray[np.uint16]
    first_order: NDArray[np.uint16]
    last_order: NDArray[np.uint16]
    spent: NDArray[np.int64]

    # of each retailer and consumer: shape (R, N), C-contiguous
    expectation: NDArray[np.float32]
    satisfaction: NDArray[np.float32]
    trust: NDArray[np.float32]
    commitment: NDArray[np.float32]
    appeal: NDArray[np.float32]
    fatigue: NDArray[np.float32]
    wallet: NDArray[np.float32]
    follows: NDArray[np.uint8]
    history: NDArray[np.uint8]

    def __init__(self, size: int, retailers: int, columns: Sequence[Column] = COLUMNS) -> None:
        if size < 0 or retailers < 0:
            raise ValueError(f"a population of {size} consumers and {retailers} retailers (allowed: 0 or more of each)")
        self.size = size
        self.retailers = retailers
        self._columns = tuple(columns)
        for column in self._columns:
            setattr(self, column.name, np.zeros(column.shape(size, retailers), dtype=column.dtype))

    def __len__(self) -> int:
        """The number of consumers."""
        return self.size

    def __repr__(self) -> str:
        return f"<Population of {self.size:,} consumers, {self.retailers} retailers, {self.nbytes:,} bytes>"

    @property
    def nbytes(self) -> int:
        """Bytes that the columns take: with `COLUMNS`, 38 + 30 R for each consumer."""
        return sum(self.array(column.name).nbytes for column in self._columns)

    def array(self, name: str) -> NDArray[Any]:
        """The column of that name; for code that goes over columns instead of naming one."""
        values: NDArray[Any] = getattr(self, name)
        return values

    def part(self, low: int, high: int) -> Population:
        """Consumers `low` to `high` - 1, or to the last: a population of its own whose columns are views of these."""
        part = Population(0, self.retailers, self._columns)
        part.size = len(range(self.size)[low:high])
        for column in self._columns:
            setattr(part, column.name, self.array(column.name)[..., low:high])
        return part

    def columns(self) -> list[dict[str, str]]:
        """One row for each column, for the documentation: name, type, shape, unit and description."""
        shapes = {"consumer": "(N,)", "retailer": "(R, N)"}
        return [
            {
                "name": column.name,
                "type": column.dtype,
                "shape": shapes[column.per],
                "unit": column.unit,
                "description": column.description,
            }
            for column in self._columns
        ]
