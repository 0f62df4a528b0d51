"""Whatever comes in, a world comes out or one `ScenarioError`: nothing else is ever raised."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import load_scenario, parameters, scenario_path
from sim.scenario.registry import Table, tree
from sim.scenario.schema import Scenario

KEYS = st.one_of(
    st.sampled_from(sorted({step for p in parameters() for step in p.path.split(".")} | {"extends", "remove"})),
    st.sampled_from(["kopi", "facebook", "kebun", ""]),
    st.text(max_size=5),
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-2, 500),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["open", "baseline", "kopi", "facebook", "retailers.kopi", "\ud800"]),
    st.dates(),
    st.binary(max_size=3),
    st.just(object()),
)
GARBAGE = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
PATHS = [p.path.replace("*", "kopi") for p in parameters()]


def loads_or_refuses(source: Any, overrides: tuple[str, ...] = ()) -> None:
    try:
        world = load_scenario(source, overrides)
    except ScenarioError as error:
        message = str(error)
    else:
        assert Scenario.model_validate(world.model_dump()) == world
        return
    assert message
    assert message.isprintable()
    assert "pydantic" not in message
    assert "Value error" not in message


def _like(table: Table) -> st.SearchStrategy[Any]:
    """Tables with the schema's own keys, so that garbage gets as far in as it can."""
    inner = {
        key: st.one_of(LEAVES, _like(node)) if isinstance(node, Table) else GARBAGE
        for key, node in table.fields.items()
    }
    return st.dictionaries(st.sampled_from(list(inner)), st.none(), max_size=4).flatmap(
        lambda chosen: st.fixed_dictionaries({key: inner[key] for key in chosen})
    )


@given(st.one_of(st.dictionaries(KEYS, GARBAGE, max_size=5), _like(tree())))
def test_any_mapping(table: dict[str, Any]) -> None:
    loads_or_refuses(table)


@given(path=st.sampled_from(PATHS), value=GARBAGE)
def test_anything_in_the_place_of_a_value(path: str, value: Any) -> None:
    for key in reversed(path.split(".")):
        value = {key: value}
    loads_or_refuses(value)


@given(st.one_of(st.text(), st.binary(), st.integers(), st.none(), st.lists(st.integers())))
def test_anything_in_the_place_of_a_name(source: Any) -> None:
    loads_or_refuses(source)


@given(st.lists(st.one_of(st.text(), st.builds("{}={}".format, st.sampled_from(PATHS), st.text())), max_size=3))
def test_any_override(overrides: list[str]) -> None:
    loads_or_refuses({}, tuple(overrides))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("garbage") / "world.toml"


@given(content=st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_in_a_file(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    loads_or_refuses(file)


@given(data=st.data())
def test_a_good_file_with_a_few_bytes_changed(file: Path, data: st.DataObject) -> None:
    content = bytearray(scenario_path("traditional").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    file.write_bytes(content)
    loads_or_refuses(file)


@given(st.lists(st.sampled_from(["a", "retailers", "[", "]", "=", '"', "\n", "{", "}", ".", "1", "\r", ","])))
def test_anything_made_of_the_signs_of_toml(file: Path, signs: list[str]) -> None:
    file.write_text("".join(signs), encoding="utf-8", newline="")
    loads_or_refuses(file)


def test_the_signs_above_do_make_toml() -> None:
    assert tomllib.loads('a={"1"=[1,1]}')
