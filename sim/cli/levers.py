"""`trm elasticities`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.running import leave, tell_failures
from sim.cli.terminal import RunProgress, console, print_json, say_if_cold, table

if TYPE_CHECKING:
    from sim.experiment.elasticities import Elasticities


def elasticities(
    scenario: options.Scenario = "baseline",
    step: Annotated[float, typer.Option(help="By how much each lever is moved, up and down: 0.05 for 5%.")] = 0.05,
    pairs: Annotated[int, typer.Option(help="Worlds in which each lever is moved.")] = 10,
    settings: options.Set = None,
    on: options.On = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    workers: options.Workers = None,
    threads: options.Threads = 1,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show how units sold answer to product, price, promotion and place of the focal retailer."""
    from sim.experiment.elasticities import measure_elasticities

    if not quiet:
        say_if_cold()
    with RunProgress(scenario, quiet=quiet) as progress:
        result = measure_elasticities(
            scenario,
            step=step,
            pairs=pairs,
            seed=seed,
            overrides=options.overrides(settings, days, consumers),
            on=on,
            workers=workers,
            threads=threads,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
    else:
        _show(result)
    tell_failures(result.failures)
    leave(result.runs, result.planned, result.failures, result.interrupted)


def _show(result: Elasticities) -> None:
    from sim.experiment.numerals import numeral

    made = table(
        ("lever", "left"), ("what is moved", "left"), ("elasticity of units sold", "right"), ("95% interval", "left"),
        ("worlds", "right"),
    )  # fmt: skip
    for each in result.levers:
        value, shown, interval = each.value, each.why or "-", "-"
        if value is not None and value.mean is not None:
            shown = numeral(value.mean, 3)
            if value.low is not None and value.high is not None:
                interval = f"{numeral(value.low, 3)} to {numeral(value.high, 3)}"
        made.add_row(each.lever.name, each.lever.meaning, shown, interval, str(value.n if value is not None else 0))
    console().print(made)
    typer.echo(f"Per cent of units sold for one per cent of each, at {result.scenario.focal}.")
