"""The log of conversations: every thread that was kept, as a table and as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows
from sim.contact import channel_names
from sim.kernels.codes import CONTACTS, IGNORED, NEVER, REPLIED, SERVICE, WAITING
from sim.kernels.records import NEVER_ANSWERED
from sim.policies import Action
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

STATE_NAMES = {WAITING: "waiting", REPLIED: "replied", IGNORED: "ignored", NEVER: "not answered by policy"}


def conversation_frame(scenario: Scenario, threads: Rows) -> pd.DataFrame:
    """A row for each thread: who, where, complaint or question, what about, how answered, and after how long."""
    import pandas as pd  # slow to import, and who wants outcomes alone needs no table

    channels = channel_names(scenario)
    actions = {a.value: a.name.lower() for a in Action}
    replied = threads["replied"] != NEVER_ANSWERED
    resolved = threads["resolved"] != NEVER_ANSWERED
    state = threads["state"]

    def hours(end: NDArray[Any], known: NDArray[Any]) -> NDArray[Any]:
        with np.errstate(over="ignore"):
            return np.where(known, (end - threads["opened"]) / 60.0, np.nan)

    suppliers = np.array([*scenario.suppliers, ""], dtype=object)
    about_goods = threads["supplier"] != SERVICE
    is_question = threads["question"] == 1
    return pd.DataFrame(
        {
            "thread": threads["number"],
            "day": threads["opened"] // 1440,
            "time": [f"{m // 60:02d}:{m % 60:02d}" for m in (threads["opened"] % 1440).tolist()],
            "retailer": np.array([*scenario.retailers], dtype=object)[threads["retailer"]],
            "channel": np.array(channels, dtype=object)[threads["channel"]],
            "consumer": threads["consumer"],
            "kind": np.where(is_question, "question", "complaint"),
            "public": threads["public"] == 1,
            "about": np.where(is_question, "routine", np.where(about_goods, "goods", "service")),
            "supplier": suppliers[np.where(about_goods, threads["supplier"], len(suppliers) - 1)],
            "sensitive": threads["sensitive"] == 1,
            "concerns_many": threads["interest"] == 1,
            "state": [STATE_NAMES[s] for s in state.tolist()],
            "reply": [
                actions[a] if s == REPLIED else ""
                for a, s in zip(threads["action"].tolist(), state.tolist(), strict=True)
            ],
            "reply_hours": hours(threads["replied"], replied),
            "automatic": threads["automatic"] == 1,
            "by_the_book": threads["by_the_book"] == 1,
            "record": np.array(["not used", "right", "wrong"], dtype=object)[threads["record"]],
            "missed_the_matter": threads["wrong"] == 1,
            "corrected": threads["corrective"] == 1,
            "resolution_hours": hours(threads["resolved"], resolved),
            "refund": threads["refund"],
        }
    )


_REPLY_WORDS = {
    "open": "answers in the open",
    "private": "answers by private message",
    "open_then_private": "answers in the open that help is on its way, then by private message",
}


def conversation_text(frame: pd.DataFrame, limit: int = 200) -> str:
    """The conversation log as a person reads it: a few lines a thread, private ones marked as such.

    Parameters
    ----------
    frame
        `RunResult.conversations`.
    limit
        Most threads to write; what is left out is said.
    """
    lines: list[str] = []
    for row in frame.head(limit).to_dict("records"):
        place = f"{row['channel']}, {'public' if row['public'] else 'private'}"
        about = f"the goods of {row['supplier']}" if row["about"] == "goods" else "the service"
        matter = "asks a routine question" if row["kind"] == "question" else f"complains of {about}"
        known = {"sensitive": "holds private data", "concerns_many": "concerns many"}
        notes = [words for flag, words in known.items() if row[flag]]
        extra = f" ({', '.join(notes)})" if notes else ""
        lines.append(
            f"day {row['day']} {row['time']}  consumer {row['consumer']} to {row['retailer']} [{place}]: "
            f"{matter}{extra}"
        )
        if row["state"] == "replied":
            how = "answers" if row["channel"] in CONTACTS else _REPLY_WORDS[row["reply"]]
            if row["kind"] == "question":
                ending = "by itself, without a human word" if row["automatic"] else "and helps"
                ending = "and misses the matter" if row["missed_the_matter"] else ending
            else:
                ending = "and puts it right" if row["corrected"] else "without putting it right"
            refund = f", and pays back {row['refund']:,}" if row["refund"] else ""
            lines.append(f"    after {row['reply_hours']:.1f} h  {row['retailer']} {how} {ending}{refund}")
        elif row["state"] == "waiting":
            lines.append("    still waiting at the end")
        else:
            lines.append(f"    {row['state']}")
    if len(frame) > limit:
        lines.append(f"… and {len(frame) - limit:,} more threads in the table")
    return "\n".join(lines) + "\n"
