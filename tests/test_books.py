"""Money and goods balance exactly, and every state stays in its range: in each step of each world."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings

from sim.firm_records import MAKER_PROFIT
from sim.kernels import close, desk, judge
from sim.kernels.books import PROFIT
from sim.kernels.codes import IGNORED, LEFT, MINUTES, NEVER, NO_REPLY, REPLIED, UNANSWERED, WAITING
from sim.kernels.counts import OPENED, OPENED_QUESTIONS
from sim.kernels.records import NEVER_ANSWERED, QUESTION
from sim.ledger import BANK, CONSUMERS, KNOW_HOW, OUTSIDE, Ledger
from sim.metrics import OUTCOMES, VALUATIONS
from sim.model import Model
from sim.population import COLUMNS
from sim.recorder import RunResult
from sim.scenario.builtin import builtin_scenarios
from sim.scenario.schema import Scenario
from tests.strategies import scenarios
from tests.worlds import lived, model

SMALL = ("consumers.count=300", "days=40")
# A shop that runs empty all the time, so that every way to serve, to miss and to go elsewhere is used.
SHORT = (
    "retailers.kopi.stock.opening_cover_days=1",
    "retailers.kopi.stock.review_days=14",
    "suppliers.kebun.capacity=9",
)

HISTORY_BITS, TRAIT_BITS = 255, 7
NOT_A_COST = {"capital", "loan", "overdraft", "goods", "it_purchase", "sales", "refunds"} | {"ic_investment"}


# --------------------------------------------------------------------------------------- money


def assert_money_balances(world_model: Model) -> None:
    world = world_model.world
    ledger = world.ledger
    assert ledger.total() == 0
    parties = [BANK, CONSUMERS, OUTSIDE, *world.retailer_names, *world.supplier_names]
    assert sum(ledger.balance(party) for party in parties) == 0, "somebody outside these parties holds money"
    by_entry: defaultdict[str, int] = defaultdict(int)
    for party in parties:
        flows = ledger.flows(party)
        assert sum(flows.values()) == ledger.balance(party), party
        assert all(isinstance(amount, int) for amount in flows.values()), f"{party}: money in fractions"
        for entry, amount in flows.items():
            by_entry[entry] += amount
    assert not any(by_entry.values()), "what one party pays under an entry, another receives under it"


def assert_profits_follow_from_flows(world_model: Model) -> None:
    """Profit once more, from what flowed: not by way of what the firm owns, as the model reckons it."""
    world, market = world_model.world, world_model.world.market
    today = world.day - 1  # the day that was just lived
    sales = world_model.recorder.finish().sales.sum(axis=0)
    refunds = world_model.recorder.finish().desks.sum(axis=0)[:, desk.REFUNDS].reshape(len(world.retailer_names), -1)
    for retailer in world_model.retailers:
        flows = world.ledger.flows(retailer.name)
        used, delivered = 0, 0
        for offer in retailer.books.offers:
            wholesale = world.scenario.suppliers[world.supplier_names[market.offer_supplier[offer]]].price
            used += int(market.sold[offer] + market.spoilt[offer]) * wholesale
            delivered += int(market.delivered[offer]) * wholesale
        assert flows.get("goods", 0) == -delivered
        assert flows.get("sales", 0) == sales[retailer.number, judge.REVENUE]
        assert flows.get("refunds", 0) == -refunds[retailer.number].sum()
        costs = {entry: -amount for entry, amount in flows.items() if entry not in NOT_A_COST}
        assert min(costs.values(), default=0) >= 0
        life = retailer.spec.costs.it_life_days
        bought = -flows.get("it_purchase", 0)
        written_off = bought - bought * max(life - today - 1, 0) // life
        revenue = flows.get("sales", 0) + flows.get("refunds", 0)
        invested = -flows.get("ic_investment", 0)
        know_how, gone = written_down(world.scenario, retailer.name, invested, world.day)
        assert world.ledger.worth(retailer.name, KNOW_HOW) == know_how
        profit = revenue - sum(costs.values()) - used - written_off - gone
        assert world.books.statement[retailer.number, PROFIT] == profit, retailer.name
    for supplier in world_model.suppliers:
        flows = world.ledger.flows(supplier.name)
        spec = supplier.spec
        delivered = int(sum(market.delivered[market.offer_supplier == supplier.number]))
        other = sum(amount for entry, amount in flows.items() if entry not in {"capital", "goods", "production"})
        assert flows.get("goods", 0) == delivered * spec.price
        assert flows.get("production", 0) == -int(market.made[supplier.number]) * spec.unit_cost
        assert other - flows.get("joint_gain", 0) <= 0
        profit = delivered * (spec.price - spec.unit_cost) + other
        assert world_model.recorder.finish().makers[-1, supplier.number, MAKER_PROFIT] == profit, supplier.name


def assert_debts_are_the_banks(world_model: Model) -> None:
    """What is owed is what the bank lent and did not get back; nobody overdraws while there is cash."""
    world = world_model.world
    limit = world.per_thousand(world.scenario.collaborators.bank.overdraft_limit)
    for retailer in world_model.retailers:
        flows, borrowing, books = world.ledger.flows(retailer.name), retailer.books.borrowing, retailer.books
        assert borrowing.owed == flows.get("loan", 0) + flows.get("overdraft", 0)
        assert 0 <= borrowing.overdraft <= limit
        if world.day:
            assert borrowing.overdraft == 0 or books.cash <= 0
            assert books.cash >= 0 or borrowing.overdraft == limit
        assert books.debt == borrowing.owed + max(-books.cash, 0)
        assert flows.get("interest", 0) <= 0
    lent = sum(-world.ledger.flow(BANK, entry) for entry in ("loan", "overdraft"))
    assert lent == sum(retailer.books.borrowing.owed for retailer in world_model.retailers)


def written_down(scenario: Scenario, name: str, invested: int, days: int) -> tuple[int, int]:
    """Know-how and brand day by day, from the scenario alone: what is left of them, and what was written off."""
    costs, size = scenario.retailers[name].costs, scenario.consumers.count
    left, gone, daily = costs.intellectual_capital * size // 1000, 0, costs.ic_investment * size // 1000
    assert invested == daily * days
    for _ in range(days):
        off = int((left + daily) * (costs.ic_amortisation / 365.0))
        left, gone = left + daily - off, gone + off
    return left, gone


# --------------------------------------------------------------------------------------- goods


def assert_goods_balance(world_model: Model) -> None:
    world, market = world_model.world, world_model.world.market
    assert (market.stock >= 0).all()
    assert (market.on_order >= 0).all()
    assert (market.delivered == market.sold + market.spoilt + market.stock).all()
    expected = np.zeros_like(market.on_order)
    for supplier in world_model.suppliers:
        arrived = sum(market.delivered[market.offer_supplier == supplier.number])
        kept = (supplier.shipments, supplier.orders, supplier.letters)
        assert supplier.in_transit == supplier.shipments["units"].sum()
        assert supplier.made_ahead == supplier.ahead["units"].sum()
        assert supplier.backlog == supplier.orders["units"].sum() + supplier.letters["units"].sum()
        assert (supplier.ahead["units"] > 0).all()
        assert market.made[supplier.number] == arrived + supplier.in_transit + supplier.made_ahead
        for rows in kept:
            assert (rows["units"] > 0).all()
            assert (market.offer_supplier[rows["offer"]] == supplier.number).all()
            np.add.at(expected, rows["offer"], rows["units"])
    assert (market.on_order == expected).all(), "ordered, and neither made nor under way"
    units = world_model.recorder.finish().sales.sum(axis=0)[:, judge.UNITS]
    sold = np.bincount(market.offer_retailer, weights=market.sold, minlength=len(world.retailer_names))
    assert (sold == units).all()
    assert world.sales_tally[:, [judge.TRIPS, judge.EMPTY_HANDED, judge.WALKOUTS]].sum() == len(world.trips)
    assert world.sales_tally[:, judge.EMPTY_HANDED].sum() <= world.missed.sum() <= len(world.trips) <= world.needs


# --------------------------------------------------------------------------------------- people


def assert_states_are_in_range(world_model: Model) -> None:
    world, population = world_model.world, world_model.world.population
    platforms = len(world.platforms)
    most = {"traits": TRAIT_BITS, "history": HISTORY_BITS, "member": 2**platforms - 1, "follows": 2**platforms - 1}
    for column in COLUMNS:
        values = population.array(column.name)
        assert np.isfinite(values).all(), column.name
        assert (values >= 0).all(), column.name
        if column.unit in ("0..1", "probability", "0 or 1"):
            assert (values <= 1).all(), column.name
        assert values.max(initial=0) <= most.get(column.name, np.inf), column.name
    assert not (population.follows & ~world.account_mask[:, None]).any(), "follows an account that there is not"
    assert not (population.follows & ~population.member).any(), "follows without being a member"
    bought = (population.history & 1) != 0
    assert not (((population.history & (2 | 4)) != 0) & ~bought).any(), "bought in a window, but never"


def assert_followers_are_counted(world_model: Model) -> None:
    world = world_model.world
    for account in world.accounts:
        bit = 1 << account.platform
        assert account.followers == np.count_nonzero(world.population.follows[account.retailer] & bit)
    if world_model.recorder.days:
        following = np.count_nonzero(world.population.follows, axis=1)
        assert (world_model.recorder.finish().standing[-1][:, close.FOLLOWING] == following).all()


# --------------------------------------------------------------------------------------- conversations


def assert_conversations_are_consistent(world_model: Model) -> None:
    world = world_model.world
    rows = world.threads.all_threads()
    midnight = world.day * MINUTES
    assert len(np.unique(rows["number"])) == len(rows)
    is_question = rows["question"] == 1
    numbers = rows["opened"] // MINUTES * world.population.size + rows["consumer"]
    assert (numbers + np.where(is_question, QUESTION, 0) == rows["number"]).all()
    assert not rows["public"][is_question].any()
    for name in ("corrective", "refund", "to_relay", "by_the_book", "answer", "paid"):
        assert not rows[name][is_question].any(), f"a question has {name}"
    assert not rows["automatic"][~is_question].any()
    assert not (rows["wrong"] & rows["corrective"]).any()
    assert (rows["ready"] >= rows["opened"]).all()
    assert (rows["give_up"] >= rows["opened"]).all()
    assert ((rows["public"] == 0) | (rows["channel"] < world.contact_channel)).all()
    on_account = rows["channel"] < world.contact_channel
    assert (((world.account_mask[rows["retailer"]] >> rows["channel"]) & 1)[on_account] == 1).all()
    elsewhere = rows[~on_account]
    assert (world.contact_weights[elsewhere["retailer"], elsewhere["channel"] - world.contact_channel] > 0).all()

    replied = rows[rows["state"] == REPLIED]
    assert (replied["replied"] >= replied["ready"]).all()
    assert (replied["action"] != NO_REPLY).all()
    corrected = replied["corrective"] == 1
    assert (replied["resolved"][corrected] == replied["replied"][corrected]).all()
    assert (replied["resolved"][~corrected] == NEVER_ANSWERED).all()
    assert ((replied["refund"] == 0) | ((replied["refund"] == replied["paid"]) & corrected)).all()

    silent = rows[rows["state"] != REPLIED]
    assert (silent["replied"] == NEVER_ANSWERED).all()
    assert (silent["resolved"] == NEVER_ANSWERED).all()
    assert (silent["answer"] == UNANSWERED).all()
    assert not silent["refund"].any()
    assert (rows["answer"][rows["public"] == 0] == UNANSWERED).all()
    assert ((rows["action"] == NO_REPLY)[rows["state"] == NEVER]).all()
    assert ((rows["action"] != NO_REPLY)[rows["state"] == IGNORED]).all()
    idle = (rows["state"] == WAITING) & (rows["due"] == NEVER_ANSWERED)
    assert (rows["give_up"][idle] >= midnight).all(), "still waits for staff, though out of patience"
    assert (rows["due"][rows["state"] == WAITING] >= midnight).all(), "a reply that is due was not sent"
    assert (replied["replied"] < midnight).all(), "a reply from the future"
    assert (rows["give_up"][(rows["state"] == IGNORED) | (rows["state"] == NEVER)] < midnight).all()

    opened = world_model.recorder.finish().opened.sum(axis=0)
    desks = world_model.recorder.finish().desks.sum(axis=0)
    live = world.threads.live[world.threads.live["state"] == WAITING]
    at = live["retailer"].astype(int) * world.channels + live["channel"]
    for kind, column, answered, given_up in (
        (0, OPENED, desk.REPLIES, desk.SILENCES),
        (1, OPENED_QUESTIONS, desk.ANSWERS, desk.UNANSWERED_QUESTIONS),
    ):
        waiting = np.bincount(at[live["question"] == kind], minlength=len(opened))
        assert (opened[:, column] == desks[:, answered] + desks[:, given_up] + waiting).all()


def assert_all_is_well(world_model: Model) -> None:
    assert_money_balances(world_model)
    assert_goods_balance(world_model)
    assert_profits_follow_from_flows(world_model)
    assert_debts_are_the_banks(world_model)
    assert_states_are_in_range(world_model)
    assert_followers_are_counted(world_model)
    assert_conversations_are_consistent(world_model)


# --------------------------------------------------------------------------------------- outcomes


def undefined_where(result: RunResult, name: str) -> dict[str, bool]:
    """Whether an outcome of this retailer has no meaning: the bottom of its ratio is zero."""
    daily = result.retailers[result.retailers["retailer"] == name]
    total = daily.sum(numeric_only=True)
    last = daily.iloc[-1]
    nobody = bool(last["customers"] == 0)
    alone = len(result.scenario.retailers) == 1
    ended = total["replies"] + total["unanswered"]
    world = result.scenario
    accounts = world.accounts_of(name)
    asked = total["question_answers"] + total["unanswered_questions"]
    contacts = bool(total["replies"] + total["question_answers"] == 0)
    here = result.contacts[result.contacts["retailer"] == name].groupby("channel")["answered"].sum()
    spec = result.scenario.retailers[name]
    has_time = spec.reply.staff_hours > 0 and spec.staff.training_share < 1
    owed = daily["debt"] - (-daily["cash"]).clip(lower=0)  # to the bank
    return {
        **dict.fromkeys(
            ("loyalty", "satisfied_share", "satisfaction", "trust", "commitment", "nps", "lost_share"), nobody
        ),
        "share_of_wallet": nobody,
        "market_share": bool(result.retailers["units"].sum() == 0),
        "unanswered_share": bool(ended == 0),
        "sla_attainment": bool(ended == 0),
        "first_response_hours": bool(total["replies"] == 0),
        "corrected_share": bool(ended == 0),
        "reply_quality": bool(total["replies"] == 0),
        "question_response_hours": bool(total["question_answers"] == 0),
        "question_sla_attainment": bool(asked == 0),
        "unanswered_questions": bool(asked == 0),
        **dict.fromkeys(("wrong_reply_rate", "trust_per_contact", "cost_per_contact", "paid_per_contact"), contacts),
        "trust_per_visit": bool(here["store"] == 0),
        "trust_per_electronic_contact": bool(here.drop("store").sum() == 0),
        "capacity_use": not has_time,
        "defect_rate": bool(total["trips"] == 0),
        "stock_days": bool(total["units"] == 0),
        "atmosphere": bool((result.accounts["retailer"] != name).all()),
        "publicity": bool(total["complaints_public"] == 0),
        "cascade_size": bool(total["complaints_public"] == 0),
        "targeting_hits": bool(result.accounts.query("retailer == @name")["personalised"].sum() == 0),
        "promise_gap": bool(total["promised_trips"] == 0),
        "multiplex_share": nobody,
        "estimate_error": nobody or world.retailers[name].database.tailored_discount == 0.0 or not accounts,
        "discount_per_promoted_unit": bool(total["promoted_units"] == 0),
        "process_score": bool(total["trips"] == 0),
        "waiting_minutes": bool(total["trips"] == 0),
        "walkout_rate": bool(total["trips"] + total["walkouts"] == total["standing_orders"]),
        "routine_share": bool(total["trips"] == 0),
        "respect": bool(ended == 0),
        "on_time_share": bool(math.isnan(result.by_retailer[name]["delivery_days"])),
        "reaction_days": alone or result.scenario.retailers[name].pricing.match_share == 0.0,
        "price_gap": alone or bool((daily["campaign"] == 1).all()),
        "capital_cost": bool(((owed == 0) & (daily["total_assets"] <= daily["debt"])).all()),
    }


MAY_BE_UNDEFINED = {"retention", "churn", "ror", "total_relationship", "resolution_hours", "stockout_rate",
                    "relationship_quality", "forecast_error", "forecast_bias", "order_error", "bullwhip",
                    "delivery_days", "supplier_stock_days", "joint_solve_rate", "order_latency_days"}  # fmt: skip
BELOW_ZERO = {
    "atmosphere",
    "cash",
    "consumer_surplus",
    "defects_spared_by_reports",
    "nps",
    "place",
    "profit",
    "promise_gap",
    "trust_gained",
    "trust_per_contact",
    "trust_per_electronic_contact",
    "trust_per_visit",
}
MAY_BE_UNDEFINED |= {"ror_relational", *VALUATIONS}


def assert_outcomes_are_sound(result: RunResult) -> None:
    for name, outcomes in result.by_retailer.items():
        assert set(outcomes) == set(OUTCOMES)
        undefined = undefined_where(result, name)
        for key, value in outcomes.items():
            where = f"{name}: {key} is {value}"
            assert not math.isinf(value), where
            if key not in MAY_BE_UNDEFINED:
                assert math.isnan(value) == undefined.get(key, False), where
            if math.isnan(value):
                continue
            if OUTCOMES[key].unit in ("share", "index 0-1"):
                assert 0.0 <= value <= 1.0, where
            elif key == "nps":
                assert -100.0 <= value <= 100.0, where
            elif key == "atmosphere":
                assert -1.0 <= value <= 1.0, where
            elif key == "promise_gap":
                assert -1.0 <= value <= 1.5, where
            elif key not in ("retailer_profit", "supplier_profit", "consumer_surplus", "ror") and not key.startswith(
                ("total_", "tr_", "ror_", "trust_per_", "joint_surplus")
            ):
                assert value >= 0.0, where
        assert math.isnan(outcomes["retention"]) == math.isnan(outcomes["churn"])
    assert result.outcomes == result.by_retailer[result.scenario.focal] or any(
        map(math.isnan, result.outcomes.values())
    )


def assert_tables_are_sound(result: RunResult) -> None:
    days = result.scenario.days
    assert len(result.market) == days
    assert len(result.retailers) == days * len(result.scenario.retailers)
    assert len(result.suppliers) == days * len(result.scenario.suppliers)
    empty_where = {
        **dict.fromkeys(("loyalty", "satisfaction", "trust", "commitment", "expectation", "appeal"), "customers"),
        **dict.fromkeys(("satisfied_share", "share_of_wallet", "nps"), "customers"),
        "response_hours": "replies",
        "question_response_hours": "question_answers",
        "promise_gap": "promised_trips",
        **dict.fromkeys(("waiting_minutes", "process_score"), "trips"),
    }
    assert len(result.contacts) == days * len(result.scenario.retailers) * (len(result.scenario.platforms) + 3)
    may_be_empty = {"cost_per_contact", "order_latency_days"}
    for frame in (result.market, result.retailers, result.accounts, result.contacts, result.suppliers):
        for column in frame.select_dtypes("number"):
            values = frame[column].to_numpy()
            assert not np.isinf(values).any(), column
            if column in empty_where and empty_where[column] in frame and "answered" not in frame:
                assert (np.isnan(values) == (frame[empty_where[column]] == 0)).all(), column
            elif column == "fatigue":
                assert not np.isnan(values[frame["customers"] < 0]).any()
            elif column == "response_hours":  # of a channel, complaints and questions together
                assert (np.isnan(values) == (frame["answered"] == 0)).all(), column
            elif column not in may_be_empty:
                assert not np.isnan(values).any(), column
            if column not in BELOW_ZERO:
                assert not (values < 0).any(), column


# --------------------------------------------------------------------------------------- the tests


@pytest.mark.parametrize("name", builtin_scenarios())
def test_books_balance_in_every_step_of_every_built_in_scenario(name):
    world_model = model(name, *SMALL)
    for _ in range(40):
        world_model.step()
        assert_all_is_well(world_model)
    result = world_model.result()
    assert result.outcomes["complaints"] > 0, "a world without complaints shows little"
    assert_outcomes_are_sound(result)
    assert_tables_are_sound(result)


def test_books_balance_in_every_step_of_a_world_with_empty_shelves():
    world_model = model("baseline", *SMALL, *SHORT)
    for _ in range(40):
        world_model.step()
        assert_all_is_well(world_model)
    assert world_model.recorder.finish().missed.sum() > 50


@settings(max_examples=40)
@given(scenarios())
def test_books_balance_in_every_step_of_any_world(world):
    world_model = Model(world)
    for _ in range(world.days):
        world_model.step()
        assert_all_is_well(world_model)


@settings(max_examples=40)
@given(scenarios(days=(5, 12)))
def test_outcomes_of_any_world_are_sound(world):
    result = Model(world).run()
    assert_outcomes_are_sound(result)
    assert_tables_are_sound(result)


def test_a_run_without_discounting_in_which_everybody_stays_has_outcomes():
    """With nothing lost and nothing discounted the value of the relations has no bound; the run still ends well."""
    world_model = lived("baseline", 30, "consumers.count=3", "consumers.shop_rate=1.0", "finance.discount_rate=0")
    assert 1.0 in {outcomes["retention"] for outcomes in world_model.result().by_retailer.values()}


def test_stockouts_are_a_share_of_the_trips_that_came_to_the_retailer():
    """Those who went on to another retailer came here first, so they belong to the trips that came."""
    away = ("choice.stockout_other_retailer=1.0", "choice.stockout_other_product=0.0", "choice.stockout_delay=0.0")
    empty = ("retailers.kopi.stock.opening_cover_days=0", "suppliers.kebun.capacity=0", "suppliers.pabrik.capacity=0")
    result = lived("baseline", 3, "consumers.count=300", *away, *empty).result()
    assert result.by_retailer["kopi"]["units_sold"] == 0
    assert result.by_retailer["kopi"]["stockout_rate"] == 1.0


def test_a_loss_of_goods_would_be_noticed():
    """The checks above can fail: a unit that vanishes from a shelf, a payment to nobody, a state out of range."""
    world_model = lived("baseline", 3, "consumers.count=100")
    assert_all_is_well(world_model)
    world_model.world.market.stock[0] -= 1
    with pytest.raises(AssertionError):
        assert_goods_balance(world_model)
    world_model.world.ledger.pay("kopi", "a thief", 5, "theft")
    with pytest.raises(AssertionError):
        assert_money_balances(world_model)
    world_model.world.population.trust[0, 0] = np.nan
    with pytest.raises(AssertionError):
        assert_states_are_in_range(world_model)
    world_model.world.accounts[0].followers += 1
    with pytest.raises(AssertionError):
        assert_followers_are_counted(world_model)


def test_the_total_of_the_ledger_stays_zero_and_a_negative_payment_is_refused():
    ledger = Ledger()
    ledger.pay("a", "b", 7, "x")
    ledger.pay("b", "a", 3, "y")
    ledger.pay("a", "b", 0, "nothing")
    assert (ledger.balance("a"), ledger.balance("b"), ledger.total()) == (-4, 4, 0)
    assert ledger.flows("a") == {"x": -7, "y": 3}
    assert ledger.flow("b", "x") == 7
    assert ledger.flow("b", "z") == ledger.flow("c", "x") == ledger.balance("c") == 0
    assert ledger.flows("c") == {}
    with pytest.raises(ValueError, match="negative"):
        ledger.pay("a", "b", -1, "theft")
    assert ledger.total() == 0


def test_what_is_on_the_books_moves_no_money():
    ledger = Ledger()
    ledger.book("a", "brand", 10)
    assert (ledger.worth("a", "brand"), ledger.worth("b", "brand"), ledger.balance("a")) == (10, 0, 0)
    with pytest.raises(ValueError, match="negative"):
        ledger.book("a", "brand", -1)


def test_recorded_conversations_add_up_to_the_outcomes():
    result = model("open-replies", *SMALL, "consumers.count=600").run()
    talks = result.conversations[result.conversations["kind"] == "complaint"]
    assert len(talks) == sum(outcomes["complaints"] for outcomes in result.by_retailer.values())
    for name, outcomes in result.by_retailer.items():
        mine = talks[talks["retailer"] == name]
        replied = mine[mine["state"] == "replied"]
        assert replied["reply_hours"].mean() == pytest.approx(outcomes["first_response_hours"])
        assert replied["resolution_hours"].mean() == pytest.approx(outcomes["resolution_hours"])
        assert (mine["public"].sum(), (~mine["public"]).sum()) == (
            outcomes["complaints_public"],
            outcomes["complaints_private"],
        )
        daily = result.retailers[result.retailers["retailer"] == name]
        assert mine["refund"].sum() == daily["refunds"].sum()
        shown = mine["public"] & mine["sensitive"] & (mine["reply"] == "open")
        assert shown.sum() == outcomes["privacy_incidents"]
        assert (mine["state"] == "waiting").sum() == daily["open_complaints"].iloc[-1]


def test_one_who_left_buys_no_more_until_called_back():
    world_model = model("baseline", *SMALL, "relationship.return_prob=0.0", "relationship.exit_prob=1.0")
    gone = np.zeros_like(world_model.world.population.history, dtype=bool)
    for _ in range(40):
        world_model.step()
        trips = world_model.world.trips
        assert not gone[trips["retailer"], trips["consumer"]].any()
        now = (world_model.world.population.history & LEFT) != 0
        assert (now | ~gone).all(), "came back without a reason"
        gone = now
    assert gone.sum() > 20


def test_worlds_that_are_drawn_do_things():
    """What Hypothesis draws is worth checking: most of its worlds sell, complain, answer and follow."""
    seen: defaultdict[str, int] = defaultdict(int)

    @settings(max_examples=40, database=None, derandomize=True)
    @given(scenarios(days=(5, 10)))
    def draw(world: Scenario) -> None:
        result = Model(world).run()
        for column in ("units", "complaints", "replies", "stockouts", "spoilt", "refunds"):
            seen[column] += bool(result.retailers[column].sum())
        seen["reach"] += bool(len(result.accounts) and result.accounts["reach"].sum())
        seen["new_followers"] += bool(len(result.accounts) and result.accounts["new_followers"].sum())

    draw()
    assert {name: count for name, count in seen.items() if count < 2} == {}
