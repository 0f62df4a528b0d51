"""From a question to its comparison: the scenarios, jobs, intervals and commands of `sim.compare`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import InputError
from sim.experiment.compare import Comparison, contrasts
from sim.experiment.plan import load_all, make_jobs, shell_command
from sim.experiment.records import Failure, Job, Run
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.ui import bounds
from sim.ui.asked import Asked, Side
from sim.ui.uploads import shown_name, table_of


@dataclass(frozen=True)
class Question:
    """A question that can be answered: its scenarios by label, A first, and the runs to do."""

    asked: Asked
    scenarios: dict[str, Scenario]
    jobs: tuple[Job, ...]

    @property
    def labels(self) -> tuple[str, str]:
        """Names of A and B, told apart."""
        a, b = self.scenarios
        return a, b

    @property
    def focal(self) -> str:
        """The retailer whose outcomes are shown."""
        return next(iter(self.scenarios.values())).focal


def scenario_of(side: Side) -> Scenario:
    """The scenario of one side, as its file and its own changes make it.

    Raises
    ------
    InputError
        It is wrong, or not for a visitor.
    """
    if not side.file:
        world = load_scenario(side.scenario, overrides=side.overrides)
        bounds.refuse_what_is_not_for_a_visitor(world)
        return world
    where = shown_name(side.scenario)
    table = table_of(side.file, where)
    table.setdefault("name", where.removesuffix(".toml"))
    try:
        world = load_scenario(table, overrides=side.overrides)
    except InputError as problem:
        raise InputError(
            problem.problem,
            where=problem.where or where,
            key=problem.key,
            allowed=problem.allowed,
            nearest=problem.nearest,
        ) from None
    bounds.refuse_what_is_not_for_a_visitor(world, where)
    return world


def question_of(asked: Asked) -> Question:
    """What has to be run to answer.

    Raises
    ------
    InputError
        A scenario is wrong, not for a visitor, or the two have no focal retailer in common.
    """
    scenarios = load_all([scenario_of(asked.a), scenario_of(asked.b)], asked.sized)
    for world in scenarios.values():
        bounds.refuse_what_is_not_for_a_visitor(world)
    a, b = scenarios.values()
    if a.focal != b.focal:
        raise InputError(
            f"A is about the retailer {a.focal} and B about {b.focal}", key="focal", allowed="the same in both"
        )
    return Question(asked, scenarios, tuple(make_jobs(scenarios, asked.pairs, asked.seed)))


def comparison_of(question: Question, runs: Sequence[Run], failures: Sequence[Failure] = ()) -> Comparison:
    """What the runs done so far say: the record that `sim.compare` gives of the same question."""
    asked, jobs = question.asked, question.jobs
    done = tuple(sorted(runs, key=lambda run: (run.replicate, question.labels.index(run.label))))
    return Comparison(
        scenarios=question.scenarios,
        pairs=asked.pairs,
        seed=asked.seed,
        pairing="keyed",
        runs=done,
        failures=tuple(failures),
        planned=len(jobs),
        interrupted=len(done) + len(failures) < len(jobs),
        contrasts=contrasts(done, question.labels, asked.pairs),
        command=command_of(asked) or "",
    )


def command_of(asked: Asked) -> str | None:
    """The `trm compare` that gives the same numbers; None where a side has changes or a file of its own."""
    if any(side.overrides or side.file for side in (asked.a, asked.b)):
        return None
    options: dict[str, Any] = {"pairs": asked.pairs, "seed": asked.seed}
    return shell_command("compare", [asked.a.scenario, asked.b.scenario], options, asked.sized)


def python_of(asked: Asked) -> str:
    """A Python program that gives the same numbers; a visitor's own file is read from beside it."""
    lines = ["import sim", ""]
    for name, side in (("a", asked.a), ("b", asked.b)):
        source = file_name(side, name) if side.file else side.scenario
        changed = f", overrides={list(side.overrides)!r}" if side.overrides else ""
        lines.append(f"{name} = sim.load_scenario({source!r}{changed})")
    lines += [
        f"comparison = sim.compare(a, b, pairs={asked.pairs}, seed={asked.seed}, overrides={list(asked.sized)!r})",
        'print(comparison.to_frame()[["title", "a", "b", "difference", "low", "high"]].to_string())',
    ]
    return "\n".join(lines) + "\n"


def file_name(side: Side, letter: str) -> str:
    """What the file of a side is called when it is taken down."""
    stem = shown_name(side.scenario).removesuffix(".toml")
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in stem) or "scenario"
    return f"{letter}-{safe}.toml"


def shell_quoted(text: str) -> str:
    """A text as one word of a shell."""
    return shlex.quote(text)
