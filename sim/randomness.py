"""Keyed draws: every random number is a pure function of (seed, purpose, day, agent[, counterparty]).

No generator carries state from one draw to the next. So a result cannot depend on the order of
agents, on threads, or on which other mechanisms drew before, and two policies that are run with one
seed meet the same consumers with the same luck: what differs between them is the policy's doing.

`stream(seed, purpose, day)` gives a 64-bit key; a kernel mixes it with the agent's stable number by
`bits(key, agent)` or, for a draw about a tie, `bits2(key, agent, counterparty)`. The high and the
low 24 bits of one result are two uniforms, both exact in float32.

The mixing function is the finaliser of splitmix64 (Steele, Lea and Flood 2014, "Fast splittable
pseudorandom number generators"), applied twice with the key in between.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.kernels.compiled import compiled, inlined

_MASK = 0xFFFFFFFFFFFFFFFF


class Purpose(IntEnum):
    """What a draw is for. A number, once given, is never reused: add new purposes at the end."""

    AGE = 1
    ONLINE_HOURS = 2
    ONLINE_FROM = 3
    MEMBERSHIP = 4
    SHOP_RATE = 5
    TASTE = 6
    PRICE_SENSITIVITY = 7
    TRAITS = 8
    VOICE = 9
    FIRST_FOLLOW = 10
    FIRST_OPINION = 11
    FIRST_CUSTOMER = 12
    ONLINE_TODAY = 13
    SEE_POST = 14
    REACT_TO_POST = 15
    UNFOLLOW = 16
    VISIT_PAGE = 17
    HEAR = 18
    READ_TIME = 19
    NEED = 20
    CHOICE = 21
    PRODUCT = 22
    BASKET = 23
    ARRIVAL = 24
    STOCKOUT = 25
    DEFECT = 26
    SERVICE = 27
    QUALITY_NOISE = 28
    FOLLOW = 29
    EXIT = 30
    COMPLAIN = 31
    COMPLAINT_KIND = 32
    COMPLAINT_HOUR = 33
    TALK = 34
    HANDLING = 35
    RECOVERY = 36
    PATIENCE = 37
    POSTING = 38
    LEAD_TIME = 39
    ADVICE = 40
    IMPROVEMENT = 41
    RETURN = 42
    NETWORK = 43
    NETWORK_REWIRE = 44
    REPLICATE = 45
    ANSWERED = 46
    RELAY = 47
    SPOILAGE = 48
    DISTORTION = 49
    WRONG_CAUSE = 50
    THANKS = 51
    PROTECTED = 52
    JOIN_EVENT = 53
    INTEREST = 54
    PERSONALISE = 55
    MISTAKE = 56
    OWN_POLICY = 57
    INTENSITY = 60
    PROFILE = 61
    CHAT = 62
    CHAT_FRIEND = 63
    TAILORING = 64
    PRICE_COMPARISON = 65
    STANDING_ORDER = 66
    ASK = 70
    ASK_WHERE = 71
    CONTACT = 72
    BY_THE_BOOK = 73
    CLAIM = 74
    RECORD = 75
    REPLY_ERROR = 76
    IT_EFFECT = 77
    IT_TODAY = 78
    AUTO_ANSWER = 79
    PACE = 80
    CAMPAIGN = 81
    DISRUPTION = 82
    AUTHORITY = 83
    JOINT_PROJECT = 84
    INNOVATION = 85
    IDEA = 86
    IDEA_FATE = 87
    WRITER = 88


@inlined
def mix64(x):  # type: ignore[no-untyped-def]
    """The splitmix64 finaliser: a bijection of 64-bit numbers that spreads every bit."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@inlined
def bits(key, agent):  # type: ignore[no-untyped-def]
    """64 random bits for `agent` (a non-negative integer) under a stream's key."""
    x = mix64(key ^ (np.uint64(agent) * np.uint64(0x9E3779B97F4A7C15)))
    return mix64(x + key)


@inlined
def half(key, agent):  # type: ignore[no-untyped-def]
    """What an agent brings to the bits of each pair in which it is the first."""
    return mix64(key ^ (np.uint64(agent) * np.uint64(0x9E3779B97F4A7C15)))


@inlined
def other_half(key, counterparty):  # type: ignore[no-untyped-def]
    """What an agent brings to the bits of each pair in which it is the second."""
    return mix64(key + np.uint64(counterparty) * np.uint64(0xD1B54A32D192ED03))


@inlined
def paired(first, second):  # type: ignore[no-untyped-def]
    """The bits of a pair from what both bring: who draws about many, or is drawn about by many, has its half once."""
    return mix64(first + second)


@inlined
def bits2(key, agent, counterparty):  # type: ignore[no-untyped-def]
    """64 random bits for an ordered pair of agents under a stream's key."""
    return paired(half(key, agent), other_half(key, counterparty))


@inlined
def uniform(word):  # type: ignore[no-untyped-def]
    """The high 24 bits of a word as a float32 in [0, 1)."""
    return np.float32(word >> np.uint64(40)) * np.float32(5.9604645e-08)


@inlined
def uniform_low(word):  # type: ignore[no-untyped-def]
    """The low 24 bits of a word as a second float32 in [0, 1), independent of `uniform`."""
    return np.float32(word & np.uint64(0xFFFFFF)) * np.float32(5.9604645e-08)


@inlined
def fill_draws(key, first, out):  # type: ignore[no-untyped-def]
    """Fill `out` (float32) with the uniforms of as many agents from `first` on under `key`, several at a time."""
    for k in range(out.shape[0]):
        out[k] = uniform(bits(key, first + k))


@compiled
def fill_uniform(key, first, out):  # type: ignore[no-untyped-def]
    """Fill `out[k]` (float32) with the uniform of agent `first` + k under `key`."""
    fill_draws(key, first, out)


@compiled
def fill_bits_for(key, agents, out):  # type: ignore[no-untyped-def]
    """Fill `out[k]` (uint64) with the bits of agent `agents[k]` under `key`."""
    for k in range(out.shape[0]):
        out[k] = bits(key, agents[k])


@inlined
def stream_key(seed, purpose, day):  # type: ignore[no-untyped-def]
    """The key of a purpose's stream on a day."""
    start = mix64(np.uint64(seed) ^ np.uint64(0x6A09E667F3BCC908))
    state = mix64(start + np.uint64(purpose) * np.uint64(0x9E3779B97F4A7C15))
    return mix64(state + np.uint64(day + 1) * np.uint64(0xD1B54A32D192ED03))


@compiled
def fill_streams(seed, day, out):  # type: ignore[no-untyped-def]
    """Fill `out[purpose]` (uint64) with the key of every purpose's stream on one day; -1 is the lasting stream."""
    for purpose in range(out.shape[0]):
        out[purpose] = stream_key(seed, purpose, day)


@compiled
def draw_on(seed, purpose, day, agent):  # type: ignore[no-untyped-def]
    """What ``draw_uniform(stream(seed, purpose, day), agent)`` gives, for a caller who needs a single draw."""
    return np.float64(uniform(bits(stream_key(seed, purpose, day), agent)))


# The twins below are plain Python integers: they key the few agents that stay Python, and drive the
# readable reference in the tests. A test holds them equal to the compiled ones.


def _mix(x: int) -> int:
    x &= _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


def stream(seed: int, purpose: Purpose, day: int = 0) -> np.uint64:
    """The key of one stream: everything drawn for one purpose on one day under one seed."""
    state = _mix((seed & _MASK) ^ 0x6A09E667F3BCC908)
    state = _mix(state + int(purpose) * 0x9E3779B97F4A7C15)
    return np.uint64(_mix(state + (day + 1) * 0xD1B54A32D192ED03))


def draw_bits(key: np.uint64, agent: int, counterparty: int | None = None) -> int:
    """Plain-Python twin of `bits` (and of `bits2` when a counterparty is given)."""
    k = int(key)
    x = _mix(k ^ ((agent * 0x9E3779B97F4A7C15) & _MASK))
    if counterparty is None:
        return _mix(x + k)
    return _mix(x + _mix(k + counterparty * 0xD1B54A32D192ED03))


def draw_uniform(key: np.uint64, agent: int, counterparty: int | None = None) -> float:
    """Plain-Python twin of ``uniform(bits(...))``: a float in [0, 1) with 24 random bits."""
    return (draw_bits(key, agent, counterparty) >> 40) * 2.0**-24


def replicate_seed(seed: int, replicate: int) -> int:
    """The seed of a replicate: replicate 0 keeps `seed`, the others are keyed by it.

    Both sides of a comparison use the same replicate seeds, which is what pairs them.
    """
    if replicate == 0:
        return seed
    return draw_bits(stream(seed, Purpose.REPLICATE), replicate) >> 1
