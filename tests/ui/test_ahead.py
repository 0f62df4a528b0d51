"""What is run before anybody asks is what the first question of the start page asks for."""

import pytest

pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")

from sim.ui import running
from sim.ui.ahead import NOBODY, run_ahead
from sim.ui.asked import Asked
from sim.ui.comparing import question_of
from sim.ui.engine import Engine
from sim.ui.running import submit
from sim.ui.views.landing import questions

SMALL = Asked(consumers=60, days=20, pairs=2)


class Noting:
    """In place of the engine: notes what is asked for."""

    def __init__(self):
        self.asked = []

    def submit(self, work, tasks, *, visitor, keys):
        self.asked.append((work, tuple(keys), visitor))


@pytest.fixture
def noting(monkeypatch):
    made = Noting()
    monkeypatch.setattr(running, "engine", lambda: made)
    return made


def test_the_first_visitor_finds_the_first_question_of_the_start_page_run(noting):
    run_ahead()
    first = next(iter(questions(Asked(language="id", theme="dark")).values()))
    submit(question_of(first), "a visitor")
    ahead, asked = noting.asked[:2], noting.asked[2:]
    assert [one[:2] for one in ahead] == [one[:2] for one in asked]
    assert {visitor for *_, visitor in ahead} == {NOBODY}


def test_who_asks_the_same_shares_the_answers_and_who_asks_otherwise_does_not(monkeypatch):
    own = Engine(1)
    monkeypatch.setattr(running, "engine", lambda: own)
    own.start()
    try:
        films, runs = run_ahead(SMALL)
        assert films.wait(120)
        assert runs.wait(120)
        first = next(iter(questions(SMALL).values()))
        again, others = submit(question_of(first), "a visitor")
        assert again.done == 2
        assert others.done == others.total == 2
        assert again.answers[0].value is films.answers[0].value
        other_seed = Asked(consumers=60, days=20, pairs=2, seed=2)
        fresh, _ = submit(question_of(next(iter(questions(other_seed).values()))), "a visitor")
        assert fresh.done == 0
    finally:
        own.stop()
