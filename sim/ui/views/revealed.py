"""What came out of a step of the story, beside what was predicted."""

# mypy: disable-error-code="attr-defined, no-untyped-call"

from __future__ import annotations

from typing import Any

import solara

from sim.experiment.compare import Comparison
from sim.experiment.numerals import Language, numeral
from sim.experiment.sentences import contrast_sentence, named
from sim.ui.elements import html
from sim.ui.story.curves import loyalty_curves, on_day, sketch_days
from sim.ui.story.judging import Prediction, came_true, found
from sim.ui.story.steps import Step
from sim.ui.story.told import step_text
from sim.ui.texts import say, topic
from sim.ui.widgets.predict import Sketched

Curve = dict[str, Any]
Sketch = tuple[tuple[float, ...], tuple[float, ...]]
_SHOWN = (4, 8, 12, 16, 20)
"""Points of a sketch that are told in numbers."""


def told_title(which: str, language: Language) -> str:
    """What a side is called above its description."""
    return say(f"side_{which}", language)


@solara.component
def Revealed(  # noqa: N802
    step: Step, made: Comparison, prediction: Prediction | None, days: int, language: Language
) -> None:
    """The verdict, what the numbers say, and the sketch over the curves. `made` has its sides called A and B."""
    contrast = made.contrast(step.outcome)
    what = found(contrast)
    curves = loyalty_curves(made.runs, made.labels)
    with solara.Div(classes=["trm-two", "trm-beside"]):
        with solara.Div(classes=["trm-panel", "trm-note"]):
            html("p", _verdict(step, made, prediction, language), look="trm-lead")
            html("p", contrast_sentence(contrast, language))
            html("p", step_text(step, f"found_{'open' if what == 'same' else what}", language))
        if any(curve["days"] for curve in curves):
            sketch = prediction.sketch if prediction is not None else ((), ())
            _drawn(made, curves, sketch, days, language)


def _drawn(made: Comparison, curves: list[Curve], sketch: Sketch, days: int, language: Language) -> None:
    """The sketch over the curves, and how far it is off."""
    with solara.Div(classes=["trm-panel"]):
        html("h3", say("curve_heading", language))
        ends = [_number(curve["mean"][-1], language) for curve in curves]
        drawn = Sketched(
            words=topic("predict", language),
            language=language,
            alt=say("curve_alt", language, days=days, a=ends[0], b=ends[1]),
            days=sketch_days(days),
            sketch=sketch,
            curves=curves,
            table=_table(sketch, curves, days, language),
        )
        html("div", drawn, look="trm-drawn")
        for which, line, curve in zip("ab", sketch, curves, strict=True):
            if (off := _apart(line, curve, days)) is not None:
                html("p", say("curve_off", language, side=which.upper(), off=numeral(off, 3, language)))
        html("p", say("curve_what", language, pairs=numeral(made.pairs, 0, language)), look="trm-soft trm-small")


def _verdict(step: Step, made: Comparison, prediction: Prediction | None, language: Language) -> str:
    contrast = made.contrast(step.outcome)
    outcome = named(contrast.outcome, language)
    if prediction is None or not prediction.choice:
        return say("judged_not", language)
    choice, what = prediction.choice, found(contrast)
    verdict = came_true(choice, contrast)
    if choice == "none":
        return say(
            f"judged_none_{'wrong' if verdict == 'false' else what}", language, outcome=outcome, found=what.upper()
        )
    case = {"true": "right", "open": "open", "false": "same" if what == "same" else "wrong"}[verdict]
    return say(f"judged_side_{case}", language, side=choice.upper(), outcome=outcome, found=what.upper())


def _apart(line: tuple[float, ...], curve: Curve, days: int) -> float | None:
    """How far a sketch lies from what came out, on average over its points."""
    pairs = [(drawn, on_day(curve, day)) for drawn, day in zip(line, sketch_days(days), strict=False)]
    gaps = [abs(drawn - came) for drawn, came in pairs if came is not None]
    return sum(gaps) / len(gaps) if gaps else None


def _table(
    sketch: Sketch,
    curves: list[Curve],
    days: int,
    language: Language,
) -> list[list[str]]:
    """The drawing in numbers: heads, then a row for each of some days."""
    heads, columns = [say("predict_day", language)], []
    for which, line, curve in zip("ab", sketch, curves, strict=True):
        if line:
            heads.append(say(f"predict_own_{which}", language))
            columns.append([_number(line[place], language) for place in _SHOWN])
        heads.append(say(f"predict_came_{which}", language))
        columns.append([_number(on_day(curve, sketch_days(days)[place]), language) for place in _SHOWN])
    rows = [[str(sketch_days(days)[place]), *(column[k] for column in columns)] for k, place in enumerate(_SHOWN)]
    return [heads, *rows]


def _number(value: float | None, language: Language) -> str:
    return numeral(value, 3, language)
