"""Every text of the page stands in both languages, is used, and says the same with the same values."""

from __future__ import annotations

import ast
import re
import time
from pathlib import Path
from string import Formatter

import pytest

import sim.ui
from sim.experiment.numerals import LANGUAGES
from sim.experiment.parameter_words import parameter_label, scenario_title
from sim.experiment.texts import outcome_title
from sim.metrics import OUTCOMES
from sim.scenario.builtin import builtin_scenarios
from sim.scenario.registry import parameters
from sim.ui.story.steps import steps
from sim.ui.texts import texts

ROOT = Path(sim.ui.__file__).parent
PYTHON = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(ROOT.rglob("*.py"))}
SCRIPTS = {
    file: file.read_text(encoding="utf-8")
    for kind in ("*.js", "*.j2", "*.html")
    for file in sorted(ROOT.rglob(kind))
    if "vendor" not in file.parts
}
ALIKE = {"player_b_minus_a", "strip_ab", "strip_interval"}
"""Texts that are letters and numbers in both languages."""
ENGLISH = re.compile(r"\b(the|and|of|is|are|with|you|your|this|that|which|for|not)\b", re.IGNORECASE)
SWITCHES = {"switch_language", "switch_language_name"}
"""Texts that name the other language in itself."""
STEP_PARTS = {
    "comparison": "title|claim|how|a|b|question|found_(a|b|open)|talk_[1-9]",
    "puzzle": "title|claim|how|a|b|hint_[1-9]",
    "sandbox": "title|claim",
}


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def constants():
    """Every text that stands in the code as it is."""
    return {
        node.value
        for tree in PYTHON.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def patterns():
    """Every text of the code that has values put in, as an expression for what it may become."""
    found = set()
    for file, tree in PYTHON.items():
        if file.parts[-2:] == ("story", "told.py"):
            continue  # those are held to the names of the steps
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                made = "".join(
                    re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_]+" for part in node.values
                )
                if re.match(r"[a-z]{2}", made):
                    found.add(made)
    return found


def topics():
    """The topics that widgets and templates take whole."""
    return {
        node.args[0].value
        for tree in PYTHON.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "topic"
        and isinstance(node.args[0], ast.Constant)
    }


def named_in_scripts():
    """Words that scripts and templates name, and expressions for those that they put together."""
    whole = "\n".join(SCRIPTS.values())
    exact = set(re.findall(r"[a-z][a-z0-9_]*", whole))
    made = {re.sub(r"\$\{[^}]*\}", "[a-z0-9_]+", text) for text in re.findall(r"`([a-z0-9_]*\$\{[^`]*)`", whole)}
    return exact, {text for text in made if re.fullmatch(r"[a-z0-9_\[\]+-]+", text)}


def of_steps():
    """Expressions for the words of the story's steps."""
    return {f"story_{step.name}_({STEP_PARTS[step.kind]})" for step in steps()}


@pytest.mark.parametrize("key", sorted(texts()))
def test_a_text_has_both_languages_and_the_same_values(key):
    held = texts()[key]
    assert set(held) == set(LANGUAGES)
    assert all(text.strip() for text in held.values())
    assert fields(held["en"]) == fields(held["id"])


@pytest.mark.parametrize("key", sorted(texts()))
def test_no_english_is_left_in_an_indonesian_text(key):
    held = texts()[key]
    if key not in ALIKE and len(held["en"].split()) > 1:
        assert held["id"] != held["en"]
    if key not in SWITCHES:
        assert not ENGLISH.search(held["id"]), held["id"]


def test_every_text_is_used():
    exact, made = named_in_scripts()
    known, named = constants(), topics()
    asked = [re.compile(text) for text in patterns() | of_steps()]
    built = [re.compile(text) for text in made]

    def used(key):
        if key in known or any(each.fullmatch(key) for each in asked):
            return True
        for name in named:
            rest = key.removeprefix(f"{name}_")
            if rest != key and (rest in exact or rest in known or any(each.fullmatch(rest) for each in built)):
                return True
        return False

    assert not [key for key in texts() if not used(key)]


def test_every_text_that_is_asked_for_is_there():
    missing = []
    for file, tree in PYTHON.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args):
                continue
            key = node.args[0]
            if isinstance(key, ast.Constant) and key.value not in texts():
                missing.append(f"{file.name}:{node.lineno}: {key.value}")
    assert not missing


@pytest.mark.parametrize("name", ["predict"])
def test_a_widget_finds_every_word_that_it_asks_for(name):
    script = (ROOT / "widgets" / f"{name}.js").read_text(encoding="utf-8")
    asked = set(re.findall(r'words\("([a-z_0-9]+)"\)', script))
    assert asked
    assert not {word for word in asked if f"{name}_{word}" not in texts()}


# -- what a visitor sees

SEEN = """() => {
  const found = [], walk = document.createTreeWalker(document.querySelector(".trm-page"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode())
    if (!walk.currentNode.parentElement.closest("style, script")) found.push(walk.currentNode.textContent.trim());
  for (const element of document.querySelectorAll(".trm-page *"))
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-valuetext"])
      if (element.getAttribute(name)) found.push(element.getAttribute(name).trim());
  found.push(document.title);
  return found.filter(Boolean);
}"""
SMALL = "n=100&days=30&pairs=2"
OPENED = {
    "start": "?",
    "comparison": f"?view=compare&{SMALL}&run=1",
    "story": f"?view=story&{SMALL}&step=6",
    "story that has run": f"?view=story&{SMALL}&step=3&run=1",
    "puzzle": f"?view=story&{SMALL}&step=9",
    "sandbox": f"?view=story&{SMALL}&step=99",
    "sweep": "?view=sweep&n=100&days=30",
    "refused link": "?view=nothing",
}


def english():
    """Texts that must not be seen in Indonesian: whole, and the longest part without values of those that have some."""
    whole, parts = set(), set()
    for key, held in texts().items():
        if held["en"] == held["id"] or key in SWITCHES:
            continue
        if fields(held["en"]):
            part = max((literal for literal, *_ in Formatter().parse(held["en"])), key=len).strip()
            if len(part) >= 12 and part not in held["id"]:
                parts.add(part)
        else:
            whole.add(held["en"])
    for outcome in OUTCOMES.values():
        whole.add(outcome.title)
    whole |= {parameter_label(each.path, "en") for each in parameters()}
    whole |= {scenario_title(name, "en") for name in builtin_scenarios()}
    indonesian = {held["id"] for held in texts().values()}
    indonesian |= {outcome_title(outcome, "id") for outcome in OUTCOMES.values()}
    indonesian |= {parameter_label(each.path, "id") for each in parameters()}
    indonesian |= {scenario_title(name, "id") for name in builtin_scenarios()}
    return whole - indonesian, parts


@pytest.mark.browser
@pytest.mark.parametrize("view", OPENED)
def test_after_a_switch_of_language_no_english_is_seen_under_one_heading(view, visit):
    page = visit(OPENED[view])
    if "run=1" in OPENED[view]:
        page.locator(".trm-strip").wait_for(timeout=120_000)
    page.get_by_role("button", name="Bahasa Indonesia").click()
    page.get_by_role("button", name="English").wait_for()
    whole, parts = english()
    until = time.monotonic() + 60  # a page with many parts needs a while for all of them on a busy machine
    left = ["not looked yet"]
    while left and time.monotonic() < until:
        page.wait_for_timeout(1000)
        seen = page.evaluate(SEEN)
        left = sorted({text for text in seen if text in whole or any(part in text for part in parts)})
    assert not left
    assert len(seen) > 10
    assert page.locator("html").get_attribute("lang") == "id"
    assert page.locator("h1").count() == 1
