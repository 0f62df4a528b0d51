"""The staff of every retailer's desk: skill, morale, how busy they are, and the practice they have (Z3, Q3, Tf)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
    practised
        Contacts that they have answered so far.
    minutes
        Time that they have for contacts in a day, after training.
    """

    def __init__(self, scenario: Scenario, thousands: float) -> None:
        self.rule = scenario.staff
        firms = list(scenario.retailers.values())
        self._thousands = max(thousands, 1e-9)
        self._training = np.array([f.staff.training_share for f in firms], dtype=np.float64)
        spent = np.array([f.staff.internal_marketing for f in firms], dtype=np.float64)
        # where the morale of staff who are not overworked tends
        self._calm = self.rule.morale_rest + (1.0 - self.rule.morale_rest) * spent / (spent + self.rule.marketing_half)
        self._humanness = np.array([f.reply.humanness for f in firms], dtype=np.float64)
        hours = np.array([f.reply.staff_hours for f in firms], dtype=np.float64) * thousands
        self.minutes: Floats = 60.0 * hours * (1.0 - self._training)
        self.skill: Floats = np.array([f.reply.skill for f in firms], dtype=np.float64)
        self.morale: Floats = np.full(len(firms), self.rule.morale_at_start)
        self.load: Floats = np.zeros(len(firms), dtype=np.float64)
        self.practised: Counts = np.zeros(len(firms), dtype=np.int64)

    @property
    def spirit(self) -> Floats:
        """Morale from -1 to 1."""
        return 2.0 * self.morale - 1.0

    @property
    def warmth(self) -> Floats:
        """By what morale multiplies how human any contact feels."""
        return 1.0 + self.rule.humanness_effect * self.spirit

    @property
    def humanness(self) -> Floats:
        """How human their written words are."""
        return np.minimum(self._humanness * self.warmth, 1.0)

    @property
    def error_prob(self) -> Floats:
        """Chance that a reply of theirs misses the matter."""
        return np.minimum(self.rule.error_prob * (1.0 - self.rule.error_effect * self.spirit), 1.0)

    @property
    def care(self) -> Floats:
        """By what morale multiplies the chance that the service of a purchase fails."""
        return 1.0 - self.rule.failure_effect * self.spirit

    @property
    def pace(self) -> Floats:
        """Of the minutes of a contact, what practice leaves."""
        practice = 1.0 + self.practised / self._thousands / self.rule.scale_half
        # rounding makes the last bits, which may differ between machines, irrelevant
        left: Floats = np.round(practice**-self.rule.scale_exponent, 9)
        return left

    def settle(self, worked: Counts, answered: Counts) -> None:
        """In the evening: staff learn and forget, practise, and feel how busy the day was.

        Parameters
        ----------
        worked, answered
            Minutes spent on contacts today, and contacts answered. Shape (R,).
        """
        rule = self.rule
        learnt = rule.learning_rate * self._training * (1.0 - self.skill)
        skill: Floats = np.clip(self.skill + learnt - rule.forgetting_rate * self.skill, 0.0, 1.0)
        self.skill = np.round(skill, 9)
        busy: Floats = np.where(self.minutes > 0.0, worked / np.where(self.minutes > 0.0, self.minutes, 1.0), 0.0)
        self.load = np.round(self.load + rule.load_smoothing * (busy - self.load), 9)
        target = np.clip(self._calm - rule.strain * np.maximum(self.load - rule.strain_above, 0.0), 0.0, 1.0)
        self.morale = np.round(self.morale + rule.morale_rate * (target - self.morale), 9)
        self.practised += answered
