"""`trm regions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.running import leave, tell_failures
from sim.cli.terminal import RunProgress, console, print_json, say_if_cold, show_sheet

if TYPE_CHECKING:
    from sim.experiment.region_records import Regions


def regions(
    scenario: options.Scenario = "baseline",
    outcome: Annotated[
        list[str] | None,
        typer.Option(help="On what they are compared; loyalty if none is named. May be given again."),
    ] = None,
    points: Annotated[int, typer.Option(help="Points of the first design, and of each round inside a box.")] = 256,
    pairs: Annotated[int, typer.Option(help="Worlds of each point of the first design.")] = 2,
    fresh: Annotated[int, typer.Option(help="Fresh worlds in which each box is tested.")] = 60,
    settings: options.Set = None,
    on: options.On = None,
    seed: options.Seed = None,
    days: Annotated[int | None, typer.Option(help="Days to simulate; 90 if not said.")] = None,
    consumers: Annotated[int | None, typer.Option(help="Number of consumers; 8,000 if not said.")] = None,
    workers: options.Workers = None,
    threads: options.Threads = 1,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Search the unknown parameters for regions in which open replies win, and in which private ones do."""
    from sim.experiment.regions import regions as search

    if not quiet:
        say_if_cold()
    with RunProgress("regions", quiet=quiet) as progress:
        result = search(
            scenario,
            outcomes=outcome or ("loyalty",),
            points=points,
            pairs=pairs,
            fresh=fresh,
            seed=seed,
            overrides=options.overrides(settings, days, consumers),
            on=on,
            workers=workers,
            threads=threads,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
    elif result.runs:
        _show(result)
    tell_failures(result.failures)
    leave(result.runs, result.planned, result.failures, result.interrupted)


def _show(result: Regions) -> None:
    from sim.experiment.region_words import lines, sheets

    out = console()
    document = result.to_json()
    for name in document["outcomes"]:
        for line in lines(document, name):
            out.print(line, soft_wrap=True)
        for sheet in sheets(document, name):
            show_sheet(out, sheet)
