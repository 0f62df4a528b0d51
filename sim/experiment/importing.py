"""A user's network becomes a world: the file in normal form, and a scenario that uses it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from sim.errors import InputError, OutputError, nearest_name
from sim.network import describe, read_network_file, write_network
from sim.network.files import EdgeMeans
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class ImportedNetwork:
    """What was read and what was written.

    Attributes
    ----------
    pairs, self_loops, repeats
        Ties in the file, and how many of them were left out because they join a node to itself, or were
        there already.
    numbers
        The network in a few numbers; see `sim.network.describe`.
    """

    file: Path
    format: str
    header: tuple[str, str] | None
    directed: bool
    platform: str
    pairs: int
    self_loops: int
    repeats: int
    numbers: dict[str, float]
    scenario: Path
    network: Path

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "file": str(self.file),
            "format": self.format,
            "header": self.header,
            "directed": self.directed,
            "platform": self.platform,
            "pairs": self.pairs,
            "self_loops": self.self_loops,
            "repeats": self.repeats,
            "network": self.numbers,
            "scenario_file": str(self.scenario),
            "network_file": str(self.network),
        }


def import_network(
    file: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    platform: str | None = None,
    directed: bool = False,
    edge_means: EdgeMeans = "source_hears_target",
    extends: str = "baseline",
    overwrite: bool = False,
) -> ImportedNetwork:
    """Read a network and write, next to each other, its normal form and a scenario in which it is a platform's.

    Every node becomes a consumer who is online and has an account on the platform.

    Parameters
    ----------
    file
        An edge list or GraphML, plain or gzipped.
    out
        The scenario file to write; the network goes beside it.
    platform
        A platform of the world that is extended: by default its first Twitter-like one when `directed`, else
        its first Facebook-like one.
    directed
        Whether a tie goes one way. Only a Twitter-like platform can carry such a network.
    edge_means
        For a directed network: whether the first of a tie hears the second, or the other way round.
    extends
        The world to start from: a built-in scenario or a path.

    Raises
    ------
    InputError
        The file or an argument is wrong.
    OutputError
        The files exist and may not be replaced, or cannot be written.
    """
    scenario_path = Path(out)
    if scenario_path.suffix != ".toml":
        raise InputError(f"'{scenario_path}' will not do", where="out", allowed="a name that ends in .toml")
    network_path = scenario_path.with_name(f"{scenario_path.stem}-network.csv")
    for path in (scenario_path, network_path):
        if path.exists() and not overwrite:
            raise OutputError("the file is there already", where=str(path), allowed="another name, or --overwrite")
    base = load_scenario(extends)
    name = _platform(base, platform, directed)
    read = read_network_file(file, directed=base.platforms[name].kind == "twitter", edge_means=edge_means)
    try:
        scenario_path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputError(f"the folder cannot be made ({problem.strerror})", where=str(scenario_path.parent)) from None
    write_network(read.network, network_path)
    extended = os.path.relpath(extends, scenario_path.parent) if Path(extends).suffix == ".toml" else extends
    text = _scenario_text(Path(file).name, name, read.network.nodes, network_path.name, extended)
    _write_checked(text, scenario_path)
    return ImportedNetwork(
        file=Path(file),
        format=read.format,
        header=read.header,
        directed=read.network.directed,
        platform=name,
        pairs=read.pairs,
        self_loops=read.self_loops,
        repeats=read.repeats,
        numbers=describe(read.network),
        scenario=scenario_path,
        network=network_path,
    )


def _platform(base: Scenario, wanted: str | None, directed: bool) -> str:
    """The platform that gets the network."""
    kinds = {name: platform.kind for name, platform in base.platforms.items()}
    if wanted is None:
        kind = "twitter" if directed else "facebook"
        fitting = [name for name, its in kinds.items() if its == kind]
        if not fitting:
            raise InputError(f"the world has no {kind}-like platform", where=base.name)
        return fitting[0]
    if wanted not in kinds:
        raise InputError(
            f"the world has no platform '{wanted}'",
            where=base.name,
            allowed=", ".join(kinds) or "none",
            nearest=nearest_name(wanted, kinds),
        )
    if directed and kinds[wanted] != "twitter":
        raise InputError(
            f"platform '{wanted}' is Facebook-like, where ties go both ways: it cannot carry a directed network",
            allowed=", ".join(name for name, kind in kinds.items() if kind == "twitter") or "none",
        )
    return wanted


def _scenario_text(file: str, platform: str, nodes: int, network: str, extends: str) -> str:
    document = tomlkit.document()
    document.add("extends", tomlkit.item(Path(extends).as_posix()))
    document.add("title", tomlkit.item(f"The network of {file}"))
    document.add(
        "description", tomlkit.item(f"Consumers are the nodes of {file}, all of them online and on {platform}.")
    )
    document.add("consumers", tomlkit.item({"count": nodes, "online_share": 1.0}))
    place = {
        "membership_young": 1.0,
        "membership_old": 1.0,
        "network": {"source": "file", "path": network},
    }
    document.add("platforms", tomlkit.item({platform: place}))
    return tomlkit.dumps(document)


def _write_checked(text: str, path: Path) -> None:
    """Write the scenario once it has been seen to load."""
    torn = path.with_name(f".{path.stem}.torn.toml")
    try:
        torn.write_text(text, encoding="utf-8")
        load_scenario(torn)
        os.replace(torn, path)
    except OSError as problem:
        raise OutputError(f"the scenario cannot be written ({problem.strerror})", where=str(path)) from None
    finally:
        torn.unlink(missing_ok=True)
