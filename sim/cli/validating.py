"""`trm validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.running import leave, tell_failures
from sim.cli.terminal import RunProgress, console, print_json, say_if_cold, table

if TYPE_CHECKING:
    from sim.experiment.patterns.validating import Validation


def validate(
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A pattern, such as P4, or R7. May be given again.")
    ] = None,
    worlds: Annotated[int, typer.Option(help="Worlds of each kind in which patterns are looked for.")] = 5,
    settings: options.Set = None,
    seed: options.Seed = None,
    consumers: options.Consumers = None,
    workers: options.Workers = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Look for known patterns of markets in the worlds meant for them, and hold each against its benchmark."""
    from sim.experiment.patterns.validating import validate as look_for

    if not quiet:
        say_if_cold()
    with RunProgress("worlds", quiet=quiet) as progress:
        result = look_for(
            only or (),
            worlds=worlds,
            seed=seed,
            overrides=options.overrides(settings, None, consumers),
            workers=workers,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
    else:
        _show(result)
    tell_failures(result.failures)
    leave(result.runs, result.planned, result.failures, result.interrupted)


def _show(result: Validation) -> None:
    from sim.experiment.patterns.words import figure_words

    made = table(
        ("id", "left"),
        ("pattern", "left"),
        ("kind", "left"),
        ("figure", "right"),
        ("95% interval", "left"),
        ("benchmark", "left"),
        ("verdict", "left"),
    )
    for found in result.found:
        p = found.pattern
        figure, interval = figure_words(found.figure.mean, found.figure.low, found.figure.high)
        made.add_row(p.id, p.title_in(), p.kind, f"{figure} {p.figure}", interval, p.benchmark, found.verdict)
    console().print(made)
    for found in result.found:
        if found.why:
            typer.echo(f"{found.pattern.id}: {found.why}")
    emergent = [f for f in result.found if f.pattern.kind == "emergent"]
    met = sum(f.verdict == "pass" for f in emergent)
    typer.echo(f"{met} of {len(emergent)} emergent patterns are met; an input is no success.")
