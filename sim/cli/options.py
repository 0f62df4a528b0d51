"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.experiment.until_settled import UntilSettled as Rule

Scenario = Annotated[str, typer.Argument(help="A built-in scenario (see `trm scenarios`) or a TOML file.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a parameter, such as retailers.kopi.reply.policy=private. May be given again; the later counts.",
    ),
]
On = Annotated[
    str | None,
    typer.Option(
        metavar="WORLD",
        help="Lay the scenario on this world, in place of the one it starts from: a policy on a network of yours.",
    ),
]
Seed = Annotated[int | None, typer.Option(help="Seed of all draws; by default the scenario's own.")]
Days = Annotated[int | None, typer.Option(help="Days to simulate; by default the scenario's own.")]
Consumers = Annotated[int | None, typer.Option(help="Number of consumers; by default the scenario's own.")]
Workers = Annotated[int | None, typer.Option(help="Processes; by default as many as pay. No result depends on it.")]
Threads = Annotated[int, typer.Option(help="Threads within each run. No result depends on it.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the results; without it nothing is written.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what is there from before.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


UntilSettled = Annotated[
    bool,
    typer.Option("--until-settled", help="Add pairs until it is settled which scenario is best, or the budget ends."),
]
Confidence = Annotated[
    float | None,
    typer.Option(help="How surely all that is called settled has to hold together, by default 0.95."),
]
Budget = Annotated[int | None, typer.Option(help="Pairs to end at in any case, by default 400.")]
Least = Annotated[
    int | None,
    typer.Option(help="Pairs before which nothing is called settled, by default 20."),
]
Deciding = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome", metavar="NAME", help="An outcome that decides, by default loyalty and ror. May be given again."
    ),
]
Indifferent = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[NAME=]DIFFERENCE",
        help="A difference that would not matter: that there is no larger one settles it too. May be given again.",
    ),
]
KeepBeaten = Annotated[
    bool,
    typer.Option("--keep-beaten", help="Run scenarios on that can no longer be chosen."),
]


def until_settled(
    wanted: bool,
    confidence: float | None,
    budget: int | None,
    least: int | None,
    outcomes: list[str] | None,
    indifferent: list[str] | None,
    keep_beaten: bool,
) -> Rule | None:
    """The rule that ``--until-settled`` and its options give; None without it.

    Raises InputError where one of them is wrong or stands alone.
    """
    given: dict[str, Any] = {
        name: value
        for name, value in (
            ("confidence", confidence),
            ("budget", budget),
            ("least", least),
            ("outcome", outcomes),
            ("indifferent", indifferent),
            ("keep-beaten", keep_beaten),
        )
        if value is not None and value is not False and value != []
    }
    if not wanted:
        if given:
            raise InputError(f"--{next(iter(given))} goes with --until-settled alone")
        return None
    from sim.experiment.until_settled import UntilSettled as Rule

    given.pop("keep-beaten", None)
    deciding = tuple(given.pop("outcome", None) or Rule.outcomes)
    margins = _margins(given.pop("indifferent", []), deciding)
    return Rule(outcomes=deciding, indifferent=margins, drop_beaten=not keep_beaten, **given)


def _margins(given: list[str], outcomes: tuple[str, ...]) -> dict[str, float]:
    """Differences that would not matter, by outcome; a bare number is for the only one that decides."""
    found: dict[str, float] = {}
    for text in given:
        name, equals, value = text.rpartition("=")
        if not equals and len(outcomes) > 1:
            raise InputError(
                f"'{text}' does not say of which outcome",
                where="indifferent",
                allowed=" or ".join(f"{outcome}={text}" for outcome in outcomes),
            )
        try:
            found[name.strip() or outcomes[0]] = float(value)
        except ValueError:
            raise InputError(f"'{value}' is no number", where="indifferent") from None
    return found


def overrides(settings: list[str] | None, days: int | None, consumers: int | None) -> tuple[str, ...]:
    """What ``--days``, ``--consumers`` and ``--set`` set in a scenario, in that order.

    Of two ``--set`` the later counts, as in the lists of settings of which the commands that results name are made.
    Raises InputError where a short option and ``--set`` say two things of one parameter, or an option is out of bounds.
    """
    from sim.scenario.registry import parameter

    given = [setting.partition("=")[0].strip() for setting in settings or ()]
    short = {"days": days, "consumers.count": consumers}
    for key, value in short.items():
        if value is None:
            continue
        option = "--days" if key == "days" else "--consumers"
        if key in given:
            raise InputError(f"{option} and --set both set {key}", key=key, allowed="one of the two")
        low, high = int(parameter(key).low or 0), int(parameter(key).high or value)
        if not low <= value <= high:
            raise InputError(f"{value} will not do", where=option, allowed=f"a whole number from {low} to {high}")
    return (*(f"{key}={value}" for key, value in short.items() if value is not None), *(settings or ()))
