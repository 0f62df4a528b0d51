"""`trm sensitivity`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import options
from sim.cli.terminal import console, print_json, show_sheet

if TYPE_CHECKING:
    from sim.experiment.numerals import Language
    from sim.experiment.sensitivity.records import Sensitivity


def sensitivity(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a sweep.")],
    outcome: Annotated[
        list[str] | None,
        typer.Option(help="What is explained; the responses of the experiment if none is named. May be given again."),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Refuse a design with any missing run, in place of dropping its whole block."),
    ] = False,
    language: Annotated[Literal["en", "id"], typer.Option(help="English or Indonesian.")] = "en",
    as_json: options.Json = False,
) -> None:
    """Show which parameters move the outcomes of a sweep, and which the differences between its scenarios."""
    from sim.experiment.sensitivity.study import sensitivity as study

    result = study(folder, outcomes=outcome or (), strict=strict)
    if as_json:
        print_json(result.to_json())
    else:
        _show(result, language)


def _show(result: Sensitivity, language: Language) -> None:
    from sim.experiment.sensitivity.words import notes, sentences, sheets, title

    out = console()
    for sentence in sentences(result, language):
        out.print(sentence, soft_wrap=True)
    for each in result.explained:
        out.print()
        out.print(title(each, language), style="bold")
        for text in notes(each, language):
            out.print(text, soft_wrap=True)
        for sheet in sheets(each, language):
            show_sheet(out, sheet)
