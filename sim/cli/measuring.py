"""`trm mechanisms`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.running import leave, tell_failures
from sim.cli.terminal import RunProgress, console, print_json, say_if_cold, table

if TYPE_CHECKING:
    from sim.experiment.mechanisms import Measurement


def mechanisms(
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A mechanism, such as A13. May be given again.")
    ] = None,
    pairs: Annotated[int, typer.Option(help="Worlds in which each mechanism is switched off.")] = 10,
    settings: options.Set = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    workers: options.Workers = None,
    threads: options.Threads = 1,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Switch each of the source paper's mechanisms off in paired worlds, and show what that does."""
    from sim.experiment.mechanisms import measure_mechanisms

    if not quiet:
        say_if_cold()
    with RunProgress("mechanisms", quiet=quiet) as progress:
        result = measure_mechanisms(
            only or (),
            pairs=pairs,
            seed=seed,
            overrides=options.overrides(settings, days, consumers),
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


def _show(result: Measurement) -> None:
    from sim.experiment.numerals import decimals_for, numeral
    from sim.metrics import OUTCOMES

    made = table(
        ("id", "left"),
        ("mechanism", "left"),
        ("parameters", "right"),
        ("output", "left"),
        ("effect of switching it off", "right"),
        ("95% interval", "left"),
        ("pairs", "right"),
        ("verdict", "left"),
    )
    for measured in result.mechanisms:
        m, n = measured.mechanism, measured.numbers
        effect = interval = "-"
        if n is not None and n.difference is not None:
            places = decimals_for(OUTCOMES[m.output].decimals if m.output in OUTCOMES else 1, n.low, n.high)
            effect = numeral(n.difference, places)
            if n.low is not None and n.high is not None:
                interval = f"{numeral(n.low, places)} to {numeral(n.high, places)}"
        verdict = f"{measured.verdict} ({measured.why})" if measured.why else measured.verdict
        world = "" if m.world == "baseline" else f" (in {m.world})"
        made.add_row(
            m.id,
            m.title,
            str(len(m.parameters)),
            f"{m.output}{world}" if measured.off else "-",
            effect,
            interval,
            str(n.pairs if n is not None else 0),
            verdict,
        )
    console().print(made)
    found = sum(measured.verdict == "measurable" for measured in result.mechanisms)
    typer.echo(f"{found} of {len(result.mechanisms)} have a measurable effect; --json gives parameters and settings.")
