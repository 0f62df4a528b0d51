"""Parameters, their evidence, and the built-in worlds and questions, in English and Indonesian.

The words stand in ``texts/``. English that stands elsewhere already (descriptions and sources in the schema, titles in
the built-in files) is taken from there, so that nothing is said twice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sim.errors import ScenarioError
from sim.experiment.numerals import Language, written
from sim.experiment.spec.builtin import builtin_experiments, experiment_path
from sim.experiment.texts import say, unit_name, words
from sim.scenario.builtin import builtin_scenarios, scenario_path
from sim.scenario.fields import Mark
from sim.scenario.registry import SILENT_UNITS, Parameter, node_at, parameter
from sim.scenario.schema import Scenario

ExperimentText = Literal["title", "description", "question"]


def parameter_label(path: str, language: Language = "en") -> str:
    """A few words for a parameter, as they stand beside its control; `path` may hold chosen names.

    Raises
    ------
    ScenarioError
        When there is no parameter there; so do the other functions that take a path.
    """
    return str(words()["parameters"][parameter(path).path]["label"][language])


def key_words(key: str, language: Language = "en") -> tuple[Parameter, str]:
    """The parameter that a key of a world sets, and its label; one of the names in a table stands behind that."""
    whole, _, part = key.rpartition(".")
    if isinstance(node_at(key.split(".")), Parameter):
        return parameter(key), parameter_label(key, language)
    return parameter(whole), f"{parameter_label(whole, language)}: {part}"


def parameter_description(path: str, language: Language = "en") -> str:
    """What a parameter is, in a sentence that needs no other beside it."""
    held = parameter(path)
    return held.description if language == "en" else str(words()["parameters"][held.path]["description"])


def choice_name(path: str, choice: str, language: Language = "en") -> str:
    """The name of one of the values that a parameter may have.

    Raises
    ------
    ScenarioError
        When it has no such value.
    """
    held = parameter(path)
    if choice not in held.choices:
        raise ScenarioError(f"'{choice}' is none of its values", key=path, allowed=", ".join(held.choices) or None)
    return str(words()["choices"][held.path][choice][language])


def value_text(parameter: Parameter, value: Any, language: Language = "en") -> str:
    """A value of a parameter as a reader expects it; a choice by its name, with what a file calls it behind."""
    match value:
        case bool():
            return say("value_yes" if value else "value_no", language)
        case None:
            return say("not_given", language)
        case str() if parameter.choices:
            return f"{choice_name(parameter.path, value, language)} ({value})"
        case str() | int() | float():
            return written(value, language)
        case _:
            return ", ".join(map(str, value)) or say("value_empty", language)


def source_text(source: str, language: Language = "en") -> str:
    """Where the default of a parameter comes from."""
    return source if language == "en" else str(words()["sources"][source])


def mark_text(mark: Mark, language: Language = "en") -> str:
    """What kind of evidence a mark stands for, in a sentence."""
    return str(words()["marks"][mark][language])


def evidence_text(parameter: Parameter, language: Language = "en") -> str:
    """What kind of evidence its default has, and where that stands."""
    return f"{mark_text(parameter.mark, language)} ({source_text(parameter.source, language)})"


def allowed_text(parameter: Parameter, language: Language = "en") -> str:
    """What may be chosen or written, with the unit: ``1 to 36,500 days``, ``1 s.d. 36.500 hari``."""
    match parameter.kind:
        case "yes/no":
            return say("allowed_yes_or_no", language)
        case "choice":
            return _choices(parameter, language)
        case "list":
            return say("allowed_list", language)
        case "table":
            return say("allowed_table", language, choices=_choices(parameter, language))
        case "text":
            return say("allowed_text", language)
        case _:
            return _range(parameter, language)


def scenario_title(scenario: str | Scenario, language: Language = "en") -> str:
    """The title of a built-in scenario by its name, or of any scenario: one of the user's own keeps its own.

    Raises
    ------
    ScenarioError
        When a name is none of a built-in scenario; so do the other functions that take a scenario.
    """
    if isinstance(scenario, str):
        return _shipped_scenario(scenario, "title", None, language)
    return _shipped_scenario(scenario.name, "title", scenario.title, language) or scenario.name


def scenario_description(scenario: str | Scenario, language: Language = "en") -> str:
    """What a scenario is for, in a sentence or two; the text of the user's own stays as it is."""
    if isinstance(scenario, str):
        return _shipped_scenario(scenario, "description", None, language)
    return _shipped_scenario(scenario.name, "description", scenario.description, language)


def scenario_words(scenarios: Mapping[str, Scenario], language: Language = "en") -> list[tuple[str, str, str]]:
    """Label, title and description of each."""
    return [
        (label, scenario_title(world, language), scenario_description(world, language))
        for label, world in scenarios.items()
    ]


def scenario_short(name: str, language: Language = "en") -> str:
    """A title of a built-in scenario that fits on a button: at most 30 letters."""
    scenario_path(name)
    return str(words()["scenarios"][name]["short"][language])


def experiment_text(name: str, text: ExperimentText, language: Language = "en", own: str | None = None) -> str:
    """The title, description or question of a built-in experiment.

    Parameters
    ----------
    own
        What an experiment of that name says there: unless it is the very text of the built-in one, it stays as it is.

    Raises
    ------
    ScenarioError
        When there is no built-in experiment of that name, and nothing of its own.
    """
    if own is not None and name not in builtin_experiments():
        return own
    return _translated("experiments", name, experiment_path(name), text, own, language)


def experiment_short(name: str, language: Language = "en") -> str:
    """A title of a built-in experiment that fits on a button: at most 30 letters."""
    experiment_path(name)
    return str(words()["experiments"][name]["short"][language])


def _shipped_scenario(name: str, text: str, own: str | None, language: Language) -> str:
    if own is not None and name not in builtin_scenarios():
        return own
    return _translated("scenarios", name, scenario_path(name), text, own, language)


def _translated(table: str, name: str, path: Path, text: str, own: str | None, language: Language) -> str:
    """A text of a file that comes with the project, if it is the one that is asked for."""
    english = str(_file(path)[text])
    if own is not None and own != english:
        return own
    return english if language == "en" else str(words()[table][name][text])


@cache
def _file(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _choices(parameter: Parameter, language: Language) -> str:
    return "; ".join(choice_name(parameter.path, choice, language) for choice in parameter.choices)


def _range(parameter: Parameter, language: Language) -> str:
    unit = "" if parameter.unit in SILENT_UNITS else unit_name(parameter.unit, language)
    money, behind = ("Rp", unit.removeprefix("Rp")) if unit.startswith("Rp") else ("", f" {unit}" if unit else "")

    def end(value: float) -> str:
        return f"{money}{written(value, language)}"

    low, high = parameter.low, parameter.high
    if low is not None and high is not None and not (parameter.low_excluded or parameter.high_excluded):
        return say("allowed_between", language, low=end(low), high=end(high)) + behind
    ends = []
    if low is not None:
        ends.append(say("allowed_above" if parameter.low_excluded else "allowed_at_least", language, value=end(low)))
    if high is not None:
        ends.append(say("allowed_below" if parameter.high_excluded else "allowed_at_most", language, value=end(high)))
    whole = parameter.kind == "whole number"
    spoken = ", ".join(ends) or say("allowed_any_whole_number" if whole else "allowed_any_number", language)
    return spoken + behind
