"""Perform the runs of a command and, when a folder is given, leave the results there."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.experiment.jobs import Progress, perform, perform_all
from sim.experiment.plan import Pairing, make_jobs, whole_number
from sim.experiment.records import Batch, Job, Run
from sim.experiment.results import output_folder, write_results
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

MAX_WORKERS = 1024


def execute(
    scenarios: dict[str, Scenario],
    replicates: int,
    seed: int,
    *,
    kind: str,
    command: str,
    summarise: Callable[[Batch], pd.DataFrame],
    work: Callable[[Job], Run] = perform,
    beside: Sequence[Job] = (),
    tables: Callable[[Batch], dict[str, pd.DataFrame]] | None = None,
    design: Mapping[str, Any] = MappingProxyType({}),
    pairing: Pairing = "keyed",
    workers: int | None = None,
    threads: int = 1,
    out: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Batch:
    """Run every scenario under every replicate's seed, and then the jobs `beside`; gives what became of all of them.

    Of those `beside`, a results folder holds no days. `summarise` gives the table for ``summary.csv``, `tables` more
    tables by file name, `design` what the manifest says of them.
    """
    if workers is not None:
        whole_number(workers, "workers", 1, MAX_WORKERS)
    whole_number(threads, "threads", 1, MAX_WORKERS)

    def do(jobs: Sequence[Job]) -> Batch:
        return perform_all(jobs, workers=workers, progress=progress, work=work)

    if out is None:
        return do([*make_jobs(scenarios, replicates, seed, pairing=pairing, threads=threads), *beside])
    with output_folder(out, overwrite=overwrite) as folder:
        shards = folder.temporary / "shards"
        shards.mkdir()
        jobs = make_jobs(scenarios, replicates, seed, pairing=pairing, threads=threads, shards=shards)
        batch = do([*jobs, *beside])
        own = replace(batch, runs=tuple(run for run in batch.runs if run.label in scenarios))
        about = {"seed": seed, "replicates": replicates, "pairing": pairing, "threads": threads, **design}
        write_results(
            folder,
            own,
            jobs,
            kind=kind,
            design=about,
            command=command,
            summary=summarise(own),
            more={} if tables is None else tables(batch),
        )
    return batch
