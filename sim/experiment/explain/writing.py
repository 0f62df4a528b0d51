"""The folder of an explanation: the chain, and the logs in which a reader can look up each of its steps.

manifest.json              what was explained, by which versions, from which seed
explanation.json           the whole document, as `trm explain --json` prints it
explanation.txt            the same to read
chain.csv                  a row for each step of the chain
acts.parquet               a row for each act (purchase, complaint, question, word, leaving) that is not in both worlds
reaches.parquet            a row for each consumer whose day differed: when first, and through what
divergence.csv             consumers whose state differs, on each evening
conversations.parquet      the conversation logs of the two runs
conversations_chain.csv    the rows of both logs that the chain is about
"""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Any

import pandas as pd

from sim.experiment.explain.acts import Act, Trip
from sim.experiment.explain.records import Explanation
from sim.experiment.explain.telling import WORDS, log_of
from sim.experiment.explain.words import explanation_text
from sim.experiment.file_names import FILES
from sim.experiment.folder import FORMAT, MANIFEST, OutputFolder
from sim.experiment.provenance import machine, network_hashes, versions
from sim.experiment.tables import write_frame
from sim.scenario.dump import scenario_toml

VERSION = 1
DOCUMENT, TEXT, CHAIN, ACTS, REACHES = (
    "explanation.json", "explanation.txt", "chain.csv", "acts.parquet", "reaches.parquet",
)  # fmt: skip
DIVERGENCE, OF_CHAIN, LOGS = "divergence.csv", "conversations_chain.csv", FILES["conversations"]
KNOWN = frozenset({MANIFEST, DOCUMENT, TEXT, CHAIN, ACTS, REACHES, DIVERGENCE, OF_CHAIN, LOGS})


def write_explanation(made: Explanation, path: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Write the folder, whole and at once."""
    with OutputFolder(Path(path), known=KNOWN, overwrite=overwrite) as folder:
        into = folder.temporary
        (into / DOCUMENT).write_text(json.dumps(made.to_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        (into / TEXT).write_text(explanation_text(made), encoding="utf-8")
        made.to_frame().to_csv(into / CHAIN, index=False)
        write_frame(_acts(made), into / ACTS)
        write_frame(_reaches(made), into / REACHES)
        days = pd.DataFrame({"day": range(len(made.differing)), "differing": made.differing})
        days.to_csv(into / DIVERGENCE, index=False)
        results = (made.watched.a, made.watched.b)
        logs = [(label, r.conversations) for label, r in zip(made.labels, results, strict=True)]
        write_frame(_labelled(logs), into / LOGS)
        about = [(label, log_of(r, made.chain)) for label, r in zip(made.labels, results, strict=True)]
        _labelled(about).to_csv(into / OF_CHAIN, index=False)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "kind": "explanation",
            "status": "complete",
            "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "command": made.command,
            "seed": made.pair.seed,
            "versions": versions(),
            "machine": machine(),
            "scenarios": {label: scenario_toml(scenario) for label, scenario in made.scenarios.items()},
            "networks": network_hashes(made.scenarios.values()),
        }
        (into / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        folder.publish()


def _labelled(frames: list[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """Tables of the two runs in one, the scenario in front."""
    return pd.concat([frame.assign(scenario=label)[["scenario", *frame.columns]] for label, frame in frames])


def _acts(made: Explanation) -> pd.DataFrame:
    """A row for each act that the two worlds do not share."""
    retailers = list(made.watched.a.scenario.retailers)
    names = ("day", "kind", "consumer", "retailer", "about", "a", "b")
    rows = [
        (
            act.key.day,
            act.key.kind,
            act.key.consumer,
            retailers[act.key.retailer] if act.key.retailer >= 0 else "",
            WORDS.get(act.key.about, ""),
            *(_value(act, value, retailers) for value in (act.a, act.b)),
        )
        for act in made.watched.acts
    ]
    return pd.DataFrame(rows, columns=list(names)).astype({"a": "string", "b": "string"})


def _value(act: Act, value: Any, retailers: list[str]) -> str:
    """An act in one world: a retailer, offer and units; the number of a thread; ``yes``; empty where there was none."""
    if value is None:
        return ""
    if isinstance(value, Trip):
        return f"{retailers[value.retailer]} {value.offer} {value.units}"
    return str(value) if act.key.kind in ("complaint", "question") else "yes"


def _reaches(made: Explanation) -> pd.DataFrame:
    """A row for each consumer whose day differed, in the order of time."""
    retailers = list(made.watched.a.scenario.retailers)
    names = ("day", "part", "consumer", "link", "number", "retailer", "thread")
    rows = [
        (
            r.day,
            r.part,
            r.consumer,
            r.link.kind,
            r.link.number,
            retailers[r.retailer] if r.retailer >= 0 else "",
            r.thread,
        )
        for r in made.watched.reaches.values()
    ]
    return pd.DataFrame(rows, columns=list(names))
