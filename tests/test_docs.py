"""The documentation says what the code does: its examples run, its tables are the code's, its names exist.

How examples are written stands in docs/README.md. Those of the README are run at a small size.
"""

from __future__ import annotations

import doctest
import importlib.util
import json
import re
import shlex
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from sim.cli import run_command
from sim.metrics import OUTCOMES
from sim.population import COLUMNS
from sim.scenario.builtin import builtin_scenarios
from sim.scenario.registry import node_at, parameters, tree

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
SMALL = {
    "run": ["--days=10", "--replicates=2"],
    "compare": ["--days=10", "--pairs=3"],
    "winwin": ["--days=10", "--pairs=3"],
    "explain": ["--days=10", "--pairs=2"],
}

_BLOCK = re.compile(r"^```([a-z]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE_NAME = re.compile(r"# ([\w.-]+\.(?:toml|py))\n")

# The ids of the source paper's mechanisms: fixed, and cited by schema, tests and experiments.
MECHANISMS = (
    *(f"A{n}" for n in range(1, 14)),
    *("CV1", "CV2", "CV2b", "CV3", "CV4", "CV5"),
    *(f"Z{n}" for n in range(1, 8)),
    *(f"Q{n}" for n in range(1, 7)),
    *("Ta", "Tb", "Tc", "Td", "Te", "Tf", "Tg", "C3"),
    *("K1", "K2", "K3", "K4", "N1", "N2", "N3", "N4"),
)
LABELS = {"name", "title", "description", "retailers.*.title", "suppliers.*.title"}


class Block(NamedTuple):
    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(page.read_text(encoding="utf-8"))]


def page_id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


WITH_EXAMPLES = [page for page in PAGES if any(block.language in ("console", "python") for block in blocks(page))]


# ---- examples ------------------------------------------------------------------------------------


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each `$ trm …` of a console block, and what stands under it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        if command.startswith("trm "):
            yield command, printed


@pytest.fixture
def terminal_handler() -> Iterator[None]:
    """The command takes over SIGTERM; the tests' own handling comes back afterwards."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("terminal_handler")
@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=page_id)
def test_the_examples_of_a_page_run(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {}
    for language, text in blocks(page):
        name = _FILE_NAME.match(text)
        if language in ("toml", "python") and name:
            Path(name[1]).write_text(text, encoding="utf-8")
        elif language == "python":
            exec(compile(text, f"<{page_id(page)}>", "exec"), namespace)
        elif language == "console":
            for command, expected in commands(text):
                check_command(command, expected, capsys, small=page.parent == ROOT)


def check_command(command: str, expected: str, capsys: pytest.CaptureFixture[str], *, small: bool) -> None:
    arguments = shlex.split(command)[1:]
    if small:
        arguments += SMALL.get(arguments[0], [])
        if arguments[0] in SMALL and ".toml" not in command and "consumers.count" not in command:
            arguments.append("--consumers=200")
    capsys.readouterr()
    code = run_command(arguments)
    printed, complaints = capsys.readouterr()
    assert code == 0, f"{command}\n{complaints}"
    if expected.strip():
        alike = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        assert doctest.OutputChecker().check_output(expected, printed, alike), f"{command} prints\n{printed}"


def test_a_failing_command_in_an_example_is_noticed(capsys, terminal_handler):
    with pytest.raises(AssertionError, match="trm run bas"):
        check_command("trm run bas", "", capsys, small=False)
    with pytest.raises(AssertionError, match="trm --version prints"):
        check_command("trm --version", "something else\n", capsys, small=False)
    check_command("trm --version", "trm ...\n", capsys, small=False)


# ---- what is taken from the code -----------------------------------------------------------------


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", [p for p in PAGES if "<!-- generated:" in p.read_text(encoding="utf-8")], ids=page_id)
def test_generated_parts_are_up_to_date(page, generate):
    assert page.read_text(encoding="utf-8") == generate.renewed(page), "run: python docs/generate.py"


def test_the_model_description_gives_every_parameter_once():
    text = (DOCS / "ODD.md").read_text(encoding="utf-8")
    given = re.findall(r"^\| `([a-z_.*]+)` \|", text, re.MULTILINE)
    known = {p.path for p in parameters()}
    assert sorted(name for name in given if name in known or "." in name) == sorted(known - LABELS)


def test_the_schedule_is_quoted_in_full():
    assert "def parts_of_day(self) -> Iterator[str]:" in (DOCS / "ODD.md").read_text(encoding="utf-8")


def test_every_name_with_an_underscore_in_an_equation_is_a_parameter_or_a_column():
    known = {p.name for p in parameters()} | {column.name for column in COLUMNS}
    for language, text in blocks(DOCS / "ODD.md"):
        if language == "text":
            assert set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", text)) <= known, text


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != "mechanisms.md"], ids=page_id)
def test_every_parameter_path_in_the_text_exists(page):
    tables = "|".join(tree().fields)
    for path in re.findall(rf"`((?:{tables})(?:\.[a-z_*]+)+)", page.read_text(encoding="utf-8")):
        steps = path.split(".")
        wildcards = [steps[:-1], steps] if "*" in steps[-1] else [steps]
        assert any(node_at(each) is not None for each in wildcards), path


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_link_and_every_source_file_exists(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", text):
        assert (page.parent / target).exists(), target
    for name in re.findall(r"`((?:sim|docs|tests|benchmarks|scenarios)/[\w./-]*)`", text):
        if page.name != "README.md" or page.parent != ROOT:
            assert (ROOT / name).exists(), name


def test_all_mechanisms_stand_in_the_table_in_their_order():
    lines = (DOCS / "mechanisms.md").read_text(encoding="utf-8").splitlines()
    assert tuple(line.split(" | ")[0].strip("| ") for line in lines if re.match(r"\| [A-Z]", line)) == MECHANISMS
    assert len(MECHANISMS) == 48


def test_the_registry_names_no_other_mechanism():
    assert {m for p in parameters() for m in p.mechanisms} <= set(MECHANISMS)


def test_the_page_of_open_and_private_replies_shows_a_search_that_is_stored_beside_it():
    """That its figures are those of the file is held with all that is generated; here, that it is whole and sound."""
    page = (DOCS / "open-or-private.md").read_text(encoding="utf-8")
    stored = json.loads((DOCS / "measured" / "open-or-private.json").read_text(encoding="utf-8"))
    assert f"{stored['command']} --json > docs/measured/open-or-private.json" in page
    for outcome in stored["outcomes"]:
        assert f"### {OUTCOMES[outcome].title}" in page
    assert stored["failures"] == []
    assert not stored["interrupted"]
    for searched in stored["searched"]:
        assert node_at(searched["parameter"].split(".")) is not None, searched
    for search in stored["outcomes"].values():
        for region in search["regions"]:
            assert region["fresh_worlds"] == stored["fresh"]
            assert all(rule["rule"] in page for rule in region["rules"])


_NAME = r"[A-Z][A-Za-z-]+"
CITED = re.compile(
    rf"\b((?:van |de )?{_NAME})(?:(?:, {_NAME})* (?:&|and) (?:van )?{_NAME}| et al\.)? ((?:19|20)\d\d)\b"
)
WATCHERS = {"BBB", "ExactTarget", "Sprout"}
"""Firms that watched platforms, whose figures come from others; references.md says so."""


def test_every_study_that_a_source_names_stands_in_the_references():
    entries = (DOCS / "references.md").read_text(encoding="utf-8").split("\n- ")
    table = (ROOT / "sim" / "experiment" / "patterns" / "table.toml").read_text(encoding="utf-8")
    text = "\n".join([*(p.source for p in parameters()), table])
    cited = {found for found in CITED.findall(text) if found[0] not in WATCHERS}
    assert len(cited) > 30
    for name, year in cited:
        assert any(name in entry and f"({year})" in entry for entry in entries), f"{name} {year} is in no reference"


def test_the_outcomes_that_are_ratios_say_of_what():
    text = (DOCS / "outcomes.md").read_text(encoding="utf-8").split("## What is divided by what")[1]
    explained = set(re.findall(r"`([a-z_]+)`", text))
    counts = {"IDR", "units", "complaints", "questions", "incidents", "followers", "views", "reactions", "ideas"}
    counts |= {"participants", "failures"}
    ratios = {o.name for o in OUTCOMES.values() if o.unit not in counts}
    assert ratios - {"total_relationship"} <= explained


def test_no_outcome_is_explained_twice():
    text = (DOCS / "outcomes.md").read_text(encoding="utf-8").split("## What is divided by what")[1]
    firsts = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `")]
    named = [name for first in firsts for name in re.findall(r"`([a-z_]+)`", first)]
    assert [name for name, times in Counter(named).items() if times > 1] == []
    assert set(named) <= set(OUTCOMES)


def test_the_eleven_worlds_of_the_scenario_page_are_the_built_in_ones():
    text = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    assert set(builtin_scenarios()) <= set(re.findall(r"^\| `([a-z0-9-]+)` \|", text, re.MULTILINE))


def test_every_decision_stands_in_the_index():
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    for page in (DOCS / "decisions").glob("[0-9]*.md"):
        assert f"[{page.name[:4]}]({page.name})" in index
        for heading in ("## Situation", "## Decision", "## Rejected", "## What follows"):
            assert heading in page.read_text(encoding="utf-8"), page.name
