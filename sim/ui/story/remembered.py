"""What a visitor has predicted, by question, and as the text that his browser remembers of it over a reload."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from sim.ui.asked import Asked
from sim.ui.link import query_of
from sim.ui.story.curves import POINTS, SPAN
from sim.ui.story.judging import CHOICES, Choice, Prediction
from sim.ui.widgets.predict import line_of

Predictions = dict[str, Prediction]
"""What was predicted of each question, by `question_key`."""
_MOST = 100
"""Predictions that are remembered: the latest ones."""
_LONGEST = 200_000
"""Characters that are read of what a browser remembers."""


def question_key(asked: Asked) -> str:
    """A question without how it is looked at: two that decide about the same numbers have one key."""
    usual = Asked()
    return query_of(
        Asked(
            view=usual.view,
            a=asked.a,
            b=asked.b,
            overrides=asked.overrides,
            consumers=asked.consumers,
            days=asked.days,
            pairs=asked.pairs,
            seed=asked.seed,
        )
    )


def as_text(predictions: Mapping[str, Prediction]) -> str:
    """The latest predictions as JSON; empty where there are none, so that nothing older is written over."""
    kept = list(predictions.items())[-_MOST:]
    return json.dumps([[key, made.choice, *made.sketch] for key, made in kept]) if kept else ""


def read_text(text: Any) -> Predictions:
    """The predictions of such a text. What cannot be read is left out: a browser may remember an older page's."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return {}
    try:
        kept = json.loads(text)
    except ValueError:
        return {}
    found = {}
    for entry in kept if isinstance(kept, list) else ():
        match entry:
            case [str(key), str(choice), a, b] if choice in ("", *CHOICES):
                lines = line_of(a, SPAN, POINTS), line_of(b, SPAN, POINTS)
                found[key] = Prediction(cast(Choice, choice), lines)
    return dict([(key, made) for key, made in found.items() if made.is_made][-_MOST:])
