"""Joint projects of a retailer with its suppliers (CV2): which cause, who pays, and who gets what they spare."""

from __future__ import annotations

import numpy as np
import pytest

from sim.ledger import OUTSIDE
from tests.worlds import everybody, model, run

KOPI = "retailers.kopi.joint_venture"
WORLD = ("consumers.count=1000", "suppliers.kebun.defect_prob=0.3", "suppliers.pabrik.defect_prob=0.3",
         "complaints.voice_prob=1", "consumers.shop_rate=0.4")  # fmt: skip
NO_OTHER = ("suppliers.kebun.improvement.review_days=365", "suppliers.pabrik.improvement.review_days=365")


def test_as_many_projects_are_done_as_the_year_has():
    for number in (0, 5, 40):
        table = run("baseline", "consumers.count=50", "days=365", f"{KOPI}.projects_per_year={number}").retailers
        assert table.groupby("retailer")["joint_projects"].max()["kopi"] == pytest.approx(number, abs=1)


def project(*overrides: str, complaints: dict[tuple[int, int], int] | None = None):
    made = model("baseline", *WORLD, f"{KOPI}.projects_per_year=10", *overrides)
    made.world.begin_day()
    venture = made.retailers[0].venture
    for (s, cause), count in (complaints or {}).items():
        venture._complaints[s, cause] = count
    before = made.world.market.cause_weights.copy()
    venture._do_project()
    return made, venture, before


def test_the_cause_that_customers_complain_of_most_is_mended():
    made, venture, before = project(complaints={(0, 3): 2, (1, 2): 5, (1, 4): 4})
    after = made.world.market.cause_weights
    expected = before.copy()
    expected[1, 2] *= 0.5
    assert np.allclose(after, expected)
    assert venture._complaints[1].tolist() == [0, 0, 0, 0, 4], "the next project goes on with what is left"
    assert made.world.market.defect_prob[1] == pytest.approx(0.3 - 0.5 * before[1, 2])


def test_without_complaints_a_cause_is_picked_blindly_from_goods_that_are_sold():
    seen = set()
    for seed in range(30):
        made = model("baseline", *WORLD, "retailers.kopi.suppliers=[pabrik]", seed=seed)
        made.world.begin_day()
        before = made.world.market.cause_weights.copy()
        made.retailers[0].venture._do_project()
        changed = np.argwhere(made.world.market.cause_weights != before)
        assert len(changed) == 1
        seen.add(tuple(changed[0].tolist()))
        assert not made.world.advice.any(), "nobody's advice"
    assert {s for s, _ in seen} == {1}
    assert len(seen) > 3


def test_words_of_customers_are_credited_with_what_they_mended_beyond_a_blind_pick():
    made, _, before = project(complaints={(0, 0): 3})
    expected = 0.5 * (before[0, 0] - before[0].mean()) * 0.5  # half of the purchases are its goods
    assert made.world.advice.tolist() == pytest.approx([expected, 0, 0, 0])


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_cost_is_split_and_leaves_the_two_as_a_whole(share):
    made, _, _ = project(f"{KOPI}.cost_share={share}", complaints={(0, 0): 3})
    ledger = made.world.ledger
    assert ledger.flow("kopi", "joint_cost") == -round(200_000 * share)
    assert ledger.flow("kebun", "joint_cost") + ledger.flow("kebun", "joint_project") == -round(200_000 * (1 - share))
    assert ledger.flow(OUTSIDE, "joint_project") == 200_000


def test_what_is_spared_is_fall_times_purchases_times_the_mean_cost_of_a_failure():
    made = model("baseline", *WORLD, *NO_OTHER, f"{KOPI}.projects_per_year=0.001", f"{KOPI}.gain_share=0.25")
    venture = made.retailers[0].venture
    venture._complaints[0, 0] = 3
    made.world.begin_day()
    fall = 0.5 * made.world.market.cause_weights[0, 0]
    venture._do_project()
    failures = 0
    for day in range(20):
        before_books = (made.world.ledger.flow("kopi", "refunds"), made.world.ledger.flow("kopi", "contacts"))
        paid_before = made.world.ledger.flow("kopi", "joint_gain")
        made.step()
        table = made.result().retailers.query(f"retailer == 'kopi' and day == {day}").iloc[0]
        trips = made.world.trips
        bought = trips["offer"][(trips["retailer"] == 0) & (trips["offer"] >= 0)]
        purchases = int((made.world.market.offer_supplier[bought] == 0).sum())
        spared = round(fall * purchases * (-sum(before_books) / failures)) if failures else 0
        failures += table["defects"] + table["service_failures"]
        assert venture.spared == table["joint_spared"] == spared
        assert paid_before - made.world.ledger.flow("kopi", "joint_gain") == round(0.25 * spared)
    assert spared > 0


def test_gains_are_shared_for_the_term_and_no_longer():
    made = model("baseline", *WORLD, *NO_OTHER, f"{KOPI}.projects_per_year=0.001", f"{KOPI}.term_days=5")
    venture = made.retailers[0].venture
    made.world.begin_day()
    venture._do_project()
    spared = []
    for _ in range(12):
        made.step()
        spared.append(venture.spared)
    assert all(spared[2:6])
    assert not any(spared[6:])


def test_the_surpluses_are_what_was_spared_and_what_was_paid():
    result = run("full-trm", *WORLD, "days=150", f"{KOPI}.projects_per_year=12")
    kopi = result.retailers.query("retailer == 'kopi'")
    own = kopi["joint_spared"].sum() - kopi["joint_cost"].sum() - kopi["joint_gain_paid"].sum()
    theirs = result.suppliers["joint_gain_received"].sum() - result.suppliers["joint_cost"].sum()
    assert result.outcomes["joint_surplus"] == own
    assert result.outcomes["joint_surplus_suppliers"] == theirs
    assert kopi["joint_gain_paid"].sum() == result.suppliers["joint_gain_received"].sum() > 0


def test_rivals_who_sell_the_goods_gain_without_paying():
    """A joint project mends the goods, whoever sells them: defects fall at the rivals too."""
    on, off = (run("full-trm", *WORLD, "days=200", f"{KOPI}.projects_per_year={n}") for n in (24, 0))
    for name in ("kopi", "pasar", "toko", "warung"):
        assert on.by_retailer[name]["defect_rate"] < off.by_retailer[name]["defect_rate"]
    assert (on.retailers.query("retailer != 'kopi'")["joint_cost"] == 0).all()


@pytest.mark.parametrize(("cost", "pays"), [(10_000, True), (5_000_000, False)])
def test_a_project_pays_the_two_together_if_failures_cost_more_than_it(cost, pays):
    costly = ("suppliers.kebun.improvement.cost", "suppliers.pabrik.improvement.cost")
    result = run("full-trm", *WORLD, "days=365", "retailers.kopi.reply.refund_share=1",
                 *(f"{path}={cost}" for path in costly))  # fmt: skip
    together = result.outcomes["joint_surplus"] + result.outcomes["joint_surplus_suppliers"]
    assert (together > 0) == pays


def test_without_projects_nothing_flows_between_them():
    result = run("full-trm", *WORLD, "days=60", *everybody("joint_venture.projects_per_year", 0))
    for column in ("joint_projects", "joint_cost", "joint_spared", "joint_gain_paid"):
        assert not result.retailers[column].any()
    assert result.outcomes["joint_surplus"] == result.outcomes["joint_surplus_suppliers"] == 0
