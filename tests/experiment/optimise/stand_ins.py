"""Runs that cost nothing, with a front that is known, and an experiment over them."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from dataclasses import dataclass

from sim.experiment.sweep.work import Context, Done, Task

HOURS, RATE = "retailers.kopi.reply.staff_hours", "retailers.kopi.posts.promotion_rate"
HARM, GAIN = "recovery.privacy_harm", "relationship.trust_gain"


def experiment(**section):
    """Two levers; of four unknowns one decides. Loyalty is bought with hours, for which there is a price."""
    return {
        "title": "A stand-in",
        "scenarios": ["baseline"],
        "responses": ["loyalty"],
        "replicates": 4,
        "seed": 11,
        "levers": {"retailers": {"kopi": {"reply": {"staff_hours": {"low": 0.0, "high": 1.0}},
                                          "posts": {"promotion_rate": {"low": 0.0, "high": 1.0}}}}},
        "unknowns": {"recovery": {"privacy_harm": {"low": 0.0, "high": 1.0}},
                     "relationship": {"trust_gain": "sweep"}},
        "optimise": {"objectives": ["loyalty", "relationship_spending"], "trials": 48, "population": 12, "front": 6,
                     "fresh": 8, "candidates": 3, "worlds": 40, "test": 24} | section,
    }  # fmt: skip


@dataclass(frozen=True)
class Market:
    """Loyalty rises with hours, spending with hours and most at an odd promotion rate; luck is common to all settings.

    Attributes
    ----------
    noise
        Of luck that each setting of the levers has for itself.
    breaks_above
        Hours above which a run raises.
    harm_above
        Privacy harm above which hours help nobody.
    dies
        A file: the first of some runs kills its process where it is not there, and leaves it.
    slow
        Seconds that a run takes.
    """

    noise: float = 0.0
    breaks_above: float = 2.0
    harm_above: float = 2.0
    dies: str = ""
    slow: float = 0.0

    def __call__(self, task: Task, context: Context) -> Done:
        time.sleep(self.slow)
        if self.dies and int(task.id[:2], 16) < 12 and not os.path.exists(self.dies):
            with open(self.dies, "w", encoding="utf-8"):
                pass
            os.kill(os.getpid(), signal.SIGKILL)
        held = {path: float(value) for path, _, value in (text.partition("=") for text in task.settings)}
        hours, rate, harm = held.get(HOURS, 0.2), held.get(RATE, 0.9), held.get(HARM, 0.0)
        if hours > self.breaks_above:
            raise ValueError("too many hours")
        luck = (task.seed % 1009) / 1009 - 0.5
        text = f"{task.seed} {task.settings}".encode()
        own = int.from_bytes(hashlib.sha256(text).digest()[:4]) / 2**32 - 0.5 if HOURS in held else 0.0
        helps = hours if harm <= self.harm_above else 0.0
        outcomes = {
            "loyalty": 0.3 + 0.4 * helps + 0.1 * luck + self.noise * own,
            "relationship_spending": 1000.0 * (hours + (rate - 0.4) ** 2) + 10.0 * luck,
            "ror": 0.5,
        }
        return Done(task.id, "kopi", {"kopi": outcomes})
