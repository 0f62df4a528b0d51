"""The model description against the code: its headings, its schedule, and every mechanism under its id.

A heading such as ``### 7.11 Recovery (A9, A13, CV5)`` names the mechanisms whose rules stand under it. So ids,
equations, parameters and source files are held together by where they stand.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
from functools import cache
from typing import NamedTuple

import pytest

from sim.experiment.mechanisms import mechanisms
from sim.model import Model
from sim.scenario.registry import parameters
from tests.test_docs import DOCS, MECHANISMS, ROOT

ODD = DOCS / "ODD.md"
SEVEN = (
    "1 Purpose and patterns",
    "2 Entities, state variables and scales",
    "3 Process overview and scheduling",
    "4 Design concepts",
    "5 Initialization",
    "6 Input data",
    "7 Submodels",
)
MEASURED = DOCS / "measured" / "mechanisms.json"


class Section(NamedTuple):
    """A submodel: its number and title, the ids in its heading, and its text."""

    title: str
    ids: tuple[str, ...]
    text: str


@cache
def sections() -> tuple[Section, ...]:
    found = []
    for part in re.split(r"^(?=#{2,3} )", ODD.read_text(encoding="utf-8"), flags=re.MULTILINE):
        head, _, text = part.partition("\n")
        ids = re.search(r"\(((?:[A-Z]\w*)(?:, [A-Z]\w*)*)\)$", head)
        named = tuple(i for i in (ids[1].split(", ") if ids else ()) if i in MECHANISMS)
        found.append(Section(head.lstrip("# "), named, text))
    return tuple(found)


def submodels() -> list[Section]:
    return [s for s in sections() if re.match(r"7\.\d", s.title)]


def of(mechanism: str) -> list[Section]:
    return [s for s in sections() if mechanism in s.ids]


def parameters_in(section: Section) -> set[str]:
    return set(re.findall(r"^\| `([a-z_.*0-9]+)` \|", section.text, re.MULTILINE))


def test_it_has_the_seven_headings_of_the_protocol_in_their_order():
    heads = re.findall(r"^## (\d .*)$", ODD.read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(heads[:7]) == SEVEN


def test_what_a_day_consists_of_is_said_in_the_submodels():
    """Every call in `Model.parts_of_day` that is a rule is named in a submodel or in the notes on the order."""
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(Model.parts_of_day))))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    told = "\n".join(s.text for s in sections())
    machinery = {"begin_day", "note", "tidy"}
    assert {name for name in called - machinery if f"{name}" not in told} == set()


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_has_a_section_under_its_id(mechanism):
    assert of(mechanism), f"no heading of docs/ODD.md names {mechanism}"


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_has_an_equation_or_says_what_is_read_off(mechanism):
    inline = r"`[^`|]* [=*/+<>] [^`|]*`"
    assert any("```text" in s.text or "outcome" in s.text or re.search(inline, s.text) for s in of(mechanism))


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_section_of_a_mechanism_names_the_code_that_does_it(mechanism):
    files = {name for s in of(mechanism) for name in re.findall(r"`(sim/[\w/]+\.(?:py|toml))`", s.text)}
    assert files
    assert all((ROOT / name).exists() for name in files)


@pytest.mark.parametrize("p", [p for p in parameters() if p.mechanisms], ids=lambda p: p.path)
def test_a_parameter_stands_under_a_mechanism_that_it_is_part_of(p):
    homes = [s for s in sections() if p.path in parameters_in(s)]
    assert homes
    drawn_on_the_first_day = any(s.title.startswith(("5 ", "2 ")) for s in homes)
    assert drawn_on_the_first_day or any(set(p.mechanisms) & set(s.ids) for s in homes), [s.title for s in homes]


@cache
def read_by_rules() -> frozenset[str]:
    """Every attribute that code outside the schema reads."""
    names = set()
    for file in (ROOT / "sim").rglob("*.py"):
        if "scenario" in file.parts and file.name != "schema.py":
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return frozenset(names)


@pytest.mark.parametrize("p", parameters(), ids=lambda p: p.path)
def test_every_parameter_is_read_by_the_code(p):
    assert p.name in read_by_rules(), f"{p.path} is in the schema and nobody reads it"


# ------------------------------------------------------------------------------- what was measured


@cache
def measured() -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in json.loads(MEASURED.read_text(encoding="utf-8"))["mechanisms"]}


def test_what_was_measured_is_of_all_mechanisms_as_they_are_switched_off_now():
    assert tuple(measured()) == MECHANISMS
    for m in mechanisms().values():
        row = measured()[m.id]
        assert (row["title"], row["expected"]) == (m.title, m.expect), "run the command that docs/mechanisms.md names"
        assert row["parameters"] == [p.path for p in m.parameters], m.id


def test_few_mechanisms_are_without_a_measurable_effect_and_each_is_explained():
    silent = [i for i, row in measured().items() if row["verdict"] == "none"]
    explained = next(s for s in sections() if s.title.startswith("8.2"))
    assert len(silent) <= 5, silent
    for mechanism in silent:
        assert f"**{mechanism}**" in explained.text


def test_an_effect_against_expectation_is_argued():
    argued = next(s for s in sections() if s.title.startswith("8.2"))
    for mechanism, row in measured().items():
        if row["as_expected"] is False:
            assert f"**{mechanism}**" in argued.text, mechanism
