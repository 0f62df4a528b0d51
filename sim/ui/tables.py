"""What was run, as files: differences, runs, days."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pandas as pd

from sim.experiment.compare import Comparison
from sim.experiment.records import Run


def contrasts_csv(made: Comparison) -> bytes:
    """A row for each outcome: that of `Comparison.to_frame`, with all digits."""
    return made.to_frame().to_csv(index=False).encode("utf-8")


def runs_parquet(runs: Sequence[Run]) -> bytes:
    """A row for each run: scenario, replicate, seed, digest and every outcome."""
    rows = [
        {"scenario": run.label, "replicate": run.replicate, "seed": run.seed, "digest": run.digest, **run.outcomes}
        for run in runs
    ]
    held = io.BytesIO()
    pd.DataFrame(rows).to_parquet(held, index=False)
    return held.getvalue()


def days_csv(runs: Sequence[Run]) -> bytes:
    """A row for each run and day, with the series that were kept; empty where none were."""
    frames = []
    for run in runs:
        if run.by_day:
            frame = pd.DataFrame(run.by_day)
            frame.insert(0, "day", range(len(frame)))
            frame.insert(0, "replicate", run.replicate)
            frame.insert(0, "scenario", run.label)
            frames.append(frame)
    return pd.concat(frames).to_csv(index=False).encode("utf-8") if frames else b""
