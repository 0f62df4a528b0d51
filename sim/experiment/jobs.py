"""Runs done: one scenario under one seed, performed here or in a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.experiment.compiling import compiling_beside
from sim.experiment.records import Batch, Failure, Job, Run
from sim.experiment.runner import run_tasks
from sim.experiment.segments import focal_segments
from sim.kernels.compiled import is_cold
from sim.model import run
from sim.recorder import RunResult

Progress = Callable[[int, int], None]
"""Told how many runs have ended, of how many."""


def perform(
    job: Job,
    read: Callable[[RunResult], dict[str, float]] | None = None,
    keep: Callable[[RunResult], dict[str, NDArray[np.float64]]] | None = None,
) -> Run:
    """Do one run; `read` adds what it reads off the result to the outcomes, `keep` gives what to keep by day."""
    result = run(job.scenario, seed=job.seed, threads=job.threads, policies=job.policies)
    if job.shards is not None:
        from sim.experiment.tables import write_shards  # it imports pyarrow, which takes a while

        write_shards(job.shards, job.number, result)
    outcomes = result.outcomes if read is None else result.outcomes | read(result)
    return recorded(job, result, outcomes, {} if keep is None else keep(result))


def recorded(job: Job, result: RunResult, outcomes: dict[str, float], by_day: dict[str, NDArray[np.float64]]) -> Run:
    """What is kept of a run that was lived for a job."""
    return Run(
        label=job.label,
        replicate=job.replicate,
        seed=result.seed,
        digest=result.digest,
        outcomes=outcomes,
        by_retailer=result.by_retailer,
        seconds=result.seconds,
        by_day=by_day,
        segments=focal_segments(result),
    )


def perform_all(
    jobs: Sequence[Job],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    work: Callable[[Job], Run] = perform,
) -> Batch:
    """Do all runs; a failing one is recorded and costs only itself, an interruption keeps what is done.

    `work` does one, and has to pickle.

    Raises
    ------
    InputError
        A run found its input wrong, which the other runs of its scenario would find as well.
    """
    runs: dict[int, Run] = {}
    failures: dict[int, Failure] = {}
    interrupted = False
    try:
        cold = is_cold()
        with compiling_beside(), closing(run_tasks(work, jobs, workers=workers, cold=cold)) as ends:
            for end in ends:
                job, answer = jobs[end.index], end.answer
                if answer.wrong_input:
                    raise InputError(answer.message)
                if answer.error is None:
                    runs[end.index] = answer.value
                else:
                    failures[end.index] = Failure(
                        job.label, job.replicate, job.seed, answer.error, answer.message, answer.traceback
                    )
                if progress is not None:
                    progress(len(runs) + len(failures), len(jobs))
    except KeyboardInterrupt:
        interrupted = True
    return Batch(
        planned=len(jobs),
        runs=tuple(runs[k] for k in sorted(runs)),
        failures=tuple(failures[k] for k in sorted(failures)),
        interrupted=interrupted,
    )
