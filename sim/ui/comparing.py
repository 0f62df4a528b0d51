"""From a question to its comparison: the scenarios, jobs, intervals and commands of `sim.compare`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import Clause, InputError
from sim.experiment.compare import Comparison, contrasts
from sim.experiment.plan import load_all, make_jobs, shell_command
from sim.experiment.records import Failure, Job, Run
from sim.scenario.builtin import builtin_scenarios
from sim.scenario.loading import load_scenario
from sim.scenario.overriding import overriding
from sim.scenario.schema import Scenario
from sim.ui import bounds
from sim.ui.asked import Asked, Side, Which
from sim.ui.uploads import refuse_files, shown_name, table_of, told


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


def scenario_of(side: Side, which: Which | None = None) -> Scenario:
    """The scenario of one side, as its file and its own changes make it; a refused change is said to be of `which`.

    Raises
    ------
    InputError
        It is wrong, or not for a visitor.
    """
    where = None
    if side.file:
        where = shown_name(side.scenario)
        table = table_of(side.file, where)
        table.setdefault("name", where.removesuffix(".toml"))
        try:
            world = load_scenario(table)
        except InputError as problem:
            raise told(problem, where) from None
    elif side.scenario in builtin_scenarios():
        world = load_scenario(side.scenario)
    else:  # nothing that comes from a browser is opened by name
        raise InputError(
            Clause("there is no scenario '{name}'", name=shown_name(side.scenario)),
            allowed=", ".join(builtin_scenarios()),
        )
    of = where if which is None else which.upper()
    bounds.refuse_too_many_settings(side.overrides, of)
    return changed_world(world, side.overrides, of)


def changed_world(world: Scenario, overrides: Sequence[str], where: str | None = None) -> Scenario:
    """A world with a visitor's values on top.

    Raises
    ------
    InputError
        They are wrong, or make a world that is not for a visitor.
    """
    try:
        refuse_files(overriding(overrides, world.model_dump()), None)
        made = load_scenario(world, overrides)
    except InputError as problem:
        raise told(problem, where) from None
    bounds.refuse_what_is_not_for_a_visitor(made, where)
    return made


def question_of(asked: Asked) -> Question:
    """What has to be run to answer.

    Raises
    ------
    InputError
        A scenario is wrong, not for a visitor, or the two have no focal retailer in common.
    """
    bounds.refuse_too_many_settings(asked.overrides)
    a, b = (changed_world(scenario_of(side, which), asked.sized) for which, side in _sides(asked))
    scenarios = load_all([a, b], ())
    if a.focal != b.focal:
        raise InputError(
            Clause("A is about the retailer {a} and B about {b}", a=a.focal, b=b.focal),
            key="focal",
            allowed="the same in both",
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
        command=command_of(asked),
    )


def command_of(asked: Asked) -> str:
    """The `trm compare` that gives the same numbers; it reads the files of `files_of` from beside it."""
    sources = [file_name(side, which) if _is_own(side) else side.scenario for which, side in _sides(asked)]
    return shell_command("compare", sources, {"pairs": asked.pairs, "seed": asked.seed}, asked.sized)


def files_of(asked: Asked) -> tuple[str, ...]:
    """Files that `command_of` reads: those of the sides that are no built-in scenario as it comes."""
    return tuple(file_name(side, which) for which, side in _sides(asked) if _is_own(side))


def python_of(asked: Asked) -> str:
    """A Python program that gives the same numbers; a visitor's own file is read from beside it."""
    lines = ["import sim", ""]
    for which, side in _sides(asked):
        source = file_name(side, which) if side.file else side.scenario
        changed = f", overrides={list(side.overrides)!r}" if side.overrides else ""
        lines.append(f"{which} = sim.load_scenario({source!r}{changed})")
    lines += [
        f"comparison = sim.compare(a, b, pairs={asked.pairs}, seed={asked.seed}, overrides={list(asked.sized)!r})",
        'print(comparison.to_frame()[["title", "a", "b", "difference", "low", "high"]].to_string())',
    ]
    return "\n".join(lines) + "\n"


def file_name(side: Side, which: Which) -> str:
    """What the file of a side is called when it is taken down."""
    stem = shown_name(side.scenario).removesuffix(".toml")
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in stem).strip("-")
    return f"{which}-{safe or 'scenario'}.toml"


def _sides(asked: Asked) -> tuple[tuple[Which, Side], ...]:
    return ("a", asked.a), ("b", asked.b)


def _is_own(side: Side) -> bool:
    return bool(side.overrides or side.file)
