"""The HTML that a browser gets: Solara's document in our words, open to all, and the page of a full room."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

import jinja2
from solara.server import server as solara_server

from sim.experiment.numerals import Language
from sim.ui.page import LOOK
from sim.ui.texts import topic

_ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
    "<rect width='32' height='32' rx='7' fill='#14181f'/>"
    "<circle cx='11' cy='16' r='6' fill='#7cb8ff'/><circle cx='21' cy='16' r='6' fill='#ffb067'/></svg>"
)
ICON = f"data:image/svg+xml,{quote(_ICON)}"
TEMPLATES = Path(__file__).parent.parent / "templates"


def language_of(asked: str | None, accepted: str | None) -> Language:
    """The language of a request: what its address asks for, else what the browser would like best."""
    if asked in ("en", "id"):
        return "id" if asked == "id" else "en"
    first = (accepted or "").split(",")[0].strip().lower()
    return "id" if first.startswith(("id", "in-")) or first == "in" else "en"


def document(language: Language) -> str:
    """The page's HTML.

    Solara's template has no place for some of this, so its text is changed. A part that is no longer found is an error:
    the page would silently lose what makes it open to all.
    """
    said = {"en": topic("serve", "en"), "id": topic("serve", "id")}
    made = solara_server.read_root(
        "/", render_kwargs={"language": language, "said": said, "look": LOOK.read_text(encoding="utf-8")}
    )
    assert made is not None  # the page has the one route that is asked for
    for found, instead in _changes(language):
        if found not in made:
            raise RuntimeError(f"Solara's template no longer has {found!r}")
        made = made.replace(found, instead)
    return made


@cache
def _changes(language: Language) -> tuple[tuple[str, str], ...]:
    words = topic("serve", language)
    opening = f'<p class="trm-opening" role="status">{words["opening"]}</p>'
    return (
        ("<html>", f'<html lang="{language}">'),
        (
            "initial-scale=1, maximum-scale=1, user-scalable=no, minimal-ui",
            "initial-scale=1",
        ),
        ('<link rel="icon" type="image/png" sizes="any" href="/static/assets/favicon.png">', ""),
        (
            '<link rel="icon" type="image/svg+xml" href="/static/assets/favicon.svg">',
            f'<link rel="icon" type="image/svg+xml" href="{ICON}">',
        ),
        (
            '<div id="pre-rendered-html-present" style="display: none"></div>',
            f'<div id="pre-rendered-html-present" style="display: none"></div>{opening}',
        ),
        ("<v-progress-linear :style", f'<v-progress-linear aria-label="{words["working"]}" :style'),
        (
            """<v-progress-circular indeterminate size="128" style="text-align: center;">Server
                disconnected.</v-progress-circular>""",
            f'<p role="alert" class="trm-note-over">{both("lost")}</p>',
        ),
        (
            """<v-progress-circular indeterminate size="64" width="4"></v-progress-circular>
                <div style="margin-top: 16px;">Restoring session…</div>""",
            f'<p role="status" class="trm-note-over">{both("opening")}</p>',
        ),
        ("Could not restore session. Please refresh the page.", both("stale")),
        ("App is disconnected, and may not function properly. Please refresh the page.", both("stale")),
        ("Please refresh the page</v-card-title>", f"{both('stale_title')}</v-card-title>"),
        ("Could not restore session. Please refresh.\n", f"{both('stale')}\n"),
        ("Refresh now\n", f"{both('reload')}\n"),
        ("Cancel\n", f"{both('not_now')}\n"),
    )


def both(key: str) -> str:
    """A text in both languages, of which the style shows the one that the document is in at the time."""
    return "".join(
        f'<span class="trm-{language}" lang="{language}">{topic("serve", language)[key]}</span>'
        for language in ("en", "id")
    )


def room_full(language: Language, query: str) -> str:
    """The page that says that all seats are taken; its link asks the same again."""
    words: Mapping[str, str] = topic("serve", language)
    again = f"?{query}" if query else ""
    return _own("room-full.html.j2").render(language=language, words=words, icon=ICON, query=again)


@cache
def _own(name: str) -> jinja2.Template:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return jinja2.Environment(loader=loader, autoescape=True).get_template(name)
