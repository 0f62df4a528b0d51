"""Asking an experiment: load it, plan it, and run what is wanted into a folder from which it can be resumed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sim.errors import InputError
from sim.experiment.jobs import Progress
from sim.experiment.plan import shell_command
from sim.experiment.spec.experiment import experiment_of
from sim.experiment.spec.loading import Source, load_experiment
from sim.experiment.spec.planning import plan_of
from sim.experiment.sweep.plan import Plan
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.sweep import SweepResult, run_sweep
from sim.scenario.loading import Source as World
from sim.scenario.overriding import settings_of

TIMEOUT = 3600.0
"""Seconds after which a run is given up."""


def sweep(
    experiment: Source,
    out: str | os.PathLike[str],
    *,
    overrides: Iterable[str] = (),
    seed: int | None = None,
    replicates: int | None = None,
    points: int | None = None,
    on: World | None = None,
    workers: int | None = None,
    timeout: float | None = TIMEOUT,
    cluster: str | None = None,
    shard: tuple[int, int] | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> SweepResult:
    """Run an experiment into the folder `out`; what stands there from before is not run again.

    Parameters
    ----------
    experiment, overrides, seed, replicates, points, on
        As for `load_experiment`.
    out
        The folder. More replicates, or more points of a design that extends, add to what is there.
    workers
        Processes; by default one a processor, and none for this process itself with 0.
    timeout
        Seconds after which a run is given up and recorded as failed; None for never.
    cluster
        The address of a Dask scheduler, or ``local`` for one on this machine.
    shard
        (i, n): only the i-th of n parts, for job arrays.
    retry_failed
        Run what failed before once more.

    Raises
    ------
    InputError
        The experiment is wrong, or the folder cannot be used.
    """
    overrides = settings_of(overrides)
    plan = plan_of(load_experiment(experiment, overrides, seed=seed, replicates=replicates, points=points, on=on))
    wanted = {"out": os.fspath(out), "replicates": replicates, "points": points, "seed": seed}
    options = {name: value for name, value in wanted.items() if value is not None}
    source = experiment if isinstance(experiment, str | os.PathLike) else f"{plan.name}.toml"
    return run_sweep(
        _known_by(plan, shell_command("sweep", [source], options, overrides, on)),
        Path(out),
        workers=workers,
        timeout=timeout,
        cluster=cluster,
        shard=shard,
        retry_failed=retry_failed,
        progress=progress,
    )


def resume_sweep(
    folder: str | os.PathLike[str],
    *,
    workers: int | None = None,
    timeout: float | None = TIMEOUT,
    cluster: str | None = None,
    shard: tuple[int, int] | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> SweepResult:
    """Go on with a sweep where it stands, as the experiment in its manifest wants it.

    All that is left is run; with a `shard` only what its part has left. Policies of one's own are those whose texts the
    manifest holds, whatever has become of their files.

    Raises
    ------
    InputError
        The folder holds no sweep, or one that was not made from an experiment file; a network file is gone or changed.
    """
    held = load_sweep(Path(folder))
    document = held.manifest.get("document") or {}
    if "design" not in document:
        raise InputError("this sweep was not made from an experiment file", where=str(folder))
    plan = _known_by(plan_of(experiment_of(document)), document.get("command", ""))
    return run_sweep(
        replace(plan, policies=held.policies, networks=held.manifest["networks"]),
        Path(folder),
        workers=workers,
        timeout=timeout,
        cluster=cluster,
        shard=shard,
        retry_failed=retry_failed,
        progress=progress,
    )


def _known_by(plan: Plan, command: str) -> Plan:
    """The plan with the command that asks for it, which stays that of the folder when it is resumed."""
    return replace(plan, document={**plan.document, "command": command})
