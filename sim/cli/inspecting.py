"""`trm scenarios` and `trm schema`."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from sim.cli import options
from sim.cli.terminal import console, print_json, table


def scenarios(as_json: options.Json = False) -> None:
    """List the built-in scenarios."""
    from sim.scenario.builtin import builtin_scenarios
    from sim.scenario.loading import load_scenario

    worlds = [load_scenario(name) for name in builtin_scenarios()]
    if as_json:
        print_json({"scenarios": [{"name": w.name, "title": w.title, "description": w.description} for w in worlds]})
        return
    made = table(("scenario", "left"), ("title", "left"), ("description", "left"))
    for world in worlds:
        made.add_row(world.name, world.title, world.description)
    console().print(made)


def schema(
    of: Annotated[Literal["scenario", "experiment"], typer.Argument(help="The kind of file.")] = "scenario",
    as_json: Annotated[bool, typer.Option("--json", help="Accepted everywhere; a schema is JSON anyway.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, or of experiment files."""
    from sim.experiment.spec.schema import experiment_schema
    from sim.scenario.json_schema import json_schema

    form = json_schema() if of == "scenario" else experiment_schema()
    typer.echo(json.dumps(form, indent=2, ensure_ascii=False))
