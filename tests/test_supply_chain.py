"""Orders, forecasts, making ahead and shared sales: what they do in a world, and when they are off."""

from __future__ import annotations

import numpy as np
import pytest

from sim.firm_records import MADE
from sim.kernels import planning
from sim.kernels.planning import MEAN, VARIANCE
from sim.recorder import RECEIVED, RunResult
from tests.worlds import NO_SHOCKS, STEADY_NEEDS, differing, everybody, lived, model, run

SEEDS = (1, 2, 3)
AT_ONCE = everybody("it.order_days", 0)  # orders that reach the supplier as they are written
SIZE = ("consumers.count=1000", "days=150", *AT_ONCE)
MAKERS = ("kebun", "pabrik")


def makers(key: str, value: object) -> tuple[str, ...]:
    return tuple(f"suppliers.{name}.{key}={value}" for name in MAKERS)


def runs(*overrides: str) -> list[RunResult]:
    return [run("baseline", *SIZE, *overrides, seed=seed) for seed in SEEDS]


def mean(name: str, *overrides: str) -> float:
    return float(np.mean([result.outcomes[name] for result in runs(*overrides)]))


def each(name: str, *overrides: str) -> list[float]:
    return [result.outcomes[name] for result in runs(*overrides)]


TO_ORDER = makers("planning.make_ahead", "false")
UNSHARED = everybody("stock.share_sales", "false")


# ------------------------------------------------------------------------------------------ the bullwhip


def test_orders_swing_more_than_demand():
    assert all(ratio > 1.2 for ratio in each("bullwhip"))


def test_longer_waits_and_livelier_forecasts_make_orders_swing_more():
    """Chen and others 2000: the ratio rises with the lead time and falls with the length of the forecast's memory."""
    by_lead = [mean("bullwhip", *TO_ORDER, *makers("lead_time_days", days)) for days in (2, 5, 10)]
    assert by_lead[0] < by_lead[1] < by_lead[2]
    by_weight = [mean("bullwhip", *everybody("stock.smoothing", w)) for w in (0.02, 0.1, 0.4)]
    assert by_weight[0] < by_weight[1] < by_weight[2]


@pytest.mark.parametrize("lead", [2, 5])
def test_the_bullwhip_is_that_of_the_formula_for_an_order_up_to_rule_with_exponential_smoothing(lead):
    """With a cover of c days and weight w the ratio is 1 + 2cw + 2(cw)^2 / (2 - w) for independent demand."""
    steady = (
        *TO_ORDER, *everybody("stock.review_days", 1), *everybody("stock.safety", 0),
        *everybody("stock.smoothing", 0.1),
        *makers("lead_time_days", lead), *makers("lead_time_spread_days", 0), *everybody("stock.spoilage_rate", 0),
        *everybody("posts.promotion_rate", 0), "days=400", "consumers.count=3000", "choice.stockout_delay=0",
        *STEADY_NEEDS, *NO_SHOCKS, *everybody("pricing.campaigns_per_year", 0),
    )  # fmt: skip
    reach = (lead + 1) * 0.1
    expected = 1 + 2 * reach + 2 * reach * reach / 1.9
    measured = np.mean([r["bullwhip"] for r in run("baseline", *steady).by_retailer.values()])
    assert measured == pytest.approx(expected, rel=0.15)


# ------------------------------------------------------------------------------------------ making ahead


def test_goods_made_ahead_arrive_sooner_and_calm_the_orders():
    ahead, to_order = each("delivery_days"), each("delivery_days", *TO_ORDER)
    assert all(a < b - 1 for a, b in zip(ahead, to_order, strict=True))
    assert mean("bullwhip") < mean("bullwhip", *TO_ORDER)


def test_without_making_ahead_shared_sales_change_nothing():
    """The switch switches off: sales that nobody plans by leave every count of every day as it was."""
    small = ("consumers.count=500", *AT_ONCE, *TO_ORDER)
    both = [lived("baseline", 60, *small, *more).recorder.finish() for more in ((), UNSHARED)]
    assert set(differing(*both)) == {"expected_orders"}
    assert [r.digest for r in runs()] != [r.digest for r in runs(*UNSHARED)]


def test_goods_made_at_once_need_not_be_made_ahead():
    at_once = makers("planning.making_days", 0)
    assert [r.digest for r in runs(*at_once)] == [r.digest for r in runs(*at_once, *TO_ORDER)]
    assert all((r.suppliers["made_ahead"] == 0).all() for r in runs(*at_once))


def test_capacity_bounds_what_is_made_ahead_and_to_order():
    made = lived("baseline", 40, "consumers.count=500", *makers("capacity", 30), *makers("planning.safety", 6))
    daily = np.diff(made.recorder.finish().makers[:, :, MADE], axis=0)
    assert daily.max() == 15
    assert (daily >= 0).all()


# ------------------------------------------------------------------------------------------ shared sales


def test_suppliers_who_see_sales_keep_less_and_earn_more():
    with_sales, without = runs(), runs(*UNSHARED)
    for name, better in (("supplier_stock_days", -1), ("supplier_profit", 1)):
        gain = [a.outcomes[name] - b.outcomes[name] for a, b in zip(with_sales, without, strict=True)]
        assert all(better * one > 0 for one in gain), (name, gain)
    assert mean("delivery_days") <= mean("delivery_days", *UNSHARED) + 0.05


def test_sales_that_are_seen_late_are_worth_less():
    slow = makers("lead_time_days", 9) + makers("planning.making_days", 6)
    errors = [mean("order_error", *slow, *everybody("stock.share_delay_days", d)) for d in (0, 4, 14)]
    assert errors[0] < errors[1] < errors[2]


def test_who_sees_sales_foresees_orders_better():
    seen, guessed = each("order_error"), each("order_error", *UNSHARED)
    assert all(a < 0.8 * b for a, b in zip(seen, guessed, strict=True))


def test_the_error_of_expected_orders_is_that_of_the_making_days():
    """By hand: what each supplier expected on an evening, against the orders that reached it on the two days after."""
    made = lived("baseline", 60, "consumers.count=500")
    history = made.recorder.finish()
    missed = came = 0.0
    for s in range(2):
        mine = history.goods[:, made.world.market.offer_supplier == s, RECEIVED].sum(axis=1)
        for day in range(15, 58):
            then = mine[day + 1] + mine[day + 2]
            missed += abs(history.expected_orders[day, s] - then)
            came += then
    assert made.result().outcomes["order_error"] == pytest.approx(missed / came)


class Shelf:
    """The only shelf of a world on which anything is sold, as its supplier sees it."""

    def __init__(self, overrides: tuple[str, ...], stock: dict[str, object]) -> None:
        keys = [key for name, value in stock.items() for key in everybody(f"stock.{name}", value)]
        self.world = model(
            "baseline", "consumers.count=500", *overrides, *keys, *makers("planning.smoothing", 0.5)
        ).world
        self.planning = self.world.planning
        self.planning.outlook[:, 1:] = 0.0
        self.planning.outlook[MEAN, 0] = 10.0
        self.world.demand[0] = 10

    def watch(self, day: int, received: int = 0, age: int = 0) -> None:
        self.world.day, self.world.received[0], self.world.order_age[0] = day, received, age
        world, known = self.world, self.planning
        planning.watch(
            day, world.demand, world.received, world.order_age, world.it.down, world.market.offer_retailer,
            known.terms, known.smoothing, known.sold_until(day), known.known, known.outlook,
        )  # fmt: skip

    def expected(self, days: int) -> tuple[float, float]:
        self.planning.making_days[:] = days
        known, market = self.planning, self.world.market
        planning.foresee(
            self.world.day, known.making_days, market.offer_retailer, market.offer_supplier, known.terms,
            known.letter_late, known.sold_until(self.world.day), known.known, known.outlook, known.foreseen,
        )  # fmt: skip
        mean, variance = known.foreseen[market.offer_supplier[0]]
        return float(mean), float(variance)


def shelf(days: int, *overrides: str, **stock: object) -> Shelf:
    watched = Shelf(overrides or AT_ONCE, stock)
    for day in range(days):
        watched.watch(day)
    return watched


def test_a_supplier_who_sees_sales_knows_the_next_order_before_it_is_written():
    """Ten are sold each day; an order every fourth day of this retailer, the next one two days from the sixth."""
    watched = shelf(7, review_days=4, share_delay_days=0)
    assert watched.expected(1) == (0.0, 0.0)
    mean_of_two, _ = watched.expected(2)
    assert mean_of_two == 70 + 20  # nothing was ordered yet in the seven days seen
    assert watched.expected(6)[0] == 70 + 60
    watched.watch(7, received=70)
    assert watched.expected(1)[0] == 10


@pytest.mark.parametrize("delay", [0, 1, 3])
def test_an_order_that_is_under_way_is_expected_for_the_day_on_which_it_arrives(delay):
    """Letters take two days; the retailer writes on day 8, so that the order comes on day 10."""
    slow = ("it.effect=0", *everybody("it.order_days", 2))
    watched = shelf(10, *slow, review_days=4, share_delay_days=delay)
    assert watched.world.day == 9
    assert watched.expected(1)[0] == pytest.approx(90), "what was sold until the day of writing"
    watched.watch(10, received=90, age=2)
    assert watched.expected(3) == (0.0, 0.0), "the next is written on day 12 and arrives on day 14"
    assert watched.expected(4)[0] == pytest.approx(40), "the sales of four days since the writing"


def test_an_order_that_may_come_a_day_late_is_expected_by_its_chances():
    """Letters take no day, or with chance 0.4 one: an order of day 8 comes that evening or on day 9."""
    slow = ("it.effect=0", *everybody("it.order_days", 0.4))
    watched = shelf(8, *slow, review_days=4, share_delay_days=0)
    assert watched.world.day == 7
    mean, variance = watched.expected(1)
    assert mean == pytest.approx(0.6 * 90)
    assert variance == pytest.approx(0.6 * watched.planning.outlook[VARIANCE, 0] + 0.6 * 0.4 * 90 * 90)
    assert watched.expected(2)[0] == pytest.approx(90), "by day 9 it is here"
    watched.watch(8)
    assert watched.expected(1)[0] == pytest.approx(90), "it did not come today, so it comes tomorrow"
    watched.watch(9)
    assert watched.expected(1)[0] == 0.0, "nor tomorrow: none was written, and the next is due on day 12"
    assert watched.expected(4)[0] == pytest.approx(130), "which then makes good for all thirteen days"


def test_sales_not_seen_yet_are_guessed():
    seen, late = shelf(7, review_days=4, share_delay_days=0), shelf(7, review_days=4, share_delay_days=3)
    assert late.expected(2)[0] == seen.expected(2)[0]
    assert late.expected(2)[1] > seen.expected(2)[1]


def test_of_a_retailer_that_does_not_share_orders_alone_are_known():
    watched = shelf(7, review_days=4, share_sales="false")
    assert watched.planning.outlook[MEAN, 0] == 10.0 * 0.5**7


# ------------------------------------------------------------------------------------------ the queue


def test_a_queue_that_grows_is_served_in_turn():
    """A supplier that makes one unit a day is far behind with the orders of shops that order every day."""
    hungry = ("consumers.count=500", "consumers.shop_rate=0.5", *everybody("stock.review_days", 1))
    made = lived("baseline", 60, *AT_ONCE, *hungry, *makers("capacity", 2))
    for supplier in made.suppliers:
        queue = supplier.orders
        assert len(queue) > 64, "more rows than there was room for at first"
        assert (np.diff(queue["day"]) >= 0).all()
        assert (queue["arrives"] == queue["day"]).all()
        assert supplier.backlog == queue["units"].sum()
        assert supplier.shipments["ordered"].max() <= queue["day"][0]
        assert len(supplier.ahead) == supplier.made_ahead == 0


def test_who_looks_at_a_supplier_changes_nothing():
    made = lived("baseline", 20, "consumers.count=500")
    for supplier in made.suppliers:
        for rows in (supplier.letters, supplier.orders, supplier.shipments, supplier.ahead):
            rows["units"] = 0
        assert supplier.shipments["units"].sum() == supplier.in_transit
        assert supplier.ahead["units"].sum() == supplier.made_ahead > 0


# ------------------------------------------------------------------------------------------ waits and forecasts


def test_retailers_learn_how_long_goods_take():
    steady = ("consumers.count=500", *AT_ONCE, *NO_SHOCKS, *makers("lead_time_spread_days", 0))
    made = lived("baseline", 150, *steady, *TO_ORDER)
    late = lived("baseline", 150, *steady)
    for offer in made.retailers[0].ordering.offers:
        wait = made.retailers[0].ordering.wait[offer]
        assert wait == pytest.approx(4.0)
        assert late.retailers[0].ordering.wait[offer] < 3.0


def test_a_forecast_that_follows_every_day_errs_more_than_one_with_a_memory():
    assert mean("forecast_error", *everybody("stock.smoothing", 1)) > 1.5 * mean("forecast_error")


def test_relationship_quality_speaks_of_those_who_stayed():
    for result in runs():
        last = result.retailers.query("retailer == 'kopi'").iloc[-1]
        stayed = 1 - last["left"] / last["customers"]
        assert result.outcomes["relationship_quality"] * stayed == pytest.approx(result.outcomes["loyalty"])
