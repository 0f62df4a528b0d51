"""A pair of small filmed worlds that the tests of the page share."""

from __future__ import annotations

from functools import cache

from sim.experiment.records import Job
from sim.scenario.loading import load_scenario
from sim.ui.film import Film, FilmJob, film

TOWN = ("consumers.count=300", "days=90", "retailers.kopi.reply.staff_hours=1.5")
SEED = 5


@cache
def job(scenario: str, *overrides: str) -> Job:
    """One run of a built-in scenario in a small town."""
    return Job(0, scenario, load_scenario(scenario, overrides=(*TOWN, *overrides)), 0, SEED)


@cache
def filmed(scenario: str, *overrides: str) -> Film:
    """The film of that run."""
    return film(FilmJob(job(scenario, *overrides)))
