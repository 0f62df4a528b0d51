"""Elasticities of the four Ps: signs, a closed form, what cannot be moved, and the command."""

from __future__ import annotations

import json
import math
import signal

import pytest

from sim.cli import run_command
from sim.errors import InputError
from sim.experiment.elasticities import measure_elasticities

SMALL = ("consumers.count=600", "days=60", "market.shock_spread=0")
STILL = (*(f"retailers.{name}.pricing.{key}=0" for name in ("kopi", "pasar", "toko", "warung")
           for key in ("match_share", "campaigns_per_year")), "collaborators.authorities.shock_prob=0")  # fmt: skip


@pytest.fixture(autouse=True)
def _handlers_come_back():
    """The command takes over the signals that stop it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_price_repels_place_draws_and_sound_service_keeps():
    found = {e.lever.name: e.value for e in measure_elasticities(
        "baseline", pairs=3, step=0.2, overrides=(*SMALL, *STILL)).levers}  # fmt: skip
    assert found["price"].high < 0
    assert 0 < found["place"].mean < 1
    assert found["product"].mean > 0
    assert all(value.n == 3 for value in found.values())


def test_without_tastes_and_opinions_place_and_price_answer_as_a_logit_does():
    """All alike, the elasticity for the odds of place is one less the share, and for price that times sensitivity."""
    alike = ("consumers.taste_spread=0", "consumers.price_sensitivity_spread=0", "experience.opinion_spread=0",
             "choice.quality_weight=0", "choice.satisfaction_weight=0", "choice.trust_weight=0",
             "choice.commitment_weight=0", "choice.appeal_weight=0", "choice.trip_lift=0", "relationship.exit_prob=0",
             "experience.empty_handed_drop=0", "choice.outside_utility=-50", "consumers.count=3000", "days=40",
             "choice.reference_price=20000",
             *(f"retailers.{name}.{key}" for name in ("kopi", "pasar", "toko", "warung")
               for key in ("price=20000", "place=0", "posts.discount=0", "stock.opening_cover_days=60")))  # fmt: skip
    levers = measure_elasticities("baseline", pairs=3, step=0.1, overrides=(*STILL, *alike)).levers
    found = {each.lever.name: each.value.mean for each in levers}
    assert found["place"] == pytest.approx(0.75, abs=0.12)
    assert found["price"] == pytest.approx(-0.75 * 4.0, abs=0.4)


def test_the_lever_is_moved_by_the_step_or_as_far_as_it_goes():
    perfect = measure_elasticities("baseline", pairs=1, step=0.1, overrides=(
        "consumers.count=50", "days=5", "retailers.kopi.service_failure_prob=0"))  # fmt: skip
    assert perfect.planned == perfect.runs == 8
    lever = perfect.levers[0].lever
    assert [lever.amount(lever.value(ratio)) for ratio in (0.9, 1.1)] == pytest.approx([0.9, 1.0])
    place = perfect.levers[3].lever
    assert math.log(place.amount(place.value(1.1))) == pytest.approx(math.log(1.1))


def test_what_is_not_there_cannot_be_moved():
    (promotion,) = [e for e in measure_elasticities("baseline", pairs=1, overrides=(
        "consumers.count=50", "days=5", "retailers.kopi.posts.promotion_rate=0")).levers
        if e.lever.name == "promotion"]  # fmt: skip
    assert promotion.value is None
    assert promotion.row()["why"] == "there is nothing to move"


@pytest.mark.parametrize("wrong", [{"step": 0.0}, {"step": 0.6}, {"pairs": 0}])
def test_what_is_wrong_is_refused(wrong):
    with pytest.raises(InputError, match="allowed"):
        measure_elasticities("baseline", **wrong)


def test_the_command_prints_a_table_and_one_json_document(capsys):
    small = ["--pairs", "2", "--consumers", "100", "--days", "8", "--quiet"]
    assert run_command(["elasticities", "baseline", *small]) == 0
    printed = capsys.readouterr().out
    assert all(word in printed for word in ("product", "price", "promotion", "place", "kopi"))
    assert run_command(["elasticities", *small, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["lever"] for row in document["levers"]] == ["product", "price", "promotion", "place"]
    assert document["step"] == 0.05
    assert run_command(["elasticities", "--step", "2", "--quiet"]) == 2
