"""A search for regions in sentences and tables, from its document: for the terminal and for the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.experiment.numerals import numeral
from sim.experiment.sheets import Cell, Sheet, amount, percent, plain
from sim.experiment.statistics import Estimate
from sim.metrics import OUTCOMES

Document = Mapping[str, Any]
NAMES = {
    "open": "open",
    "private": "private",
    "paper_rule": "the paper's rule",
    "public_then_private": "public, then private",
}
SHOWN = 8
"""Parameters of the table of drivers."""


def lines(document: Document, outcome: str) -> Iterator[str]:
    """What was searched, who wins overall, and each region as a rule with its test."""
    search = document["outcomes"][outcome]
    title = _title(search)
    found = _match(search["overall"], "open", "private")
    share, spread = percent(_share(found))
    gap, gap_spread = amount(_gap(found), OUTCOMES[outcome].decimals, signed=True)
    searched, pairs = len(document["searched"]), document["pairs"]
    yield (
        f"{search['points']} points of {searched} parameters, {pairs} worlds each, {document['days']} days, "
        f"{numeral(document['consumers'], 0)} consumers."
    )
    yield (
        f"Over all of them private replies beat open ones on {title} in {share} of the worlds (95% interval {spread}); "
        f"difference {gap} (95% interval {gap_spread}; {search['unit']}; private minus open)."
    )
    sure = search["beyond_noise"]
    if search["noise"] is not None:
        yield (
            f"Beyond the noise of its pairs, open wins at {sure['open']} points and private at {sure['private']}; "
            f"at {search['points'] - sure['open'] - sure['private']} neither does."
        )
    yield from (region_line(region, title) for region in search["regions"])
    for side in ("open", "private"):
        if all(region["winner"] != side for region in search["regions"]):
            yield f"No box in which {side} replies win more often than elsewhere was found."


def region_line(region: Document, title: str) -> str:
    """A box as a rule: where it is, how often its side wins there, and how much of the whole it holds."""
    rules = " and ".join(rule["rule"] for rule in region["rules"])
    density = region["density"]
    share, spread = percent(Estimate(density["share"], density["low"], density["high"], region["fresh_worlds"]))
    told = (
        f"{rules}: {region['winner']} beats {region['loser']} on {title} in {share} of {region['fresh_worlds']} fresh "
        f"worlds (95% interval {spread}). The box holds {_per_cent(region['volume'])} of all points and "
        f"{_per_cent(region['coverage'])} of the worlds that {region['winner']} wins."
    )
    if density["low"] is None or density["low"] > 0.5:
        return told
    if density["high"] < 0.5:
        return f"{told} That is more often than elsewhere, and yet {region['loser']} wins more often there."
    return f"{told} That is more often than elsewhere; who wins more often there is not settled."


def sheets(document: Document, outcome: str) -> list[Sheet]:
    """The policies against one another, overall and inside each box; which is best; what drives the difference."""
    search = document["outcomes"][outcome]
    return [_matches_sheet(search, outcome), _best_sheet(search), _drivers_sheet(search)]


def _matches_sheet(search: Document, outcome: str) -> Sheet:
    regions: Sequence[Document] = search["regions"]
    places = [search["overall"], *(region["matches"] for region in regions)]

    def row(match: Document) -> tuple[Cell, ...]:
        cells: list[Cell] = [plain(f"{NAMES[match['b']]} against {NAMES[match['a']]}")]
        for place in places:
            here = _match(place, match["a"], match["b"])
            share, spread = percent(_share(here))
            gap, gap_spread = amount(_gap(here), OUTCOMES[outcome].decimals, signed=True)
            cells.append((f"{share} ({spread})" if spread else share, f"{gap} ({gap_spread})"))
        return tuple(cells)

    return Sheet(
        f"Policies against one another on {_title(search)}",
        "Share of worlds in which the first is better (95% interval), and under it the mean difference in "
        f"{search['unit']} (95% interval). Overall: one world of each point. In a region: fresh worlds inside its box.",
        ("policies", "overall", *(f"where {region['winner']} wins" for region in regions)),
        tuple(row(match) for match in search["overall"]),
    )


def _best_sheet(search: Document) -> Sheet:
    return Sheet(
        f"Best of the four on {_title(search)}",
        "Points at which a policy is best, and at how many of these its margin over the second is beyond the noise.",
        ("policy", "points", "beyond noise"),
        tuple(
            (plain(NAMES[policy]), plain(str(best["points"])), plain(str(best["beyond_noise"])))
            for policy, best in search["best"].items()
        ),
    )


def _drivers_sheet(search: Document) -> Sheet:
    drivers: Sequence[Document] = search["drivers"]
    return Sheet(
        f"What goes with private replies' advantage on {_title(search)}",
        f"Rank correlation over the points. The intervals hold for all {len(drivers)} parameters at once (95%).",
        ("parameter", "rank correlation"),
        tuple(
            (plain(one["parameter"]), amount(Estimate(one["mean"], one["low"], one["high"], 0), 2, signed=True))
            for one in drivers[:SHOWN]
        ),
    )


def _title(search: Document) -> str:
    return str(search["title"][:1].lower() + search["title"][1:])


def _match(matches: Sequence[Document], a: str, b: str) -> Document:
    return next(match for match in matches if (match["a"], match["b"]) == (a, b))


def _share(match: Document) -> Estimate:
    held = match["b_beats_a"]
    return Estimate(held["share"], held["low"], held["high"], match["worlds"])


def _gap(match: Document) -> Estimate:
    return Estimate(match["difference"], match["low"], match["high"], match["worlds"])


def _per_cent(share: float) -> str:
    return f"{numeral(100 * share, 1 if share < 0.1 else 0)}%"
