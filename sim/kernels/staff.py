"""What a day's work does to the staff of all desks, and what follows from their morale."""

from __future__ import annotations

import numpy as np

from sim.kernels import desk
from sim.kernels.compiled import compiled

# Entries of `rule`, the scenario's parameters of staff, and rows of `traits`, `state` and `moods`: see `sim.staff`
(LEARNING_RATE, FORGETTING_RATE, LOAD_SMOOTHING, STRAIN, STRAIN_ABOVE, MORALE_RATE,
 HUMANNESS_EFFECT, ERROR_PROB, ERROR_EFFECT, FAILURE_EFFECT, SCALE_HALF, SCALE_EXPONENT) = range(12)  # fmt: skip
MINUTES, TRAINING, CALM, PLAIN_HUMANNESS = range(4)
SKILL, MORALE, LOAD = range(3)
WARMTH, HUMANNESS, ERRORS, CARE = range(4)


@compiled
def settle(rule, traits, thousands, desks, practised, state, moods, pace):  # type: ignore[no-untyped-def]
    """An evening: staff learn, forget, practise and tire by what they did today; their moods and pace follow.

    `desks` is the day's tally by retailer and channel; `practised`, `state`, `moods` and `pace` change in place.
    """
    retailers = practised.shape[0]
    worked, answered = np.zeros(retailers, dtype=np.int64), np.zeros(retailers, dtype=np.int64)
    count_work(desks, worked, answered)
    learn_and_tire(rule, traits, worked, state)
    note_moods(rule, traits, state, moods)
    practised += answered
    practise(rule, thousands, practised, pace)


@compiled
def count_work(desks, worked, answered):  # type: ignore[no-untyped-def]
    """Add up minutes of work and contacts answered by staff, by retailer, from the tally of each desk's channels."""
    channels = desks.shape[0] // worked.shape[0]
    for r in range(worked.shape[0]):
        for row in range(r * channels, (r + 1) * channels):
            worked[r] += desks[row, desk.WORK_MINUTES]
            answered[r] += desks[row, desk.REPLIES] + desks[row, desk.ANSWERS] - desks[row, desk.AUTOMATIC]


@compiled
def learn_and_tire(rule, traits, worked, state):  # type: ignore[no-untyped-def]
    """An evening: staff learn and forget, and feel how busy the day was. Changes `state`, shape (3, R), in place.

    `worked` are minutes. Rounding makes the last bits, which may differ between machines, irrelevant.
    """
    for r in range(worked.shape[0]):
        skill, morale, load, minutes = state[SKILL, r], state[MORALE, r], state[LOAD, r], traits[MINUTES, r]
        learnt = rule[LEARNING_RATE] * traits[TRAINING, r] * (1.0 - skill)
        skill = min(max(skill + learnt - rule[FORGETTING_RATE] * skill, 0.0), 1.0)
        busy = worked[r] / minutes if minutes > 0.0 else 0.0
        load = _rounded(load + rule[LOAD_SMOOTHING] * (busy - load))
        rest = traits[CALM, r] - rule[STRAIN] * max(load - rule[STRAIN_ABOVE], 0.0)
        rest = min(max(rest, 0.0), 1.0)
        state[SKILL, r] = _rounded(skill)
        state[MORALE, r] = _rounded(morale + rule[MORALE_RATE] * (rest - morale))
        state[LOAD, r] = load


@compiled
def note_moods(rule, traits, state, moods):  # type: ignore[no-untyped-def]
    """Fill `moods`, shape (4, R): what morale, from -1 to 1, makes of words, of errors and of service."""
    for r in range(state.shape[1]):
        spirit = 2.0 * state[MORALE, r] - 1.0
        warmth = 1.0 + rule[HUMANNESS_EFFECT] * spirit
        moods[WARMTH, r] = warmth
        moods[HUMANNESS, r] = min(traits[PLAIN_HUMANNESS, r] * warmth, 1.0)
        moods[ERRORS, r] = min(rule[ERROR_PROB] * (1.0 - rule[ERROR_EFFECT] * spirit), 1.0)
        moods[CARE, r] = 1.0 - rule[FAILURE_EFFECT] * spirit


@compiled
def practise(rule, thousands, practised, pace):  # type: ignore[no-untyped-def]
    """Fill `pace`: of the minutes of a contact, what practice on so many contacts leaves."""
    for r in range(pace.shape[0]):
        scale = 1.0 + practised[r] / thousands / rule[SCALE_HALF]
        pace[r] = _rounded(scale ** -rule[SCALE_EXPONENT])


@compiled
def _rounded(x):  # type: ignore[no-untyped-def]
    """To nine decimals, as `numpy.round` does it."""
    return np.rint(x * 1e9) / 1e9
