"""`trm explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import options
from sim.cli.terminal import RunProgress, console, note, print_json, say_if_cold, show_sheet

if TYPE_CHECKING:
    from sim.experiment.explain.records import Explanation
    from sim.experiment.numerals import Language


def explain(
    a: Annotated[str, typer.Argument(help="A scenario, or a folder that `trm compare --out` has written.")],
    b: Annotated[str | None, typer.Argument(help="The scenario that is held against it.")] = None,
    pairs: Annotated[int, typer.Option(help="Pairs of worlds to run and choose from.")] = 5,
    pair: Annotated[int | None, typer.Option(help="The pair to replay, instead of the one that differs most.")] = None,
    outcome: Annotated[str, typer.Option(help="By which outcome the pairs are compared.")] = "loyalty",
    steps: Annotated[int, typer.Option(help="Most steps of the chain.")] = 8,
    settings: options.Set = None,
    on: options.On = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    language: Annotated[Literal["en", "id"], typer.Option(help="English or Indonesian.")] = "en",
    workers: options.Workers = None,
    out: options.Out = None,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Replay the pair of worlds that differ most, and follow how they came to differ."""
    from sim.experiment.explain.asking import explain as explain_scenarios

    if not quiet:
        say_if_cold()
    with RunProgress(a if b is None else f"{a} / {b}", quiet=quiet) as progress:
        result = explain_scenarios(
            a,
            b,
            pairs=pairs,
            pair=pair,
            outcome=outcome,
            steps=steps,
            seed=seed,
            overrides=options.overrides(settings, days, consumers),
            on=on,
            workers=workers,
            out=out,
            overwrite=overwrite,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
    else:
        _show(result, language)
    if out is None:
        note("Nothing was written; --out FOLDER keeps the chain and the two conversation logs.")
    else:
        note(f"Written: {out}")


def _show(result: Explanation, language: Language) -> None:
    from sim.experiment.explain.words import chain_lines, closing, opening, parting_sheet

    out = console()
    parts = (opening(result, language), chain_lines(result, language), closing(result, language))
    for place, lines in enumerate(parts if result.first is not None else parts[:1]):
        if place:
            out.print()
        for line in lines:
            out.print(line, soft_wrap=True)
    if result.first is not None:
        show_sheet(out, parting_sheet(result, language))
