"""The reference can be read: its table of contents is whole, and its files are short and without the engine's rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")
MACHINERY = {"agreement", "telling", "fault", "faults", "faults_in_agents", "faults_in_kernels", "settings"}
"""What holds the two side by side; all other files are the model."""
RULES = sorted(path for path in FOLDER.glob("*.py") if path.stem not in MACHINERY and not path.stem.startswith("test_"))
SHARED = (
    "sim.agents.mesa_api", "sim.agents.own_policy", "sim.agents.surface", "sim.birth", "sim.kernels.codes",
    "sim.platform", "sim.policies", "sim.population", "sim.randomness", "sim.scenario",
)  # fmt: skip
TABLES = {"from sim.kernels.numbers import NORMAL_QUANTILES", "from sim.kernels.shop import PRODUCT_TASTE"}


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_file_has_its_place_in_the_table_of_contents(path):
    assert f"({path.name})" in README


def test_every_link_of_the_table_of_contents_leads_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert len(links) > 20
    assert [link for link in links if not (FOLDER / link).exists()] == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_file_holds_no_rule_of_the_engine(path):
    imports = re.findall(r"^ *((?:from|import) (sim[\w.]*).*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    strange = [line for line, module in imports if not module.startswith(SHARED) and line not in TABLES]
    assert strange == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_file_is_short_enough_to_be_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
