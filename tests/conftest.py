"""What holds for every test: markers, reproducible examples, the real data, and no silent skips in CI.

Tests run in random order (the header prints the seed; `--randomly-seed=N` repeats an order), because
a test that needs another one to run first hides a defect.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

MARKERS = (
    "mesa: the surface that Mesa users meet; CI runs these a second time on the newer Mesa of Python 3.12",
    "real_data: reads the real-data folder (set by itself on every test that uses `shared_data`)",
    "browser: drives a real browser",
)
NO_DATA = "no real-data folder"
IN_CI = os.environ.get("TRM_CI") == "1"

# Compiling a kernel inside the first example takes seconds, so neither a deadline nor the slowness
# check says anything. CI draws the same examples each time: a failure there is the change's doing.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if IN_CI else "default")


def real_data_folder() -> Path:
    """Where the real data would be: TRM_DATA, or `shared/data` beside the repository."""
    chosen = os.environ.get("TRM_DATA")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; a test that asks for it is skipped where the folder is absent."""
    folder = real_data_folder()
    if not folder.is_dir():
        pytest.skip(f"{NO_DATA} at {folder} (set TRM_DATA; the documentation says where to get the files)")
    return folder


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if IN_CI and not hasattr(config, "workerinput"):  # the controller sees the reports of all workers
        config.pluginmanager.register(NoSilentSkips(), "no-silent-skips")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "shared_data" in getattr(item, "fixturenames", ()):
            item.add_marker("real_data")


class NoSilentSkips:
    """Makes a run fail that skipped anything but tests of absent real data: a skipped test shows nothing."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if NO_DATA not in reason:
            self.skipped.append(f"{report.nodeid}: {reason}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return (yield)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skipped:
            terminalreporter.section("skipped although TRM_CI=1: CI has to run every test", red=True)
            for line in sorted(set(self.skipped)):
                terminalreporter.line(line)
