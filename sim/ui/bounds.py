"""What one visitor may ask of a server that others use too."""

from __future__ import annotations

from sim.errors import InputError
from sim.scenario.policy_file import named_policies
from sim.scenario.schema import Scenario

CONSUMERS = (50, 2000)
DAYS = (14, 730)
PAIRS = (2, 64)
SEED = (0, 2**32 - 1)
PARTIES = 12
"""Most retailers, suppliers or platforms of a world."""
WINDOWS = 4
"""Most windows for which a world is lived on beyond its last day."""
DEGREE = 60.0
"""Most friends that a consumer has on average."""
OVERRIDES = 60
"""Most values that a visitor sets on top of a scenario."""


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
        if platform.network.mean_degree > DEGREE:
            raise InputError(
                f"{platform.network.mean_degree:g} is too much for a shared page",
                where=where,
                key=f"platforms.{name}.network.mean_degree",
                allowed=f"at most {DEGREE:g}",
            )
    for kind in ("retailers", "suppliers", "platforms"):
        if len(getattr(world, kind)) > PARTIES:
            raise InputError(
                f"{len(getattr(world, kind))} are too many for a shared page",
                where=where,
                key=kind,
                allowed=f"at most {PARTIES}",
            )
    if world.finance.oracle_windows > WINDOWS:
        raise InputError(
            f"{world.finance.oracle_windows} is too much for a shared page",
            where=where,
            key="finance.oracle_windows",
            allowed=f"at most {WINDOWS}",
        )
