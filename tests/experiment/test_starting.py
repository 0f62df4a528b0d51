"""While the model is imported the collector of garbage rests; afterwards it works as before."""

from __future__ import annotations

import contextlib
import gc
import sys

from sim.experiment.starting import starting


def test_the_collector_rests_while_the_model_is_imported_and_then_goes_on(monkeypatch):
    monkeypatch.delitem(sys.modules, "sim.model", raising=False)
    frozen = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(gc.isenabled()))
    with contextlib.suppress(ImportError), starting():
        assert not gc.isenabled()
        raise ImportError
    assert gc.isenabled()
    assert frozen == [False]


def test_garbage_of_a_program_that_has_the_model_is_still_collected(monkeypatch):
    monkeypatch.setitem(sys.modules, "sim.model", sys)
    before = gc.get_freeze_count()
    with starting():
        assert gc.isenabled()
    assert gc.get_freeze_count() == before
