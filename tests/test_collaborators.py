"""Banks, carriers and authorities (Z5, A1): credit, hold-ups and shocks, and what ties to them do."""

from __future__ import annotations

import numpy as np
import pytest

from sim.firm_records import OWED
from sim.kernels.books import CASH
from sim.kernels.levers import PLACE_LOSS
from sim.ledger import BANK, OUTSIDE
from sim.scenario.builtin import builtin_scenarios
from tests.worlds import everybody, lived, model, run

SMALL = ("consumers.count=1000", "days=60")
KOPI = "retailers.kopi"


def kopi(result, column):
    return result.retailers.query("retailer == 'kopi'")[column].to_numpy()


# ------------------------------------------------------------------------------------------ ties


def test_ties_grow_towards_what_the_spending_keeps_up():
    tie = kopi(run("baseline", *SMALL, f"{KOPI}.collaboration.spend=6000"), "tie")
    assert tie[59] == pytest.approx(0.25)  # half of the way, after a half-life of 60 days, to one half
    assert (np.diff(tie) > 0).all()
    assert (kopi(run("baseline", *SMALL, f"{KOPI}.collaboration.spend=0"), "tie") == 0).all()


# ------------------------------------------------------------------------------------------ the bank


def test_debt_takes_the_place_of_the_owners_money_and_of_nothing_else():
    """Total assets are gross: who borrows more owns as much, owes more, and pays interest."""
    debts = (0, 20_000_000, 100_000_000)  # none; part of the cash; all of it and part of the shops
    made = [model("baseline", *SMALL, f"{KOPI}.finance.debt={debt}") for debt in debts]
    books = [each.retailers[0].books for each in made]
    assert len({b.total_assets for b in books}) == len({b.cash for b in books}) == 1
    assert len({b.profit for b in books}) == 1, "debt is no profit"
    assert [b.debt for b in books] == list(debts)
    assert [each.world.ledger.balance(BANK) for each in made] == [-3 * 60_000_000 - debt for debt in debts]


def test_interest_is_paid_by_day_and_falls_with_the_tie():
    still = ("collaborators.tie_half_life_days=1", "collaborators.bank.rate=0.1", f"{KOPI}.finance.debt=73000000")
    plain = kopi(run("baseline", *SMALL, *still, f"{KOPI}.collaboration.spend=0"), "interest")
    assert (plain == 20_000).all()
    close = kopi(run("baseline", *SMALL, *still, f"{KOPI}.collaboration.spend=18000"), "interest")
    assert close[-1] == pytest.approx(20_000 * (1 - 0.2 * 0.75), abs=1)


def test_cash_that_is_missing_is_lent_and_paid_back():
    poor = (f"{KOPI}.costs.cash=0", f"{KOPI}.finance.debt=0", "retailers.kopi.stock.opening_cover_days=20")
    made = lived("baseline", 150, "consumers.count=1000", *poor)
    borrowed = made.recorder.finish().flows[:, 0, OWED].tolist()
    assert max(borrowed) > 0
    assert borrowed[-1] == 0, "sales have paid it back"
    assert (made.recorder.finish().money[:, 0, CASH] >= 0).all()


def test_beyond_the_limit_what_is_missing_is_owed_without_interest():
    ruined = (
        f"{KOPI}.costs.shop_costs=2000000",
        "collaborators.bank.overdraft_limit=1000000",
        f"{KOPI}.finance.debt=0",
        "collaborators.bank.rate=0",
        "collaborators.bank.overdraft_margin=0.365",
    )
    result = run("baseline", *SMALL, *ruined)
    assert kopi(result, "interest")[-1] == 1000
    assert kopi(result, "cash")[-1] < -10_000_000
    assert kopi(result, "debt")[-1] == 1_000_000 - kopi(result, "cash")[-1]
    assert kopi(result, "total_assets")[-1] > 0


def test_an_overdraft_costs_profit_as_any_interest():
    poor = (*SMALL, f"{KOPI}.costs.cash=0", "collaborators.bank.rate=0")
    dear, free = (run("baseline", *poor, f"collaborators.bank.overdraft_margin={margin}") for margin in (0.5, 0))
    paid = kopi(dear, "interest").sum()
    assert paid > 0
    assert free.outcomes["retailer_profit"] - dear.outcomes["retailer_profit"] == paid


def test_the_cost_of_capital_weighs_interest_and_the_owners_claim():
    """With assets that hardly move: (rate * debt + wanted * equity) / assets."""
    still = (
        "collaborators.bank.rate=0.1",
        f"{KOPI}.finance.equity_return=0.2",
        f"{KOPI}.collaboration.spend=0",
        f"{KOPI}.costs.fixed_assets=100000000000",
    )
    for debt in (0, 50_000_000_000):
        result = run("baseline", "consumers.count=1000", "days=10", *still, f"{KOPI}.finance.debt={debt}")
        share = debt / 100_000_000_000
        assert result.outcomes["capital_cost"] == pytest.approx(0.1 * share + 0.2 * (1 - share), rel=2e-3)


@pytest.mark.parametrize("name", builtin_scenarios())
def test_the_cost_of_capital_lies_between_the_bank_and_the_owners(name):
    for outcomes in run(name, "consumers.count=300", "days=40").by_retailer.values():
        assert 0.1 < outcomes["capital_cost"] < 0.18


# ------------------------------------------------------------------------------------------ carriers


def held_up(*overrides: str, days: int = 2000) -> np.ndarray:
    made = model("baseline", "consumers.count=20", f"days={days}", "collaborators.tie_half_life_days=1", *overrides)
    found = []
    for day in range(days):
        made.world.day = day
        made.world.begin_day()
        made.partners.begin_day()
        found.append((made.world.held_up[0], made.world.around[0, PLACE_LOSS]))
    return np.array(found)


def test_hold_ups_have_their_chance_and_their_days():
    days = held_up("collaborators.carriers.disruption_prob=0.1", f"{KOPI}.collaboration.spend=0")[:, 0]
    assert (days > 0).mean() == pytest.approx(0.1, abs=0.03)
    assert sorted(set(days[days > 0])) == [1, 2, 3, 4, 5]
    assert days[days > 0].mean() == pytest.approx(3.0, abs=0.4)


def test_ties_spare_some_hold_ups_and_bring_no_new_ones():
    chance = "collaborators.carriers.disruption_prob=0.1"
    without, close = (held_up(chance, f"{KOPI}.collaboration.spend={spend}")[:, 0] for spend in (0, 54_000))
    assert (close > 0).mean() == pytest.approx(0.1 * (1 - 0.6 * 0.9), abs=0.02)
    assert (close[close > 0] == without[close > 0]).all(), "the same luck, with a higher bar"


def test_what_is_sent_on_a_day_of_a_hold_up_comes_later():
    always = (
        "collaborators.carriers.disruption_prob=1",
        "collaborators.carriers.disruption_days=1",
        "collaborators.carriers.tie_shield=0",
        "consumers.count=500",
        "days=60",
    )
    never = ("collaborators.carriers.disruption_prob=0", "consumers.count=500", "days=60")
    late, soon = run("baseline", *always).outcomes["delivery_days"], run("baseline", *never).outcomes["delivery_days"]
    assert late - soon == pytest.approx(1.0, abs=0.1)


def test_hold_ups_empty_shelves():
    many, none = (
        np.mean(
            [
                run(
                    "baseline",
                    "consumers.count=500",
                    "days=120",
                    f"collaborators.carriers.disruption_prob={p}",
                    "collaborators.carriers.disruption_days=14",
                    seed=seed,
                ).outcomes["stockout_rate"]
                for seed in (1, 2, 3)
            ]
        )
        for p in (0.15, 0)
    )
    assert many > 2 * none


# ------------------------------------------------------------------------------------------ authorities


def test_a_shock_takes_customers_for_its_days():
    shocks = held_up("collaborators.authorities.shock_prob=0.01", f"{KOPI}.collaboration.spend=0")[:, 1]
    assert set(shocks) == {0.0, 0.5}
    assert (shocks > 0).mean() == pytest.approx(1 - 0.99**14, abs=0.05)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], shocks > 0, [0]])))
    assert (edges[1::2] - edges[::2])[:-1].min() == 14
    ties = held_up("collaborators.authorities.shock_prob=0.01", f"{KOPI}.collaboration.spend=54000")[:, 1]
    assert (ties <= shocks).all()
    assert ties.sum() < shocks.sum()


def test_customers_stay_away_from_a_shocked_place():
    made = model(
        "baseline",
        "consumers.count=3000",
        "collaborators.authorities.shock_size=3",
        "collaborators.authorities.shock_prob=0",
    )
    calm = lived("baseline", 3, "consumers.count=3000", "collaborators.authorities.shock_prob=0")
    made.partners.shock_days_left[0] = 3
    for _ in range(2):
        made.step()
    assert made.world.market.place[0] == -3.0
    hit, usual = (each.recorder.finish().came[:2, 0].sum() for each in (made, calm))
    assert hit < 0.4 * usual
    made.step()
    assert made.world.market.place[0] == 0.0


def test_collaboration_is_paid_and_bought_from_outside():
    made = lived("baseline", 10, "consumers.count=1000", f"{KOPI}.collaboration.spend=7000")
    assert made.world.ledger.flow("kopi", "collaboration") == -70_000
    assert made.world.ledger.flow(OUTSIDE, "collaboration") == 70_000 + 3 * 10 * 2000


def test_the_luck_with_collaborators_is_the_same_in_every_world_of_a_seed():
    first, other = (
        run(name, "consumers.count=200", "days=120", *everybody("collaboration.spend", 0))
        for name in ("open-replies", "private-replies")
    )
    for column in ("held_up_days", "place_loss"):
        assert (first.retailers[column] == other.retailers[column]).all()
    assert first.retailers["held_up_days"].sum() > 0
