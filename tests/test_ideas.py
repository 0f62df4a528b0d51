"""Ideas of customers (Z6): who sends them, which reach a supplier, and what comes of them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels.codes import LEFT
from sim.kernels.ideas import CARRIED_OUT, PASSED_ON, RECEIVED
from sim.kernels.records import IDEA
from sim.model import Model
from tests.worlds import everybody, lived, model, run

MANY = ("consumers.count=3000", "consumers.shop_rate=0.5", "days=30", "market.standard_growth=0",
        "suppliers.kebun.innovation.spend=0", "suppliers.pabrik.innovation.spend=0")  # fmt: skip


def shopped(*overrides: str, commitment: float = 0.5) -> Model:
    """A world on the evening of its first day's shopping, everybody committed alike."""
    made = model("baseline", *MANY, *overrides)
    made.world.population.commitment[:] = commitment
    answer = made.desks.answer
    made.desks.answer = lambda: None  # type: ignore[method-assign]
    collect = made.ideas.collect

    def committed() -> None:
        made.world.population.commitment[:] = commitment
        collect()

    made.ideas.collect = committed  # type: ignore[method-assign]
    made.step()
    made.desks.answer = answer  # type: ignore[method-assign]
    return made


def can_write(made: Model) -> np.ndarray:
    """Today's buyers who are online and members where the retailer has an account."""
    world, people = made.world, made.world.population
    trips = world.trips[world.trips["offer"] >= 0]
    who, where = trips["consumer"], trips["retailer"]
    able = (people.member[who] & world.account_mask[where]) > 0
    return trips[able & (people.online_from[who] <= 0) & (people.history[where, who] & LEFT == 0)]


@pytest.mark.parametrize("commitment", [0.0, 0.3, 1.0])
def test_buyers_with_an_open_account_send_ideas_by_their_commitment(commitment):
    made = shopped("ideas.idea_prob=0.4", commitment=commitment)
    able, sent = len(can_write(made)), int(made.ideas.tally[:, RECEIVED].sum())
    chance = 0.4 * commitment
    assert sent / able == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / able) + 1e-9)
    assert able > 300


def test_a_retailer_without_accounts_gets_none_and_one_without_a_link_passes_none_on():
    made = shopped("ideas.idea_prob=1", "retailers.kopi.accounts=[]", "retailers.pasar.supplier_link.mode=direct",
                   commitment=1.0)  # fmt: skip
    tally = made.ideas.tally
    assert tally[0, RECEIVED] == 0
    assert (tally[1:, RECEIVED] > 20).all()
    assert tally[1, PASSED_ON] == tally[1, RECEIVED]
    assert not tally[2:, PASSED_ON].any()
    assert set(made.ideas.under_way["retailer"].tolist()) == {1}


def test_relayed_ideas_are_late_and_some_are_lost_and_direct_ones_are_neither():
    link = everybody("supplier_link.mode", "relay") + everybody("supplier_link.relay_days", 9)
    made = shopped("ideas.idea_prob=1", *link, *everybody("supplier_link.loss_prob", 0.3), commitment=1.0)
    tally = made.ideas.tally
    assert set(made.ideas.under_way["due"].tolist()) == {9}
    assert tally[:, PASSED_ON].sum() / tally[:, RECEIVED].sum() == pytest.approx(0.7, abs=0.06)
    straight = shopped("ideas.idea_prob=1", *everybody("supplier_link.mode", "direct"), commitment=1.0)
    assert set(straight.ideas.under_way["due"].tolist()) == {1}
    assert (straight.ideas.tally[:, PASSED_ON] == straight.ideas.tally[:, RECEIVED]).all()
    unable = shopped("ideas.idea_prob=1", *everybody("supplier_link.mode", "direct"), *link[4:],
                     "suppliers.kebun.can_go_direct=false", commitment=1.0)  # fmt: skip
    assert set(unable.ideas.under_way["due"][unable.ideas.under_way["supplier"] == 0].tolist()) == {9}


def test_ideas_take_staff_time_that_is_paid():
    made = shopped("ideas.idea_prob=1", "ideas.minutes=10", "retailers.kopi.supplier_link.mode=relay",
                   "retailers.kopi.supplier_link.relay_minutes=5", commitment=1.0)  # fmt: skip
    received = made.ideas.tally[:, RECEIVED]
    for r, minutes in ((0, 15), (1, 10)):
        paid = -made.world.ledger.flow(made.world.retailer_names[r], "ideas")
        assert paid == round(int(received[r]) * minutes / 60 * 12_000) > 0


def arriving(count: int, *overrides: str) -> Model:
    """So many ideas about the goods of the first supplier reach it this morning."""
    made = model("baseline", *MANY, *overrides)
    ideas = np.zeros(count, dtype=IDEA)
    ideas["consumer"] = np.arange(count)
    ideas["number"] = np.arange(count)
    ideas["gain"] = made.scenario_file.ideas.author_gain
    made.ideas.under_way = ideas
    made.world.population.commitment[:] = 0.2
    made.world.begin_day()
    made.ideas.arrive()
    return made


def test_a_share_is_looked_into_and_a_share_of_that_carried_out():
    made = arriving(2000, "suppliers.kebun.ideas.intake=0.6", "suppliers.kebun.ideas.conversion_prob=0.5")
    assert made.ideas.tally[0, CARRIED_OUT] == made.ideas.carried_out[0] == pytest.approx(600, abs=90)
    assert made.ideas.carried_out[1] == 0
    assert not len(made.ideas.under_way)


def test_an_idea_carried_out_makes_the_goods_better_costs_money_and_ties_its_author():
    made = arriving(2000, "suppliers.kebun.ideas.cost=700", "ideas.idea_gain=0.003", "ideas.author_gain=0.25")
    count = int(made.ideas.carried_out[0])
    assert made.world.market.quality[0] == pytest.approx(1 - (1 - 0.79) * (1 - 0.001) ** count)
    assert made.world.market.quality[1] == 0.78
    assert made.world.ledger.flow("kebun", "ideas_carried_out") == -700 * count
    commitment = made.world.population.commitment[0]
    assert np.isclose(commitment, 0.2 + 0.25 * 0.8).sum() == count
    assert np.isclose(commitment, 0.2).sum() == 3000 - count


@pytest.mark.parametrize("key", ["intake", "conversion_prob"])
def test_a_supplier_that_takes_none_in_carries_none_out(key):
    assert arriving(500, f"suppliers.kebun.ideas.{key}=0").ideas.carried_out[0] == 0


def test_ideas_that_wait_are_not_lost():
    made = lived("supplier-relay", 40, "consumers.count=600", "ideas.idea_prob=1", "consumers.shop_rate=0.5")
    passed_on = int(made.recorder.finish().ideas[:, 0, PASSED_ON].sum())
    waiting = made.ideas.under_way
    assert (waiting["due"] > made.world.day - 1).all()
    everything = lived(
        "supplier-relay",
        40,
        "consumers.count=600",
        "ideas.idea_prob=1",
        "consumers.shop_rate=0.5",
        "suppliers.kebun.ideas.intake=1",
        "suppliers.pabrik.ideas.intake=1",
        "suppliers.kebun.ideas.conversion_prob=1",
        "suppliers.pabrik.ideas.conversion_prob=1",
    )
    ideas = everything.recorder.finish().ideas[:, 0]
    done, passed = int(ideas[:, CARRIED_OUT].sum()), int(ideas[:, PASSED_ON].sum())
    assert done + len(everything.ideas.under_way) == passed > 20
    assert passed_on > 20


def test_a_larger_world_gains_as_much_from_as_many_ideas_for_each_consumer():
    """An idea makes one of the goods better; a larger world has more goods."""
    gains = []
    for size in (500, 4000):
        worlds = [
            run("supplier-direct", f"consumers.count={size}", "days=120", "ideas.idea_prob=1",
                "market.standard_growth=0", *everybody("supplier_link.mode", "direct"),
                "suppliers.kebun.innovation.spend=0", "suppliers.pabrik.innovation.spend=0", seed=seed)
            for seed in (1, 2, 3, 4)
        ]  # fmt: skip
        gains.append(np.mean([w.suppliers.query("supplier == 'kebun'")["quality"].iloc[-1] - 0.79 for w in worlds]))
    assert gains[0] == pytest.approx(gains[1], rel=0.25)
    assert gains[1] > 0.01


def test_without_a_link_ideas_change_nothing_but_the_costs_of_staff():
    on, off = (run("baseline", "consumers.count=500", "days=60", f"ideas.idea_prob={p}") for p in (0.2, 0))
    spent = on.retailers.query("retailer == 'kopi'")["idea_costs"].sum()
    assert spent > 0
    assert off.outcomes["retailer_profit"] - on.outcomes["retailer_profit"] == spent
    assert off.outcomes["loyalty"] == on.outcomes["loyalty"]
    assert off.outcomes["total_relationship"] > on.outcomes["total_relationship"]
