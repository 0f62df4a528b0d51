"""Pictures of the page: `python docs/pictures.py` renews those that the documents show.

With ``--every FOLDER`` it writes every view at every size, in light and dark, English and Indonesian: to be looked at
after a change of the page.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.served import browsing, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parent / "pictures"
SIZES = {"desktop": (1440, 900), "projector": (1024, 768), "phone": (390, 844)}
COMPARED = "view=compare&n=800&pairs=8&run=1"
MAPPED = "view=sweep&n=300&days=120&levels=4&reps=2&run=1"


def settled(page: Page) -> None:
    """Wait until nothing more is coming: a heading stands there, no progress bar does, drawings had time to appear."""
    page.locator("h1").first.wait_for(timeout=60_000)
    page.wait_for_timeout(1_500)
    page.wait_for_function("!document.querySelector('progress')", timeout=180_000)
    page.wait_for_timeout(4_000)


def to_the_worlds(page: Page) -> None:
    """The two worlds, in the middle of their year."""
    settled(page)
    page.get_by_role("slider").first.scroll_into_view_if_needed()
    page.locator(".trm-player").evaluate("element => element.scrollIntoView()")
    page.wait_for_timeout(1_000)


def to_a_consumer(page: Page) -> None:
    """Somebody whose two lives are shown."""
    settled(page)
    page.locator(".trm-choose input").fill("7")
    page.keyboard.press("Enter")
    page.wait_for_timeout(3_000)
    page.locator(".trm-consumer").evaluate("element => element.scrollIntoView()")
    page.wait_for_timeout(1_000)


def to_the_accounts(page: Page) -> None:
    """What stands on the accounts."""
    settled(page)
    feed = page.locator(".trm-feed-box").first
    feed.evaluate("element => element.closest('.trm-pair').parentElement.scrollIntoView()")
    page.wait_for_timeout(1_000)


Ready = Callable[["Page"], None]
VIEWS: dict[str, tuple[str, Ready]] = {
    "start": ("", settled),
    "comparison": (COMPARED, settled),
    "worlds": (f"{COMPARED}&day=200", to_the_worlds),
    "consumer": (f"{COMPARED}&day=200", to_a_consumer),
    "accounts": (f"{COMPARED}&day=200", to_the_accounts),
    "settings": ("view=compare", settled),
    "story": ("view=story&step=3", settled),
    "story-told": ("view=story&step=3&n=400&days=180&run=1", settled),
    "puzzle": ("view=story&step=8", settled),
    "sweep": (MAPPED, settled),
    "presenter": (f"{COMPARED}&present=1", settled),
    "refused": ("view=nowhere", settled),
}
"""What an address shows, and when it can be taken."""
SCREENS = ("worlds", "consumer", "accounts")
"""Views that are a part of a page, scrolled to."""
SHOWN = {
    "start": ("start", "desktop", "light", "en"),
    "comparison": ("comparison", "desktop", "light", "en"),
    "worlds": ("worlds", "desktop", "light", "en"),
    "story": ("story", "desktop", "light", "id"),
    "sweep": ("sweep", "desktop", "light", "en"),
    "presenter": ("presenter", "projector", "dark", "id"),
    "phone": ("comparison", "phone", "light", "id"),
}
"""The pictures of the documents: view, size, theme, language."""


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python docs/pictures.py", description="Take pictures of the page.")
    parser.add_argument("--every", type=Path, metavar="FOLDER", help="every view, size, theme and language")
    parser.add_argument("--only", metavar="VIEW", help="of --every, one view")
    chosen = parser.parse_args()
    folder: Path = chosen.every or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = dict(every(chosen.only)) if chosen.every else SHOWN
    with served() as (_, address), browsing() as browser:
        for name, (view, size, theme, language) in wanted.items():
            with opened(browser, address, view, size, theme, language) as page:
                # The whole page where it is to be looked at; what a screen shows where it is to be read about.
                page.screenshot(path=folder / f"{name}.png", full_page=bool(chosen.every) and view not in SCREENS)
            print(folder / f"{name}.png", flush=True)


def every(only: str | None) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
    """Every view at every size; dark and Indonesian go together, so that each is seen at each size."""
    for view, size, (theme, language) in product(VIEWS, SIZES, (("light", "en"), ("dark", "id"))):
        if only in (None, view):
            yield f"{view}-{size}-{theme}", (view, size, theme, language)


@contextmanager
def opened(browser: Browser, address: str, view: str, size: str, theme: str, language: str) -> Iterator[Page]:
    """A page at a view, ready to be taken."""
    query, ready = VIEWS[view]
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(f"{address}?{query}&theme={theme}&lang={language}".replace("?&", "?"))
    ready(page)
    page.add_style_tag(content=".trm-player .trm-feed-box { content-visibility: visible !important }")  # off the screen
    page.wait_for_timeout(300)
    yield page
    context.close()


if __name__ == "__main__":
    main()
