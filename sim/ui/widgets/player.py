"""The player: two filmed worlds, day by day, with everything that moves drawn in the browser."""

# mypy: disable-error-code="attr-defined, no-untyped-call"
# (Solara re-exports its names without saying so, and half of its functions have no annotations.)

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import solara
import traitlets

from sim.experiment.numerals import Language
from sim.experiment.texts import channel_name, outcome_title, words
from sim.metrics import OUTCOMES
from sim.ui.by_day import SERIES, Band
from sim.ui.film import Film
from sim.ui.mishap import heard
from sim.ui.packing import Packed, pack
from sim.ui.reasons import Reasons, told
from sim.ui.texts import topic

_HERE = Path(__file__).parent
_UPLOT = _HERE.parent / "vendor" / "uplot"
_PARTS = ("reel", "page", "colours", "network", "charts", "feed", "consumer", "controls", "player")
"""Parts of the script, each of which uses those before it. A widget is one module, so they are put together here."""
NOBODY = -1
"""In place of the number of a consumer."""
_REMEMBERED = 20


def _script() -> str:
    files = [_UPLOT / "uPlot.iife.min.js", *(_HERE / "player_parts" / f"{part}.js" for part in _PARTS)]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _style() -> str:
    files = [_UPLOT / "uPlot.min.css", _HERE / "player.css"]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


class PlayerWidget(anywidget.AnyWidget):
    """What the browser is sent, and what it tells.

    The browser sets `day` (when it has stood for half a second, and when playing stops) and `selected`; Python sets all
    else. `go` takes the browser to a day.
    """

    _esm = _script()
    _css = _style()

    film_a = traitlets.Bytes().tag(sync=True)
    film_b = traitlets.Bytes().tag(sync=True)
    meta_a = traitlets.Dict().tag(sync=True)
    meta_b = traitlets.Dict().tag(sync=True)
    bands = traitlets.Bytes().tag(sync=True)
    bands_meta = traitlets.Dict().tag(sync=True)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    go = traitlets.Dict({"day": 0, "turn": 0}).tag(sync=True)
    day = traitlets.Int(0).tag(sync=True)
    selected = traitlets.Int(NOBODY).tag(sync=True)
    reason = traitlets.Dict().tag(sync=True)


@solara.component
def Player(  # noqa: N802  (components are named like classes)
    film_a: Film,
    film_b: Film,
    *,
    labels: tuple[str, str],
    language: Language,
    day: int = 0,
    on_day: Callable[[int], None],
    selected: int | None = None,
    on_select: Callable[[int | None], None],
    bands: tuple[Mapping[str, Band], Mapping[str, Band]] | None = None,
    pairs: int = 0,
    reasons: Reasons | None = None,
    has_no_reasons: bool = False,
) -> None:
    """Two worlds side by side: networks, charts, the account's feed and one consumer's two lives, on any day.

    Parameters
    ----------
    film_a, film_b
        Two worlds of the same luck. The places of consumers are those of `film_a` where `film_b` has none.
    labels
        What the two sides are called; they are shown as text, whatever they hold.
    day, on_day
        The day to show, and who is told of another: at most twice a second, and when playing stops.
    selected, on_select
        The consumer whose lives are shown; None for nobody.
    bands, pairs
        Of each side, the bands of `sim.ui.by_day.bands`, and how many worlds are in them; None while these are run.
    reasons
        What `sim.ui.reasons.reasons` found; None while it is being found.
    has_no_reasons
        Nothing can be found, since the worlds have not the same parties.
    """
    days = solara.use_memo(lambda: _Days(day), [])

    def moved(to: int) -> None:
        days.reported(to)
        on_day(to)

    sent = solara.use_memo(lambda: _packed_bands(bands), [bands])
    reason = solara.use_memo(
        lambda: _reason(reasons, has_no_reasons, selected, language), [reasons, has_no_reasons, selected, language]
    )
    PlayerWidget.element(
        film_a=film_a.packed.data,
        film_b=film_b.packed.data,
        meta_a={"about": film_a.about, "places": film_a.packed.places},
        meta_b={"about": film_b.about, "places": film_b.packed.places},
        bands=b"" if sent is None else sent.data,
        bands_meta={} if sent is None else {"places": sent.places, "series": list(SERIES), "pairs": pairs},
        labels=list(labels),
        words=_words(language),
        language=language,
        go=days.asked(day),
        on_day=heard(moved),
        selected=NOBODY if selected is None else selected,
        on_selected=heard(lambda who: on_select(None if who == NOBODY else who)),
        reason=reason,
    )


class _Days:
    """Tells a day that the page asks for from the echo of one that the browser has reported.

    The page hands every reported day back. By then the browser may be further on, and must not be taken back.
    """

    def __init__(self, day: int) -> None:
        self._day = day
        self._go = {"day": day, "turn": 0}
        self._awaited: list[int] = []

    def reported(self, day: int) -> None:
        """The browser shows that day."""
        self._awaited = [*self._awaited, day][-_REMEMBERED:]

    def asked(self, day: int) -> dict[str, int]:
        """Where the browser is to go, given what the page asks for; the same as before where that is an echo."""
        if day != self._day:
            self._day = day
            if day in self._awaited:
                self._awaited = self._awaited[self._awaited.index(day) + 1 :]
            else:
                self._go = {"day": day, "turn": self._go["turn"] + 1}
        return self._go


def _words(language: Language) -> dict[str, str]:
    """The player's texts; a chart is called as the outcome that it follows, and channels as in a report."""
    titles = {f"{name}_title": outcome_title(OUTCOMES[name], language) for name in SERIES}
    channels = {f"channel_{name}": channel_name(name, language) for name in words()["channels"]}
    return {**topic("player", language), **titles, **channels}


def _packed_bands(bands: tuple[Mapping[str, Band], Mapping[str, Band]] | None) -> Packed | None:
    """Of each side, low and high of each series and day: float64 (series, 2, days)."""
    if bands is None:
        return None
    sides = zip("ab", bands, strict=True)
    return pack({side: np.array([band[name][1:] for name in SERIES], dtype=np.float64) for side, band in sides})


def _reason(reasons: Reasons | None, has_none: bool, selected: int | None, language: Language) -> dict[str, Any]:
    """Where the lives of the selected consumer first differ, as the browser shows it."""
    if selected is None:
        return {}
    if has_none or reasons is None:
        return {"consumer": selected, "state": "unknown" if has_none else "finding"}
    if selected not in reasons:
        return {"consumer": selected, "state": "same"}
    return {"consumer": selected, "state": "found", **vars(told(reasons[selected], language))}
