"""Solara as this page wants it: it tells nobody of a visit, loads nothing from elsewhere, lets go of who has left."""

from __future__ import annotations

import sys
from pathlib import Path

import solara.server.settings

from sim.ui.texts import say

ABSENT = "10m"
"""How long the kernel of a page whose connection broke waits for it to come back; Solara's own day is too long."""


def quieten() -> None:
    """Set it so. What is set in the environment does not count: the page must not depend on it."""
    settings = solara.server.settings
    settings.telemetry.mixpanel_enable = False  # it would tell a third party of every visit
    settings.theme.show_banner = False
    settings.theme.title = say("serve_title", "en")
    settings.assets.fontawesome_enabled = False
    settings.kernel.cull_timeout = ABSENT
    settings.main.mode = "production"  # no hot reload, and no check that asks Solara's own site
    settings.session.http_only = True


def assets_folder() -> Path:
    """Where the page's scripts and styles lie, which come with the package `solara-assets`."""
    return Path(solara.server.settings.assets.proxy_cache_dir)


def widgets_folder() -> Path:
    """Where the scripts of the widget packages of this environment lie; those of a user's own Jupyter are not ours."""
    return Path(sys.prefix, "share", "jupyter", "nbextensions")
