"""A few complaint threads to read in a report: where two worlds are compared, the same ones in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.experiment.numerals import Language, numeral
from sim.experiment.texts import channel_name, say
from sim.kernels.codes import CONTACTS, EMAIL

_SAME = ["day", "time", "consumer", "channel"]


@dataclass(frozen=True)
class Thread:
    """A thread as lines: what the consumer wrote, and what came of it in each world."""

    channel: str
    is_public: bool
    notes: tuple[str, ...]
    complaint: str
    endings: tuple[tuple[str, str], ...]


def sample_threads(
    conversations: pd.DataFrame,
    labels: Sequence[str],
    retailer: str,
    language: Language = "en",
    most: int = 4,
    *,
    titles: Mapping[str, str] | None = None,
) -> list[Thread]:
    """Complaints of the first replicate, public ones that ended differently in the worlds first.

    Suppliers are called by their `titles`, where they have one.
    """
    if conversations.empty:
        return []
    chosen = conversations[(conversations["retailer"] == retailer) & (conversations["kind"] == "complaint")]
    chosen = chosen[chosen["replicate"] == chosen["replicate"].min()]
    worlds = [chosen[chosen["scenario"] == label].drop_duplicates(_SAME).set_index(_SAME) for label in labels]
    shared = worlds[0].index
    for world in worlds[1:]:
        shared = shared.intersection(world.index, sort=False)
    candidates = []
    for place, key in enumerate(shared):
        rows = [world.loc[key] for world in worlds]
        differs = len({(row["state"], row["reply"]) for row in rows}) > 1
        weight = (not differs, not rows[0]["public"], not rows[0]["sensitive"], place)
        candidates.append((weight, key, rows))
    candidates.sort(key=lambda candidate: candidate[0])
    return [
        _thread(dict(zip(_SAME, key, strict=True)), rows, labels, titles or {}, language)
        for _, key, rows in candidates[:most]
    ]


def _thread(
    key: dict[str, Any], rows: Sequence[Any], labels: Sequence[str], titles: Mapping[str, str], language: Language
) -> Thread:
    row = rows[0]
    goods = row["about"] == "goods"
    return Thread(
        channel=channel_name(key["channel"], language),
        is_public=bool(row["public"]),
        notes=tuple(say(name, language) for name in ("sensitive", "concerns_many") if row[name]),
        complaint=say(
            "complains_goods" if goods else "complains_service",
            language,
            day=key["day"] + 1,  # readers count days from 1
            time=key["time"],
            consumer=key["consumer"],
            supplier=titles.get(row["supplier"], row["supplier"]),
        ),
        endings=tuple((label, ending(one, key["channel"], language)) for label, one in zip(labels, rows, strict=True)),
    )


def ending(row: Any, channel: str, language: Language = "en") -> str:
    """What came of a thread, in words: the answer and after how long, or that there was none."""
    if row["state"] == "waiting":
        return say("still_waiting", language)
    if row["state"] != "replied":
        return say("no_reply", language)
    how = say("reply_spoken" if channel in CONTACTS[:EMAIL] else f"reply_{row['reply']}", language)
    hours = say("after_hours", language, hours=numeral(row["reply_hours"], 1, language))
    text = f"{hours}: {how} {say('corrected' if row['corrected'] else 'not_corrected', language)}"
    if row["refund"]:
        text += f" ({say('refund', language, amount='IDR ' + numeral(float(row['refund']), 0, language))})"
    return text
