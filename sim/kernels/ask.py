"""Ask: buyers have routine questions, and put them to the retailer on any channel, never in public."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.channels import choose_channel, minute_of_writing
from sim.kernels.codes import ENCOURAGED, SERVICE
from sim.kernels.compiled import compiled
from sim.kernels.records import QUESTION
from sim.randomness import Purpose, bits2, uniform, uniform_low


class AskRule(NamedTuple):
    """Scalars of asking; see `Questions` and `Complaints` in the scenario schema."""

    ask_prob: float
    encouraged: float
    contact_share: float


@compiled
def ask(  # type: ignore[no-untyped-def]
    low, high, day, rules, keys,
    trips,
    online_from, member, history,
    opening_hour, closing_hour, account_mask, contact_weights, platforms,
    threads,
):
    """Shoppers [low, high) of the day's list ask, if they bought something and have a question.

    Fills `threads` (`THREAD` rows); returns their number.
    """
    rule = rules[0]
    asked = 0
    blank = np.zeros(1, dtype=threads.dtype)
    consumers = online_from.shape[0]
    for k in range(low, high):
        trip = trips[k]
        if trip["offer"] < 0:
            continue
        i = trip["consumer"]
        r = np.int64(trip["retailer"])
        chance = rule.ask_prob
        if history[r, i] & ENCOURAGED:
            chance *= 1.0 + rule.encouraged
        word = bits2(keys[Purpose.ASK], i, r)
        if uniform(word) >= chance:
            continue
        online = online_from[i] <= day
        open_accounts = np.int64(account_mask[r] & member[i]) if online else np.int64(0)
        where = bits2(keys[Purpose.ASK_WHERE], i, r)
        channel = choose_channel(
            open_accounts, online, uniform_low(word), rule.contact_share, uniform(where),
            uniform(bits2(keys[Purpose.CONTACT], i, r + 256)), contact_weights[r], platforms,
        )
        threads[asked] = blank[0]
        thread = threads[asked]
        thread["number"] = np.int64(QUESTION) + np.int64(day) * consumers + i
        thread["consumer"] = i
        thread["retailer"] = r
        thread["supplier"] = SERVICE
        thread["channel"] = channel
        thread["question"] = 1
        thread["opened"] = minute_of_writing(
            day, channel, platforms, uniform_low(where), opening_hour[r], closing_hour[r]
        )
        asked += 1
    return asked
