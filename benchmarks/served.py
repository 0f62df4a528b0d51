"""The page's server and a browser, as a visitor has them."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.errors import InputError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@contextmanager
def served() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server, and its address."""
    command = [sys.executable, "-m", "sim", "app", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().split()[4]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser that stands on this machine."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise InputError("no browser is installed", allowed=", ".join(_BROWSERS))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-quic"])
        yield browser
        browser.close()
