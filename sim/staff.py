"""The staff of every retailer's desk: skill, morale, how busy they are, and the practice they have (Z3, Q3, Tf)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels import staff as kernel
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Staff:
    """What training, internal marketing, work and time make of the staff. All attributes have the shape (R,).

    Attributes
    ----------
    skill
        Chance that a reply without an error corrects the problem, 0 to 1.
    morale
        0 to 1; one half is middling, and does nothing.
    load
        How busy they feel: work over time at the desk, smoothed.
    state
        These three, as rows of one array. Shape (3, R).
    practised
        Contacts that they have answered so far.
    minutes
        Time that they have for contacts in a day, after training.
    warmth
        By what morale multiplies how human any contact feels.
    humanness
        How human their written words are.
    error_prob
        Chance that a reply of theirs misses the matter.
    care
        By what morale multiplies the chance that the service of a purchase fails.
    pace
        Of the minutes of a contact, what practice leaves.
    """

    def __init__(self, scenario: Scenario, thousands: float) -> None:
        self.rule = scenario.staff
        firms = list(scenario.retailers.values())
        self._thousands = max(thousands, 1e-9)
        spent = np.array([f.staff.internal_marketing for f in firms], dtype=np.float64)
        hours = np.array([f.reply.staff_hours for f in firms], dtype=np.float64) * thousands
        training = np.array([f.staff.training_share for f in firms], dtype=np.float64)
        # where the morale of staff who are not overworked tends
        calm = self.rule.morale_rest + (1.0 - self.rule.morale_rest) * spent / (spent + self.rule.marketing_half)
        humanness = np.array([f.reply.humanness for f in firms], dtype=np.float64)
        self.minutes: Floats = 60.0 * hours * (1.0 - training)
        self._traits: Floats = np.stack([self.minutes, training, calm, humanness])
        self.state: Floats = np.zeros((3, len(firms)), dtype=np.float64)
        self.skill, self.morale, self.load = self.state
        self.skill[:] = [f.reply.skill for f in firms]
        self.morale[:] = self.rule.morale_at_start
        self.practised: Counts = np.zeros(len(firms), dtype=np.int64)
        rule = self.rule
        self._rule: Floats = np.array(  # in the order of the kernel's entries
            [rule.learning_rate, rule.forgetting_rate, rule.load_smoothing, rule.strain, rule.strain_above,
             rule.morale_rate, rule.humanness_effect, rule.error_prob, rule.error_effect, rule.failure_effect,
             rule.scale_half, rule.scale_exponent]
        )  # fmt: skip
        self._moods: Floats = np.zeros((4, len(firms)), dtype=np.float64)
        self.warmth, self.humanness, self.error_prob, self.care = self._moods
        kernel.note_moods(self._rule, self._traits, self.state, self._moods)
        self.pace: Floats = np.ones(len(firms), dtype=np.float64)

    def settle(self, desks: Counts) -> None:
        """In the evening: staff learn and forget, practise, and feel how busy the day was.

        `desks` is the day's tally of retailers' channels. Shape (R x channels, ·).
        """
        kernel.settle(
            self._rule, self._traits, self._thousands, desks, self.practised, self.state, self._moods, self.pace
        )
