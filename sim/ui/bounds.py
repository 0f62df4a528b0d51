"""What one visitor may ask of a server that others use too."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import Clause, InputError
from sim.scenario.policy_file import named_policies
from sim.scenario.schema import Scenario

CONSUMERS = (50, 2000)
DAYS = (14, 730)
PAIRS = (2, 64)
SEED = (0, 2**32 - 1)
LEVELS = (2, 9)
REPLICATES = (2, 16)
PARTIES = 12
"""Most retailers, suppliers or platforms of a world."""
WINDOWS = 4
"""Most windows for which a world is lived on beyond its last day."""
LIVED_ON_DAYS = 360
"""Most days that those windows may have together."""
DEGREE = 60.0
"""Most friends that a consumer has on average."""
CONVERSATIONS = 5000
"""Most conversations that a world keeps: they are what takes its memory."""
OVERRIDES = 60
"""Most values that a visitor sets on top of a scenario."""
SWEPT_CONSUMER_DAYS = 600_000_000
"""Most days of consumers that a sweep lives through in all its runs: some ten minutes of one processor."""


def refuse_what_is_not_for_a_visitor(world: Scenario, where: str | None = None) -> None:
    """A world that would take too much of the server, or that names a file on it, is not run here.

    Raises
    ------
    InputError
        With the key and what is allowed.
    """
    if named_policies(world):
        raise InputError(
            "this world names a policy's code, which the page does not run",
            where=where,
            key="retailers.*.policy",
            allowed="policies of the schema here; code of one's own with `trm compare`",
        )
    for name, platform in world.platforms.items():
        if platform.network.path is not None:
            raise InputError(
                "this world names a network file, which the page does not open",
                where=where,
                key=f"platforms.{name}.network.path",
                allowed="generated networks here; files of one's own with `trm compare`",
            )
        _refuse_more(platform.network.mean_degree, DEGREE, f"platforms.{name}.network.mean_degree", where)
    for kind in ("retailers", "suppliers", "platforms"):
        refuse_a_crowd(len(getattr(world, kind)), kind, where)
    windows, length = world.finance.oracle_windows, world.finance.retention_window_days
    _refuse_more(windows, WINDOWS, "finance.oracle_windows", where)
    if windows * length > LIVED_ON_DAYS:
        raise InputError(
            Clause("{windows} windows of {days} days are too much for a shared page", windows=windows, days=length),
            where=where,
            key="finance.oracle_windows",
            allowed=Clause("at most {most} days together", most=LIVED_ON_DAYS),
        )
    _refuse_more(world.record.conversations, CONVERSATIONS, "record.conversations", where)


def refuse_a_crowd(count: int, kind: str, where: str | None = None) -> None:
    """Too many retailers, suppliers or platforms.

    Raises
    ------
    InputError
        With the kind and how many there may be.
    """
    if count > PARTIES:
        raise InputError(
            Clause("{count:,} are too many for a shared page", count=count),
            where=where,
            key=kind,
            allowed=Clause("at most {most}", most=PARTIES),
        )


def refuse_too_many_settings(overrides: Sequence[str], where: str | None = None, key: str | None = None) -> None:
    """More values set than anybody sets by hand.

    Raises
    ------
    InputError
        With how many there may be.
    """
    if len(overrides) > OVERRIDES:
        raise InputError(
            Clause("{count:,} values are set, which is too many", count=len(overrides)),
            where=where,
            key=key,
            allowed=Clause("at most {most}", most=OVERRIDES),
        )


def _refuse_more(value: float, most: float, key: str, where: str | None) -> None:
    if value > most:
        raise InputError(
            Clause("{value:g} is too much for a shared page", value=value),
            where=where,
            key=key,
            allowed=Clause("at most {most:g}", most=most),
        )
