"""The page: choose a world and a seed, run it, read what it gives.

HTML that is shown is made here and in `sim.experiment.charts`, which escape every text in it.
"""

# mypy: disable-error-code="attr-defined, no-untyped-call"
# (Solara re-exports its names without saying so, and half of its functions have no annotations.)

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import solara
import solara.lab

from sim.errors import InputError
from sim.experiment.charts import CHART_CSS, Series, line_chart
from sim.experiment.numerals import numeral
from sim.metrics import OUTCOMES
from sim.model import run
from sim.scenario.builtin import builtin_scenarios
from sim.scenario.loading import load_scenario
from sim.scenario.policy_file import named_policies

if TYPE_CHECKING:
    from sim.recorder import RunResult

MOST_CONSUMERS = 2000
"""A visitor's world is no larger, so that one visitor cannot take the machine from the others."""

_DRAWN = {
    "loyalty": ("Loyalty (attitude)", "index 0-1"),
    "open_complaints": ("Complaints waiting for a reply", "complaints"),
}
"""Columns of the retailers' table: title and unit."""


@solara.component
def Page() -> None:  # noqa: N802  (components are named like classes)
    """Choose, run, read."""
    names = builtin_scenarios()
    scenario = solara.use_reactive("baseline" if "baseline" in names else names[0])
    seed = solara.use_reactive(1)
    consumers = solara.use_reactive(1000)

    def work() -> RunResult:
        return run_for_visitor(scenario.value, seed.value, consumers.value)

    # Only the button starts a run: a change of a control would otherwise start one for every key pressed.
    task: Any = solara.lab.use_task(work, dependencies=None)

    solara.Title("TRM laboratory")
    solara.Style(CHART_CSS)
    with solara.Column(style={"max-width": "860px", "margin": "0 auto", "padding": "1rem"}):
        solara.HTML(tag="h1", unsafe_innerHTML="Total Relationship Marketing laboratory")
        solara.Select(label="Scenario", value=scenario, values=names)
        solara.InputInt(label="Seed of all draws (a whole number)", value=seed)
        solara.SliderInt(
            label=f"Consumers: {numeral(consumers.value, 0)}", value=consumers, min=100, max=MOST_CONSUMERS, step=100
        )
        solara.Button("Run", on_click=task, disabled=task.pending, color="primary")
        if task.pending:
            solara.ProgressLinear(True)
            solara.Text("Running; the first run after installation compiles the model for half a minute.")
        elif task.error:
            solara.Error(_said(task.exception))
        elif task.value is not None:
            Outcomes(task.value)


def run_for_visitor(name: str, seed: int, consumers: int) -> RunResult:
    """Run a built-in world, and no other: what a visitor sends is no file to open, and no code to run.

    Raises
    ------
    InputError
        It is not built in, or it names a policy's code.
    """
    if name not in builtin_scenarios():
        raise InputError("this page runs built-in worlds only", allowed=", ".join(builtin_scenarios()))
    world = load_scenario(name, overrides=(f"consumers.count={consumers}",))
    if named_policies(world):
        raise InputError("this world names a policy's code, which this page does not run; `trm run` does")
    return run(world, seed=seed, policies={})


@solara.component
def Outcomes(result: RunResult) -> None:  # noqa: N802
    """A run: its outcomes in a table, and how some went over the days."""
    focal = result.scenario.focal
    solara.HTML(
        tag="h2",
        unsafe_innerHTML=f"{escape(result.scenario.title or result.scenario.name)}, retailer {escape(focal)}",
    )
    days = result.retailers[result.retailers["retailer"] == focal]
    for name, (title, unit) in _DRAWN.items():
        values = [float(value) for value in days[name]]
        drawing = line_chart(
            [float(day) for day in days["day"]],
            [Series(focal, values, values, values)],
            title=title,
            description=f"{focal}, seed {result.seed}, one world",
            x_label="day",
            y_label=unit,
            write=numeral,
        )
        solara.HTML(tag="h3", unsafe_innerHTML=escape(title))
        solara.HTML(tag="div", unsafe_innerHTML=drawing)
    solara.HTML(tag="div", unsafe_innerHTML=outcome_table(result))
    solara.Text(
        f"One world, {result.scenario.days} days: no interval. `trm run` and `trm compare` repeat worlds and "
        "say how sure a number is."
    )


def outcome_table(result: RunResult) -> str:
    """The outcomes of a run as an HTML table."""
    rows = "".join(
        f"<tr><th scope='row' style='text-align:left;padding-right:1rem'>{escape(outcome.title)}</th>"
        f"<td style='text-align:right;padding-right:1rem'>"
        f"{numeral(result.outcomes[name], outcome.decimals)}</td><td>{escape(outcome.unit)}</td></tr>"
        for name, outcome in OUTCOMES.items()
    )
    return (
        "<table><thead><tr><th style='text-align:left'>Outcome</th><th style='text-align:right;"
        f"padding-right:1rem'>Value</th><th style='text-align:left'>Unit</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _said(problem: BaseException | None) -> str:
    """What a visitor is told: the sentence of an error of theirs, and nothing of our insides."""
    return str(problem) if isinstance(problem, InputError) else "The run failed inside; nothing was lost."
