"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError

Scenario = Annotated[str, typer.Argument(help="A built-in scenario (see `trm scenarios`) or a TOML file.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a parameter, such as retailers.kopi.reply.policy=private. May be given again.",
    ),
]
On = Annotated[
    str | None,
    typer.Option(
        metavar="WORLD",
        help="Lay the scenario on this world, in place of the one it starts from: a policy on a network of yours.",
    ),
]
Seed = Annotated[int | None, typer.Option(help="Seed of all draws; by default the scenario's own.")]
Days = Annotated[int | None, typer.Option(help="Days to simulate; by default the scenario's own.")]
Consumers = Annotated[int | None, typer.Option(help="Number of consumers; by default the scenario's own.")]
Workers = Annotated[int | None, typer.Option(help="Processes; by default as many as pay. No result depends on it.")]
Threads = Annotated[int, typer.Option(help="Threads within each run. No result depends on it.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the results; without it nothing is written.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what is there from before.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


def overrides(settings: list[str] | None, days: int | None, consumers: int | None) -> tuple[str, ...]:
    """What ``--days``, ``--consumers`` and ``--set`` set in a scenario, in that order.

    Raises InputError where a short option and ``--set`` say two things of one parameter.
    """
    short = {"days": days, "consumers.count": consumers}
    for key, value in short.items():
        if value is not None and any(setting.partition("=")[0].strip() == key for setting in settings or ()):
            option = "--days" if key == "days" else "--consumers"
            raise InputError(f"{option} and --set both set {key}", key=key, allowed="one of the two")
    return (*(f"{key}={value}" for key, value in short.items() if value is not None), *(settings or ()))
