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
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.experiment.spec.builtin import experiment_path
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.factors import Factor, Role
from sim.experiment.spec.refusal import no_outcome, refused, relocated
from sim.experiment.spec.schema import ExperimentFile
from sim.experiment.spec.sizing import sized
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
from sim.scenario.loading import load_scenario
from sim.scenario.overriding import WHERE
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
) -> Experiment:
    """The experiment that `source` describes, checked and whole.

    Parameters
    ----------
    source
        The name of a built-in experiment, the path of a TOML file, the table of such a file (paths in it are
        relative to the working directory), or an experiment loaded before, which is given back.
    overrides
        Settings of all worlds, as for ``--set``, over what the file sets. What sets a factor fixes it.
    seed, replicates, points
        In place of those of the file; `points` are trajectories in a Morris design.

    Raises
    ------
    ScenarioError
        For anything that is wrong, with the file, the key, what was found and what is allowed.
    """
    if isinstance(source, Experiment):
        return source
    table, where, folder, name = _read(source)
    try:
        file = ExperimentFile.model_validate(table)
    except ValidationError as error:
        raise refused(error, where) from None
    for response in file.responses:
        if response not in OUTCOMES:
            raise no_outcome(response, where, "responses")
    given = tuple(overrides)
    set_here = [*entries(file.set, "set", where)]
    levers = [*entries(file.levers, "levers", where)]
    asked = {} if isinstance(file.unknowns, str) else dict(file.unknowns)
    mechanisms = asked.pop(MECHANISMS, None)
    unknowns = [*entries(asked, "unknowns", where)]
    _refuse_twice([*set_here, *levers, *unknowns])

    worlds, fixed = _worlds(file, folder, where), []
    laid: list[Entry] = []
    factors: dict[Role, list[Factor]] = {"lever": [], "unknown": []}
    roles: list[tuple[Role, list[Entry]]] = [("lever", levers), ("unknown", unknowns)]
    settled = {text.partition("=")[0].strip() for text in given}
    for role, held in roles:
        for entry in held:
            factor = factor_of(entry, role)
            if factor is None:
                laid.append(entry)
            elif entry.path not in settled:
                _refuse_absent(entry, worlds)
                factors[role].append(factor)
    for entry in (*set_here, *laid):
        parameter_of(entry)
        worlds = _with(worlds, entry)
        fixed.append(_setting(entry))
    worlds = {label: load_scenario(world, given) for label, world in worlds.items()}
    if mechanisms is not None or file.unknowns == "all":
        chosen = None if mechanisms is None else of_mechanisms(mechanisms, where)
        own = {entry.path for entry in (*set_here, *levers, *unknowns)} | settled
        factors["unknown"] += drawn(list(worlds.values()), chosen, own)
    _refuse_levels([*factors["lever"], *factors["unknown"]], worlds, where)
    first = next(iter(worlds.values()))
    changed = sized(file, seed=seed, replicates=replicates, points=points)
    return Experiment(
        name=name,
        title=file.title or name,
        description=file.description,
        question=file.question,
        where=where,
        scenarios=worlds,
        fixed=(*fixed, *given),
        levers=tuple(factors["lever"]),
        unknowns=tuple(factors["unknown"]),
        responses=file.responses,
        replicates=changed.replicates,
        seed=first.seed if changed.seed is None else changed.seed,
        design=changed.design,
        stop=file.stop,
        optimise=file.optimise,
    )


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


def _worlds(file: ExperimentFile, folder: Path, where: str | None) -> Worlds:
    named = file.scenarios.items() if isinstance(file.scenarios, dict) else [("", text) for text in file.scenarios]
    worlds: Worlds = {}
    for label, text in named:
        path = text.endswith(".toml") or "/" in text or os.sep in text
        try:
            world = load_scenario(str(folder / text) if path else text)
        except ScenarioError as error:
            if error.where is None:  # what is named is not there; else it is a mistake of the scenario's own file
                raise relocated(error, where, "scenarios") from None
            raise
        label = label or world.name
        if label in worlds:
            raise ScenarioError(
                f"two scenarios are called '{label}'", where=where, key="scenarios",
                allowed='a table of them by label, such as {before = "baseline", after = "mine.toml"}',
            )  # fmt: skip
        worlds[label] = world
    return worlds


def _refuse_twice(held: Sequence[Entry]) -> None:
    seen: dict[str, str] = {}
    for entry in held:
        if entry.path in seen:
            raise entry.refused(f"[{seen[entry.path]}] has this parameter already", allowed="one of the two")
        seen[entry.path] = entry.table


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
