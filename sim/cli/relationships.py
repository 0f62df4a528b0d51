"""`trm ror`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import options
from sim.cli.running import end
from sim.cli.terminal import RunProgress, console, print_json, say_if_cold, show_sheet

if TYPE_CHECKING:
    from sim.experiment.numerals import Language
    from sim.experiment.replicate import Replication


def ror(
    scenario: options.Scenario = "baseline",
    windows: Annotated[int, typer.Option(min=1, help="Retention windows for which each run is lived on.")] = 12,
    settings: options.Set = None,
    on: options.On = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    replicates: Annotated[int, typer.Option(help="Runs, each with other luck.")] = 10,
    language: Annotated[Literal["en", "id"], typer.Option(help="English or Indonesian.")] = "en",
    workers: options.Workers = None,
    threads: options.Threads = 1,
    out: options.Out = None,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show how far each estimator of Return on Relationship is from what the world then brings."""
    from sim.experiment.estimators import distances
    from sim.experiment.replicate import replicate

    if not quiet:
        say_if_cold()
    with RunProgress(scenario, quiet=quiet) as progress:
        result = replicate(
            scenario,
            replicates=replicates,
            seed=seed,
            overrides=(*options.overrides(settings, days, consumers), f"finance.oracle_windows={windows}"),
            on=on,
            workers=workers,
            threads=threads,
            out=out,
            overwrite=overwrite,
            progress=progress,
        )
    if as_json:
        rows = distances(result.runs, result.scenario.name, result.replicates)
        print_json(
            {key: value for key, value in result.to_json().items() if key != "by_retailer"}
            | {"windows": windows, "estimators": [found.row() for found in rows]}
        )
    elif result.runs:
        _show(result, language)
    end(out, len(result.runs), result.replicates, result.failures, result.interrupted)


def _show(result: Replication, language: Language) -> None:
    from sim.experiment.estimator_words import estimator_sheets
    from sim.experiment.estimators import distances

    found = distances(result.runs, result.scenario.name, result.replicates)
    out = console()
    for sheet in estimator_sheets(found, result.scenario, language):
        show_sheet(out, sheet)
