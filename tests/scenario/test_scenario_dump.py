"""Writing a whole world out, and the JSON Schema of the files it came from."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import (
    builtin_scenarios,
    json_schema,
    load_scenario,
    parameters,
    scenario_path,
    scenario_toml,
)
from sim.scenario.schema import Scenario
from tests.strategies import scenarios


@given(world=scenarios(), comments=st.booleans())
def test_a_world_that_is_written_out_loads_back_equal_and_in_the_same_order(world: Scenario, comments: bool) -> None:
    back = load_scenario(tomllib.loads(scenario_toml(world, comments)))
    assert back == world
    for kind in ("platforms", "retailers", "suppliers"):
        assert list(getattr(back, kind)) == list(getattr(world, kind))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(text: str) -> None:
    world = Scenario(name=text, title=text, description=text)
    assert load_scenario(tomllib.loads(scenario_toml(world))) == world


@pytest.mark.parametrize("name", ["baseline", "traditional", "indonesia-2011"])
def test_a_builtin_world_is_written_out_without_what_it_extends(name: str) -> None:
    world = load_scenario(name)
    text = scenario_toml(world)
    assert "extends" not in text
    assert load_scenario(tomllib.loads(text)) == world


def test_a_world_without_platforms_stays_without() -> None:
    world = Scenario(platforms={})
    assert load_scenario(tomllib.loads(scenario_toml(world))) == world


def test_comments_give_unit_and_description_behind_every_value() -> None:
    text = scenario_toml(load_scenario("baseline"), comments=True)
    assert "days = 365 # days: Days simulated\n" in text
    lines = [line for line in text.splitlines() if re.match(r"^\w+ = ", line)]
    known = {f"{p.unit}: {p.description}" for p in parameters()}
    assert lines
    assert all(line.partition(" # ")[2] in known for line in lines if '"' not in line)


def test_without_comments_there_are_none() -> None:
    assert "#" not in scenario_toml(load_scenario("baseline"))


def test_the_json_schema_is_one_and_takes_every_builtin_file() -> None:
    validator = _validator()
    for name in builtin_scenarios():
        validator.validate(tomllib.loads(scenario_path(name).read_text(encoding="utf-8")))


@given(scenarios())
@settings(max_examples=20)
def test_the_json_schema_takes_every_world_that_is_written_out(world: Scenario) -> None:
    _validator().validate(tomllib.loads(scenario_toml(world)))


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"extends": "baseline", "remove": ["retailers.toko"]},
        {"retailers": {"kopi": {"reply": {"policy": "open"}}}},
        {"finance": {"discount_rate": 1}},
    ],
)
def test_the_json_schema_takes_files_that_write_little(table: dict[str, Any]) -> None:
    assert _validator().is_valid(table)


@pytest.mark.parametrize(
    "table",
    [
        {"dais": 3},
        {"days": "3"},
        {"days": 0},
        {"extends": 3},
        {"remove": "retailers.toko"},
        {"retailers": {"kopi": {"reply": {"policy": "opn"}}}},
        {"retailers": {"kopi": {"pryce": 3}}},
        {"retailers": {"kopi": {"reply": {"target_hours": 0}}}},
        {"retailers": {"kopi": {"accounts": "facebook"}}},
        {"suppliers": {"kebun": {"can_go_direct": 1}}},
    ],
)
def test_the_json_schema_refuses_what_loading_refuses(table: dict[str, Any]) -> None:
    assert not _validator().is_valid(table)


def test_the_json_schema_describes_every_key_and_requires_none() -> None:
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            assert "required" not in node
            for key, held in node.get("properties", {}).items():
                assert "description" in held or "$ref" in held, key
            for held in node.values():
                walk(held)

    walk(json_schema())


@cache
def _validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    form = json_schema()
    jsonschema.Draft202012Validator.check_schema(form)
    return jsonschema.Draft202012Validator(form)
