"""`trm winwin`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import options
from sim.cli.running import end
from sim.cli.terminal import RunProgress, console, print_json, say_if_cold, show_sheet

if TYPE_CHECKING:
    from sim.experiment.numerals import Language
    from sim.experiment.win_win import WinWin


def winwin(
    scenario: options.Scenario = "full-trm",
    against: Annotated[str, typer.Option(metavar="SCENARIO", help="What it is weighed against.")] = "traditional",
    pairs: Annotated[int, typer.Option(help="Worlds in which both are run.")] = 20,
    unknowns: Annotated[
        int,
        typer.Option(help="Further worlds, in which all parameters that nobody knows are drawn from their ranges."),
    ] = 0,
    settings: options.Set = None,
    on: options.On = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    language: Annotated[Literal["en", "id"], typer.Option(help="English or Indonesian.")] = "en",
    workers: options.Workers = None,
    threads: options.Threads = 1,
    out: options.Out = None,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Weigh a scenario against traditional relationship management: who gains, when it pays back, where it loses."""
    from sim.experiment.win_win import win_win

    if not quiet:
        say_if_cold()
    with RunProgress(f"{scenario} / {against}", quiet=quiet) as progress:
        result = win_win(
            scenario,
            against=against,
            pairs=pairs,
            unknowns=unknowns,
            seed=seed,
            overrides=options.overrides(settings, days, consumers),
            on=on,
            workers=workers,
            threads=threads,
            out=out,
            overwrite=overwrite,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
    elif result.runs:
        _show(result, language)
    end(out, len(result.runs), result.planned, result.failures, result.interrupted)


def _show(result: WinWin, language: Language) -> None:
    from sim.experiment.compare import alike
    from sim.experiment.win_win_words import sentences, sheets

    out = console()
    w = result.weighing
    scenario = result.scenarios[w.b]
    if alike(result.scenarios[w.a], scenario):
        out.print(f"{w.a} and {w.b} do not differ in any parameter: these are the same worlds.", soft_wrap=True)
    for sentence in sentences(w, scenario, result.plausible, language):
        out.print(sentence, soft_wrap=True)
    for sheet in sheets(w, scenario, result.plausible, language):
        show_sheet(out, sheet)
