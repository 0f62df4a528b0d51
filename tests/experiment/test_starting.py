"""A quick start: the collector of garbage rests, and nothing is imported that a run does not use."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
from importlib.metadata import version
from types import ModuleType

import pytest

from sim.agents.mesa_api import Later, put_off
from sim.experiment.starting import starting

MESA = tuple(int(part) for part in version("mesa").split(".")[:2])


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


WEIGHTY = ["pandas", "pyarrow", "jinja2", *(["networkx", "scipy.spatial"] if MESA < (3, 5) else [])]
"""What a run does not use, and takes as long to import as all that it does; Mesa 3.5 makes use of networkx itself."""


def test_a_run_whose_results_are_not_kept_imports_nothing_that_it_does_not_use():
    program = (
        "import sys\n"
        "from sim.experiment.starting import starting\n"
        "with starting():\n"
        "    from sim.experiment.replicate import replicate\n"
        "replicate('baseline', replicates=1, overrides=['consumers.count=20', 'days=2'])\n"
        f"print([name for name in {WEIGHTY} if name in sys.modules])\n"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"


def test_what_mesa_puts_off_is_there_when_it_is_asked_for():
    program = (
        "import sys\n"
        "from sim.agents import mesa_api\n"
        "import mesa, mesa.datacollection\n"
        "assert 'pandas' not in sys.modules\n"
        "collector = mesa.DataCollector(model_reporters={'steps': 'steps'})\n"
        "model = mesa.Model()\n"
        "collector.collect(model)\n"
        "import pandas\n"
        "assert isinstance(collector.get_model_vars_dataframe(), pandas.DataFrame)\n"
        "import mesa.experimental\n"
        "assert mesa.experimental is sys.modules['mesa.experimental']\n"
        "from mesa.experimental.devs import ABMSimulator\n"
        "from mesa.space import NetworkGrid\n"
        "import networkx\n"
        "NetworkGrid(networkx.path_graph(3))\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_stand_in_is_withdrawn_and_a_module_that_is_there_stays(monkeypatch):
    here, away = ModuleType("here"), "sim.kernels.no_such_module"
    monkeypatch.setitem(sys.modules, "here", here)
    with put_off("here", away):
        assert sys.modules["here"] is here
        stand_in = sys.modules[away]
        assert isinstance(stand_in, Later)
        assert not hasattr(stand_in, "__file__")  # who only looks does not fetch it
        assert sys.modules[away] is stand_in
    assert away not in sys.modules
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        stand_in.anything  # noqa: B018
    with put_off(away):
        pass
    assert away not in sys.modules


def test_a_stand_in_gives_what_the_module_holds(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with put_off("colorsys"):
        import colorsys as stand_in
    assert isinstance(stand_in, Later)
    assert stand_in.rgb_to_hsv(1.0, 0.0, 0.0) == (0.0, 1.0, 1.0)
    assert sys.modules["colorsys"].rgb_to_hsv is stand_in.rgb_to_hsv
    with pytest.raises(AttributeError):
        stand_in.no_such_name  # noqa: B018
