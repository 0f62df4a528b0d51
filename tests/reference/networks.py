"""7.16 The networks in numbers: who is tied to whom on platforms, by following, by trade, and by both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from tests.reference.platforms import Platform

if TYPE_CHECKING:
    from tests.reference.model import ReferenceModel

Row = Mapping[str, float | str | None]


def describe_networks(model: ReferenceModel) -> Iterator[Row]:
    """A row for each network as it is now; clustering and reciprocity of platforms alone."""
    for platform in model.platforms:
        degrees = [len(hearers) for hearers in platform.hearers]
        ends = len(degrees)
        row = _row(platform.name, ends, degrees)
        ties = sum(degrees) if platform.is_directed else sum(degrees) // 2
        yield row | {"ties": ties, "clustering": _clustering(platform), "reciprocity": _reciprocity(platform)}
    follow = [[bool(tie.follows) for tie in consumer.tie.values()] for consumer in model.consumers]
    trade = [[tie.has_bought and not tie.has_left for tie in consumer.tie.values()] for consumer in model.consumers]
    both = [[f and t for f, t in zip(*of, strict=True)] for of in zip(follow, trade, strict=True)]
    ends = len(model.consumers) + len(model.retailers)
    for name, tied in (("following", follow), ("trade", trade), ("following and trade", both)):
        yield _row(name, ends, [sum(to) for to in tied])
    sold = [len(retailer.shelves) for retailer in model.retailers]
    yield _row("supply", len(model.retailers) + len(model.suppliers), sold)


def _row(name: str, nodes: int, degrees: Sequence[int]) -> dict[str, float | str | None]:
    ties = sum(degrees)
    return {
        "network": name,
        "nodes": nodes,
        "ties": ties,
        "mean_degree": ties / len(degrees),
        "degree_gini": _gini(degrees),
        "clustering": None,
        "reciprocity": None,
    }


def _gini(values: Sequence[int]) -> float:
    """Mean difference of two drawn at random, over twice the mean."""
    if not sum(values):
        return 0.0
    apart = sum(abs(a - b) for a, b in combinations(values, 2))
    return apart / (len(values) * sum(values))


def _clustering(platform: Platform) -> float:
    """Mean share of the pairs of one's neighbours who are neighbours; direction is left aside."""
    near: list[set[int]] = [set() for _ in platform.hearers]
    for one, hearers in enumerate(platform.hearers):
        for other in hearers:
            near[one].add(other)
            near[other].add(one)
    shares = 0.0
    for around in near:
        pairs = len(around) * (len(around) - 1) // 2
        shares += sum(b in near[a] for a, b in combinations(around, 2)) / max(pairs, 1)
    return shares / len(near)


def _reciprocity(platform: Platform) -> float:
    """Share of ties that are returned; friendships always are."""
    if not platform.is_directed:
        return 1.0
    heard_by = [set(hearers) for hearers in platform.hearers]
    returned = sum(one in heard_by[other] for one, hearers in enumerate(heard_by) for other in hearers)
    return returned / max(sum(map(len, heard_by)), 1)
