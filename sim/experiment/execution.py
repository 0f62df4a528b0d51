"""Perform the runs of a command and, when a folder is given, leave the results there."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.experiment.jobs import Progress, perform_all
from sim.experiment.plan import Pairing, make_jobs, whole_number
from sim.experiment.records import Batch
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
    pairing: Pairing = "keyed",
    workers: int | None = None,
    threads: int = 1,
    out: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Batch:
    """Run every scenario under every replicate's seed; `summarise` gives the table for ``summary.csv``."""
    if workers is not None:
        whole_number(workers, "workers", 1, MAX_WORKERS)
    whole_number(threads, "threads", 1, MAX_WORKERS)
    if out is None:
        jobs = make_jobs(scenarios, replicates, seed, pairing=pairing, threads=threads)
        return perform_all(jobs, workers=workers, progress=progress)
    with output_folder(out, overwrite=overwrite) as folder:
        shards = folder.temporary / "shards"
        shards.mkdir()
        jobs = make_jobs(scenarios, replicates, seed, pairing=pairing, threads=threads, shards=shards)
        batch = perform_all(jobs, workers=workers, progress=progress)
        design = {"seed": seed, "replicates": replicates, "pairing": pairing, "threads": threads}
        write_results(folder, batch, jobs, kind=kind, design=design, command=command, summary=summarise(batch))
    return batch
