"""What one policy changes is its own effect: the luck of everything else stays, which is what pairs two runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.agents import consumer
from sim.kernels import desk, feed, judge
from sim.kernels.codes import REPLIED
from sim.model import Model
from sim.randomness import Purpose
from sim.world import World
from tests.worlds import columns, differing, everybody, lived, model

DAYS = 40
SIZE = ("consumers.count=500", "complaints.voice_prob=0.8")
KOPI = 0
POLICIES = ("open", "private", "paper_rule", "public_then_private", "none")


def policy(name: str) -> str:
    return f"retailers.kopi.reply.policy={name}"


def witnessed(made: Model, days: int, look: Callable[[World], Any]) -> list[Any]:
    """What `look` sees on each day, when shopping and judging are over and before the day is closed."""
    seen = []
    answer = made.desks.answer

    def watch() -> None:
        seen.append(look(made.world))
        answer()

    made.desks.answer = watch  # type: ignore[method-assign]
    for _ in range(days):
        made.step()
    return seen


# ------------------------------------------------------------------------------------------ keys


def keys_of(*overrides: str, seed: int = 1) -> dict[tuple[int, Purpose], int]:
    """Every key that a world draws with, by day and purpose; those that are the same on every day stand at day -1."""
    made = model("baseline", "days=20", *SIZE, *overrides, seed=seed)
    world = made.world
    found = {(-1, purpose): int(world.lasting_key(purpose)) for purpose in Purpose}
    for day in range(20):
        made.step()
        found |= {(day, purpose): int(world.key(purpose)) for purpose in Purpose}
    return found


@pytest.mark.parametrize("name", POLICIES[1:])
def test_another_reply_policy_draws_with_the_same_keys(name):
    assert keys_of(policy("open")) == keys_of(policy(name))


def test_keys_are_never_used_for_two_purposes():
    keys = keys_of(policy("open"))
    assert len(keys) == 21 * len(Purpose)
    assert len(set(keys.values())) == len(keys)


def test_another_seed_draws_with_other_keys():
    assert not set(keys_of().values()) & set(keys_of(seed=2).values())


# ------------------------------------------------------------------------------------------ luck

STEADY = ("choice.trip_lift=0", "choice.stockout_delay=0")  # whether one needs something is then luck alone


def test_the_needs_of_every_day_are_the_same_under_every_reply_policy():
    needs = [
        lived("baseline", DAYS, *SIZE, *STEADY, policy(name)).recorder.finish().needs.tolist() for name in POLICIES
    ]
    assert len(set(needs[0])) > 5
    assert all(other == needs[0] for other in needs)


def trips_of(world: World) -> dict[int, tuple[int, int]]:
    return {int(t["consumer"]): (int(t["retailer"]), int(t["units"])) for t in world.trips}


def test_whoever_shops_in_two_worlds_fills_the_same_basket():
    openly = witnessed(model("baseline", *SIZE, policy("open")), DAYS, trips_of)
    privately = witnessed(model("baseline", *SIZE, policy("none")), DAYS, trips_of)
    same_place = elsewhere = 0
    for one, other in zip(openly, privately, strict=True):
        for who in one.keys() & other.keys():
            assert one[who][1] == other[who][1]
            same_place += one[who][0] == other[who][0]
            elsewhere += one[who][0] != other[who][0]
    assert same_place > 0.9 * (same_place + elsewhere) > 500
    assert elsewhere > 0, "the policies should make some difference"


DRAWN = (
    "supplier",
    "cause",
    "channel",
    "public",
    "sensitive",
    "interest",
    "vindictive",
    "opened",
    "work_minutes",
    "give_up",
)


def test_whoever_complains_in_two_worlds_has_the_same_complaint():
    """The same day, consumer, retailer and product: what went wrong, where it is told and when is luck."""

    def complaints(world: World) -> dict[tuple[int, int, int], tuple[Any, ...]]:
        return {}

    logs = []
    for name in ("open", "none"):
        made = model("baseline", *SIZE, policy(name), "record.conversations=100000")
        witnessed(made, DAYS, complaints)
        rows = made.world.threads.all_threads()
        logs.append({(int(t["number"]), int(t["retailer"])): tuple(t[list(DRAWN)]) for t in rows})
    both = logs[0].keys() & logs[1].keys()
    assert len(both) > 100
    changed = [key for key in both if logs[0][key] != logs[1][key] and logs[0][key][0] == logs[1][key][0]]
    assert changed == []


# ------------------------------------------------------------------------------------------ effects off

REPLIES_DO_NOTHING = (
    "recovery.reply_gain=0",
    "recovery.silence_loss=0",
    "recovery.privacy_harm=0",
    "recovery.private_discount=0",
    "observers.complaint_harm=0",
    "observers.answer_goodwill=0",
    "observers.thanks_prob=0",
    "atmosphere.event_step=0",
    "talk.relay_good=0.05",
    "talk.relay_bad=0.05",  # a complaint is passed on alike, answered or not
    *everybody("reply.private_turns", 1),
    *everybody("reply.pointer_minutes", 0),
)
OF_THE_REPLIES = {
    "desks": {desk.OPEN_REPLIES, desk.PRIVACY_INCIDENTS},
    "accounts": {
        feed.COMPLAINTS_SEEN,
        feed.UNANSWERED_SEEN,
    },  # an open reply carries the complaint to followers, who make nothing of it
}


@pytest.mark.parametrize("name", ["private", "paper_rule", "public_then_private"])
def test_replies_that_do_nothing_to_anybody_change_nothing(name):
    """In every table of every day, but for the counts of open replies themselves."""
    openly = lived("baseline", DAYS, *SIZE, *REPLIES_DO_NOTHING, policy("open"))
    other = lived("baseline", DAYS, *SIZE, *REPLIES_DO_NOTHING, policy(name))
    found = differing(openly.recorder.finish(), other.recorder.finish())
    assert "desks" in found, "there should have been open replies"
    assert {table: set(numbers) - OF_THE_REPLIES.get(table, set()) for table, numbers in found.items()} == {
        table: set() for table in found
    }
    assert set(found) <= set(OF_THE_REPLIES)
    for column, values in columns(openly).items():
        assert (values == columns(other)[column]).all(), column


def test_with_their_effects_on_the_same_policies_differ():
    """So that the test above could fail."""
    openly, other = (lived("baseline", DAYS, *SIZE, policy(name)) for name in ("open", "private"))
    assert {"standing", "sales", "desks"} <= set(differing(openly.recorder.finish(), other.recorder.finish()))


def test_staff_who_always_have_time_answer_in_the_same_minute_under_every_policy():
    """The work is keyed by the complaint, so speed is not part of what two policies differ by."""
    ample = ("retailers.kopi.reply.staff_hours=50", *REPLIES_DO_NOTHING)
    minutes = []
    for name in ("open", "private", "public_then_private"):
        rows = lived("baseline", DAYS, *SIZE, *ample, policy(name)).world.threads.all_threads()
        mine = rows[(rows["retailer"] == KOPI) & (rows["state"] == REPLIED)]
        minutes.append(dict(zip(mine["number"].tolist(), mine["replied"].tolist(), strict=True)))
    assert minutes[0] == minutes[1] == minutes[2]
    assert len(minutes[0]) > 10


# ------------------------------------------------------------------------------------------ other retailers

APART = (  # nothing that one retailer's posts or complaints do reaches another retailer's customers
    "choice.appeal_weight=0",
    "choice.trip_lift=0",
    "attention.follow_after_purchase=0",
    "attention.follow_after_share=0",
    "relationship.return_prob=0",
    "attention.community_gain=0",
    "attention.information_rate=0",
    "observers.complaint_harm=0",
    "observers.answer_goodwill=0",
    "attention.following_at_start=0.5",
    "promises.broken_loss=0",
    "promises.kept_gain=0",
    "personal.intrusion_harm=0",
    *everybody("posts.discount", 0),
    *everybody("orders.standing_share", 0),  # who is wearied into unfollowing has none any more
    *everybody("posts.exaggeration", 0),
)


def test_posts_of_one_retailer_do_not_move_the_readers_of_another():
    quiet = lived("baseline", DAYS, *SIZE, *APART, "retailers.pasar.posts.promotion_rate=0")
    loud = lived("baseline", DAYS, *SIZE, *APART, "retailers.pasar.posts.promotion_rate=3")
    first, second = quiet.recorder.finish(), loud.recorder.finish()
    of_others = [a.number for a in quiet.world.accounts if a.retailer != 1]
    assert (first.accounts[:, of_others] == second.accounts[:, of_others]).all()
    assert (first.accounts[..., feed.REACH] != second.accounts[..., feed.REACH]).any()
    on_promotion = {
        judge.PROMOTED_UNITS,
        judge.PROMISED_TRIPS,
        judge.PROMISE_GAP,
        judge.BROKEN_PROMISES,
        judge.DISCOUNTED_UNITS,
    }
    bought = [column for column in range(first.sales.shape[-1]) if column not in on_promotion]
    assert (first.sales[..., bought] == second.sales[..., bought]).all()


def test_more_posts_of_one_kind_do_not_move_the_readers_of_the_others():
    """A post has the same number on every day and in every world, so its readers' luck does not move."""
    seen = []
    for rate in (0, 2):
        made = model(
            "baseline", *SIZE, *APART, "attention.fatigue_step=0", "platforms.facebook.crowding=0",
            "retailers.kopi.posts.information_rate=1", f"retailers.kopi.posts.promotion_rate={rate}",
            "attention.information_rate=0.5",
        )  # fmt: skip
        made.world.population.expectation[KOPI] = 0.2
        made.world.begin_day()
        made.retailers_plan_posts()
        made.world.posts = made.world.posts[made.world.posts["account"] == 0]
        consumer.see_feed(made.world)
        seen.append(made.world.population.expectation[KOPI] > 0.21)
    assert seen[0].sum() > 5
    assert (seen[0] == seen[1]).all()


def test_closing_one_retailers_accounts_leaves_the_visitors_of_the_others_their_luck():
    """The comparator of the paper closes the focal retailer's accounts: that may not reshuffle everybody else."""
    apart = (*APART, "relationship.exit_prob=0", *everybody("posts.promotion_rate", 0), "talk.relay_bad=0",
             "talk.relay_good=0", "talk.word_effect=0", "recovery.reply_gain=0", "recovery.silence_loss=0",
             "recovery.privacy_harm=0", "platforms.facebook.page_visit_prob=0.5")  # fmt: skip
    both = lived("baseline", DAYS, *SIZE, *apart)
    without = lived("baseline", DAYS, *SIZE, *apart, "retailers.kopi.accounts=[]")
    visits = [
        [made.recorder.finish().accounts[:, a.number, feed.COMPLAINTS_SEEN].tolist()
         for a in made.world.accounts if a.retailer != KOPI]
        for made in (both, without)
    ]  # fmt: skip
    assert np.sum(visits[0]) > 50
    assert visits[0] == visits[1]


def test_a_smaller_assortment_of_one_retailer_leaves_the_deliveries_of_the_others_their_luck():
    """How long a delivery takes is drawn for a shelf: what other retailers sell may not number shelves anew."""
    slow = ("suppliers.kebun.lead_time_spread_days=20", "suppliers.pabrik.lead_time_spread_days=20",
            "suppliers.kebun.planning.make_ahead=false", "suppliers.pabrik.planning.make_ahead=false")  # fmt: skip
    delays: list[dict[tuple[int, int, int], int]] = []
    for assortment in ("[]", "['kebun']"):
        made = model(
            "baseline", *SIZE, *slow, *everybody("stock.review_days", 1), f"retailers.kopi.suppliers={assortment}"
        )
        market, found = made.world.market, {}
        for day in range(20):
            before = Counter(parcel for supplier in made.suppliers for parcel in supplier.shipments.tolist())
            made.step()
            after = Counter(parcel for supplier in made.suppliers for parcel in supplier.shipments.tolist())
            for due, offer, _, _ in after - before:
                found[day, int(market.offer_retailer[offer]), int(market.offer_supplier[offer])] = due - day
        delays.append(found)
    common = [key for key in delays[0].keys() & delays[1].keys() if key[1] != KOPI]
    assert len(common) > 20
    assert [delays[0][key] for key in common] == [delays[1][key] for key in common]


def test_more_consumers_leave_those_who_were_there_who_they_were():
    few, many = model("baseline", "consumers.count=300"), model("baseline", "consumers.count=900")
    for name, values in columns(few).items():
        assert (columns(many)[name][..., :300] == values).all(), name


def test_an_unused_platform_leaves_the_first_opinions_and_needs_unchanged():
    both, one = model("baseline", *SIZE), model("baseline", *SIZE, *everybody("accounts", "['facebook']"))
    for name in ("age", "shop_rate", "voice", "member", "expectation", "trust"):
        assert (columns(both)[name] == columns(one)[name]).all()
    assert ((columns(both)["follows"] & 1) == columns(one)["follows"]).all()
