"""What somebody expects before a comparison is run, and the sketch over what came out."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import solara
import traitlets

from sim.ui.mishap import heard
from sim.ui.widgets.files import script_of, text_of

_LONGEST = 60
"""Points that are taken of a line that a browser tells."""


class PredictWidget(anywidget.AnyWidget):
    """Draws the choice and the sketch; tells them in `told` as (choice, sketch of A, sketch of B, serial number)."""

    _esm = script_of("predict.js")
    _css = text_of("predict.css")
    question = traitlets.Unicode("").tag(sync=True)
    options = traitlets.List(traitlets.Any()).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    days = traitlets.List(traitlets.Int()).tag(sync=True)
    span = traitlets.List(traitlets.Float()).tag(sync=True)
    choice = traitlets.Unicode("").tag(sync=True)
    sketch = traitlets.List(traitlets.Any()).tag(sync=True)
    curves = traitlets.List(traitlets.Any()).tag(sync=True)
    table = traitlets.List(traitlets.Any()).tag(sync=True)
    told = traitlets.List(traitlets.Any(), default_value=["", [], [], 0]).tag(sync=True)


@solara.component
def Predict(  # noqa: N802
    *,
    question: str,
    options: Sequence[tuple[str, str]],
    words: Mapping[str, str],
    language: str,
    alt: str,
    days: Sequence[int],
    span: tuple[float, float],
    choice: str,
    sketch: tuple[Sequence[float], Sequence[float]],
    on_predict: Callable[[str, tuple[float, ...], tuple[float, ...]], None],
) -> None:
    """Ask for a prediction.

    Parameters
    ----------
    question, options
        What is predicted, and the choices as pairs of value and label.
    words
        Of the widget: topic ``predict``.
    alt
        What the drawing says, for who does not see it.
    days, span
        The day of each point of a sketch, and the values that it has room for.
    choice, sketch
        What was predicted so far; a line is empty where none is drawn.
    on_predict
        Told the choice and both lines whenever one of them is changed.
    """

    def tell(told: Sequence[Any]) -> None:
        kind, a, b = told[:3]
        if told[3]:
            on_predict(str(kind), line_of(a, span, len(days)), line_of(b, span, len(days)))

    PredictWidget.element(
        question=question,
        options=[list(pair) for pair in options],
        words=dict(words),
        language=language,
        alt=alt,
        days=list(days),
        span=list(span),
        choice=choice,
        sketch=[list(line) for line in sketch],
        on_told=heard(tell),
    )


@solara.component
def Sketched(  # noqa: N802
    *,
    words: Mapping[str, str],
    language: str,
    alt: str,
    days: Sequence[int],
    sketch: tuple[Sequence[float], Sequence[float]],
    curves: Sequence[Mapping[str, Any]],
    table: Sequence[Sequence[str]],
) -> None:
    """Show what came out, and the sketch on it.

    Parameters
    ----------
    curves
        Of A and B: ``days``, ``mean``, ``low`` and ``high``, with None where there is no value.
    table
        The same in numbers: the heads, then the rows.
    """
    PredictWidget.element(
        words=dict(words),
        language=language,
        alt=alt,
        days=list(days),
        sketch=[list(line) for line in sketch],
        curves=[dict(curve) for curve in curves],
        table=[list(row) for row in table],
    )


def line_of(told: Any, span: tuple[float, float], points: int) -> tuple[float, ...]:
    """A line as a browser tells it, brought within the span; empty where it is none."""
    if not isinstance(told, list) or len(told) != points or points > _LONGEST:
        return ()
    if not all(isinstance(value, (int, float)) and value == value for value in told):
        return ()
    low, high = span
    return tuple(min(max(float(value), low), high) for value in told)
