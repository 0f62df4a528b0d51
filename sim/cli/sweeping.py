"""`trm sweep` and its uses: start, status, pause, resume, merge, export."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from sim.cli import options
from sim.cli.codes import INTERNAL_FAILURE, INTERRUPTED
from sim.cli.terminal import RunProgress, console, note, print_json, say_if_cold, show_sheet, table
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.experiment.sweep.sweep import SweepResult

START = "start"
_SHARD = re.compile(r"(\d+)/(\d+)")

Experiment = Annotated[str, typer.Argument(help="A built-in experiment (see `trm experiments`) or a TOML file.")]
Folder = Annotated[Path, typer.Argument(help="A folder that `trm sweep` has written.")]
Timeout = Annotated[float, typer.Option(help="Seconds after which a run is given up; 0 for never.")]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler's address, or local for one on this machine.")
]
Shard = Annotated[
    str | None, typer.Option(metavar="I/N", help="Only the i-th of n parts, such as 1/4, for job arrays.")
]
Retry = Annotated[bool, typer.Option("--retry-failed", help="Run what failed before once more.")]


class SweepGroup(TyperGroup):
    """`trm sweep EXPERIMENT` means `trm sweep start EXPERIMENT`: what is none of the uses is an experiment."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # the context's type is private to typer
        """Put the use that is meant in front, unless one is named or help is asked for."""
        named = args[0] if args else ""
        if named not in self.commands and named not in ctx.help_option_names:
            args = [START, *args]
        return super().parse_args(ctx, args)


def sweeps() -> typer.Typer:
    """The uses of `trm sweep`."""
    app = typer.Typer(
        cls=SweepGroup,
        help="Run an experiment: trm sweep EXPERIMENT --out DIR. Stopped at any moment, it goes on from there.",
        epilog="trm sweep start --help lists the options of trm sweep EXPERIMENT.",
        rich_markup_mode=None,
        no_args_is_help=False,
    )
    app.command(START)(start)
    app.command("status")(status)
    app.command("pause")(pause)
    app.command("resume")(resume)
    app.command("merge")(merge)
    app.command("export")(export)
    return app


def start(
    experiment: Experiment,
    out: Annotated[Path, typer.Option(help="Folder for the results. What stands there is not run again.")],
    replicates: Annotated[int | None, typer.Option(help="Runs of each scenario at each point.")] = None,
    points: Annotated[int | None, typer.Option(help="Points of a sampled design; trajectories of Morris.")] = None,
    settings: options.Set = None,
    on: options.On = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    workers: options.Workers = None,
    timeout: Timeout = 3600.0,
    cluster: Cluster = None,
    shard: Shard = None,
    retry_failed: Retry = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run an experiment (the word start may be left out)."""
    from sim.experiment.asking import sweep

    if not quiet:
        say_if_cold()
    with RunProgress(experiment, quiet=quiet) as progress:
        result = sweep(
            experiment,
            out,
            overrides=options.overrides(settings, days, consumers),
            seed=seed,
            replicates=replicates,
            points=points,
            on=on,
            workers=_workers(workers),
            timeout=_seconds(timeout),
            cluster=cluster,
            shard=None if shard is None else _part(shard),
            retry_failed=retry_failed,
            progress=progress,
        )
    _end(result, as_json)


def resume(
    folder: Folder,
    workers: options.Workers = None,
    timeout: Timeout = 3600.0,
    cluster: Cluster = None,
    shard: Shard = None,
    retry_failed: Retry = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Go on with a sweep that was stopped, as it was asked for: all that is left, or that of one shard."""
    from sim.experiment.asking import resume_sweep

    if not quiet:
        say_if_cold()
    with RunProgress(folder.name, quiet=quiet) as progress:
        result = resume_sweep(
            folder,
            workers=_workers(workers),
            timeout=_seconds(timeout),
            cluster=cluster,
            shard=None if shard is None else _part(shard),
            retry_failed=retry_failed,
            progress=progress,
        )
    _end(result, as_json)


def status(folder: Folder, as_json: options.Json = False) -> None:
    """Say what of a sweep is done, failed and left, also while it runs."""
    from sim.experiment.sweep.status import sweep_status

    found = sweep_status(folder)
    if as_json:
        print_json(found.to_json())
        return
    for line in found.lines():
        typer.echo(line)


def pause(folder: Folder, as_json: options.Json = False) -> None:
    """Let a running sweep finish what is under way and end; `trm sweep resume` goes on with it."""
    from sim.experiment.sweep.status import pause_sweep

    pause_sweep(folder)
    if as_json:
        print_json({"folder": str(folder), "paused": True})
    else:
        typer.echo(f"{folder} is asked to pause; trm sweep resume {shlex.quote(str(folder))} goes on.")


def merge(
    folders: Annotated[list[Path], typer.Argument(help="Folders with shards of one sweep.")],
    out: Annotated[Path, typer.Option(help="Folder for all of them together.")],
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Put the shards of a sweep together; what none of them holds is run."""
    from sim.experiment.asking import resume_sweep
    from sim.experiment.sweep.merging import merge_sweeps

    merge_sweeps(folders, out)
    with RunProgress(out.name, quiet=quiet) as progress:
        result = resume_sweep(out, progress=progress)
    _end(result, as_json)


def export(
    folder: Folder,
    out: Annotated[Path, typer.Option(help="The file to write: .csv or .parquet.")],
    table: Annotated[str, typer.Option(help="runs, retailers, failures or cells.")] = "runs",
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
) -> None:
    """Write a table of a sweep as one CSV or Parquet file, for a spreadsheet or another program."""
    from sim.experiment.sweep.exporting import export_sweep

    path = export_sweep(folder, out, table=table, overwrite=overwrite)
    if as_json:
        print_json({"file": str(path), "table": table, "bytes": path.stat().st_size})
    else:
        typer.echo(str(path))


def experiments(as_json: options.Json = False) -> None:
    """List the built-in experiments."""
    from sim.experiment.spec.builtin import builtin_experiments
    from sim.experiment.spec.loading import load_experiment

    asked = [load_experiment(name) for name in builtin_experiments()]
    if as_json:
        rows = [
            {
                "name": e.name,
                "title": e.title,
                "question": e.question,
                "description": e.description,
                "design": e.design.kind,
                "scenarios": list(e.scenarios),
                "factors": [factor.path for factor in e.factors],
            }
            for e in asked
        ]
        print_json({"experiments": rows})
        return
    made = table(("experiment", "left"), ("design", "left"), ("question", "left"))
    for e in asked:
        made.add_row(e.name, e.design.kind, e.question)
    console().print(made)


def _workers(workers: int | None) -> int | None:
    if workers is not None and workers < 1:
        raise InputError(f"{workers} workers do nothing", where="--workers", allowed="at least 1")
    return workers


def _seconds(timeout: float) -> float | None:
    if not timeout >= 0:
        raise InputError(f"{timeout!r} is no time", where="--timeout", allowed="seconds, or 0 for never")
    return timeout or None


def _part(text: str) -> tuple[int, int]:
    match = _SHARD.fullmatch(text.strip())
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise InputError(f"'{text}' is no part of a whole", where="--shard", allowed="I/N, such as 1/4 to 4/4")
    return int(match[1]), int(match[2])


def _end(result: SweepResult, as_json: bool) -> None:
    """Show what was found and what was lost, and exit with the code for it."""
    if as_json:
        print_json(result.to_json())
    else:
        _show(result)
    folder = shlex.quote(str(result.folder))
    if result.failed:
        note(f"trm: {result.failed} of {result.runs} runs failed; trm sweep status {folder} says how")
    if result.interrupted or result.paused:
        part = "" if result.shard is None else f" --shard {result.shard[0]}/{result.shard[1]}"
        note(f"{result.completed} of {result.runs} runs were done; trm sweep resume {folder}{part} goes on")
    if result.interrupted:
        raise typer.Exit(INTERRUPTED)
    if result.failed:
        raise typer.Exit(INTERNAL_FAILURE)


def _show(result: SweepResult) -> None:
    from sim.experiment.sweep.reading import load_sweep
    from sim.experiment.sweep_words import Found, sweep_sheets

    held = load_sweep(result.folder)
    out = console()
    document = held.manifest["document"]
    typer.echo(document["question"] or document["title"])
    left_out = len(document["left_out"])
    if left_out:
        typer.echo(
            f"{left_out} points were left out: no world allows their values together (manifest.json lists them)."
        )
    for sheet in sweep_sheets(Found(held.runs, document)):
        show_sheet(out, sheet)
    typer.echo(
        f"{result.name}: {result.completed} of {result.runs} runs done, {result.failed} failed, "
        f"{result.reused} were there already; {result.seconds:.0f} s; digest {result.digest[:16]}"
    )
    note(f"Results: {result.folder}")
