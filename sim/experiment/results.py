"""The results folder: what a command leaves behind, and how it is read again.

manifest.json                  what was run, by which versions, from which seeds; written last
runs.parquet                   a row for each run: scenario, replicate, seed, digest, outcomes
outcomes_retailers.parquet     a row for each run and retailer: the same outcomes
failures.parquet               a row for each run that failed, with its traceback (only if any)
timeseries_*.parquet           a row for each run, day and retailer (account, supplier, market)
segments.parquet               a row for each run, retailer and segment of consumers, at the end
networks.parquet               a row for each run and network, at the end
conversations.parquet          a row for each complaint thread
looks.parquet                  a row for each look, outcome and pair of scenarios (`trm compare --until-settled` only)
unknowns.parquet               a row for each world whose unknown parameters were drawn (`trm winwin --unknowns` only)
conversation.txt               the threads of the first replicate, to read
summary.csv                    the table that the command printed
"""

from __future__ import annotations

import datetime
import json
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.conversations import conversation_text
from sim.errors import InputError
from sim.experiment.file_names import (
    CONVERSATION,
    FAILURES,
    FILES,
    KNOWN,
    OPTIMISATION,
    RETAILERS,
    RUNS,
    SUMMARY,
    UNKNOWNS,
)
from sim.experiment.folder import FORMAT, MANIFEST, OutputFolder
from sim.experiment.provenance import machine, network_hashes, policy_sources, versions
from sim.experiment.records import Batch, Failure, Job, Run
from sim.experiment.segments import MEASURES, Segments, nested
from sim.experiment.tables import merge_shards, read_shard, write_frame
from sim.scenario.dump import scenario_toml
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

VERSION = 1
KINDS = ("run", "comparison", "win-win")
WRITTEN = "a folder that `trm run`, `compare` or `winwin` has written"


def output_folder(path: str | os.PathLike[str], *, overwrite: bool) -> OutputFolder:
    """The folder to write results into; to be entered before the first run, so that it fails early."""
    return OutputFolder(Path(path), known=KNOWN, overwrite=overwrite)


def write_results(
    folder: OutputFolder,
    batch: Batch,
    jobs: Sequence[Job],
    *,
    kind: str,
    design: dict[str, Any],
    command: str,
    summary: pd.DataFrame,
    more: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> None:
    """Put everything into the folder, whole and at once. Nothing is written when nothing was done.

    `more` are further tables, by the names of their files.
    """
    if not batch.runs and not batch.failures:
        return
    made = folder.temporary
    shards = jobs[0].shards or made
    scenarios = {job.label: job.scenario for job in jobs}
    if batch.runs:
        done = {(run.label, run.replicate) for run in batch.runs}
        kept = [job for job in jobs if (job.label, job.replicate) in done]
        merge_shards(shards, kept, made)
        write_frame(_runs_frame(batch.runs), made / RUNS)
        write_frame(_retailers_frame(batch.runs), made / RETAILERS)
        first = [job for job in kept if job.replicate == kept[0].replicate]
        (made / CONVERSATION).write_text(_conversation(shards, first), encoding="utf-8")
        summary.to_csv(made / SUMMARY, index=False)
    for name, frame in more.items():
        write_frame(frame, made / name)
    if batch.failures:
        write_frame(pd.DataFrame([asdict(failure) for failure in batch.failures]), made / FAILURES)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "status": batch.status,
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "command": command,
        "command_line": shlex.join(sys.argv),
        "design": design,
        "planned": batch.planned,
        "completed": len(batch.runs),
        "failed": len(batch.failures),
        "seconds": round(sum(run.seconds for run in batch.runs), 3),
        "versions": versions(),
        "machine": machine(),
        "scenarios": {label: scenario_toml(scenario) for label, scenario in scenarios.items()},
        "networks": network_hashes(scenarios.values()),
        "policies": policy_sources(jobs),
    }
    (made / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    folder.publish()


@dataclass(frozen=True)
class Results:
    """A results folder that was read: the manifest at once, tables when they are asked for."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order of the command."""
        return tuple(self.manifest["scenarios"])

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return str(self.manifest["kind"])

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The resolved scenarios by name."""
        import tomllib

        return {label: load_scenario(tomllib.loads(text)) for label, text in self.manifest["scenarios"].items()}

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs, in the order of replicates."""
        retailers: dict[tuple[str, int], dict[str, dict[str, float]]] = {}
        for row in self._frame(RETAILERS, "scenario", "replicate", "retailer").to_dict("records"):
            values = {str(key): value for key, value in row.items()}
            run = retailers.setdefault((values.pop("scenario"), values.pop("replicate")), {})
            run[values.pop("retailer")] = values
        runs = []
        for row in self._frame(RUNS, "scenario", "replicate", "seed", "digest", "seconds").to_dict("records"):
            values = {str(key): value for key, value in row.items()}
            label, replicate = values.pop("scenario"), values.pop("replicate")
            seed, digest, seconds = (values.pop(key) for key in ("seed", "digest", "seconds"))
            if (label, replicate) not in retailers:
                raise InputError(f"{RETAILERS} holds other runs than {RUNS}", where=str(self.folder))
            by_retailer = retailers[label, replicate]
            segments = self._segments.get((label, replicate), {})
            runs.append(Run(label, replicate, int(seed), digest, values, by_retailer, seconds, segments=segments))
        return tuple(runs)

    @cached_property
    def _segments(self) -> dict[tuple[str, int], Segments]:
        """The focal retailer's segments of each run, by scenario and replicate."""
        frame = self._frame(FILES["segments"], "scenario", "replicate", "retailer", "grouping", "segment", *MEASURES)
        focal = frame["scenario"].map({label: world.focal for label, world in self.scenarios.items()})
        mine = frame[frame["retailer"] == focal]
        runs = mine.groupby(["scenario", "replicate"])
        return {cast(tuple[str, int], key): nested(rows.to_dict("records")) for key, rows in runs}

    @cached_property
    def failures(self) -> tuple[Failure, ...]:
        """The runs that failed."""
        if not (self.folder / FAILURES).exists():
            return ()
        return tuple(
            Failure(**{str(key): value for key, value in row.items()})
            for row in self._frame(FAILURES).to_dict("records")
        )

    @cached_property
    def unknowns(self) -> pd.DataFrame | None:
        """The worlds whose unknown parameters were drawn; None where there was none."""
        return self._frame(UNKNOWNS) if (self.folder / UNKNOWNS).exists() else None

    def table(self, name: str) -> pd.DataFrame:
        """A table of all runs; `name` is that of a frame of `RunResult`."""
        return self._frame(FILES[name])

    def _frame(self, file: str, *needed: str) -> pd.DataFrame:
        if not (self.folder / file).exists():
            raise InputError(f"the results folder holds no {file}", where=str(self.folder))
        try:
            frame: pd.DataFrame = pq.read_table(self.folder / file).to_pandas()
        except (OSError, pa.ArrowException) as problem:
            raise InputError(
                f"{file} cannot be read ({str(problem).splitlines()[0]})", where=str(self.folder)
            ) from None
        lost = [column for column in needed if column not in frame.columns]
        if lost:
            raise InputError(f"{file} holds no column {lost[0]}", where=str(self.folder))
        return frame


def load_results(folder: str | os.PathLike[str], *, allowed: str = WRITTEN) -> Results:
    """Read a results folder.

    Parameters
    ----------
    allowed
        What the message asks for where this is none; who reads folders of other kinds too says so.

    Raises
    ------
    InputError
        It is no results folder, or what it holds is torn or from a later version.
    """
    path = Path(folder)
    if not path.exists():
        raise InputError("there is no such folder", where=str(path), allowed=allowed)
    if not path.is_dir():
        raise InputError("this is a file, not a results folder", where=str(path), allowed=allowed)
    file = path / MANIFEST
    if not file.exists():
        raise InputError(_without_manifest(path), where=str(path), allowed=allowed)
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InputError(f"{MANIFEST} cannot be read ({problem})", where=str(path)) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InputError(_with_another_manifest(manifest), where=str(path), allowed=allowed)
    if manifest.get("version") != VERSION:
        raise InputError(
            f"these results have format {manifest.get('version')}; this version reads format {VERSION}",
            where=str(path),
        )
    if manifest.get("kind") not in KINDS or not manifest.get("scenarios"):
        raise InputError(f"its {MANIFEST} does not say what was run", where=str(path))
    return Results(path, manifest)


def _without_manifest(path: Path) -> str:
    if (path / OPTIMISATION).exists():
        return "this is an optimisation: sim.write_report tells of it, and sim.load_sweep reads the sweeps in it"
    return f"this is no results folder: it holds no {MANIFEST}"


def _with_another_manifest(manifest: Any) -> str:
    from sim.experiment.sweep.store import FORMAT as SWEEP  # what nobody needs whose folder is one of results

    if isinstance(manifest, dict) and manifest.get("format") == SWEEP:
        return "this is a sweep, which sim.load_sweep reads"
    return f"its {MANIFEST} is not one of ours"


def _runs_frame(runs: Sequence[Run]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "scenario": run.label,
                "replicate": run.replicate,
                "seed": run.seed,
                "digest": run.digest,
                "seconds": run.seconds,
                **run.outcomes,
            }
            for run in runs
        ]
    )


def _retailers_frame(runs: Sequence[Run]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"scenario": run.label, "replicate": run.replicate, "retailer": retailer, **outcomes}
            for run in runs
            for retailer, outcomes in run.by_retailer.items()
        ]
    )


def _conversation(shards: Path, jobs: Sequence[Job]) -> str:
    parts = []
    for job in jobs:
        title = f"{job.label}, replicate {job.replicate}, seed {job.seed}"
        frame = read_shard(shards, job, "conversations")
        parts.append(f"{title}\n{'=' * len(title)}\n\n{conversation_text(frame)}")
    return "\n\n".join(parts).rstrip() + "\n"
