"""The engine of the page: everybody has a turn, the same is done once, and what goes wrong costs its own task."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.sweep.supervisor import TIMED_OUT, WORKER_DIED
from sim.experiment.worker import Answer
from sim.ui.engine import CANCELLED, Engine
from sim.ui.kept import KeptAnswers


def work(order):
    """What a worker is told to do: ("say", 3), ("note", (file, text)), ("hold", file), ("die", None), …"""
    verb, value = order
    if verb == "note":
        file, text = value
        with Path(file).open("a") as notes:
            notes.write(f"{text}\n")
        return text
    if verb == "hold":
        until = time.monotonic() + 60
        while Path(value).exists() and time.monotonic() < until:
            time.sleep(0.01)
    if verb == "pid":
        return os.getpid()
    if verb == "raise":
        raise KeyError(value)
    if verb == "die once" and not Path(value).exists():
        Path(value).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "sleep":
        time.sleep(value)
    if verb == "zeros":
        return np.zeros(value, np.uint8)
    if verb == "kernels":
        from sim.kernels import shop

        return [name for name, kernel in vars(shop).items() if getattr(kernel, "signatures", None)]
    return value


@pytest.fixture(scope="module")
def one():
    """An engine with one worker: what is asked for is done in an order that can be told."""
    made = Engine(1, cache_bytes=100_000, task_seconds=3.0)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def held(one, tmp_path):
    """The only worker is busy; calling this lets it go on."""
    gate = tmp_path / "gate"
    gate.touch()
    ticket = one.submit(work, [("hold", str(gate))], visitor="somebody")
    yield lambda: gate.unlink(missing_ok=True)
    gate.unlink(missing_ok=True)
    assert ticket.wait(10)


def notes(file):
    return file.read_text().split() if file.exists() else []


def answer(engine, order, **options):
    ticket = engine.submit(work, [order], visitor="me", **options)
    assert ticket.wait(30)
    return ticket.answers[0]


def test_answers_stand_by_their_place_and_tell_what_went_wrong(one):
    ticket = one.submit(work, [("say", 1), ("raise", "salt"), ("say", 3)], visitor="me")
    assert ticket.wait(10)
    assert (ticket.total, ticket.done) == (3, 3)
    assert [ticket.answers[k].value for k in range(3)] == [1, None, 3]
    assert ticket.answers[1].error == "KeyError"


def test_a_started_engine_has_run_a_world_before_anybody_asks(one):
    assert one.is_warm
    assert answer(one, ("kernels", None)).value, "no kernel is loaded"


def test_visitors_have_turns_whatever_each_has_asked_for(one, held, tmp_path):
    file = tmp_path / "notes"
    tickets = [
        one.submit(work, [("note", (str(file), f"{name}{k}")) for k in range(count)], visitor=name)
        for name, count in (("a", 5), ("b", 2), ("c", 1))
    ]
    held()
    assert all(ticket.wait(10) for ticket in tickets)
    assert notes(file) == ["a0", "b0", "c0", "a1", "b1", "a2", "a3", "a4"]


def test_what_is_cancelled_is_not_begun_and_nobody_waits_for_it(one, held, tmp_path):
    file = tmp_path / "notes"
    unwanted = one.submit(work, [("note", (str(file), "unwanted"))] * 3, visitor="a")
    wanted = one.submit(work, [("note", (str(file), "wanted"))], visitor="a")
    unwanted.cancel()
    assert unwanted.wait(0)
    assert {given.error for given in unwanted.answers.values()} == {CANCELLED}
    held()
    assert wanted.wait(10)
    assert notes(file) == ["wanted"]


def test_a_visitor_who_leaves_cancels_all_of_his_and_nothing_of_others(one, held):
    gone = [one.submit(work, [("say", 1)], visitor="a"), one.submit(work, [("say", 2)], visitor="a")]
    other = one.submit(work, [("say", 3)], visitor="b")
    one.leave("a")
    assert all(ticket.cancelled and ticket.wait(0) for ticket in gone)
    assert not other.cancelled
    held()
    assert other.wait(10)
    assert other.answers[0].value == 3


def test_cancelling_what_is_in_work_lets_it_go_and_keeps_the_worker(one, tmp_path):
    gate = tmp_path / "gate"
    gate.touch()
    pid = answer(one, ("pid", None)).value
    ticket = one.submit(work, [("hold", str(gate))], visitor="a")
    time.sleep(0.2)
    ticket.cancel()
    gate.unlink()
    assert answer(one, ("pid", None)).value == pid
    assert ticket.answers[0].error == CANCELLED


def test_the_same_key_is_done_once_for_all_who_ask_before_and_after(one, held, tmp_path):
    file = tmp_path / "notes"
    order = [("note", (str(file), "x"))]
    early = [one.submit(work, order, visitor=name, keys=["same"]) for name in "abc"]
    held()
    assert all(ticket.wait(10) for ticket in early)
    late = one.submit(work, order, visitor="d", keys=["same"])
    assert late.wait(0)
    assert [ticket.answers[0].value for ticket in (*early, late)] == ["x"] * 4
    assert notes(file) == ["x"]


def test_who_shares_a_task_has_his_own_turn_and_survives_the_others_cancelling(one, held, tmp_path):
    file = tmp_path / "notes"
    many = one.submit(work, [("note", (str(file), f"a{k}")) for k in range(4)], visitor="a", keys=[*"wxyz"])
    last = one.submit(work, [("note", (str(file), "a3"))], visitor="b", keys=["z"])
    held()
    assert last.wait(10)
    assert many.wait(10)
    assert notes(file) == ["a0", "a3", "a1", "a2"]


def test_a_shared_task_is_done_for_who_stays(one, held, tmp_path):
    file = tmp_path / "notes"
    first, second = (one.submit(work, [("note", (str(file), "kept"))], visitor=name, keys=["of both"]) for name in "ab")
    first.cancel()
    held()
    assert second.wait(10)
    assert second.answers[0].value == "kept"


def test_a_key_that_all_have_cancelled_is_asked_anew(one, held, tmp_path):
    file = tmp_path / "notes"
    order = [("note", (str(file), "again"))]
    one.submit(work, order, visitor="a", keys=["dropped"]).cancel()
    ticket = one.submit(work, order, visitor="a", keys=["dropped"])
    held()
    assert ticket.wait(10)
    assert notes(file) == ["again"]


def test_failures_are_not_kept(one, tmp_path):
    assert answer(one, ("raise", 1), keys=["fails"]).error == "KeyError"
    assert answer(one, ("say", 1), keys=["fails"]).value == 1


def test_a_worker_that_dies_once_costs_nothing_and_always_costs_its_task(one, tmp_path):
    assert answer(one, ("die once", str(tmp_path / "mark"))).error is None
    ticket = one.submit(work, [("die", None), ("say", 2)], visitor="me")
    assert ticket.wait(60)
    assert ticket.answers[0].error == WORKER_DIED
    assert ticket.answers[1].value == 2


def test_a_task_that_takes_too_long_is_ended_once_and_the_next_goes_on(one):
    ticket = one.submit(work, [("sleep", 100), ("say", 2)], visitor="me")
    assert ticket.wait(60)
    assert ticket.answers[0].error == TIMED_OUT
    assert ticket.answers[0].message == "not done after 3 s"
    assert ticket.answers[1].value == 2


@pytest.mark.parametrize("task", [lambda: 1, threading.Lock()], ids=["function", "lock"])
def test_a_task_that_cannot_travel_is_a_failure_of_its_own(one, task):
    ticket = one.submit(work, [("say", task), ("say", 2)], visitor="me")
    assert ticket.wait(10)
    assert ticket.answers[0].error is not None
    assert ticket.answers[1].value == 2


def test_who_waits_for_progress_is_woken_by_it(one, held):
    ticket = one.submit(work, [("say", 1), ("say", 2)], visitor="me")
    assert ticket.changed(0, 0.05) == 0
    assert not ticket.wait(0.05)
    held()
    assert ticket.changed(0, 10) >= 1
    assert ticket.changed(1, 10) == 2
    assert ticket.changed(2, 10) == 2, "nothing more can come: nobody waits for it"


def test_answers_are_kept_up_to_so_many_bytes_and_the_oldest_make_room():
    kept = KeptAnswers(100)
    for name in "abc":
        kept.put(name, Answer(value=name), 40)
    assert (kept.get("a"), kept.size) == (None, 80)
    kept.get("b")
    kept.put("d", Answer(value="d"), 40)
    assert kept.get("c") is None
    assert kept.get("b").value == "b"
    kept.put("e", Answer(value="e"), 101)
    assert (kept.get("e"), kept.size) == (None, 80)


def test_large_answers_push_small_ones_out_of_what_is_kept(one, tmp_path):
    file = tmp_path / "notes"
    order = ("note", (str(file), "x"))
    answer(one, order, keys=["small"])
    for k in range(3):
        assert answer(one, ("zeros", 40_000 + k), keys=[f"large {k}"]).value.size == 40_000 + k
    answer(one, order, keys=["small"])
    assert notes(file) == ["x", "x"]


def test_stopping_ends_every_process_and_everybody_who_waits():
    engine = Engine(2)
    pids = set()
    while len(pids) < 2:
        ticket = engine.submit(work, [("pid", None)] * 8, visitor="me")
        assert ticket.wait(120)
        pids |= {given.value for given in ticket.answers.values()}
    ticket = engine.submit(work, [("sleep", 60)] * 4, visitor="me")
    waited = []
    waiting = threading.Thread(target=lambda: waited.append(ticket.wait(60)))
    waiting.start()
    engine.stop()
    waiting.join(5)
    assert waited == [True]
    assert {given.error for given in ticket.answers.values()} == {CANCELLED}
    assert engine.submit(work, [("say", 1)], visitor="me").answers[0].error == CANCELLED
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_an_engine_that_nobody_stops_ends_with_its_process_without_a_word():
    script = """
        from sim.ui.engine import engine
        ticket = engine().submit(abs, [-1], visitor="me")
        assert ticket.wait(120)
        print(ticket.answers[0].value)
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")
