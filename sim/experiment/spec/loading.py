"""Loading an experiment file: TOML that asks one question of one or more worlds.

    scenarios = ["open-replies", "private-replies"]
    responses = ["loyalty", "ror"]
    replicates = 10

    [set]
    days = 180

    [levers]
    retailers.kopi.reply.staff_hours = [0.25, 0.5, 1.0]

    [unknowns]
    complaints.sensitive_share = "sweep"

    [design]
    kind = "factorial"

The path of a world is relative to the file, as in a scenario file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.experiment.spec.builtin import experiment_path
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.factors import Factor, Role
from sim.experiment.spec.paths import overlap
from sim.experiment.spec.refusal import no_outcome, refused, relocated
from sim.experiment.spec.schema import ArmSection, ExperimentFile
from sim.experiment.spec.sizing import overridden, sized
from sim.experiment.spec.varying import (
    MECHANISMS,
    Entry,
    drawn,
    entries,
    factor_of,
    held_by,
    of_mechanisms,
    parameter_of,
)
from sim.metrics import OUTCOMES
from sim.scenario.loading import Source as World
from sim.scenario.loading import load_scenario
from sim.scenario.overriding import WHERE, settings_of
from sim.scenario.reading import read_toml
from sim.scenario.schema import Scenario
from sim.scenario.wording import printable, shown

Source: TypeAlias = str | os.PathLike[str] | Mapping[str, Any] | Experiment
Worlds: TypeAlias = dict[str, Scenario]


def load_experiment(
    source: Source,
    overrides: Iterable[str] = (),
    *,
    seed: int | None = None,
    replicates: int | None = None,
    points: int | None = None,
    on: World | None = None,
) -> Experiment:
    """The experiment that `source` describes, checked and whole.

    Parameters
    ----------
    source
        The name of a built-in experiment, the path of a TOML file, the table of such a file (paths in it are
        relative to the working directory), or an experiment that was loaded before.
    overrides
        Settings of all worlds, as for ``--set``, over what the file sets. What sets a factor fixes it.
    seed, replicates, points
        In place of those of the file; `points` are trajectories in a Morris design.
    on
        A world to lay the scenarios on, in place of the one that they start from, or of the file's own `on`.

    Raises
    ------
    ScenarioError
        For anything that is wrong, with the file, the key, what was found and what is allowed.
    """
    if isinstance(source, Experiment):
        if on is not None:
            raise ScenarioError("an experiment that is loaded has its worlds", where="on", allowed="only with a file")
        found = overridden(source, overrides)
    else:
        found = _asked(*_read(source), settings_of(overrides), on)
    return sized(found, seed=seed, replicates=replicates, points=points)


def _asked(
    table: dict[str, Any], where: str | None, folder: Path, name: str, overrides: Sequence[str], on: World | None
) -> Experiment:
    """The experiment in the table of a file, with settings laid on its worlds."""
    try:
        file = ExperimentFile.model_validate(table)
    except ValidationError as error:
        raise refused(error, where) from None
    for response in file.responses:
        if response not in OUTCOMES:
            raise no_outcome(response, where, "responses")
    asked = {} if isinstance(file.unknowns, str) else dict(file.unknowns)
    mechanisms = asked.pop(MECHANISMS, None)
    set_here = [*entries(file.set, "set", where)]
    levers = [*entries(file.levers, "levers", where)]
    unknowns = [*entries(asked, "unknowns", where)]
    _refuse_twice([*set_here, *levers, *unknowns])
    arms = _arms(file, where)
    for held in arms.values():
        _refuse_beside([*set_here, *levers, *unknowns], held)
    worlds = _worlds(file, arms, folder, where, on)
    varying: dict[Role, list[Factor]] = {"lever": [], "unknown": []}
    laid = list(set_here)
    roles: list[tuple[Role, list[Entry]]] = [("lever", levers), ("unknown", unknowns)]
    for role, held in roles:
        for entry in held:
            factor = factor_of(entry, role)
            if factor is None:
                laid.append(entry)
            else:
                _refuse_absent(entry, worlds)
                varying[role].append(factor)
    for entry in laid:
        parameter_of(entry)
        worlds = _with(worlds, entry)
    _refuse_levels([*varying["lever"], *varying["unknown"]], worlds, where)
    first = next(iter(worlds.values()))
    found = Experiment(
        name=name,
        title=file.title or name,
        description=file.description,
        question=file.question,
        where=where,
        scenarios=worlds,
        fixed=tuple(map(_setting, laid)),
        levers=tuple(varying["lever"]),
        unknowns=tuple(varying["unknown"]),
        responses=file.responses,
        replicates=file.replicates,
        seed=first.seed if file.seed is None else file.seed,
        design=file.design,
        stop=file.stop,
        optimise=file.optimise,
        own={label: tuple(map(_setting, held)) for label, held in arms.items() if held},
        claim=file.claim,
    )
    found = overridden(found, overrides)
    if file.seed is None:
        found = replace(found, seed=next(iter(found.scenarios.values())).seed)
    if mechanisms is None and file.unknowns != "all":
        return found
    chosen = None if mechanisms is None else of_mechanisms(mechanisms, where)
    own = [entry.path for entry in (*set_here, *levers, *unknowns)]
    own += [entry.path for held in arms.values() for entry in held]
    own += [text.partition("=")[0].strip() for text in overrides]
    return replace(found, unknowns=(*found.unknowns, *drawn(list(found.scenarios.values()), chosen, own)))


def _read(source: Any) -> tuple[dict[str, Any], str | None, Path, str]:
    """The table of an experiment, what messages call it, where its paths begin, and its name."""
    if isinstance(source, Mapping):
        return dict(source), None, Path(), "experiment"
    if isinstance(source, os.PathLike):
        path = Path(source)
    elif isinstance(source, str):
        named = source.endswith(".toml") or "/" in source or os.sep in source or not source.strip()
        path = Path(source) if named else experiment_path(source)
    else:
        raise ScenarioError(
            f"{shown(source)} cannot be an experiment", allowed="a built-in name, a path, a mapping or an Experiment"
        )
    return read_toml(path), printable(str(path)), path.parent, printable(path.stem)


def _arms(file: ExperimentFile, where: str | None) -> dict[str, list[Entry]]:
    """What is set in one scenario alone, by its label."""
    if not isinstance(file.scenarios, dict):
        return {}
    own = {label: arm.set for label, arm in file.scenarios.items() if isinstance(arm, ArmSection)}
    found = {label: [*entries(held, f"scenarios.{label}.set", where)] for label, held in own.items()}
    for held in found.values():
        _refuse_twice(held)
        for entry in held:
            parameter_of(entry)
    return found


def _refuse_beside(common: Sequence[Entry], own: Sequence[Entry]) -> None:
    """What one scenario sets for itself cannot be set, or vary, in all of them."""
    for entry in own:
        for other in common:
            if overlap(other.path, entry.path):
                raise entry.refused(f"[{other.table}] has {other.path} for all scenarios", allowed="one of the two")


def _worlds(
    file: ExperimentFile, arms: Mapping[str, Sequence[Entry]], folder: Path, where: str | None, on: World | None
) -> Worlds:
    named = file.scenarios.items() if isinstance(file.scenarios, dict) else [("", text) for text in file.scenarios]
    below = on if on is not None or file.on is None else _from(folder, file.on)
    worlds: Worlds = {}
    for label, arm in named:
        text = arm.scenario if isinstance(arm, ArmSection) else arm
        try:
            world = load_scenario(_from(folder, text), on=below)
        except ScenarioError as error:
            if error.where is None:  # what is named is not there; else it is a mistake of the scenario's own file
                raise relocated(error, where, "scenarios") from None
            raise
        try:
            world = load_scenario(world, map(_setting, arms.get(label, ())))
        except ScenarioError as error:
            raise relocated(error, where, f"scenarios.{label}.set") from None
        label = label or world.name
        if label in worlds:
            raise ScenarioError(
                f"two scenarios are called '{label}'",
                where=where,
                key="scenarios",
                allowed='a table of them by label, such as {before = "baseline", after = "mine.toml"}',
            )
        worlds[label] = world
    return worlds


def _from(folder: Path, text: str) -> str:
    """The name of a built-in world as it is, the path of another seen from the file."""
    is_path = text.endswith(".toml") or "/" in text or os.sep in text
    return str(folder / text) if is_path else text


def _refuse_twice(held: Sequence[Entry]) -> None:
    for k, entry in enumerate(held):
        for other in held[:k]:
            if overlap(other.path, entry.path):
                same = "this parameter" if other.path == entry.path else other.path
                raise entry.refused(f"[{other.table}] has {same} already", allowed="one of the two")


def _with(worlds: Worlds, entry: Entry) -> Worlds:
    """The worlds with an entry's value laid on all of them."""
    try:
        return {label: load_scenario(world, [_setting(entry)]) for label, world in worlds.items()}
    except ScenarioError as error:
        if error.where != WHERE:
            raise
        raise relocated(error, entry.where, entry.table) from None


def _setting(entry: Entry) -> str:
    value = entry.value
    return f"{entry.path}={value if isinstance(value, str) else json.dumps(value)}"


def _refuse_absent(entry: Entry, worlds: Worlds) -> None:
    """A factor is a parameter that every world has."""
    for label, world in worlds.items():
        if held_by(world, entry.path):
            continue
        try:  # says which name is missing, and which are there
            load_scenario(world, [f"{entry.path}={_any_value(entry)}"])
        except ScenarioError as error:
            raise relocated(error, entry.where, entry.table) from None
        if "*" in entry.path:
            raise entry.refused(f"the scenario {label} has nothing of this kind")


def _any_value(entry: Entry) -> Any:
    found = parameter_of(entry)
    return found.choices[0] if found.choices else found.default


def _refuse_levels(factors: Sequence[Factor], worlds: Worlds, where: str | None) -> None:
    """Texts that no world can have, such as the name of a retailer that is not there."""
    for factor in factors:
        for level in factor.levels or ():
            if not isinstance(level, str) or factor.parameter.choices:
                continue
            for world in worlds.values():
                try:
                    load_scenario(world, [f"{factor.path}={level}"])
                except ScenarioError as error:
                    raise relocated(error, where, f"{factor.role}s") from None
