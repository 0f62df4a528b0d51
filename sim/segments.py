"""Segments of consumers: by age, by time online, and by how much they buy.

Who belongs to which never changes in a run, so that what was sold to a segment can be added up. The three divisions
together make small cells; the groupings that are told put cells together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.birth import FIRST_OLDER
from sim.kernels import close, judge
from sim.kernels.numbers import FIXED
from sim.population import Population
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

AGES = ("15 to 29", "30 to 64")
ONLINE = ("never online", "online little", "online much")
BUYING = ("light buyers", "heavy buyers")
SEGMENTS = tuple(product(AGES, ONLINE, BUYING))
"""The cells, in the order of their numbers."""

GROUPINGS: dict[str, tuple[int, ...]] = {
    "all": (),
    "age": (0,),
    "online": (1,),
    "buying": (2,),
    "age and online": (0, 1),
}
"""By which of the three divisions a grouping tells cells apart."""


def segment_of(population: Population, scenario: Scenario) -> NDArray[np.uint8]:
    """The number of each consumer's cell.

    Never online: not before the last day of the run. Much: at least `attention.reference_hours` a day. Heavy: at least
    the mean number of shopping trips.
    """
    older = population.age >= FIRST_OLDER
    much = population.online_hours >= scenario.attention.reference_hours
    heavy = population.shop_rate >= scenario.consumers.shop_rate
    cell = older * np.uint8(len(ONLINE))  # a byte each on the way as well
    cell += np.where(population.online_from >= scenario.days, np.uint8(0), much + np.uint8(1))
    cell *= np.uint8(len(BUYING))
    cell += heavy
    return cell


@cache
def grouped(grouping: str) -> dict[str, list[int]]:
    """The segments of a grouping by name, each with the numbers of its cells."""
    found: dict[str, list[int]] = {}
    for number, cell in enumerate(SEGMENTS):
        name = ", ".join(cell[k] for k in GROUPINGS[grouping]) or "all"
        found.setdefault(name, []).append(number)
    return found


@dataclass(frozen=True)
class SegmentCounts:
    """What the segments of a world bought, and how they stand with each retailer.

    Attributes
    ----------
    retailers
        Their names.
    people
        Consumers of each cell.
    standing, sales
        What `close.count_segments` and `judge` have added up: (R, cells, ·).
    """

    retailers: tuple[str, ...]
    people: NDArray[np.int64]
    standing: NDArray[np.int64]
    sales: NDArray[np.int64]

    def rows(self, retailer: str) -> list[dict[str, Any]]:
        """A row for each grouping and segment of consumers, as they stand with a retailer.

        `retailer`, `grouping`, `segment`, `consumers` and `customers` (all who ever bought) in it; `loyalty`,
        `satisfaction`, `retention` and `lost_share` as the outcomes of these names, of its customers alone; `units` and
        `revenue` over the whole run.
        """
        r = self.retailers.index(retailer)
        rows: list[dict[str, Any]] = []
        for grouping in GROUPINGS:
            for name, cells in grouped(grouping).items():
                stand, sold = self.standing[r, cells].sum(axis=0), self.sales[r, cells].sum(axis=0)
                customers = int(stand[close.IN_SEGMENT])
                rows.append(
                    {
                        "retailer": retailer,
                        "grouping": grouping,
                        "segment": name,
                        "consumers": int(self.people[cells].sum()),
                        "customers": customers,
                        "loyalty": _share(stand[close.SEGMENT_LOYALTY] / FIXED / 3.0, customers),
                        "satisfaction": _share(stand[close.SEGMENT_SATISFACTION] / FIXED, customers),
                        "retention": _share(stand[close.SEGMENT_RETAINED], int(stand[close.SEGMENT_BEFORE])),
                        "lost_share": _share(stand[close.SEGMENT_LOST], customers),
                        "units": int(sold[judge.SEGMENT_UNITS]),
                        "revenue": int(sold[judge.SEGMENT_REVENUE]),
                    }
                )
        return rows

    def table(self) -> pd.DataFrame:
        """The rows of all retailers."""
        import pandas as pd  # slow to import, and who wants outcomes alone needs no table

        return pd.DataFrame([row for retailer in self.retailers for row in self.rows(retailer)])


def _share(top: float, bottom: int) -> float:
    return float(top) / bottom if bottom else float("nan")
