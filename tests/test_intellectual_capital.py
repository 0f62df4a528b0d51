"""Intellectual capital: what is invested grows it, time writes it off, and relations may stand among the assets."""

from __future__ import annotations

import pytest

from sim.kernels.books import ENTRIES, RELATION_COSTS
from tests.worlds import everybody, lived, run

SMALL = ("consumers.count=1000", "days=30")
NOTHING_SPENT = ("retailers.kopi.costs.wage=0", "retailers.kopi.costs.it_running=0", "retailers.kopi.posts.cost=0",
                 "contact.store.cost=0", "contact.phone.cost=0", "contact.email.cost=0",
                 "retailers.kopi.staff.internal_marketing=0", "ideas.idea_prob=0",
                 "retailers.kopi.community.events_per_year=0", "retailers.kopi.database.cost=0",
                 "retailers.kopi.orders.standing_share=0")  # fmt: skip


def stock(column: str, *overrides: str) -> list[int]:
    table = run("baseline", *SMALL, *overrides).retailers.query("retailer == 'kopi'")
    return [int(value) for value in table[column]]


def test_without_writing_off_the_stock_is_what_was_brought_and_invested():
    levels = stock("intellectual_capital", "retailers.kopi.costs.ic_amortisation=0")
    assert levels == [40_000_000 + 20_000 * (day + 1) for day in range(30)]


def test_without_investment_a_share_is_gone_after_a_year_day_by_day():
    off = ("retailers.kopi.costs.ic_investment=0", "retailers.kopi.costs.ic_amortisation=0.5", "days=365")
    levels = stock("intellectual_capital", *off)
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == pytest.approx(40_000_000 * (1 - 0.5 / 365) ** 365, rel=1e-4)


def test_relational_capital_is_what_relations_cost():
    kept = ("retailers.kopi.costs.ic_amortisation=0", "retailers.kopi.costs.relational_capital=0")
    assert set(stock("relational_capital", *kept, *NOTHING_SPENT)) == {0}
    levels = stock("relational_capital", *kept)
    ledger = lived("baseline", 30, *SMALL, *kept).world.ledger
    assert levels[-1] == -sum(ledger.flow("kopi", entry) for entry in ENTRIES[:RELATION_COSTS])
    assert levels == sorted(levels)
    assert levels[0] > 0


def test_relational_capital_is_in_one_of_the_two_totals_and_in_no_profit():
    plain = run("baseline", *SMALL)
    without = run("baseline", *SMALL, "retailers.kopi.costs.relational_capital=0")
    assert plain.outcomes["total_assets"] == without.outcomes["total_assets"]
    assert plain.outcomes["retailer_profit"] == without.outcomes["retailer_profit"]
    assert plain.outcomes["total_assets_relational"] > without.outcomes["total_assets_relational"]
    for result in (plain, without):
        values = result.outcomes
        last = result.retailers.query("retailer == 'kopi' and day == 29").iloc[0]
        assert values["total_assets_relational"] - values["total_assets"] == last["relational_capital"]
        assert values["ror_relational"] < values["ror"]


def test_knowledge_is_an_asset_that_costs_cash_now_and_profit_as_it_is_written_off():
    kept = (*SMALL, *everybody("costs.ic_amortisation", 0))
    spent, saved = (run("baseline", *kept, f"retailers.kopi.costs.ic_investment={x}") for x in (50_000, 0))
    assert spent.outcomes["retailer_profit"] == saved.outcomes["retailer_profit"]
    cash = [r.retailers.query("retailer == 'kopi' and day == 29")["cash"].item() for r in (spent, saved)]
    assert cash[1] - cash[0] == 30 * 50_000
    gone = run("baseline", *SMALL, "retailers.kopi.costs.ic_amortisation=0.5")
    assert gone.outcomes["retailer_profit"] < run("baseline", *SMALL).outcomes["retailer_profit"]
    assert gone.outcomes["ror"] > run("baseline", *SMALL).outcomes["ror"]  # the same relations on fewer assets
