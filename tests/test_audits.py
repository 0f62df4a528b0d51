"""What retailers find out (Z1, Z2): foresight of the market's pace, and following the rivals' prices."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.ordering import Ordering
from sim.effort import kept, reached
from sim.kernels.effort import grown
from sim.kernels.levers import USUAL_PRICE
from sim.model import Model
from tests.worlds import STEADY_NEEDS, everybody, lived, model, run

STILL_PRICES = (*everybody("pricing.campaigns_per_year", 0), *everybody("pricing.match_share", 0))


def test_money_reaches_half_at_the_half_spend_and_never_all():
    assert reached(0, 10) == 0.0
    assert reached(10, 10) == 0.5
    assert 0.99 < reached(1e4, 10) < 1.0


def test_a_level_goes_half_of_the_way_in_its_half_life_and_falls_back():
    levels, keep = [0.0], kept(30)
    for reach in [0.8] * 30 + [0.0] * 60:
        levels.append(grown(levels[-1], reach, keep))
    assert levels[30] == pytest.approx(0.4)
    assert levels[90] == pytest.approx(0.1)
    assert all(level == round(level, 9) for level in levels)


# ------------------------------------------------------------------------------------------ the market


def foreseeing(spend: int, *overrides: str, days: int = 200) -> tuple[Model, Ordering]:
    """A retailer whose demand is exactly 100 units a day times the pace, after so many days."""
    made = model("baseline", "consumers.count=50", *overrides, f"retailers.kopi.audit.market_spend={spend}")
    ordering = made.retailers[0].ordering
    ordering.forecast[0] = 100.0
    for day in range(days):
        made.world.day = day
        made.world.pace.begin_day(day)
        past_pace = made.world.market.past_pace
        past_pace[0] += ordering.stock.smoothing * (made.world.pace.today - past_pace[0])
        ordering.forecast[0] += ordering.stock.smoothing * (100.0 * made.world.pace.today - ordering.forecast[0])
    return made, ordering


MOVING = ("market.season_swing=0.4", "market.peak_day=260", "market.growth=0.5", "market.shock_spread=0")


def test_full_insight_foresees_season_and_trend_exactly():
    made, ordering = foreseeing(10_000_000, *MOVING)
    coming = 100.0 * made.world.pace.ahead(6)
    assert ordering.expected(0, 6) == pytest.approx(coming, rel=1e-3)
    assert abs(ordering.forecast[0] / coming - 1) > 0.05, "smoothing alone is behind"


@pytest.mark.parametrize("spend", [0, 1000, 4000, 36_000])
def test_a_share_of_the_coming_change_is_foreseen(spend):
    made, ordering = foreseeing(spend, *MOVING)
    insight = spend / (spend + 4000)
    change = made.world.pace.ahead(6) / (ordering.forecast[0] / 100.0)
    assert ordering.expected(0, 6.2) == pytest.approx(ordering.forecast[0] * (1 + insight * (change - 1)), rel=1e-6)


def test_where_nothing_moves_there_is_nothing_to_foresee():
    """Research costs money and does nothing else."""
    paid, unpaid = (
        run("baseline", "consumers.count=300", "days=60", *STEADY_NEEDS, *everybody("audit.market_spend", spend))
        for spend in (20_000, 0)
    )
    same = [column for column in paid.retailers.columns if column not in
            ("market_audit", "cash", "profit", "total_assets", "interest", "debt")]  # fmt: skip
    assert paid.retailers[same].equals(unpaid.retailers[same])
    daily = 20_000 * 300 // 1000
    assert (paid.retailers["market_audit"] == daily).all()
    assert unpaid.outcomes["retailer_profit"] - paid.outcomes["retailer_profit"] == 60 * daily


def test_insight_makes_forecasts_less_biased_the_more_is_spent():
    bias, error = (
        [
            np.mean([run("baseline", "consumers.count=1000", "market.season_swing=0.4", *STILL_PRICES,
                         *everybody("audit.market_spend", spend), seed=seed).outcomes[name] for seed in (1, 2, 3)])
            for spend in (0, 2000, 20_000)
        ]
        for name in ("forecast_bias", "forecast_error")
    )  # fmt: skip
    assert bias[0] > bias[1] > bias[2]
    assert error[0] > error[1] > error[2]


def test_the_bias_is_what_is_left_of_four_weeks_of_errors():
    result = lived("baseline", 100, "consumers.count=500")
    history = result.recorder.finish()
    wanted, forecast = history.goods[:, :2, 0].sum(axis=1), history.forecast[:, :2].sum(axis=1)
    starts = range(25, 100 - 8, 7)
    error = [7 * forecast[day] - wanted[day + 1 : day + 8].sum() for day in starts]
    weeks = [wanted[day + 1 : day + 8].sum() for day in starts]
    months = range(0, len(error) - 3, 4)
    left = sum(abs(sum(error[m : m + 4])) for m in months) / sum(sum(weeks[m : m + 4]) for m in months)
    assert result.result().outcomes["forecast_bias"] == pytest.approx(left)


# ------------------------------------------------------------------------------------------ the rivals


def priced(rivals: list[int], *overrides: str, usual: int = 20_000) -> list[int]:
    """What kopi asks day by day while all its rivals ask what is given; they usually ask 20,000."""
    made = model("baseline", "consumers.count=50", *everybody("price", 20_000),
                 "retailers.kopi.pricing.campaigns_per_year=0", *overrides)  # fmt: skip
    made.world.levers[0, USUAL_PRICE] = usual
    asked = []
    for day, price in enumerate(rivals):
        made.world.day = day
        made.world.begin_day()
        made.pricing.set_prices()
        asked.append(int(made.world.market.price[0]))
        made.world.market.price[1:] = price
    return asked


FIVE_DAYS = ("audit.notice_days=5", "retailers.kopi.audit.rival_spend=0")


def test_rivals_are_followed_by_a_share_after_the_notice():
    asked = priced([20_000] * 3 + [18_000] * 4 + [20_000] * 8, *FIVE_DAYS, "retailers.kopi.pricing.match_share=0.5")
    assert asked == [20_000] * 8 + [19_000] * 4 + [20_000] * 3


@pytest.mark.parametrize(("spend", "lag"), [(0, 6), (2000, 4), (4000, 3), (1_000_000, 1)])
def test_watching_the_rivals_shortens_the_notice_to_a_day_at_best(spend, lag):
    asked = priced([18_000] * 10, f"retailers.kopi.audit.rival_spend={spend}", "retailers.kopi.pricing.match_share=1")
    assert asked == [20_000] * lag + [18_000] * (10 - lag)


def test_the_usual_place_among_the_prices_is_kept():
    asked = priced([10_000] * 8, *FIVE_DAYS, "retailers.kopi.pricing.match_share=1", "suppliers.kebun.price=1",
                   "suppliers.pabrik.price=1", usual=24_000)  # fmt: skip
    assert asked[-1] == 12_000


def test_nobody_follows_below_the_least_margin():
    follow = ("retailers.kopi.pricing.match_share=1", "retailers.kopi.pricing.least_margin=0.1")
    assert priced([1000] * 8, *FIVE_DAYS, *follow)[-1] == 18_700  # wholesale 17,000 and a tenth
    assert priced([1000] * 8, *FIVE_DAYS, *follow, usual=18_000)[-1] == 18_000, "the usual price is there already"


def test_who_follows_nobody_keeps_its_price():
    assert set(priced([9000] * 12, *FIVE_DAYS, "retailers.kopi.pricing.match_share=0")) == {20_000}


def test_without_rivals_the_price_stays():
    made = model("baseline", "consumers.count=50", "retailers.kopi.pricing.campaigns_per_year=0")
    alone = Model(made.scenario_file.model_copy(update={"retailers": {"kopi": made.scenario_file.retailers["kopi"]}}))
    prices = []
    for _ in range(10):
        alone.step()
        prices.append(int(alone.world.market.price[0]))
    assert set(prices) == {25_000}


def test_campaigns_run_on_the_share_of_days_that_their_number_makes():
    table = run("baseline", "consumers.count=20", "days=3000", *everybody("pricing.campaigns_per_year", 6),
                *everybody("pricing.match_share", 0)).retailers  # fmt: skip
    chance = 6 / 365
    expected = 1 - (1 - chance) ** 14  # a day is free of campaigns if none began in the last 14
    assert table["campaign"].mean() == pytest.approx(expected, abs=0.035)
    kopi = table.query("retailer == 'kopi'")
    assert set(kopi["price"]) == {25_000, 23_000}
    assert ((kopi["price"] == 23_000) == (kopi["campaign"] == 1)).all()


def test_a_campaign_sells_more():
    with_them, without = (
        [run("baseline", "consumers.count=1000", "days=150", f"retailers.kopi.pricing.campaigns_per_year={n}",
             *everybody("pricing.match_share", 0), seed=seed).outcomes["market_share"] for seed in (1, 2, 3)]
        for n in (8, 0)
    )  # fmt: skip
    assert all(a > b for a, b in zip(with_them, without, strict=True))


@pytest.mark.parametrize(("sensitivity", "pays"), [(3, False), (12, True)])
def test_following_rivals_holds_the_share_and_pays_where_consumers_mind_prices(sensitivity, pays):
    """The gain and the harm: share is held in both, profit only where price decides."""
    rivals = (*everybody("pricing.campaigns_per_year", 6), *everybody("pricing.campaign_cut", 0.15),
              "retailers.kopi.pricing.campaigns_per_year=0", f"consumers.price_sensitivity={sensitivity}",
              *everybody("stock.safety", 3), "consumers.count=1500", "days=200")  # fmt: skip
    differences = []
    for seed in (1, 2, 3):
        follows, stays = (
            run("baseline", *rivals, f"retailers.kopi.pricing.match_share={share}", seed=seed).outcomes
            for share in (0.6, 0)
        )
        assert follows["market_share"] > stays["market_share"]
        assert follows["price_gap"] < stays["price_gap"]
        differences.append(follows["retailer_profit"] - stays["retailer_profit"])
    assert (np.mean(differences) > 0) == pays, differences
    assert np.isnan(stays["reaction_days"])
