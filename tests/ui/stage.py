"""A bare page with the player's widget on it, whose Python side is played by a few lines: no server, no Solara."""

from __future__ import annotations

import base64
import json
from typing import Any

from sim.ui.widgets.player import PlayerWidget

ADDRESS = "http://stage.test/"
STAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>stage</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="look.css"><link rel="stylesheet" href="player.css"></head>
<body><main id="here"></main><script type="module">
import widget from "./player.js";
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
const revived = (state) =>
  Object.fromEntries(Object.entries(state).map(([k, v]) => [k, v && v.bytes !== undefined ? bytes(v.bytes) : v]));
const handlers = {};
const state = revived(await (await fetch("state.json")).json());
const told = (name) => (handlers[`change:${name}`] ?? []).forEach((act) => act());
window.saved = [];
const model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; window.saved.push([name, value]); },
  save_changes: () => {},
  on: (name, act) => (handlers[name] ??= []).push(act),
  off: (name, act) => (handlers[name] = (handlers[name] ?? []).filter((held) => held !== act)),
};
/** What Python would send. */
window.send = (changes) => {
  Object.assign(state, revived(changes));
  Object.keys(changes).forEach(told);
};
window.end = widget.render({ model, el: document.getElementById("here") });
</script></body></html>"""


def sendable(widget: PlayerWidget) -> dict[str, Any]:
    """What Python sends of a widget, as the stage takes it."""
    state = {name: getattr(widget, name) for name in PlayerWidget.class_own_traits(sync=True)}
    return {
        name: {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in state.items()
    }


def put_on_stage(page: Any, widget: PlayerWidget, look: str = "", wait_for: str = "B − A") -> None:
    """Open the stage in a page, and wait until the widget shows a text: by default, that it has drawn itself."""
    files = {
        "": (STAGE, "text/html"),
        "player.js": (widget._esm, "text/javascript"),
        "player.css": (widget._css, "text/css"),
        "look.css": (look, "text/css"),
        "state.json": (json.dumps(sendable(widget)), "application/json"),
    }

    def answer(route: Any) -> None:
        body, kind = files[route.request.url.removeprefix(ADDRESS)]
        route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")

    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)
    page.get_by_text(wait_for).first.wait_for()
