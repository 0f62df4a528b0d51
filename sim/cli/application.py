"""The verbs of `trm`, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli import (
    attributing,
    calibrating,
    choosing,
    explaining,
    inspecting,
    levers,
    measuring,
    networks,
    relationships,
    reporting,
    running,
    searching,
    serving,
    sweeping,
    validating,
    weighing,
)


def application() -> typer.Typer:
    """The command line application."""
    app = typer.Typer(
        name="trm",
        help="A laboratory for Total Relationship Marketing: worlds of retailers, consumers and suppliers on "
        "official accounts, and what a policy does to loyalty and to Return on Relationship.",
        epilog="Start with: trm compare open-replies private-replies",
        add_completion=False,
        rich_markup_mode=None,
        invoke_without_command=True,
    )
    app.callback()(_without_verb)
    app.command("run")(running.run)
    app.command("compare")(running.compare)
    app.command("explain")(explaining.explain)
    app.command("winwin")(weighing.winwin)
    app.command("regions")(searching.regions)
    app.add_typer(sweeping.sweeps(), name="sweep")
    app.command("ror")(relationships.ror)
    app.command("sensitivity")(attributing.sensitivity)
    app.command("optimise")(choosing.optimise)
    app.command("calibrate")(calibrating.calibrate)
    app.command("report")(reporting.report)
    app.command("app")(serving.app)
    app.command("mechanisms")(measuring.mechanisms)
    app.command("validate")(validating.validate)
    app.command("elasticities")(levers.elasticities)
    app.command("scenarios")(inspecting.scenarios)
    app.command("experiments")(sweeping.experiments)
    app.command("schema")(inspecting.schema)
    imports = typer.Typer(help="Bring data of your own into a scenario.", rich_markup_mode=None)
    imports.command("network")(networks.network)
    app.add_typer(imports, name="import")
    return app


def _without_verb(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        from sim.experiment.provenance import __version__

        typer.echo(f"trm {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
