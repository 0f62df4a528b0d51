"""Engine and reference live the same days: every event of every day, and how everybody stands in the evening."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels import numbers
from sim.scenario.builtin import builtin_scenarios
from sim.scenario.loading import load_scenario
from tests.reference import arithmetic
from tests.reference.agreement import Agreement, compare, same
from tests.reference.model import ReferenceModel
from tests.reference.settings import EVENTFUL
from tests.strategies import OWN_POLICIES
from tests.worlds import everybody

PLAIN = (1, ("consumers.count=250", "days=45"))
BUSY = ("consumers.count=150", "days=30", *EVENTFUL)
"""With an eventful world's settings laid on, the focal retailer keeps the policy of its scenario."""

OTHERS = ["retailers.pasar", "retailers.toko", "retailers.warung"]
ERRATIC = f"{OWN_POLICIES / 'erratic.py'}:Erratic"
LIVELY = ("consumers.shop_rate=0.5", "suppliers.kebun.defect_prob=0.3", "talk.gripe_prob=0.5")
SMALL = ("consumers.count=120", "days=20")

STRUCTURES: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "no platform": ({"remove": ["platforms.facebook", "platforms.twitter"]}, LIVELY),
    "a Twitter-like platform alone": ({"remove": ["platforms.facebook"]}, LIVELY),
    "five platforms": ({"platforms": {f"p{k}": {"kind": ("facebook", "twitter")[k % 2]} for k in range(5)}}, LIVELY),
    "one retailer": ({"remove": OTHERS}, (*LIVELY, "retailers.kopi.stock.opening_cover_days=3")),
    "one of each": (
        {"remove": [*OTHERS, "suppliers.pabrik", "platforms.twitter"]},
        (
            *LIVELY,
            "ideas.idea_prob=1",
            "retailers.kopi.joint_venture.projects_per_year=90",
            "retailers.kopi.pricing.campaigns_per_year=60",
            "retailers.kopi.supplier_link.mode=direct",
        ),
    ),
    "one consumer": ({}, ("consumers.count=1", "consumers.shop_rate=1")),
    "nobody online": ({}, (*LIVELY, "consumers.online_share=0")),
    "a retailer of its own kind": (
        {
            "retailers": {
                "kopi": {
                    "accounts": ["twitter"],
                    "suppliers": ["kebun"],
                    "reply": {"policy": "by_platform", "by_platform": {"twitter": "open"}},
                }
            }
        },
        EVENTFUL,
    ),
    "silent accounts": ({}, (*EVENTFUL, *everybody("reply.policy", "none"))),
    "a desk that never closes, one that is never staffed, one that waits for approval": (
        {},
        (
            *EVENTFUL,
            "retailers.kopi.reply.opening_hour=0",
            "retailers.kopi.reply.closing_hour=24",
            "retailers.pasar.reply.staff_hours=0",
            "retailers.toko.reply.approval_hours=20",
            "complaints.patience_hours=80",
        ),
    ),
    "few channels": (
        {"retailers": {"kopi": {"contact_channels": ["phone"]}, "toko": {"contact_channels": ["store", "email"]}}},
        (*EVENTFUL, "contact.store.share=0", "contact.email.share=0"),
    ),
    "desks without help": (
        {},
        (
            *EVENTFUL,
            *everybody("staff.training_share", 0),
            *everybody("database.used_in_replies", 0),
            *everybody("reply.bureaucracy", 0),
            "it.effect=0",
        ),
    ),
    "desks by the book, IT that keeps its promise, and orders that take days": (
        {},
        (
            *EVENTFUL,
            *everybody("reply.bureaucracy", 1),
            *everybody("it.order_days", 5.5),
            *everybody("it.auto_answer_share", 1),
            *everybody("stock.share_delay_days", 3),
            *everybody("stock.review_days", 2),
            "it.effect_spread=0",
            "it.effect=0.5",
        ),
    ),
    "overworked staff, and IT that is often down": (
        {},
        (*EVENTFUL, *everybody("reply.staff_hours", 0.7), *everybody("it.outage_prob", 0.6), "staff.failure_effect=1"),
    ),
    "two policies of one's own": (
        {},
        (*EVENTFUL, f"retailers.kopi.policy={ERRATIC}", f"retailers.toko.policy={ERRATIC}"),
    ),
    "orders for two months, and a supplier that cannot keep up": (
        {},
        (
            *EVENTFUL,
            *everybody("stock.review_days", 1),
            *everybody("audit.market_spend", 5000),
            "suppliers.kebun.capacity=20",
            "suppliers.kebun.lead_time_days=60",
            "suppliers.pabrik.lead_time_days=6",
        ),
    ),
    "single units": ({}, (*LIVELY, "consumers.basket_units=1")),
    "large baskets": ({}, (*LIVELY, "consumers.basket_units=20")),
    "no defects": ({}, ("suppliers.kebun.defect_prob=0", "suppliers.pabrik.defect_prob=0")),
    "a quiet world": ({}, ("consumers.shop_rate=0",)),
}


def difference(source: object, seed: int, overrides: tuple[str, ...]) -> str:
    """What differs, in words; nothing when the two agree."""
    found = Agreement(load_scenario(source, overrides=overrides), seed).first_difference()
    return "" if found is None else str(found)


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize("name", builtin_scenarios())
def test_in_an_eventful_world_the_engine_and_the_reference_agree(name, seed):
    assert not difference(name, seed, BUSY)


@pytest.mark.parametrize("name", builtin_scenarios())
def test_in_a_built_in_scenario_the_engine_and_the_reference_agree(name):
    assert not difference(name, *PLAIN)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_in_a_world_of_another_structure_the_engine_and_the_reference_agree(structure):
    changes, overrides = STRUCTURES[structure]
    assert not difference({"extends": "baseline", **changes}, 4, (*SMALL, *overrides))


def test_everything_that_is_counted_happens_in_the_eventful_world():
    model = ReferenceModel(load_scenario("baseline", overrides=BUSY), seed=2)
    happened: dict[tuple[str, str], float] = {}
    for _ in range(model.rules.days):
        model.step()
        for table, rows in model.diary.tables.items():
            for name in rows[0]:
                here = sum(abs(row[name]) for row in rows)
                happened[table, name] = happened.get((table, name), 0) + here
    assert [place for place, total in happened.items() if not total] == []


def test_a_difference_names_the_day_and_the_event():
    sound = {"trip": [{"consumer": 3, "units": 2}, {"consumer": 5, "units": 1}], "word": [{"author": 3}]}
    other = {"trip": [{"consumer": 3, "units": 2}, {"consumer": 5, "units": 4}], "word": []}
    assert compare(6, sound, sound) is None
    found = compare(6, sound, other)
    assert found is not None
    assert str(found).splitlines() == [
        "day 6, trip number 1: units is 1 in the engine, 4 in the reference (of {'consumer': 5})",
        "(on that day also: word)",
    ]
    assert (
        str(compare(6, {"word": sound["word"]}, {"word": []}))
        == "day 6, word number 0: the engine alone has {'author': 3}"
    )
    assert "the reference alone has" in str(compare(6, {"word": []}, {"word": sound["word"]}))


def test_an_attitude_that_differs_in_its_last_digit_is_a_difference():
    x = float(np.float32(0.7))
    assert same(x, x + 1e-15)
    assert not same(x, float(np.nextafter(np.float32(x), np.float32(1))))
    assert same([1, x], [1, x])
    assert not same([1, x], [1])


def test_the_luck_of_another_seed_is_a_difference():
    agreement = Agreement(load_scenario("baseline", overrides=("consumers.count=60", "days=5")), seed=1)
    agreement.seed = 2  # of the engine
    assert agreement.first_difference() is not None


def test_the_numbers_of_the_reference_are_those_of_the_kernels():
    for u in np.linspace(0, 1 - 2.0**-24, 4099).astype(np.float32):
        uniform = float(u)
        assert arithmetic.normal(uniform) == numbers.normal(u)
        assert arithmetic.gumbel(uniform) == numbers.gumbel(u)
        assert arithmetic.clip(3 * uniform - 1) == numbers.clip01(3 * uniform - 1)
        assert arithmetic.shift(uniform, 0.3) == numbers.shifted(uniform, 0.3)
        assert arithmetic.whole(3 * uniform - 1) == numbers.fixed(3 * uniform - 1)
