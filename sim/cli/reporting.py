"""`trm report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli import options
from sim.cli.terminal import print_json


def report(
    results: Annotated[
        Path, typer.Argument(help="A folder that `trm run`, `compare`, `winwin`, `sweep` or `optimise` has written.")
    ],
    out: Annotated[Path | None, typer.Option(help="The file to write; by default report.html in the folder.")] = None,
    language: Annotated[Literal["en", "id"], typer.Option(help="English or Indonesian.")] = "en",
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
) -> None:
    """Make one HTML file of results that opens offline."""
    from sim.experiment.report import write_report

    path = write_report(results, out, language=language, overwrite=overwrite)
    if as_json:
        print_json({"report": str(path), "language": language, "bytes": path.stat().st_size})
    else:
        typer.echo(str(path))
