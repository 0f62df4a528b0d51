"""The web page: start it with ``solara run app.py --no-open``."""

import solara.server.settings

from sim.ui.page import Layout, Page

solara.server.settings.telemetry.mixpanel_enable = False  # it would tell a third party of every visit
solara.server.settings.theme.show_banner = False
solara.server.settings.assets.fontawesome_enabled = False

__all__ = ["Layout", "Page"]
