"""The networks of a world as a table: who is tied to whom on platforms, by following, by trade, and by both (A12)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.codes import EVER, LEFT
from sim.network import PackedNetwork, describe_ties, gini
from sim.world import World

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Ties:
    """Who is tied to whom at one moment of a world.

    Attributes
    ----------
    platforms
        Their networks by name.
    follows, history
        Copies of the consumers' columns of these names. Shape (R, N).
    offers, suppliers
        How many suppliers each retailer has, and how many there are.
    """

    platforms: dict[str, PackedNetwork]
    follows: NDArray[np.uint8]
    history: NDArray[np.uint8]
    offers: NDArray[np.int64]
    suppliers: int


def ties_of(world: World) -> Ties:
    """The ties of a world as they are now."""
    return Ties(
        platforms={platform.name: platform.ties for platform in world.platforms},
        follows=world.population.follows.copy(),
        history=world.population.history.copy(),
        offers=np.bincount(world.market.offer_retailer, minlength=len(world.retailer_names)),
        suppliers=len(world.supplier_names),
    )


def networks_table(ties: Ties) -> pd.DataFrame:
    """A row for each network.

    Returns
    -------
    DataFrame
        `network` and the two ends of a tie (`between`); `nodes`; `ties`; of the first end `mean_degree` and
        `degree_gini`; `clustering` and `reciprocity` of a platform's network, undefined elsewhere, and on directed
        networks of more than four million ties (`sim.network.describe` works them out).

        A consumer and a retailer are tied by following when the consumer follows one of its accounts, by trade when
        the consumer has bought there and not left, and by both in "following and trade": a multiplex tie.
    """
    import pandas as pd  # slow to import, and who wants outcomes alone needs no table

    follow = ties.follows != 0
    trade = (ties.history & (EVER | LEFT)) == EVER
    retailers = len(follow)
    rows = [
        *(_platform_row(name, packed) for name, packed in ties.platforms.items()),
        _row("following", "consumers and retailers", follow.sum(axis=0), retailers),
        _row("trade", "consumers and retailers", trade.sum(axis=0), retailers),
        _row("following and trade", "consumers and retailers", (follow & trade).sum(axis=0), retailers),
        _row("supply", "retailers and suppliers", ties.offers, ties.suppliers),
    ]
    return pd.DataFrame(rows)


def _platform_row(name: str, ties: PackedNetwork) -> dict[str, Any]:
    network = ties.unpacked()
    between = "followers and followed" if network.directed else "friends"
    return {"network": name, "between": between, "nodes": network.nodes, **describe_ties(network)}


def _row(name: str, between: str, degrees: NDArray[Any], others: int) -> dict[str, Any]:
    """A network between two kinds of nodes; `degrees` are of the first kind, and of the second there are `others`."""
    return {
        "network": name,
        "between": between,
        "nodes": len(degrees) + others,
        "ties": int(degrees.sum()),
        "mean_degree": float(degrees.mean()) if len(degrees) else 0.0,
        "degree_gini": gini(degrees),
        "clustering": math.nan,
        "reciprocity": math.nan,
    }
