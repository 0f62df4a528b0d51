"""A Hypothesis strategy that draws whole worlds from the registry's bounds.

A parameter that is added to the schema is drawn from the next test run on; nothing here names one, but for
the few that set the size of a world or have to fit one another.

A world is three draws: its size, the share of its parameters that are changed, and a source of random numbers
from which everything else is taken. Drawing each value through Hypothesis by itself was tried first: six of
seven worlds were then copies of the one before with a value or two moved, and shrinking took minutes. Now all
differ, and a failure shrinks to few firms, few consumers, few days and few changes.
"""

from __future__ import annotations

import math
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from sim.scenario.loading import load_scenario
from sim.scenario.registry import Parameter, parameter, parameters
from sim.scenario.schema import Scenario

Span = tuple[int, int]
OWN_POLICIES = Path(__file__).parent / "policies"
"""Policies of one's own, as a user would write them."""

NAMES = {  # more than any test asks for
    "platforms": ("facebook", "twitter", "kaskus", "plurk", "path", "line", "forum"),
    "retailers": ("kopi", "pasar", "toko", "warung", "kios", "gerai", "lapak"),
    "suppliers": ("kebun", "pabrik", "sawah", "dapur", "tambak", "ladang", "hutan"),
}
FITTED = frozenset(  # set by the size of the world or by `_fit`
    {
        "focal",
        "days",
        "consumers.count",
        "finance.oracle_windows",
        "platforms.*.network.source",
        "platforms.*.network.path",
        "retailers.*.suppliers",
        "retailers.*.accounts",
        "retailers.*.contact_channels",
        "retailers.*.reply.by_platform",
        "retailers.*.policy",
    }
)


@st.composite
def scenarios(
    draw: st.DrawFn,
    *,
    consumers: Span = (20, 300),
    days: Span = (5, 30),
    retailers: Span = (1, 4),
    suppliers: Span = (1, 3),
    platforms: Span = (0, 3),
    whole_range: bool = True,
) -> Scenario:
    """Valid small worlds (each span is inclusive), from nearly the default one to one all changed.

    A changed number lies anywhere in what the schema allows, with its ends and its sweep more often; with
    `whole_range=False` it stays within its sweep. Choices (policies, kinds of platform …) are drawn for everybody
    in every world, as they decide which code runs. Networks are generated, never read from files.
    """
    spans = {  # Hypothesis favours small numbers, and so small values of what stands first here
        "consumers": consumers,
        "days": days,
        "retailers": retailers,
        "suppliers": suppliers,
        "platforms": platforms,
    }
    size = _split(draw(st.integers(0, math.prod(last - first + 1 for first, last in spans.values()) - 1)), spans)
    share = draw(st.floats(0, 1))
    random = draw(st.randoms(use_true_random=True))

    names = {kind: NAMES[kind][: size[kind]] for kind in NAMES}
    world: dict[str, Any] = {kind: {name: {} for name in chosen} for kind, chosen in names.items()}
    for known in parameters():
        if known.path in FITTED:
            continue
        for owner in names.get(known.path.partition(".")[0], ("",)):
            # Drawn whether used or not: a smaller share then keeps some of the changes and adds none.
            changed, value = random.random() < share, drawn(known, random, whole_range)
            if changed or known.kind in ("choice", "yes/no"):
                _put(world, known.path.replace("*", owner), value)
    world["days"] = size["days"]
    world["focal"] = random.choice(names["retailers"])
    _put(world, "consumers.count", size["consumers"])
    _put(world, "finance.oracle_windows", random.choice((0, 0, 1, 3)))
    _fit(world, random)
    return load_scenario(world)


def drawn(known: Parameter, random: Random, whole_range: bool = True) -> Any:
    """A value that the schema allows for one parameter by itself."""
    match known.kind:
        case "yes/no":
            return random.random() < 0.5
        case "choice":
            return random.choice(known.choices)
        case "text":
            return "".join(random.choices("aé\"'\\\n#= 世", k=random.randrange(6)))
        case "whole number" | "number":
            return _number(known, random, whole_range)
        case _:
            raise NotImplementedError(f"{known.path}: a new {known.kind} needs a place in FITTED and in _fit")


def _number(known: Parameter, random: Random, whole_range: bool) -> float:
    low, high = known.low, known.high
    assert low is not None, known.path
    assert high is not None, known.path
    first, last = known.sweep or (low, high)
    if whole_range and random.random() < 0.5:
        first, last = low, high
    position = random.random()
    if whole_range and random.random() < 0.2:
        position = float(random.randrange(2))  # an end
    elif first >= 0 and last > 1000 * max(first, 1) and random.random() < 0.5:
        value = first + math.expm1(position * math.log1p(last - first))  # as often small as large
        return _within(known, value)
    return _within(known, first + position * (last - first))


def _within(known: Parameter, value: float) -> float:
    """The allowed value nearest to `value`."""
    assert known.low is not None
    assert known.high is not None
    step: float
    if known.kind == "whole number":
        step, value = 1, round(value)
    else:
        step = 1e-6 * (known.high - known.low)
    low = known.low + (step if known.low_excluded else 0)
    high = known.high - (step if known.high_excluded else 0)
    return min(max(value, low), high)


def _split(number: int, spans: dict[str, Span]) -> dict[str, int]:
    """One number as one value from each span; a smaller number is a smaller first value, and so on."""
    values = {}
    for key, (first, last) in reversed(spans.items()):
        number, offset = divmod(number, last - first + 1)
        values[key] = first + offset
    return values


def _put(world: dict[str, Any], path: str, value: Any) -> None:
    *tables, key = path.split(".")
    for table in tables:
        world = world.setdefault(table, {})
    world[key] = value


def _fit(world: dict[str, Any], random: Random) -> None:
    """Draw what refers to names of this world, and make true what has to hold between several keys."""
    policies = parameter("retailers.*.reply.by_platform").choices
    for retailer in world["retailers"].values():
        retailer["suppliers"] = _some_of(world["suppliers"], random)
        if random.random() < 0.5:
            retailer["accounts"] = _some_of(world["platforms"], random)
        if random.random() < 0.5:
            spoken = random.choice((["store"], ["phone"], ["phone", "store"]))
            retailer["contact_channels"] = [*spoken, *(["email"] if random.random() < 0.5 else [])]
        if random.random() < 0.2:
            retailer["policy"] = f"{OWN_POLICIES / 'erratic.py'}:Erratic"
        chosen = _some_of(world["platforms"], random)
        reply = retailer["reply"]
        reply["by_platform"] = {name: random.choice(policies) for name in chosen}
        hours = ("opening_hour", "closing_hour")
        opening, closing = (reply.get(h, parameter(f"retailers.*.reply.{h}").default) for h in hours)
        if closing <= opening:
            for hour in hours:
                reply.pop(hour, None)
    choice = world.get("choice", {})
    stockout = [p for p in parameters() if p.path.startswith("choice.stockout_")]
    shares = {p.name: choice.get(p.name, p.default) for p in stockout}
    if sum(shares.values()) > 1:
        choice.update({name: share / sum(shares.values()) for name, share in shares.items()})


def _some_of(names: dict[str, Any], random: Random) -> list[str]:
    return random.sample(list(names), random.randint(0, len(names)))
