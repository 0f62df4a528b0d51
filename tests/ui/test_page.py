"""The page starts, runs a world when asked, and asks nobody but its own server for anything."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

solara = pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")

ROOT = Path(__file__).resolve().parents[2]


def test_the_button_runs_a_world_and_shows_its_outcomes():
    import ipyvuetify
    import solara.widgets

    from sim.metrics import OUTCOMES
    from sim.ui.page import Page

    _, rendered = solara.render(Page(), handle_error=False)

    def shown():
        return [widget.unsafe_innerHTML for widget in rendered.find(solara.widgets.HTML).widgets]

    try:
        assert not any("<table" in text for text in shown())
        rendered.find(ipyvuetify.Btn).widget.click()
        until = time.monotonic() + 200
        while not any("<table" in text for text in shown()):
            assert time.monotonic() < until, "no table came"
            assert not rendered.find(ipyvuetify.Alert).widgets
            time.sleep(0.2)
        (table,) = (text for text in shown() if "<table" in text)
        assert all(outcome.title in table for outcome in OUTCOMES.values())
        assert sum("<svg" in text for text in shown()) == 2
    finally:
        rendered.close()


@pytest.fixture
def server():
    """The address of a page served by a process of its own."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "solara", "run", "app.py", "--no-open", "--production", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    address = f"http://localhost:{port}/"
    try:
        until = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, process.stderr.read().decode()
                assert time.monotonic() < until, "the page was not served"
                time.sleep(0.3)
        yield address
    finally:
        process.kill()
        process.communicate()


@pytest.mark.browser
def test_a_browser_shows_a_run_without_asking_anybody_else(server):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        pytest.skip("no browser is installed (chromium)")
    foreign, problems = [], []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        page = browser.new_page()
        page.on("request", lambda r: r.url.startswith((server, "data:", "blob:")) or foreign.append(r.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda request: problems.append(request.url))
        page.goto(server)
        page.get_by_role("button", name="Run").click(timeout=60_000)
        page.locator("table").wait_for(timeout=120_000)
        assert page.get_by_role("img").count() == 2
        browser.close()
    assert not foreign
    assert not problems
