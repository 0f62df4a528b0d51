"""The desk against a plain event simulation of its rule, and what a reply or silence does against closed forms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sim.kernels import desk
from sim.kernels.codes import (
    ANSWERED,
    IGNORED,
    LEFT,
    MINUTES,
    NEVER,
    NO_REPLY,
    OPEN,
    OPEN_THEN_PRIVATE,
    POINTED,
    PRIVATE,
    REPLIED,
    SERVICE,
    UNANSWERED,
    WAITING,
)
from sim.kernels.records import NEVER_ANSWERED, THREAD
from sim.model import Model
from tests.worlds import everybody, model

FACEBOOK, TWITTER, PHONE = 0, 1, 2
KOPI, PASAR = 0, 1
NETLESS = ("platforms.facebook.network.mean_degree=0", "platforms.twitter.network.mean_degree=0")


def desks(*overrides: str, consumers: int = 1000) -> Model:
    """A model of which only the desks will live: complaints are put on its table by hand."""
    return model("baseline", f"consumers.count={consumers}", *NETLESS, *overrides)


def complaint(day: int, hour: float, consumer: int, retailer: int = KOPI, **fields: object) -> np.ndarray:
    """One complaint, by default a public one on Facebook about the service."""
    row = np.zeros(1, dtype=THREAD)
    row["consumer"], row["retailer"], row["supplier"] = consumer, retailer, SERVICE
    row["channel"], row["public"], row["paid"] = FACEBOOK, 1, 50_000
    row["opened"] = day * MINUTES + round(hour * 60)
    row["trust_lost"], row["verdict"] = 0.06, 0.3
    for name, value in fields.items():
        row[name] = value
    if row["channel"][0] == PHONE:
        row["public"] = 0
    return row


def answer(made: Model, complaints: Sequence[np.ndarray], days: int) -> np.ndarray:
    """Let the desks live so many days of these complaints; the threads in the order in which they were opened."""
    world = made.world
    rows = np.concatenate(complaints)
    rows["number"] = rows["opened"] // MINUTES * world.population.size + rows["consumer"]
    for day in range(days):
        world.day = day
        world.begin_day()
        world.complaints = rows[rows["opened"] // MINUTES == day].copy()
        made.desks.answer()
    return world.threads.all_threads()


def random_complaints(seed: int, count: int, days: int, hours: tuple[float, float], phone: float) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [
        complaint(
            int(rng.integers(days)),
            float(rng.uniform(*hours)),
            consumer=k,
            retailer=int(rng.integers(2)),
            channel=PHONE if rng.random() < phone else int(rng.integers(2)),
            public=int(rng.integers(2)),
            sensitive=int(rng.random() < 0.3),
            interest=int(rng.random() < 0.3),
        )
        for k in range(count)
    ]


# ------------------------------------------------------------------------------------------ the queue


def simulate(made: Model, threads: np.ndarray, days: int) -> dict[int, tuple[int, float]]:
    """The desk's rule, event by event, from the words of its docstring: number -> (state, minute of reply).

    A clock that runs in opening hours only. A matter is begun when its turn has come, takes its minutes of that
    clock, and at a rate below one keeps the desk from the next for as long as it takes to earn them. Calls wait for
    calls only, and what they take is taken from the time for messages. Whoever is not begun with when patience
    ends has been ignored.
    """
    fate: dict[int, tuple[int, float]] = {}
    for r, firm in enumerate(made.scenario_file.retailers.values()):
        open_at, shut_at = firm.reply.opening_hour * 60, firm.reply.closing_hour * 60
        rate = firm.reply.staff_hours * made.world.thousands * 60 / (shut_at - open_at)

        def next_open(minute: float, open_at: float = open_at, shut_at: float = shut_at) -> float:
            day, time = divmod(minute, MINUTES)
            if time < open_at:
                return day * MINUTES + open_at
            return minute if time < shut_at else (day + 1) * MINUTES + open_at

        def later(minute: float, work: float, open_at: float = open_at, shut_at: float = shut_at) -> float:
            """So many minutes of opening time after `minute`: what is not done at closing time goes on next morning."""
            while True:
                minute = next_open(minute)
                today = minute - minute % MINUTES + shut_at - minute
                if work <= today:
                    return minute + work
                minute, work = minute + today, work - today

        calls_until = messages_until = 0.0
        mine = threads[threads["retailer"] == r]
        mine = mine[np.lexsort((mine["number"], mine["ready"]))]
        begun: set[int] = set()
        for day in range(days):  # each day begins with those whose turn comes before its end, as they were ready
            midnight = (day + 1) * MINUTES
            for t in mine[mine["opened"] < midnight]:
                number, called = int(t["number"]), t["channel"] == PHONE
                if number in begun or number in fate:
                    continue
                start = next_open(max(calls_until if called else messages_until, float(t["ready"])))
                if t["action"] == NO_REPLY or rate == 0 or start > t["give_up"] or start >= midnight:
                    if t["give_up"] < midnight:
                        fate[number] = (NEVER if t["action"] == NO_REPLY else IGNORED, NEVER_ANSWERED)
                    continue
                begun.add(number)
                work = float(t["work_minutes"])
                if not called and t["action"] in (PRIVATE, OPEN_THEN_PRIVATE):
                    work *= firm.reply.private_turns
                if t["action"] == OPEN_THEN_PRIVATE:
                    work += firm.reply.pointer_minutes
                if called:
                    calls_until = later(start, work / rate)
                    messages_until = later(max(messages_until, start), work / rate)
                else:
                    messages_until = later(start, work / rate)
                if later(start, work) < days * MINUTES:
                    fate[number] = (REPLIED, later(start, work))
    return fate


POLICIES = ("open", "private", "paper_rule", "public_then_private", "none")
ALWAYS = (*everybody("reply.opening_hour", 0), *everybody("reply.closing_hour", 24))


@pytest.mark.parametrize(
    ("hours", "staff", "patience"),
    [
        ((8.0, 20.0), 24.0, 72.0),  # ample staff: the desk's hours alone make people wait
        ((0.0, 24.0), 24.0, 72.0),  # one who writes by night waits for the morning
        ((0.0, 24.0), 1.0, 72.0),
        ((8.0, 20.0), 0.5, 6.0),  # many give up
        ((0.0, 24.0), 0.05, 100.0),  # a desk that is hardly there
    ],
)
@pytest.mark.parametrize("policy", POLICIES)
def test_the_queue_is_what_a_plain_event_simulation_gives(hours, staff, patience, policy):
    made = desks(
        *everybody("reply.policy", policy),
        *everybody("reply.staff_hours", staff),
        f"complaints.patience_hours={patience}",
    )
    days = 9
    threads = answer(made, random_complaints(5, 120, 6, hours, phone=0.25), days)
    expected = simulate(made, threads, days)
    for t in threads:
        state, minute = expected.get(int(t["number"]), (WAITING, NEVER_ANSWERED))
        assert t["state"] == state
        assert abs(int(t["replied"]) - minute) <= 1  # minutes are whole, and work is kept in single precision


def test_a_reply_takes_its_minutes_and_the_next_waits_until_they_are_earned():
    made = desks(*ALWAYS, *everybody("reply.staff_hours", 6), *everybody("reply.policy", "open"))
    threads = answer(made, [complaint(0, 10.0, k) for k in range(4)], 1)
    work = threads["work_minutes"].astype(float)
    begins = 600 + np.concatenate([[0], np.cumsum(work)[:-1]]) * 24 / 6  # a quarter of the time: four times as long
    assert np.abs(threads["replied"] - (begins + work)).max() <= 1


def test_two_people_answer_side_by_side():
    made = desks(*ALWAYS, *everybody("reply.staff_hours", 48), *everybody("reply.policy", "open"))
    threads = answer(made, [complaint(0, 10.0, k) for k in range(3)], 1)
    work = threads["work_minutes"].astype(float)
    begins = 600 + np.concatenate([[0], np.cumsum(work)[:-1]]) / 2
    assert np.abs(threads["replied"] - (begins + work)).max() <= 1


def test_messages_by_night_wait_for_the_morning_and_calls_too():
    made = desks(*everybody("reply.staff_hours", 24), *everybody("reply.opening_hour", 9))
    rows = [complaint(0, 3.0, 1), complaint(0, 22.0, 2), complaint(0, 23.0, 3, channel=PHONE)]
    replied = answer(made, rows, 2)["replied"] / 60
    assert 9.0 < replied[0] < 9.5
    assert (replied[1:] > 24 + 9.0).all()
    assert (replied[1:] < 24 + 9.5).all()


def test_a_call_does_not_wait_for_messages_and_makes_them_wait():
    made = desks(*ALWAYS, *everybody("reply.staff_hours", 2.4), *everybody("reply.policy", "open"))
    rows = [*(complaint(0, 9.0, k) for k in range(5)), complaint(0, 10.0, 6)]
    alone = answer(made, rows, 1)
    made = desks(*ALWAYS, *everybody("reply.staff_hours", 2.4), *everybody("reply.policy", "open"))
    threads = answer(made, [*rows, complaint(0, 9.5, 9, channel=PHONE)], 1)
    call = threads[threads["channel"] == PHONE][0]
    assert call["replied"] - call["opened"] == pytest.approx(float(call["work_minutes"]), abs=1)
    later = threads["consumer"] == 6
    delay = threads["replied"][later] - alone["replied"][alone["consumer"] == 6]
    assert delay == pytest.approx(float(call["work_minutes"]) * 10, abs=1)


def test_approval_delays_every_reply_by_its_hours():
    plain = answer(desks(*everybody("reply.staff_hours", 24)), [complaint(0, 10.0, 1)], 2)
    slow = answer(
        desks(*everybody("reply.staff_hours", 24), *everybody("reply.approval_hours", 3)), [complaint(0, 10.0, 1)], 2
    )
    assert slow["replied"][0] - plain["replied"][0] == 180


@pytest.mark.parametrize("seed", range(3))
def test_messages_of_a_retailer_are_answered_in_the_order_in_which_they_came(seed):
    made = desks(*everybody("reply.staff_hours", 0.3), "complaints.patience_hours=400")
    threads = answer(made, random_complaints(seed, 80, 6, (0.0, 24.0), phone=0.2), 30)
    for r in (KOPI, PASAR):
        line = threads[(threads["retailer"] == r) & (threads["channel"] != PHONE) & (threads["state"] == REPLIED)]
        line = line[np.lexsort((line["number"], line["ready"]))]
        assert len(line) > 10
        assert (np.diff(line["replied"]) >= 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_answered_before_writing_and_nobody_waits_beyond_patience(seed):
    days = 20
    made = desks(*everybody("reply.staff_hours", 0.1), "complaints.patience_hours=24")
    threads = answer(made, random_complaints(seed, 120, 10, (0.0, 24.0), phone=0.2), days)
    assert (threads["state"] == IGNORED).sum() > 10
    replied = threads[threads["state"] == REPLIED]
    assert (replied["replied"] >= replied["ready"]).all()
    assert not (threads["state"] == WAITING).any()
    patience = (threads["give_up"] - threads["opened"]) / 60
    assert ((patience >= 12) & (patience <= 36)).all()


def test_no_staff_hours_means_no_reply():
    made = desks(*everybody("reply.staff_hours", 0), "complaints.patience_hours=24")
    threads = answer(made, random_complaints(1, 30, 3, (0.0, 24.0), phone=0.3), 6)
    assert (threads["state"] == IGNORED).all()


def test_retailers_do_not_share_their_staff():
    alone = answer(desks(*everybody("reply.staff_hours", 1)), [complaint(0, 9, k) for k in range(9)], 3)
    crowd = [complaint(0, 8.5, 100 + k, retailer=PASAR) for k in range(50)]
    made = desks(*everybody("reply.staff_hours", 1))
    beside = answer(made, [*crowd, *(complaint(0, 9, k) for k in range(9))], 3)
    assert beside[beside["retailer"] == KOPI]["replied"].tolist() == alone["replied"].tolist()


# What the desk's first sentence promises: work between opening and closing, by staff that are paid for their hours.


def test_no_reply_leaves_the_desk_outside_its_hours():
    made = desks(*everybody("reply.staff_hours", 0.5))
    threads = answer(made, random_complaints(2, 60, 10, (7.0, 22.0), phone=0.0), 20)
    minute = threads[threads["state"] == REPLIED]["replied"] % MINUTES
    assert ((minute >= 8 * 60) & (minute <= 20 * 60)).all()


@pytest.mark.parametrize("staff", [0.05, 0.2])
def test_staff_do_no_more_work_than_they_are_paid_for(staff):
    made = desks(*everybody("reply.staff_hours", staff), "complaints.patience_hours=200")
    days = 20
    work = np.zeros(2)
    rows = np.concatenate(random_complaints(3, 300, days, (7.0, 20.0), phone=0.5))
    rows["number"] = rows["opened"] // MINUTES * 1000 + rows["consumer"]
    for day in range(days):
        made.world.day = day
        made.world.begin_day()
        made.world.complaints = rows[rows["opened"] // MINUTES == day].copy()
        made.desks.answer()
        done = made.world.desk_tally.reshape(4, 3, -1)[:, :, desk.WORK_MINUTES].sum(axis=1)
        work += done[:2]
    assert (work <= staff * 60 * days + 60).all()  # a matter in hand on the last day is forgiven


def test_a_day_full_of_calls_does_not_stop_messages_for_weeks():
    """Calls that leave a minute of the day's staff time must not stretch the next message over weeks."""
    quiet = [complaint(day, 9, day) for day in range(2, 6)]
    for number in range(1, 8):  # calls of nine minutes on average, on a day of fifteen paid minutes and more
        made = desks(*everybody("reply.staff_hours", 0.25 + 0.05 * number), *everybody("reply.policy", "open"))
        calls = [complaint(0, 8.5 + k / 10, 10 + k, channel=PHONE) for k in range(number)]
        threads = answer(made, [complaint(0, 9, 1), *calls, *quiet], 8)
        messages = threads[threads["channel"] != PHONE]
        assert (messages["replied"] - messages["opened"] < 2 * MINUTES).all()


def test_nothing_is_answered_before_its_time():
    """State changes through events only: what is written on a later day changes nobody's mind today."""
    made = desks(*everybody("reply.staff_hours", 0.05), "complaints.patience_hours=500")
    rows = random_complaints(4, 60, 1, (8.0, 20.0), phone=0.2)
    world = made.world
    rows = np.concatenate(rows)
    rows["number"] = rows["consumer"]
    for day in range(10):
        world.day = day
        world.begin_day()
        world.complaints = rows if day == 0 else rows[:0]
        made.desks.answer()
        live = world.threads.live
        assert (live["replied"][live["state"] == REPLIED] <= (day + 1) * MINUTES).all()


# ------------------------------------------------------------------------------------------ what it does

EFFECTS = (
    *ALWAYS,
    *everybody("reply.staff_hours", 96),
    *everybody("reply.message_minutes", 0.01),
    *everybody("reply.humanness", 0.6),
    *everybody("reply.refund_share", 0),
    "recovery.reply_gain=0.4",
    "recovery.words_only=0.3",
    "recovery.late_half=4",
    "recovery.silence_loss=0.25",
    "recovery.second_failure=0.5",
    "recovery.privacy_harm=0.2",
    "recovery.private_discount=0.1",
    "observers.thanks_prob=0",
    "relationship.exit_prob=0",
    "contact.humanness=0.9",
    "platforms.facebook.expected_reply_hours=5",
    "talk.gripe_prob=0",
)


def after(policy: str, skill: float, *overrides: str, wait: float = 0.0, **fields: object) -> tuple[float, float, int]:
    """Satisfaction, trust and what readers see after the answer to one complaint of a consumer at 0.5 and 0.4."""
    made = desks(
        *EFFECTS,
        *everybody("reply.policy", policy),
        *everybody("reply.skill", skill),
        *everybody("reply.approval_hours", wait),
        *overrides,
    )
    population = made.world.population
    population.satisfaction[KOPI, 7], population.trust[KOPI, 7] = 0.5, 0.4
    thread = answer(made, [complaint(0, 10.0, 7, **fields)], 5)[0]
    waited = (int(thread["replied"]) - int(thread["opened"])) / 60 if thread["state"] == REPLIED else float("nan")
    after.waited = waited  # type: ignore[attr-defined]
    return float(population.satisfaction[KOPI, 7]), float(population.trust[KOPI, 7]), int(thread["answer"])


def worth(waited: float, expected: float = 5.0, warmth: float = 0.6) -> float:
    """Worth of a corrective reply after so many hours: half at four times what is expected, less if it is cold."""
    return (0.5 + 0.5 * warmth) / (1.0 + waited / (4.0 * expected))


CASES = {
    # name: (policy, skill, fields of the complaint, factor on the worth, trust kept, what readers see)
    "open": ("open", 1.0, {}, 1.0, 1.0, ANSWERED),
    "words only": ("open", 0.0, {}, 0.3, 1.0, ANSWERED),
    "second failure": ("open", 1.0, {"second": 1}, 0.5, 1.0, ANSWERED),
    "private to a public complaint": ("private", 1.0, {}, 0.9, 1.0, UNANSWERED),
    "private to a private one": ("private", 1.0, {"public": 0}, 1.0, 1.0, UNANSWERED),
    "open policy, private complaint": ("open", 1.0, {"public": 0}, 1.0, 1.0, UNANSWERED),
    "public then private": ("public_then_private", 1.0, {}, 1.0, 1.0, POINTED),
    "vindictive": ("open", 1.0, {"vindictive": 1}, 0.0, 1.0, ANSWERED),
    "sensitive, in the open": ("open", 1.0, {"sensitive": 1}, 1.0, 0.8, ANSWERED),
    "sensitive, in private": ("private", 1.0, {"sensitive": 1}, 0.9, 1.0, UNANSWERED),
    "sensitive, pointed to": ("public_then_private", 1.0, {"sensitive": 1}, 1.0, 1.0, POINTED),
    "the paper's rule, concerns many": ("paper_rule", 1.0, {"interest": 1}, 1.0, 1.0, ANSWERED),
    "the paper's rule, concerns one": ("paper_rule", 1.0, {}, 0.9, 1.0, UNANSWERED),
    "the paper's rule, many but sensitive": ("paper_rule", 1.0, {"interest": 1, "sensitive": 1}, 0.9, 1.0, UNANSWERED),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("wait", [0.0, 20.0])
def test_what_a_reply_does_is_what_its_equation_says(case, wait):
    policy, skill, fields, factor, kept, seen = CASES[case]
    satisfaction, trust, answered = after(policy, skill, wait=wait, **fields)
    value = worth(after.waited) * factor
    assert after.waited >= wait
    assert satisfaction == pytest.approx(0.5 + 0.4 * value * 0.5, abs=1e-6)
    assert trust == pytest.approx((0.4 + 0.4 * value * 0.06) * kept, abs=1e-6)
    assert answered == seen


def test_a_call_is_as_warm_as_a_voice_and_expects_more_speed():
    satisfaction, _, _ = after("none", 1.0, channel=PHONE)
    assert satisfaction == pytest.approx(0.5 + 0.4 * worth(after.waited, expected=1.0, warmth=0.9) * 0.5, abs=1e-6)


def test_without_notification_a_reply_is_found_up_to_a_day_later():
    told, _, _ = after("open", 1.0)
    untold, _, _ = after("open", 1.0, "platforms.facebook.notifications=false")
    latest = 0.5 + 0.4 * worth(after.waited + 24.0) * 0.5
    assert latest < untold < told


def test_silence_costs_its_share_of_satisfaction_and_trust():
    satisfaction, trust, seen = after("none", 1.0)
    assert (satisfaction, trust) == (pytest.approx(0.5 * 0.75), pytest.approx(0.4 * 0.75))
    assert seen == UNANSWERED


def test_trust_is_repaired_and_never_raised_above_what_it_was():
    _, trust, _ = after("open", 1.0, "recovery.reply_gain=1", "contact.humanness=1", *everybody("reply.humanness", 1))
    assert trust <= 0.46 + 1e-6


@pytest.mark.parametrize("policy", ["private", "none"])
def test_thanks_show_readers_that_help_came_and_only_after_help(policy):
    _, _, seen = after(policy, 1.0, "observers.thanks_prob=1")
    assert seen == (POINTED if policy == "private" else UNANSWERED)
    assert after(policy, 0.0, "observers.thanks_prob=1")[2] == UNANSWERED


def many(*overrides: str, policy: str = "open", **fields: object) -> tuple[Model, np.ndarray]:
    """A thousand complaints of a thousand consumers at once."""
    made = desks(*EFFECTS, *everybody("reply.policy", policy), *overrides)
    return made, answer(made, [complaint(0, 10.0, k, **fields) for k in range(1000)], 6)


def near(share: float) -> object:
    return pytest.approx(share, abs=4 * (share * (1 - share) / 1000) ** 0.5)


def test_skill_and_refunds_have_their_shares():
    made, threads = many(*everybody("reply.skill", 0.6), *everybody("reply.refund_share", 0.3))
    assert threads["corrective"].mean() == near(0.6)
    assert (threads["refund"] > 0).mean() == near(0.18)
    assert set(threads["refund"].tolist()) == {0, 50_000}
    assert not (threads["refund"] > 0)[threads["corrective"] == 0].any()
    assert made.world.desk_tally[:, desk.REFUNDS].sum() == 0  # of the last day, on which nothing was left to answer


def test_thanks_have_their_share():
    _, threads = many("observers.thanks_prob=0.25", *everybody("reply.skill", 1), policy="private")
    assert (threads["answer"] == POINTED).mean() == near(0.25)


def test_who_is_ignored_may_leave_and_may_tell_friends():
    made, threads = many(
        "relationship.exit_prob=0.5", "talk.gripe_prob=0.3", *everybody("reply.staff_hours", 0), verdict=0.2
    )
    assert (threads["state"] == IGNORED).all()
    left = (made.world.population.history[KOPI] & LEFT) != 0
    satisfaction = made.world.population.satisfaction[KOPI].astype(float)
    chance = 0.5 * np.clip(1.0 - satisfaction, 0.0, 1.0)  # verdict counts as 0, commitment is nothing yet
    assert left.mean() == pytest.approx(chance.mean(), abs=0.06)
    told = sum(len(words) for words in made.world.spoken)
    assert told <= 1000
    counted = made.world.threads.live
    assert len(counted) == 1000


def test_a_helped_complainant_leaves_less_often_than_an_unhelped_one():
    gone = []
    for skill in (1.0, 0.0):
        made, _ = many("relationship.exit_prob=1", *everybody("reply.skill", skill), verdict=0.2)
        gone.append(np.count_nonzero(made.world.population.history[KOPI] & LEFT))
    assert gone[0] < gone[1]


def test_the_tally_of_the_day_is_the_sum_of_its_threads():
    made = desks(*everybody("reply.staff_hours", 24), *everybody("reply.target_hours", 2))
    rows = random_complaints(8, 150, 1, (6.0, 20.0), phone=0.3)
    threads = answer(made, rows, 1)
    tally = made.world.desk_tally
    row = threads["retailer"].astype(int) * 3 + threads["channel"]
    done = threads["state"] == REPLIED
    wait = np.where(done, threads["replied"] - threads["opened"], 0)

    def total(values: np.ndarray) -> list[float]:
        return np.bincount(row, weights=values, minlength=12).tolist()

    assert tally[:, desk.REPLIES].tolist() == total(done)
    assert tally[:, desk.RESPONSE_MINUTES].tolist() == total(wait)
    assert tally[:, desk.IN_TIME].tolist() == total(done & (wait <= 120))
    assert tally[:, desk.CORRECTED].tolist() == total(threads["corrective"])
    assert tally[:, desk.RESOLUTION_MINUTES].tolist() == total(np.where(threads["corrective"] == 1, wait, 0))
    assert tally[:, desk.REFUNDS].tolist() == tally[:, desk.SURPLUS].tolist() == total(threads["refund"])
    shown = done & (threads["public"] == 1) & (threads["action"] == OPEN)
    assert tally[:, desk.OPEN_REPLIES].tolist() == total(shown)
    assert tally[:, desk.PRIVACY_INCIDENTS].tolist() == total(shown & (threads["sensitive"] == 1))
    assert tally[:, desk.PHONE_REPLIES].tolist() == total(done & (threads["channel"] == PHONE))
