"""`trm run` and `trm compare`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import options
from sim.cli.codes import INTERNAL_FAILURE, INTERRUPTED
from sim.cli.terminal import RunProgress, console, note, print_json, say_if_cold, show_sheet, table
from sim.experiment.folder import holds_whole_results, set_aside
from sim.experiment.starting import starting

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.experiment.records import Failure
    from sim.experiment.replicate import Replication

LEADING = ("loyalty", "ror")
"""Outcomes that are put in a sentence before the table."""


def run(
    scenario: options.Scenario,
    settings: options.Set = None,
    on: options.On = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    replicates: Annotated[int, typer.Option(help="Runs, each with other luck.")] = 5,
    workers: options.Workers = None,
    threads: options.Threads = 1,
    out: options.Out = None,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run one scenario several times and show what it gives."""
    with starting():
        from sim.experiment.replicate import replicate

    if not quiet:
        say_if_cold()
    with RunProgress(scenario, quiet=quiet) as progress:
        result = replicate(
            scenario,
            replicates=replicates,
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
        _show_replication(result)
    end(out, len(result.runs), result.replicates, result.failures, result.interrupted)


def compare(
    a: options.Scenario,
    b: Annotated[list[str], typer.Argument(help="One or more scenarios to compare with the first.")],
    pairs: Annotated[
        int | None, typer.Option(help="Worlds in which all scenarios are run, by default 20.", show_default=False)
    ] = None,
    until_settled: options.UntilSettled = False,
    outcome: options.Deciding = None,
    confidence: options.Confidence = None,
    budget: options.Budget = None,
    least: options.Least = None,
    indifferent: options.Indifferent = None,
    keep_beaten: options.KeepBeaten = False,
    settings: options.Set = None,
    on: options.On = None,
    seed: options.Seed = None,
    days: options.Days = None,
    consumers: options.Consumers = None,
    pairing: Annotated[
        Literal["keyed", "independent"],
        typer.Option(help="keyed: the same consumers with the same luck. independent: none shared."),
    ] = "keyed",
    workers: options.Workers = None,
    threads: options.Threads = 1,
    out: options.Out = None,
    overwrite: options.Overwrite = False,
    segments: Annotated[bool, typer.Option("--segments", help="Show what differs by segment of customers.")] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run scenarios on the same worlds and show what differs."""
    with starting():
        from sim.experiment.compare import compare as compare_scenarios

    rule = options.until_settled(until_settled, confidence, budget, least, outcome, indifferent, keep_beaten)
    if not quiet:
        say_if_cold()
    title = " / ".join([a, *b])
    with RunProgress(title if rule is None else f"{title}, at most", quiet=quiet) as progress:
        result = compare_scenarios(
            a,
            *b,
            pairs=pairs,
            until_settled=rule or False,
            seed=seed,
            overrides=options.overrides(settings, days, consumers),
            on=on,
            workers=workers,
            threads=threads,
            pairing=pairing,
            out=out,
            overwrite=overwrite,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
    elif result.runs:
        _show_comparison(result)
        if segments:
            _show_segments(result)
    end(out, len(result.runs), result.planned, result.failures, result.interrupted)


def end(out: Path | None, done: int, planned: int, failures: tuple[Failure, ...], interrupted: bool) -> None:
    """Say where the results are and what was lost, and exit with the code for it."""
    tell_failures(failures)
    if out is None:
        note("Nothing was written; --out FOLDER keeps the results.")
    elif done or failures:
        if interrupted and holds_whole_results(out):
            note(f"{out} keeps its earlier results")
            out = set_aside(out)
        note(f"Results: {out} (trm report {shlex.quote(str(out))} makes a report of them)")
    leave(done, planned, failures, interrupted)


def tell_failures(failures: tuple[Failure, ...]) -> None:
    """Name the first runs that failed."""
    for failure in failures[:3]:
        note(
            f"trm: replicate {failure.replicate} of {failure.label} (seed {failure.seed}) failed: "
            f"{failure.error}: {failure.message}"
        )
    if len(failures) > 3:
        note(f"trm: and {len(failures) - 3} more runs failed")
    if failures and os.environ.get("TRM_TRACEBACK") == "1":
        note(failures[0].traceback)


def leave(done: int, planned: int, failures: tuple[Failure, ...], interrupted: bool) -> None:
    """Exit with the code for what was lost, if anything was."""
    if interrupted:
        note(f"{done} of {planned} runs were done")
        raise typer.Exit(INTERRUPTED)
    if failures:
        raise typer.Exit(INTERNAL_FAILURE)


def _show_replication(result: Replication) -> None:
    from sim.experiment.crowding import crowded_sentence
    from sim.experiment.estimators import is_asked
    from sim.experiment.numerals import numeral
    from sim.experiment.sentences import figure
    from sim.metrics import OUTCOMES

    world = result.scenario
    typer.echo(
        f"{world.name}: {len(result.runs)} replicates, {world.days} days, "
        f"{numeral(world.consumers.count, 0)} consumers, retailer {world.focal}"
    )
    made = table(("outcome", "left"), ("unit", "left"), ("mean", "right"), ("95% interval", "left"))
    for name, value in result.outcomes.items():
        if is_asked(OUTCOMES[name], value.n):
            made.add_row(OUTCOMES[name].title, OUTCOMES[name].unit, *figure(value, OUTCOMES[name]))
    out = console()
    if (warning := crowded_sentence(result.runs, world.name, world)) is not None:
        out.print(warning, soft_wrap=True)
    out.print(made)


def _show_comparison(result: Comparison) -> None:
    from sim.experiment.assumptions import other_world_sentence
    from sim.experiment.compare import alike, more_pairs
    from sim.experiment.crowding import crowded_sentence
    from sim.experiment.decision_words import decision_sentences, decision_sheet, open_sentence
    from sim.experiment.estimators import is_asked
    from sim.experiment.ratio_parts import decided_parts, parts_sentence
    from sim.experiment.sentences import cells, headline_sentence, pairing_sentence
    from sim.experiment.texts import say

    out = console()
    first, *others = result.scenarios
    for label, scenario in result.scenarios.items():
        if (warning := crowded_sentence(result.runs, label, scenario)) is not None:
            out.print(warning, soft_wrap=True)
    if result.decision is not None:
        for sentence in decision_sentences(result.decision):
            out.print(sentence, soft_wrap=True)
        for sentence in decided_parts(result.runs, result.contrasts, result.pairs):
            out.print(sentence, soft_wrap=True)
        if len(others) > 1 and result.decision.looks:
            show_sheet(out, decision_sheet(result.decision))
    for other in others:
        if alike(result.scenarios[first], result.scenarios[other]):
            out.print(f"{first} and {other} do not differ in any parameter: these are the same worlds.", soft_wrap=True)
        if (warning := other_world_sentence(result.scenarios[first], result.scenarios[other])) is not None:
            out.print(warning, soft_wrap=True)
        for name in LEADING if result.decision is None else ():
            contrast = result.contrast(name, other)
            out.print(headline_sentence(contrast), soft_wrap=True)
            if (parts := parts_sentence(result.runs, contrast, result.pairs)) is not None:
                out.print(parts, soft_wrap=True)
            if contrast.is_open:
                out.print(open_sentence(more_pairs(result.runs, contrast, result.pairs)), soft_wrap=True)
        made = table(
            ("outcome", "left"),
            ("unit", "left"),
            (first, "right"),
            (other, "right"),
            ("difference", "right"),
            ("95% interval", "left"),
            (f"{other} better in", "left"),
        )
        for contrast in result.contrasts:
            if contrast.scenario_b == other and is_asked(contrast.outcome, contrast.numbers.pairs):
                made.add_row(*cells(contrast))
        out.print(made)
        if result.decision is not None and result.decision.looks:
            out.print(say("table_looks"), soft_wrap=True)
        out.print("“Better in”: share of the paired worlds, a tie counts half.", soft_wrap=True)
        out.print(pairing_sentence(result.contrast(LEADING[0], other)), soft_wrap=True)


def _show_segments(result: Comparison) -> None:
    from sim.experiment.segment_words import segment_sheets

    for sheet in segment_sheets(result.segments):
        show_sheet(console(), sheet)
