"""Values: which are taken, and what a wrong one is told."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.people import Consumers
from sim.scenario.schema import Scenario

Message = Callable[..., str]


def at(path: str, value: Any) -> dict[str, Any]:
    """The table that has `value` at a dotted path."""
    for key in reversed(path.split(".")):
        value = {key: value}
    return dict(value)


# --- what is taken -------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [4, np.int64(4), np.uint8(4)])
def test_a_whole_number_may_be_numpys(value: Any) -> None:
    days = load_scenario({"days": value}).days
    assert (days, type(days)) == (4, int)


@pytest.mark.parametrize("value", [1, 1.0, np.int32(1), np.float32(1.0), Fraction(1)])
def test_a_whole_number_does_where_a_fraction_is_wanted(value: Any) -> None:
    rate = load_scenario(at("finance.discount_rate", value)).finance.discount_rate
    assert (rate, type(rate)) == (1.0, float)


def test_any_mapping_and_any_part_of_the_schema_will_do() -> None:
    table = MappingProxyType({"days": 3, "consumers": Consumers(count=7)})
    assert load_scenario(table) == Scenario(days=3, consumers=Consumers(count=7))


def test_a_tuple_is_a_list() -> None:
    retailers = {"kopi": {"accounts": ("twitter",), "suppliers": ["kebun"]}}
    kopi = load_scenario({"retailers": retailers}).retailers["kopi"]
    assert (kopi.accounts, kopi.suppliers) == (("twitter",), ("kebun",))


def test_a_scenario_is_taken_as_it_is() -> None:
    world = load_scenario("traditional")
    assert load_scenario(world) == world
    assert load_scenario(world, ["days=3"]) == world.model_copy(update={"days": 3})


def test_a_scenario_that_was_changed_without_a_check_is_checked() -> None:
    for wrong in ({"days": -1}, {"focal": "nobody"}, {"consumers": 3}):
        with pytest.raises(ScenarioError, match=next(iter(wrong))):
            load_scenario(Scenario().model_copy(update=wrong))


def test_a_scenario_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Scenario().days = 3


# --- what is refused -----------------------------------------------------------------------------

WRONG: list[tuple[str, Any, str]] = [
    ("days", "3", "days: '3' is not a whole number (allowed: 1 to 36500 days)"),
    ("days", True, "days: true is not a whole number"),
    ("days", 3.5, "days: 3.5 is not a whole number"),
    ("days", 3.0, "days: 3.0 is not a whole number"),
    ("days", None, "days: nothing is not a whole number"),
    ("days", 0, "days: 0 is below the smallest allowed value 1"),
    ("days", 36501, "days: 36501 is above the largest allowed value 36500"),
    ("days", 10**400, "days: a number of more than 38 digits is above the largest allowed value 36500"),
    ("days", [3], "days: a list is not a whole number"),
    ("days", {"x": 3}, "days: a table is not a whole number"),
    ("days", datetime.date(2011, 1, 2), "days: the date or time 2011-01-02 is not a whole number"),
    ("days", 3j, "days: a Python complex is not a whole number"),
    (
        "finance.discount_rate",
        "0.1",
        "finance.discount_rate: '0.1' is not a number (allowed: 0 to 2 share/year)",
    ),
    ("finance.discount_rate", True, "finance.discount_rate: true is not a number"),
    ("finance.discount_rate", np.bool_(True), "finance.discount_rate: true is not a number"),
    ("finance.discount_rate", float("nan"), "finance.discount_rate: nan is not a finite number"),
    ("finance.discount_rate", float("-inf"), "finance.discount_rate: -inf is not a finite number"),
    ("finance.discount_rate", 10**400, "finance.discount_rate: a number of more than 38 digits is more than"),
    ("finance.discount_rate", 2.5, "finance.discount_rate: 2.5 is above the largest allowed value 2"),
    ("retailers.kopi.reply.target_hours", 0, "0 is not above 0 (allowed: above 0, at most 500 hours)"),
    ("suppliers.kebun.can_go_direct", 1, "suppliers.kebun.can_go_direct: 1 is neither true nor false"),
    ("title", 3, "title: 3 is not text"),
    ("focal", "kopy", "focal: there is no retailer 'kopy'; there are kopi"),
    (
        "retailers.kopi.reply.policy",
        "privat",
        "'privat' is none of the choices; did you mean 'private'? (allowed: open",
    ),
    (
        "retailers.kopi.reply.policy",
        3,
        "retailers.kopi.reply.policy: 3 is none of the choices (allowed: open",
    ),
    ("retailers.kopi.reply.policy", "x" * 10**6, f"'{'x' * 57}...' is none of the choices"),
    ("retailers.kopi.accounts", "facebook", "retailers.kopi.accounts: 'facebook' is not a list"),
    ("retailers.kopi.accounts", ["facebook", 3], "retailers.kopi.accounts[1]: 3 is not text"),
    (
        "retailers.kopi.accounts",
        ["facebok"],
        "retailers.kopi.accounts: there is no 'facebok'; there are facebook",
    ),
    ("retailers.kopi.accounts", ["twitter", "twitter"], "retailers.kopi.accounts: a name stands twice"),
    ("retailers.kopi.reply.by_platform", "open", "retailers.kopi.reply.by_platform: 'open' is not a table"),
    (
        "retailers.kopi.reply.by_platform.facebook",
        "opn",
        "by_platform.facebook: 'opn' is none of the choices; did you mean 'open'? (allowed: open, private",
    ),
    ("retailers.kopi.reply.opening_hour", 21.0, "retailers.kopi.reply: the desk closes before it opens"),
    ("retailers", {}, "a world needs at least one retailer"),
    ("retailers", 3, "retailers: 3 is not a table"),
    ("retailers.kopi", 3, "retailers.kopi: 3 is not a table"),
    ("retailers.Kopi", {}, "retailers: the name 'Kopi' should be small letters"),
    ("consumers", [], "consumers: a list is not a table"),
    (
        "retailers.kopi.pryce",
        3,
        "retailers.kopi.pryce: there is no such key; did you mean 'price'? (allowed: title",
    ),
    ("retailer.kopi.price", 3, "retailer: there is no such key; did you mean 'retailers'?"),
    ("xyzzy", 3, "xyzzy: there is no such key (allowed: name"),
    ("\x1b[31m\n", 3, "?[31m?: there is no such key"),
    ("remove", ["retailers.kopi"], "remove: nothing is inherited"),
    ("extends", 3, "extends: 3 is not text"),
]


@pytest.mark.parametrize(("path", "value", "fragment"), WRONG)
def test_a_wrong_value_is_told_with_its_key_and_what_is_allowed(
    message: Message, path: str, value: Any, fragment: str
) -> None:
    assert fragment in message(at(path, value))


def test_a_key_that_is_no_text_is_refused(message: Message) -> None:
    assert "3 stands for a key (allowed: text)" in message({"retailers": {3: {}}})


def test_a_mapping_that_holds_itself_is_refused(message: Message) -> None:
    endless: dict[str, Any] = {}
    endless["consumers"] = endless
    assert "nested too deeply" in message(endless)


def test_several_mistakes_are_counted(message: Message) -> None:
    table: Mapping[str, Any] = {"days": 0, "seed": -1, "finance": {"discount_rate": 9, "x": 1}}
    said = message(table)
    assert said.startswith("days: 0 is below")
    assert said.endswith("; and 3 more")
