"""Where somebody writes, calls or comes: on one of a retailer's accounts, or by store, phone or e-mail."""

from __future__ import annotations

import numpy as np

from sim.kernels.codes import EMAIL, MINUTES, PHONE, STORE
from sim.kernels.compiled import inlined

FIRST_HOUR, LAST_HOUR = 7.0, 22.0  # between which messages are written; calls and visits are made in opening hours


@inlined
def nth_bit(mask, n):  # type: ignore[no-untyped-def]
    """The position of the n-th (from 0) bit that is set in a byte."""
    for p in range(8):
        if (mask >> p) & 1:
            if n == 0:
                return p
            n -= 1
    return 0


@inlined
def count_bits(mask):  # type: ignore[no-untyped-def]
    """How many bits of a byte are set."""
    count = 0
    for p in range(8):
        count += (mask >> p) & 1
    return count


@inlined
def choose_channel(  # type: ignore[no-untyped-def]
    open_accounts, online, prefers_contact, contact_share, which_account, which_contact, weights, platforms,
):
    """The channel of a complaint or question: a platform's number, or `platforms` plus STORE, PHONE or EMAIL.

    An account where there is one at hand (a bit of `open_accounts`), unless `prefers_contact`, a uniform, is below
    `contact_share`; all accounts at hand are alike. `weights` are those of the retailer's other channels, zero
    for a closed one; e-mail is for those online. The store or the phone has a weight above zero.
    """
    if open_accounts and prefers_contact >= contact_share:
        return nth_bit(open_accounts, int(which_account * count_bits(open_accounts)))
    spoken = weights[STORE] + weights[PHONE]
    at = which_contact * (spoken + (weights[EMAIL] if online else 0.0))
    if at < weights[STORE]:
        return platforms + STORE
    if at < spoken or not online or weights[EMAIL] <= 0.0:
        return platforms + (PHONE if weights[PHONE] > 0.0 else STORE)
    return platforms + EMAIL


@inlined
def minute_of_writing(day, channel, platforms, draw, opening_hour, closing_hour):  # type: ignore[no-untyped-def]
    """The absolute minute, drawn evenly over the hours in which this channel is used."""
    begin, end = FIRST_HOUR, LAST_HOUR
    if channel == platforms + STORE or channel == platforms + PHONE:
        begin, end = opening_hour, closing_hour
    return day * MINUTES + np.int64((begin + (end - begin) * draw) * 60.0)
