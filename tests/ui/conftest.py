"""The page as a visitor meets it: a real server, and a browser in which nothing may go wrong unnoticed."""

import contextlib
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

COMMAND = (sys.executable, "-m", "sim", "app")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
START_SECONDS = 240  # compiling the kernels from nothing is in it


@dataclass
class Served:
    """A server that runs: where it is, its process, and what it has said."""

    address: str
    process: subprocess.Popen
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1].strip("/"))

    def stop(self, number=signal.SIGINT, seconds=30):
        """Tell it to stop and wait; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(seconds)


@contextlib.contextmanager
def running(*options, command=COMMAND) -> Iterator[Served]:
    """A server of one's own, with these options of `trm app`."""
    process = subprocess.Popen(
        [*command, "--port", "0", "--no-ahead", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    served = Served("", process)
    listening = threading.Thread(target=lambda: served.err.extend(process.stderr), daemon=True)
    listening.start()
    watch = threading.Timer(START_SECONDS, process.kill)
    watch.start()
    try:
        first = process.stdout.readline()
        watch.cancel()
        assert first.startswith("The page is at http"), f"it said {first!r} and {''.join(served.err)}"
        served.address = first.split()[4]
        served.out.append(first)
        yield served
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        listening.join(10)
        served.out.extend(process.stdout)
        process.stdout.close()
        process.stderr.close()


@pytest.fixture(scope="session")
def server():
    """The address of a server that all tests of this process share, such as ``http://127.0.0.1:40913/``."""
    with running() as served:
        yield served.address


@pytest.fixture(scope="module")
def browser():
    """A browser that stands on this machine; none is downloaded."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no browser is installed (chromium)")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield launched
        launched.close()


class Visits:
    """Opens pages of a server and notes what must not happen: errors, failed requests, requests to anybody else."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        self.problems = []
        self._contexts = []

    def __call__(self, query="", *, width=1440, height=900, wait=True, before=None, **options):
        """A page of a visitor of its own, opened at a query such as ``?view=compare``.

        `options` are those of a browser context, such as ``color_scheme="dark"`` or ``locale="id"``. With
        ``wait=False`` it is not waited until the page is open; `before` is told the page before it goes anywhere.
        """
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        self._contexts.append(context)
        page = context.new_page()
        self.watch(page)
        if before is not None:
            before(page)
        page.goto(f"{self.address}{query}")
        if wait:
            page.locator(".trm-page").first.wait_for(timeout=60_000)
        return page

    def watch(self, page):
        """Note what goes wrong in a page that was opened in another way."""
        page.on("request", self._note_foreign)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("requestfailed", self._note_failed)
        page.on("response", lambda got: got.status < 400 or self.problems.append(f"{got.status}: {got.url}"))
        page.on("console", lambda said: said.type != "error" or self.problems.append(f"console: {said.text}"))

    def _note_foreign(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"foreign request: {request.url}")

    def _note_failed(self, request):
        self.problems.append(f"failed request: {request.url} ({request.failure})")

    def close(self):
        for context in self._contexts:
            context.close()
        self._contexts.clear()


@pytest.fixture
def visit(browser, server):
    """Opens pages: ``page = visit("?view=compare&lang=id")``. The test fails when anything goes wrong in one."""
    visits = Visits(browser, server)
    yield visits
    visits.close()
    assert not visits.problems, "\n".join(visits.problems)


@pytest.fixture
def check_access():
    """Checks that a page is open to all: ``check_access(page)`` fails with what axe finds wrong."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

    def check(page):
        rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa"]}}
        found = axe.Axe().run(page, options=rules).response["violations"]
        said = [
            f"{rule['id']}: {node['html'][:200]} ({node['failureSummary']})" for rule in found for node in rule["nodes"]
        ]
        assert not said, "\n".join(said)

    return check


@pytest.fixture
def check_both_themes(check_access):
    """The same in light and in dark, of a page that follows the visitor's system."""

    def check(page):
        ground = "getComputedStyle(document.body).backgroundColor"
        page.emulate_media(color_scheme="light")
        light = page.evaluate(ground)
        check_access(page)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(f"{ground} !== '{light}'")
        check_access(page)
        page.emulate_media(color_scheme="light")
        page.wait_for_function(f"{ground} === '{light}'")

    return check
