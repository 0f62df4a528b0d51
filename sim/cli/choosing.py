"""`trm optimise`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import options
from sim.cli.codes import INTERRUPTED
from sim.cli.terminal import RunProgress, console, note, print_json, say_if_cold, show_sheet
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.experiment.numerals import Language
    from sim.experiment.optimise.records import Optimisation


def optimise(
    experiment: Annotated[str, typer.Argument(help="A built-in experiment or a TOML file; see [optimise] of it.")],
    out: Annotated[Path, typer.Option(help="Folder for the results. What stands there is not run again.")],
    trials: Annotated[int | None, typer.Option(help="Settings of the levers that are tried.")] = None,
    replicates: Annotated[int | None, typer.Option(help="Worlds in which each is tried.")] = None,
    worlds: Annotated[int | None, typer.Option(help="Worlds drawn from what nobody knows.")] = None,
    settings: options.Set = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    language: Annotated[Literal["en", "id"], typer.Option(help="English or Indonesian.")] = "en",
    workers: options.Workers = None,
    timeout: Annotated[float, typer.Option(help="Seconds after which a run is given up; 0 for never.")] = 3600.0,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, or local for one on this machine.")
    ] = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Search the levers for what cannot be bettered, and choose what holds in worlds that nobody knows.

    Stopped at any moment, the same command goes on from there. Runs that fail are counted, and are no failure of it.
    """
    from sim.experiment.optimise.study import optimise as search

    if workers is not None and workers < 1:
        raise InputError(f"{workers} workers do nothing", where="--workers", allowed="at least 1")
    if not quiet:
        say_if_cold()
    with RunProgress(experiment, quiet=quiet) as progress:
        result = search(
            experiment,
            out,
            overrides=options.overrides(settings, days, consumers),
            trials=trials,
            replicates=replicates,
            worlds=worlds,
            seed=seed,
            workers=workers,
            timeout=timeout or None,
            cluster=cluster,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
    else:
        _show(result, language)
    note(f"Results: {out}")
    if result.interrupted:
        note("Interrupted; the same command goes on.")
        raise typer.Exit(INTERRUPTED)


def _show(result: Optimisation, language: Language) -> None:
    from sim.experiment.optimise.words import sentences, sheets

    out = console()
    for sentence in sentences(result, language):
        out.print(sentence, soft_wrap=True)
    for sheet in sheets(result, language):
        show_sheet(out, sheet)
