"""The queues of a desk against a plain event simulation of their rule, and what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels import desk
from sim.kernels.codes import IGNORED, MINUTES, NEVER, NO_REPLY, OPEN_THEN_PRIVATE, PRIVATE, REPLIED, WAITING
from sim.kernels.records import NEVER_ANSWERED
from sim.model import Model
from tests.kernels.desk_tables import (
    ALWAYS,
    CHANNELS,
    EMAIL,
    KOPI,
    PASAR,
    PHONE,
    STORE,
    UNAIDED,
    answer,
    complaint,
    desks,
    question,
    random_threads,
)
from tests.worlds import everybody

SPOKEN = (STORE, PHONE)


def unaided(*overrides: str) -> Model:
    """Desks of staff who work by themselves."""
    return desks(*UNAIDED, *overrides)


def simulate(made: Model, threads: np.ndarray, days: int) -> dict[int, tuple[int, float]]:
    """The desk's rule, event by event, from the words of its docstring: number -> (state, minute of reply).

    A clock that runs in opening hours only. Whatever can begin first begins: calls and visits in the order in which
    they came, free of other calls; messages free of both, complaints before questions among those that are there. A
    matter takes its minutes of that clock, and at a rate below one keeps the desk from the next for as long as it
    takes to earn them; what calls take is taken from the time for messages. Whoever is not begun with when patience
    ends has been ignored.
    """
    fate: dict[int, tuple[int, float]] = {}
    for r, firm in enumerate(made.scenario_file.retailers.values()):
        open_at, shut_at = firm.reply.opening_hour * 60, firm.reply.closing_hour * 60
        hours = firm.reply.staff_hours * (1 - firm.staff.training_share)
        rate = hours * made.world.thousands * 60 / (shut_at - open_at)

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

        def minutes(t: np.void, firm: object = firm) -> float:
            work = float(t["work_minutes"]) * float(t["effort"])
            if t["question"]:
                return work
            if t["channel"] < STORE and t["action"] in (PRIVATE, OPEN_THEN_PRIVATE):
                work *= firm.reply.private_turns
            return work + (firm.reply.pointer_minutes if t["action"] == OPEN_THEN_PRIVATE else 0.0)

        mine = threads[threads["retailer"] == r]
        for t in mine:
            if t["give_up"] < days * MINUTES and not t["automatic"]:
                fate[int(t["number"])] = (NEVER if t["action"] == NO_REPLY else IGNORED, NEVER_ANSWERED)
            elif t["automatic"]:
                fate[int(t["number"])] = (REPLIED, float(t["opened"]))
        waiting = [t for t in mine if t["action"] != NO_REPLY and not t["automatic"] and rate > 0]
        calls_until = messages_until = 0.0
        while waiting:
            by_age = sorted(waiting, key=lambda t: (int(t["ready"]), int(t["number"])))
            calls = [t for t in by_age if t["channel"] in SPOKEN]
            messages = [t for t in by_age if t["channel"] not in SPOKEN]
            starts = []
            if calls:
                starts.append((next_open(max(calls_until, float(calls[0]["ready"]))), 0))
            if messages:
                starts.append((next_open(max(messages_until, float(messages[0]["ready"]))), 1))
            start, line = min(starts)
            if line == 0:
                chosen = calls[0]
            else:
                there = [t for t in messages if next_open(float(t["ready"])) <= start]
                urgent = [t for t in there if not t["question"] or not firm.reply.urgent_first]
                chosen = (urgent or there)[0]
            waiting = [t for t in waiting if t is not chosen]
            if start > chosen["give_up"]:
                continue
            work = minutes(chosen)
            if line == 0:
                calls_until = later(start, work / rate)
                messages_until = later(max(messages_until, start), work / rate)
            else:
                messages_until = later(start, work / rate)
            number = int(chosen["number"])
            if later(start, work) < days * MINUTES:
                fate[number] = (REPLIED, later(start, work))
            else:
                fate.pop(number, None)
    return fate


POLICIES = ("open", "private", "paper_rule", "public_then_private", "none")
SITUATIONS = [
    ((8.0, 20.0), 24.0, 72.0),  # ample staff: the desk's hours alone make people wait
    ((0.0, 24.0), 24.0, 72.0),  # one who writes by night waits for the morning
    ((0.0, 24.0), 1.0, 72.0),
    ((8.0, 20.0), 0.5, 6.0),  # many give up
    ((0.0, 24.0), 0.05, 100.0),  # a desk that is hardly there
]


@pytest.mark.parametrize(("hours", "staff", "patience"), SITUATIONS)
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("urgent_first", [True, False])
def test_the_queues_are_what_a_plain_event_simulation_gives(hours, staff, patience, policy, urgent_first):
    made = desks(
        *everybody("reply.policy", policy),
        *everybody("reply.staff_hours", staff),
        *everybody("reply.urgent_first", str(urgent_first).lower()),
        *everybody("it.outage_prob", 0),
        f"complaints.patience_hours={patience}",
        f"questions.patience_hours={patience / 2}",
    )
    days = 9
    threads = answer(made, random_threads(5, 160, 6, hours, elsewhere=0.4, routine=0.4), days)
    expected = simulate(made, threads, days)
    assert (threads["question"] == 1).sum() > 40
    for t in threads:
        state, minute = expected.get(int(t["number"]), (WAITING, NEVER_ANSWERED))
        assert t["state"] == state
        assert abs(int(t["replied"]) - minute) <= 1  # minutes are whole, and work is kept in single precision


# ------------------------------------------------------------------------------------------ two queues


def hours_of(threads: np.ndarray, is_question: int) -> float:
    rows = threads[(threads["question"] == is_question) & (threads["state"] == REPLIED)]
    return float((rows["replied"] - rows["opened"]).mean() / 60)


def test_complaints_go_before_questions_and_what_is_in_hand_is_finished_first():
    made = unaided(*ALWAYS, *everybody("reply.staff_hours", 24), *everybody("reply.policy", "open"),
                   "questions.minutes=30")  # fmt: skip
    threads = answer(made, [question(0, 10.0, 1), question(0, 10 + 1 / 60, 2), complaint(0, 10 + 2 / 60, 3)], 1)
    first, second, pressing = (threads[threads["consumer"] == k][0] for k in (1, 2, 3))
    assert first["work_minutes"] > 2, "the first question should still be in hand when the complaint comes"
    assert first["replied"] == pytest.approx(600 + first["work_minutes"], abs=1)
    assert pressing["replied"] == pytest.approx(first["replied"] + pressing["work_minutes"], abs=2)
    assert second["replied"] == pytest.approx(pressing["replied"] + second["work_minutes"], abs=2)


@pytest.mark.parametrize("seed", range(3))
def test_taking_complaints_first_answers_them_sooner_and_questions_later(seed):
    found = {}
    for first in ("true", "false"):
        made = unaided(*everybody("reply.staff_hours", 0.5), *everybody("reply.urgent_first", first),
                       "complaints.patience_hours=900", "questions.patience_hours=900")  # fmt: skip
        threads = answer(made, random_threads(seed, 120, 4, (0.0, 24.0), 0.0, routine=0.5), 30)
        assert (threads["state"] == REPLIED).all()
        busy_until = made.world.desk_free_at[1, :2].copy()
        found[first] = (hours_of(threads, 0), hours_of(threads, 1), busy_until)
    assert found["true"][0] < found["false"][0]
    assert found["true"][1] > found["false"][1]
    assert found["true"][2] == pytest.approx(found["false"][2]), "the same work is done in the same time"


def test_in_one_queue_the_order_is_that_of_writing():
    made = unaided(*everybody("reply.staff_hours", 0.5), *everybody("reply.urgent_first", "false"),
                   "complaints.patience_hours=900", "questions.patience_hours=900")  # fmt: skip
    threads = answer(made, random_threads(4, 120, 4, (0.0, 24.0), 0.0, routine=0.5), 30)
    for r in (KOPI, PASAR):
        line = threads[threads["retailer"] == r]
        line = line[np.lexsort((line["number"], line["ready"]))]
        assert (np.diff(line["replied"]) >= 0).all()


# ------------------------------------------------------------------------------------------ days without IT


def test_while_it_is_down_accounts_neither_begin_nor_send_and_the_rest_goes_on():
    made = unaided(*everybody("reply.staff_hours", 24), *everybody("reply.policy", "open"),
                   *everybody("reply.message_minutes", 120))  # fmt: skip
    world = made.world
    begin_day = world.it.begin_day

    def broken_on_the_second_day(key: np.uint64) -> None:
        begin_day(key)
        world.it.down[KOPI] = world.day == 1

    world.it.begin_day = broken_on_the_second_day  # type: ignore[method-assign]
    rows = [complaint(0, 19.9, 1), complaint(1, 9.0, 2), complaint(1, 9.0, 3, channel=PHONE),
            complaint(1, 9.0, 4, channel=EMAIL), complaint(1, 9.0, 5, retailer=PASAR)]  # fmt: skip
    day = answer(made, rows, 4)["replied"] // MINUTES
    assert day.tolist() == [2, 2, 1, 1, 1]  # in hand on the day before; new; by phone; by e-mail; another retailer's


# ------------------------------------------------------------------------------------------ what the desk promises


def test_a_reply_takes_its_minutes_and_the_next_waits_until_they_are_earned():
    made = unaided(*ALWAYS, *everybody("reply.staff_hours", 6), *everybody("reply.policy", "open"))
    threads = answer(made, [complaint(0, 10.0, k) for k in range(4)], 1)
    work = threads["work_minutes"].astype(float)
    begins = 600 + np.concatenate([[0], np.cumsum(work)[:-1]]) * 24 / 6  # a quarter of the time: four times as long
    assert np.abs(threads["replied"] - (begins + work)).max() <= 1


def test_two_people_answer_side_by_side():
    made = unaided(*ALWAYS, *everybody("reply.staff_hours", 48), *everybody("reply.policy", "open"))
    threads = answer(made, [complaint(0, 10.0, k) for k in range(3)], 1)
    work = threads["work_minutes"].astype(float)
    begins = 600 + np.concatenate([[0], np.cumsum(work)[:-1]]) / 2
    assert np.abs(threads["replied"] - (begins + work)).max() <= 1


def test_messages_by_night_wait_for_the_morning_and_calls_too():
    made = unaided(*everybody("reply.staff_hours", 24), *everybody("reply.opening_hour", 9))
    rows = [complaint(0, 3.0, 1), complaint(0, 22.0, 2), complaint(0, 23.0, 3, channel=PHONE)]
    replied = answer(made, rows, 2)["replied"] / 60
    assert 9.0 < replied[0] < 9.5
    assert (replied[1:] > 24 + 9.0).all()
    assert (replied[1:] < 24 + 9.5).all()


def test_a_call_does_not_wait_for_messages_and_makes_them_wait():
    made = unaided(*ALWAYS, *everybody("reply.staff_hours", 2.4), *everybody("reply.policy", "open"))
    rows = [*(complaint(0, 9.0, k) for k in range(5)), complaint(0, 10.0, 6)]
    alone = answer(made, rows, 1)
    made = unaided(*ALWAYS, *everybody("reply.staff_hours", 2.4), *everybody("reply.policy", "open"))
    threads = answer(made, [*rows, complaint(0, 9.5, 9, channel=PHONE)], 1)
    call = threads[threads["channel"] == PHONE][0]
    assert call["replied"] - call["opened"] == pytest.approx(float(call["work_minutes"]), abs=1)
    later = threads["consumer"] == 6
    delay = threads["replied"][later] - alone["replied"][alone["consumer"] == 6]
    assert delay == pytest.approx(float(call["work_minutes"]) * 10, abs=1)


def test_approval_delays_every_reply_by_its_hours():
    plain = answer(unaided(*everybody("reply.staff_hours", 24)), [complaint(0, 10.0, 1)], 2)
    slow = answer(
        unaided(*everybody("reply.staff_hours", 24), *everybody("reply.approval_hours", 3)), [complaint(0, 10.0, 1)], 2
    )
    assert slow["replied"][0] - plain["replied"][0] == 180


@pytest.mark.parametrize("seed", range(3))
def test_messages_of_a_retailer_are_answered_in_the_order_in_which_they_came(seed):
    made = unaided(*everybody("reply.staff_hours", 0.3), "complaints.patience_hours=400")
    threads = answer(made, random_threads(seed, 80, 6, (0.0, 24.0), elsewhere=0.2), 30)
    for r in (KOPI, PASAR):
        line = threads[
            (threads["retailer"] == r) & ~np.isin(threads["channel"], SPOKEN) & (threads["state"] == REPLIED)
        ]
        line = line[np.lexsort((line["number"], line["ready"]))]
        assert len(line) > 10
        assert (np.diff(line["replied"]) >= 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_answered_before_writing_and_nobody_waits_beyond_patience(seed):
    days = 20
    made = unaided(*everybody("reply.staff_hours", 0.1), "complaints.patience_hours=24")
    threads = answer(made, random_threads(seed, 120, 10, (0.0, 24.0), elsewhere=0.2), days)
    assert (threads["state"] == IGNORED).sum() > 10
    replied = threads[threads["state"] == REPLIED]
    assert (replied["replied"] >= replied["ready"]).all()
    assert not (threads["state"] == WAITING).any()
    patience = (threads["give_up"] - threads["opened"]) / 60
    assert ((patience >= 12) & (patience <= 36)).all()


def test_no_staff_hours_means_no_reply():
    made = unaided(*everybody("reply.staff_hours", 0), "complaints.patience_hours=24")
    threads = answer(made, random_threads(1, 30, 3, (0.0, 24.0), elsewhere=0.3), 6)
    assert (threads["state"] == IGNORED).all()


def test_retailers_do_not_share_their_staff():
    alone = answer(unaided(*everybody("reply.staff_hours", 1)), [complaint(0, 9, k) for k in range(9)], 3)
    crowd = [complaint(0, 8.5, 100 + k, retailer=PASAR) for k in range(50)]
    made = unaided(*everybody("reply.staff_hours", 1))
    beside = answer(made, [*crowd, *(complaint(0, 9, k) for k in range(9))], 3)
    assert beside[beside["retailer"] == KOPI]["replied"].tolist() == alone["replied"].tolist()


# What the desk's first sentence promises: work between opening and closing, by staff that are paid for their hours.


def test_no_reply_leaves_the_desk_outside_its_hours():
    made = unaided(*everybody("reply.staff_hours", 0.5))
    threads = answer(made, random_threads(2, 60, 10, (7.0, 22.0), elsewhere=0.0), 20)
    minute = threads[threads["state"] == REPLIED]["replied"] % MINUTES
    assert ((minute >= 8 * 60) & (minute <= 20 * 60)).all()


@pytest.mark.parametrize("staff", [0.05, 0.2])
def test_staff_do_no_more_work_than_they_are_paid_for(staff):
    made = unaided(*everybody("reply.staff_hours", staff), "complaints.patience_hours=200")
    days = 20
    work = np.zeros(2)
    rows = np.concatenate(random_threads(3, 300, days, (7.0, 20.0), elsewhere=0.5))
    rows["number"] = rows["opened"] // MINUTES * 1000 + rows["consumer"]
    for day in range(days):
        made.world.day = day
        made.world.begin_day()
        made.world.complaints = rows[rows["opened"] // MINUTES == day].copy()
        made.desks.answer()
        done = made.world.desk_tally.reshape(4, CHANNELS, -1)[:, :, desk.WORK_MINUTES].sum(axis=1)
        work += done[:2]
    assert (work <= staff * 60 * days + 60).all()  # a matter in hand on the last day is forgiven


def test_a_day_full_of_calls_does_not_stop_messages_for_weeks():
    """Calls that leave a minute of the day's staff time must not stretch the next message over weeks."""
    quiet = [complaint(day, 9, day) for day in range(2, 6)]
    for number in range(1, 8):  # calls of nine minutes on average, on a day of fifteen paid minutes and more
        made = unaided(*everybody("reply.staff_hours", 0.25 + 0.05 * number), *everybody("reply.policy", "open"))
        calls = [complaint(0, 8.5 + k / 10, 10 + k, channel=PHONE) for k in range(number)]
        threads = answer(made, [complaint(0, 9, 1), *calls, *quiet], 8)
        messages = threads[threads["channel"] != PHONE]
        assert (messages["replied"] - messages["opened"] < 2 * MINUTES).all()


def test_nothing_is_answered_before_its_time():
    """State changes through events only: what is written on a later day changes nobody's mind today."""
    made = unaided(*everybody("reply.staff_hours", 0.05), "complaints.patience_hours=500")
    rows = random_threads(4, 60, 1, (8.0, 20.0), elsewhere=0.2)
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
