"""`trm import network`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import options
from sim.cli.terminal import console, print_json, table

if TYPE_CHECKING:
    from sim.experiment.importing import ImportedNetwork


def network(
    file: Annotated[Path, typer.Argument(help="An edge list (text or CSV) or GraphML, plain or gzipped.")],
    out: Annotated[Path, typer.Option(help="The scenario file to write; the network goes beside it.")],
    platform: Annotated[
        str | None, typer.Option(help="The platform that gets the network, such as facebook or twitter.")
    ] = None,
    directed: Annotated[
        bool, typer.Option("--directed", help="Ties go one way; needs a Twitter-like platform.")
    ] = False,
    edge_means: Annotated[
        Literal["source_hears_target", "target_hears_source"],
        typer.Option(help="For directed ties: who sees what the other writes."),
    ] = "source_hears_target",
    extends: Annotated[str, typer.Option(help="The scenario to start from.")] = "baseline",
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
) -> None:
    """Turn a network of yours into a scenario: its nodes become the consumers."""
    from sim.experiment.importing import import_network

    imported = import_network(
        file,
        out,
        platform=platform,
        directed=directed,
        edge_means=edge_means,
        extends=extends,
        overwrite=overwrite,
    )
    if as_json:
        print_json(imported.to_json())
    else:
        _show(imported)


def _show(imported: ImportedNetwork) -> None:
    from sim.experiment.numerals import numeral

    n = imported.numbers
    rows: list[tuple[str, str]] = [
        ("consumers (nodes)", numeral(n["nodes"], 0)),
        ("ties", f"{numeral(n['edges'], 0)} {'one way' if imported.directed else 'both ways'}"),
        ("column names", ", ".join(imported.header) if imported.header else "none: the first line is a tie"),
        ("lines read as ties", numeral(imported.pairs, 0)),
        ("left out: repeats", numeral(imported.repeats, 0)),
        ("left out: to oneself", numeral(imported.self_loops, 0)),
        ("mean number of followers" if imported.directed else "mean number of friends", numeral(n["mean_degree"], 2)),
        ("largest", numeral(n["max_degree"], 0)),
        ("Gini of that number (0 to 1)", numeral(n["degree_gini"], 3)),
        ("clustering (0 to 1)", numeral(n["clustering"], 3)),
        ("reciprocity (0 to 1)", numeral(n["reciprocity"], 3)),
        ("share in the largest connected part", numeral(n["largest_component"], 3)),
        ("share without any tie", numeral(n["isolated_share"], 3)),
    ]
    made = table(("", "left"), ("", "right"), header=False)
    for row in rows:
        made.add_row(*row)
    typer.echo(f"{imported.file}: {imported.format}, on {imported.platform}")
    console().print(made)
    typer.echo(f"Scenario: {imported.scenario}")
    typer.echo(f"Network:  {imported.network}")
