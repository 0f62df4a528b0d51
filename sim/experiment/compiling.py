"""The first run after installation: its kernels are compiled in two processes at once, from both ends of the day.

Numba compiles a kernel when it is first called, one at a time in a process, and leaves it in the cache of all. So while
the first run comes through its day in order, a helper goes through the other half of it and fills the cache ahead:
judging and the desks, then the end of the evening, then hearing, of which the first day has none. Where both meet, a
kernel may be compiled twice, which costs that kernel's time and nothing else. The helper decides nothing and keeps
nothing but the cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import numpy as np

from sim.agents import consumer
from sim.agents.books import close_books
from sim.experiment.processors import processors
from sim.experiment.roomy import roomy
from sim.kernels import words
from sim.kernels.compiled import is_cold, leaving_garbage
from sim.kernels.records import THREAD, TRIP, WORD
from sim.model import Model
from sim.scenario.loading import load_scenario

SMALL = ("consumers.count=20", "days=2")


@contextmanager
def compiling_beside() -> Iterator[None]:
    """Have a helper compile, as long as this lasts, if nothing is compiled yet and there is a processor for it."""
    if not is_cold():
        yield
        return
    with ExitStack() as beside:
        beside.enter_context(leaving_garbage())
        if processors() > 1:
            beside.enter_context(_helper())
        yield


@contextmanager
def _helper() -> Iterator[None]:
    code = f"import sys; sys.path[:] = {sys.path!r}; from sim.experiment.compiling import help_to_compile as h; h()"
    # Its own session: a Ctrl-C on the terminal is for the parent, who then ends the helper. And its input is a pipe,
    # which ends with the parent, however that goes.
    helper = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        helper.kill()
        helper.communicate()


def help_to_compile() -> None:
    """What the helper does until its parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    compile_other_half()
    os._exit(0)  # taking away what the compiler leaves would take as long as two kernels


def _end_with_parent() -> None:
    os.read(0, 1)  # nothing is ever sent
    os._exit(0)


@roomy
def compile_other_half() -> None:
    """Call what a run comes to last, in an order in which the run does not come to it at the same time.

    What happened is made up, one event of each kind, for only the types of what a kernel is given matter. The first
    world has no platforms: networks are the first thing that the run itself compiles. Its day does not begin: that
    comes soon after.
    """
    with leaving_garbage():
        _live_the_other_half()


def _live_the_other_half() -> None:
    model = Model(load_scenario({"extends": "baseline", "remove": ["platforms.facebook", "platforms.twitter"]}, SMALL))
    world = model.world
    world.trips = np.zeros(1, dtype=TRIP)
    consumer.judge(world)
    consumer.ask(world)
    world.complaints = np.zeros(1, dtype=THREAD)
    world.questions = np.zeros(1, dtype=THREAD)
    world.questions["question"] = 1
    model.desks.answer()
    consumer.end_day(world)

    model = Model(load_scenario("baseline", SMALL))
    world = model.world
    world.begin_day()
    close_books(world)
    world.settle_pages()
    world.settle_staff()
    model.recorder.note(world, model.ideas)
    world.said = np.zeros(1, dtype=WORD)
    consumer.hear_friends(world)  # on the second day for the first time, for nobody has said anything before
    words.keep_one_each(world.said, words.by_author_and_retailer(world.said), world.word_tally)
    world.threads.tidy(world.day, world.life_days)
    consumer.turn_window(world)
    world.trips = np.zeros(1, dtype=TRIP)
    consumer.serve_in_turn(world)
    world.it.down[:] = True  # what came before an outage has to wait
    world.complaints = np.zeros(1, dtype=THREAD)
    model.desks.answer()
