"""Perform the runs of a command and, when a folder is given, leave the results there."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.experiment.folder import holds_whole_results, set_aside
from sim.experiment.jobs import Progress, perform, perform_all
from sim.experiment.plan import Pairing, make_jobs, whole_number
from sim.experiment.records import Batch, Job, Run
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

MAX_WORKERS = 1024

Do = Callable[[Sequence[Job]], Batch]
"""Performs jobs; may be called again for more of them."""


def all_at_once(jobs: Sequence[Job], do: Do) -> Batch:
    """Every job that there is."""
    return do(jobs)


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
    design: Callable[[Batch], Mapping[str, Any]] = lambda _: {},
    conduct: Callable[[Sequence[Job], Do], Batch] = all_at_once,
    pairing: Pairing = "keyed",
    workers: int | None = None,
    threads: int = 1,
    out: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Batch:
    """Run every scenario under every replicate's seed, and then the jobs `beside`; gives what became of all of them.

    Of those `beside`, a results folder holds no days. `summarise` gives the table for ``summary.csv``, `tables` more
    tables by file name, `design` what the manifest says of them. `conduct` has the jobs done, all of them or as many as
    it takes. A command that is interrupted replaces no whole results of an earlier one: what it has done goes
    into the folder `set_aside` beside them.
    """
    if workers is not None:
        workers = whole_number(workers, "workers", 1, MAX_WORKERS)
    threads = whole_number(threads, "threads", 1, MAX_WORKERS)

    most = replicates * len(scenarios) + len(beside)
    ended = 0

    def do(jobs: Sequence[Job]) -> Batch:
        nonlocal ended
        before, ended = ended, ended + len(jobs)
        tell = None if progress is None else lambda done, _: progress(before + done, most)
        return perform_all(jobs, workers=workers, progress=tell, work=work)

    if out is None:
        return conduct([*make_jobs(scenarios, replicates, seed, pairing=pairing, threads=threads), *beside], do)
    from sim.experiment.results import output_folder, write_results  # it imports pandas and pyarrow: that takes a while

    with output_folder(out, overwrite=overwrite) as folder:
        shards = folder.temporary / "shards"
        shards.mkdir()
        jobs = make_jobs(scenarios, replicates, seed, pairing=pairing, threads=threads, shards=shards)
        batch = conduct([*jobs, *beside], do)
        own = replace(batch, runs=tuple(run for run in batch.runs if run.label in scenarios))
        about = {"seed": seed, "replicates": replicates, "pairing": pairing, "threads": threads, **design(own)}
        # whole results are worth more than what an interrupted command has done, which goes beside them
        aside = batch.interrupted and holds_whole_results(folder.path)
        with output_folder(set_aside(folder.path), overwrite=True) if aside else nullcontext(folder) as place:
            write_results(
                place,
                own,
                jobs,
                kind=kind,
                design=about,
                command=command,
                summary=summarise(own),
                more={} if tables is None else tables(batch),
            )
    return batch
