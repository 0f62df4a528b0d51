"""Every kernel gives the same compiled as it does as plain Python.

The whole model lives once with compiled kernels and once with one of them replaced by its own Python source. All
counts have to be equal, day by day. Real-valued states may differ in the last bits of single precision: a literal
such as ``1.0 - x`` is worked out in double precision when compiled, and in single by numpy's scalars.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels import (
    ask,
    books,
    close,
    community,
    counts,
    desk,
    feed,
    filing,
    ideas,
    judge,
    kaizen,
    levers,
    luck,
    ordering,
    outlook,
    pace,
    pages,
    posts,
    pricing,
    quality,
    queues,
    reports,
    shelves,
    shop,
    staff,
    supply,
    threads,
    venture,
    words,
)
from sim.model import Model
from sim.randomness import _mix, draw_bits
from tests.worlds import columns, everybody, model

DAYS = 8
KERNELS = {
    "luck.draw_for_firms": luck,
    "luck.draw_for_it": luck,
    "ideas.collect": ideas,
    "ideas.arrive": ideas,
    "outlook.learn": outlook,
    "levers.meet_collaborators": levers,
    "ordering.order": ordering,
    "supply.deliver": supply,
    "supply.make": supply,
    "posts.fall_due": posts,
    "posts.lay_out": posts,
    "shelves.hand_out_goods": shelves,
    "books.close_day": books,
    "books.draw_up": books,
    "staff.settle": staff,
    "counts.count_day": counts,
    "feed.see_feed": feed,
    "words.hear": words,
    "shop.choose": shop,
    "shop.count_demand": shop,
    "shop.serve": shop,
    "judge.judge": judge,
    "ask.ask": ask,
    "filing.file_threads": filing,
    "pages.put_up": pages,
    "pages.colour": pages,
    "pages.count_events": pages,
    "pages.settle_tone": pages,
    "pages.settle_goodwill": pages,
    "threads.sort_in": threads,
    "threads.part": threads,
    "words.in_the_air": words,
    "queues.hold_back": queues,
    "queues.begin_replies": queues,
    "desk.answer_queue": desk,
    "desk.felt_warmth": desk,
    "close.close_day": close,
    "close.turn_window": close,
    "close.count_segments": close,
    "shop.compare_prices": shop,
    "close.count_bits_per_platform": close,
    "reports.send": reports,
    "reports.relay": reports,
    "reports.arrive": reports,
    "community.plan": community,
    "venture.close_day": venture,
    "venture.share_gains": venture,
    "pricing.cut_prices": pricing,
    "quality.raise_standard": quality,
    "quality.note_truth": quality,
    "pace.look_ahead": pace,
    "levers.set_levers": levers,
    "kaizen.improve": kaizen,
}
PARTS = {
    "kaizen.improve": ("set_levers",),
    "supply.make": ("watch", "foresee", "first_batch", "take_in_letters", "forget_used_up"),
}
"""Functions that only this kernel calls: they are plain Python with it."""
TWINS = {  # compiled draws hand whole numbers back to Python, where numpy's would overflow: their plain twins do not
    "bits": lambda key, agent: np.uint64(draw_bits(key, int(agent))),
    "bits2": lambda key, agent, other: np.uint64(draw_bits(key, int(agent), int(other))),
    "half": lambda key, agent: np.uint64(_mix(int(key) ^ int(agent) * 0x9E3779B97F4A7C15 % 2**64)),
    "other_half": lambda key, other: np.uint64(_mix(int(key) + int(other) * 0xD1B54A32D192ED03)),
    "paired": lambda first, second: np.uint64(_mix(int(first) + int(second))),
    "uniform": lambda word: np.float32((int(word) >> 40) * 2.0**-24),
    "uniform_low": lambda word: np.float32((int(word) & 0xFFFFFF) * 2.0**-24),
}
EVENTFUL = (  # a small world in which everything happens
    "consumers.count=80",
    f"days={DAYS}",
    "consumers.shop_rate=0.6",
    "consumers.online_share=0.9",
    "suppliers.kebun.defect_prob=0.4",
    "complaints.voice_prob=0.85",
    "complaints.patience_hours=24",
    "complaints.sensitive_share=0.5",
    "complaints.contact_share=0.1",
    "complaints.public_share=1",
    "platforms.facebook.membership_old=1",
    *everybody("reply.staff_hours", 6),
    *everybody("reply.refund_share", 0.8),
    *everybody("reply.bureaucracy", 0.3),
    "bureaucracy.wait_hours=6",
    "bureaucracy.denial_prob=0.8",
    "questions.ask_prob=0.5",
    "staff.error_prob=0.3",
    "it.failure_prob=0",
    *everybody("it.outage_prob", 0.2),
    *everybody("it.auto_answer_share", 0.8),
    *everybody("database.used_in_replies", 1),
    "relationship.exit_prob=1",
    "experience.expectation_at_start=0.9",
    "experience.satisfaction_at_start=0.4",
    "attention.following_at_start=0.6",
    "attention.unfollow_prob=0.5",
    "observers.thanks_prob=0.5",
    "relationship.return_prob=0.5",
    "talk.gripe_prob=0.6",
    "talk.praise_prob=0.6",
    "finance.retention_window_days=2",
    *(f"platforms.{name}.{key}" for name in ("facebook", "twitter") for key in ("reach=0.8", "friend_reach=0.8")),
    *(f"platforms.{name}.{key}" for name in ("facebook", "twitter") for key in ("share_prob=0.2", "like_prob=0.3")),
    "platforms.facebook.page_visit_prob=0.5",
    "platforms.twitter.reply_publicity=0.5",
    *everybody("posts.promotion_rate", 2),
    *everybody("stock.opening_cover_days", 2),
    "retailers.kopi.reply.policy=open",
    "retailers.pasar.reply.policy=public_then_private",
    "retailers.toko.reply.policy=none",
    *everybody("supplier_link.mode", "direct"),
    *everybody("database.personalised_share", 1),
    *everybody("database.tailored_discount", 1),
    *everybody("orders.standing_share", 1),
    "platforms.facebook.profile_share=0.5",
    "platforms.facebook.group_reach=1",
    "talk.chat_share=0.5",
    "relationship.commitment_gain=0.5",
    *everybody("joint_venture.projects_per_year", 100),
    *everybody("kaizen.product", 5000),
)


def live(made: Model) -> Model:
    for _ in range(DAYS):
        made.step()
    return made


@pytest.fixture(scope="module")
def compiled() -> Model:
    return live(model("baseline", *EVENTFUL))


def test_everything_happens_in_this_world(compiled):
    result = compiled.result()
    total = result.retailers.sum(numeric_only=True)
    for column in (
        "complaints", "replies", "stockouts", "empty_handed", "defects", "service_failures", "praise_heard",
        "blame_heard", "complaints_heard", "shares_heard", "promoted_units", "refunds", "quiet_exits",
        "privacy_incidents", "unanswered", "discount_given", "unfair_prices", "standing_orders", "chats",
        "heard_in_chat", "heard_in_group", "waiting_minutes", "questions", "question_answers", "automatic_answers",
        "wrong_replies", "denials", "it_down",
    ):  # fmt: skip
        assert total[column] > 0, column
    assert (result.accounts[["unfollows", "new_followers", "complaints_seen", "likes", "from_profile"]].sum() > 0).all()
    assert result.suppliers["reports_read"].max() > 0


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_gives_what_its_python_source_gives(name, compiled, monkeypatch):
    module, function = KERNELS[name], name.split(".")[1]
    source = getattr(module, function).py_func
    calls = []

    def plain(*arguments: object) -> object:
        calls.append(1)
        return source(*arguments)

    monkeypatch.setattr(module, function, plain)
    for part in PARTS.get(name, ()):
        monkeypatch.setattr(module, part, getattr(module, part).py_func)
    for draw, twin in TWINS.items():
        if hasattr(module, draw):
            monkeypatch.setattr(module, draw, twin)
    other = live(model("baseline", *EVENTFUL))
    assert calls, f"{name} was not called"

    history, plain_history = compiled.recorder.finish(), other.recorder.finish()
    sums = {
        "standing": [
            close.LOYALTY,
            *range(close.SATISFACTION, close.COMMITMENT + 1),
            *range(close.OWN_WALLET, close.BUYERS),
        ],
        "sales": [judge.SATISFACTION, judge.ESTIMATE_ERROR, judge.WAITED, judge.PROCESS_LOST],
        "desks": [desk.WORTH, desk.TRUST_GAINED, desk.WARMTH],
    }
    for table, values in vars(history).items():
        found = vars(plain_history)[table]
        exact = np.ones(values.shape[-1], dtype=bool)
        exact[sums.get(table, [])] = False
        assert (found[..., exact] == values[..., exact]).all(), table
        assert np.allclose(found, values, rtol=1e-5, atol=2e-5 * 2**24), table
    before = columns(compiled)
    for column, values in columns(other).items():
        if values.dtype == np.float32:
            assert np.abs(values - before[column]).max() < 1e-5, column
        else:
            assert (values == before[column]).all(), column
    assert (
        other.world.threads.all_threads()["number"].tolist() == compiled.world.threads.all_threads()["number"].tolist()
    )
