"""Where compiled code is kept: in a place of the user's own, apart for every state of the sources."""

import os
import subprocess
import sys
import tempfile

import pytest

from sim.kernels import compiled
from sim.model import Model
from sim.scenario.loading import load_scenario

LEAF = f"numba-{compiled._sources_hash()}"


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A home and a folder for temporary files, and no wish of the user."""
    for name in ("TRM_CACHE_DIR", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(compiled.Path, "home", lambda: tmp_path / "home")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path


def test_the_users_cache_is_taken_when_nothing_is_wished(places, monkeypatch):
    assert compiled._choose_cache() == places / "home" / ".cache" / "trm" / LEAF
    monkeypatch.setenv("XDG_CACHE_HOME", str(places / "xdg"))
    assert compiled._choose_cache() == places / "xdg" / "trm" / LEAF


@pytest.mark.parametrize("name", ["TRM_CACHE_DIR", "NUMBA_CACHE_DIR"])
def test_a_folder_that_is_wished_gets_a_part_for_these_sources_once(places, monkeypatch, name):
    """Numba does not see that a helper in another module has changed: no folder is used as it stands."""
    monkeypatch.setenv(name, str(places / "wished"))
    found = compiled._choose_cache()
    assert found == places / "wished" / LEAF
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(found))  # as a process that this one starts inherits it
    assert compiled._choose_cache() == found


def test_what_cannot_be_written_is_passed_over(places, monkeypatch):
    (places / "file").write_text("in the way")
    monkeypatch.setenv("TRM_CACHE_DIR", str(places / "file"))
    assert compiled._choose_cache() == places / "home" / ".cache" / "trm" / LEAF


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no modes of files")
def test_among_temporary_files_only_a_folder_of_ones_own_is_used(places, monkeypatch):
    """What lies in the cache is executed, and where all users may write another may have put it."""
    (places / "home" / ".cache").write_text("in the way")
    first = compiled._choose_cache()
    shared = places / "temporary" / f"trm-cache-{os.getuid()}"
    assert first == shared / LEAF
    assert shared.stat().st_mode & 0o777 == 0o700
    shared.chmod(0o777)
    assert compiled._choose_cache().parent == places / "temporary"
    shared.chmod(0o700)
    another = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: another)
    shared.rename(places / "temporary" / f"trm-cache-{another}")  # somebody else's, under this user's name
    assert compiled._choose_cache().parent == places / "temporary"


def test_who_imported_numba_before_keeps_the_kernels_in_the_same_place(tmp_path):
    code = "import numba; from sim.kernels import compiled as c; print(numba.config.CACHE_DIR == str(c.CACHE), c.CACHE)"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TRM_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["True", str(tmp_path / LEAF)]


@pytest.mark.parametrize(("days", "warm"), [(1, False), (2, True)])
def test_only_a_run_that_came_to_its_end_makes_the_cache_whole(tmp_path, monkeypatch, days, warm):
    """A first run that was interrupted has left some kernels, and the next one still has the rest to compile."""
    monkeypatch.setattr(compiled, "CACHE", tmp_path)
    (tmp_path / "judge-1.py311.1.nbc").write_bytes(b"")
    assert compiled.is_cold()
    model = Model(load_scenario("baseline", ("consumers.count=50", f"days={days}")))
    assert compiled.is_cold()
    model.run()
    assert compiled.is_cold() is not warm
    monkeypatch.setattr(compiled.numba, "__version__", "another")
    assert compiled.is_cold()
