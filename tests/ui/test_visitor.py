"""The visitor for whom code runs: one open page, whose wishes end with it."""

from types import SimpleNamespace

import pytest

pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")

from sim.ui import visitor as module
from sim.ui.visitor import NOBODY, visitor


@pytest.fixture
def closing(monkeypatch):
    """An open page, for which the code below runs; what is called when it is closed."""
    callbacks = []
    page = SimpleNamespace(id="mine", user_dicts={}, on_close=callbacks.append)
    solara = SimpleNamespace(has_current_context=lambda: True, get_current_context=lambda: page)
    monkeypatch.setattr(module, "kernel_context", solara)
    return callbacks


def test_the_visitor_is_the_page_and_leaves_the_engine_once_when_it_is_closed(closing, monkeypatch):
    left = []
    monkeypatch.setattr(module, "engine", lambda: SimpleNamespace(leave=left.append))
    assert visitor() == visitor() == "mine"
    assert left == []
    for callback in closing:
        callback()
    assert left == ["mine"]


def test_where_no_page_is_open_there_is_nobody():
    assert visitor() == NOBODY
