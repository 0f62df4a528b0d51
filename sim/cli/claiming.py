"""`trm claims`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import options
from sim.cli.running import leave, tell_failures
from sim.cli.terminal import RunProgress, console, print_json, say_if_cold, show_sheet

if TYPE_CHECKING:
    from sim.experiment.claims.records import Claims
    from sim.experiment.numerals import Language


def claims(
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A claim, such as H4. May be given again.")
    ] = None,
    worlds: Annotated[
        int | None, typer.Option(help="Worlds of each claim, drawn from what nobody knows; by default 100.")
    ] = None,
    settings: options.Set = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    language: Annotated[Literal["en", "id"], typer.Option(help="English or Indonesian.")] = "en",
    workers: options.Workers = None,
    threads: options.Threads = 1,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Put the source paper's claims to the test: supported, contradicted, or depends on what."""
    from sim.experiment.claims.study import try_claims

    if not quiet:
        say_if_cold()
    with RunProgress("claims", quiet=quiet) as progress:
        result = try_claims(
            only or (),
            worlds=worlds,
            seed=seed,
            overrides=options.overrides(settings, days, consumers),
            workers=workers,
            threads=threads,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
    elif result.runs:
        _show(result, language)
    tell_failures(result.failures)
    leave(result.runs, result.planned, result.failures, result.interrupted)


def _show(result: Claims, language: Language) -> None:
    from sim.experiment.claims.words import claims_sheet, lines, parts_sheet

    out = console()
    document = result.to_json()
    show_sheet(out, claims_sheet(document, language))
    for row in document["claims"] if len(document["claims"]) == 1 else ():
        for line in lines(row, language):
            out.print(line, soft_wrap=True)
        show_sheet(out, parts_sheet(row, language))
