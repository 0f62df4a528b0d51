"""The goals of a puzzle, which of them are reached, and hints."""

# mypy: disable-error-code="attr-defined, no-untyped-call"

from __future__ import annotations

import reacton.ipyvuetify as v
import solara

from sim.experiment.compare import Comparison
from sim.experiment.numerals import Language, numeral
from sim.experiment.parameter_words import parameter_label
from sim.experiment.sentences import contrast_sentence, named
from sim.metrics import OUTCOMES
from sim.ui.asked import Asked
from sim.ui.comparing import Question
from sim.ui.elements import html, lines
from sim.ui.story.judging import Verdict, fair, goal_met, lever_met, solved
from sim.ui.story.steps import Goal, Step
from sim.ui.story.told import hints, lettered
from sim.ui.texts import say
from sim.ui.widgets.heading import Heading

SIGNS = {"true": "✓", "false": "✗", "open": "?"}


@solara.component
def Goals(  # noqa: N802
    step: Step,
    draft: Asked,
    drafted: Question | None,
    made: Comparison | None,
    language: Language,
    ran: int,
) -> None:
    """Every goal with its state: levers at once, outcomes when B has been run as it is set now.

    The heading takes the focus when `ran` changes.
    """
    rows: list[tuple[str, Verdict | None, str]] = []
    for goal in step.goals:
        verdict, said = _state(goal, drafted, made, language)
        rows.append((goal_text(goal, language), verdict, said))
    rows.append((say("goal_fair", language), "true" if fair(step, draft) else "false", ""))
    with solara.Div(classes=["trm-panel", "trm-goals"]):
        Heading(say("goals_heading", language), ran, level=2)
        items = []
        for text, verdict, said in rows:
            state = say(f"goal_{verdict}" if verdict else "goal_waits", language)
            mark = html("span", SIGNS.get(verdict or "", "·"), look=f"trm-sign trm-sign-{verdict}", aria_hidden="true")
            told = html(
                "div",
                html("strong", text),
                html("span", f" — {state}"),
                *lines("div", [said] if said else [], "trm-small trm-soft"),
            )
            items.append(html("li", mark, told))
        html("ul", *items)
        verdicts = [verdict for _, verdict, _ in rows if verdict]
        whole = solved(verdicts) if len(verdicts) == len(rows) and made is not None else None
        html("p", say(f"puzzle_{whole}", language) if whole else "", look=f"trm-lead trm-solved-{whole}", role="status")


def _state(
    goal: Goal, drafted: Question | None, made: Comparison | None, language: Language
) -> tuple[Verdict | None, str]:
    if goal.lever:
        return (None, "") if drafted is None else (lever_met(goal, tuple(drafted.scenarios.values())), "")
    if made is None or not made.runs:
        return None, ""
    return goal_met(goal, made), contrast_sentence(lettered(made).contrast(goal.outcome), language)


def goal_text(goal: Goal, language: Language) -> str:
    """A goal in words."""
    if goal.lever:
        return say("goal_lever", language, lever=parameter_label(goal.lever, language))
    outcome = OUTCOMES[goal.outcome]
    name = named(outcome, language)
    if goal.not_worse:
        return say(f"goal_not_worse_{outcome.better}", language, outcome=name)
    if goal.better_by:
        by = numeral(100 * goal.better_by, 0, language)
        return say(f"goal_by_{outcome.better}", language, outcome=name, by=by)
    return say(f"goal_better_{outcome.better}", language, outcome=name)


@solara.component
def Hints(step: Step, language: Language) -> None:  # noqa: N802
    """Hints, each folded until somebody wants it."""
    with solara.Div(classes=["trm-panel"]):
        html("h2", say("hints_heading", language))
        for number, hint in enumerate(hints(step, language), start=1):
            with v.Html(tag="details"):
                html("summary", say("hint", language, number=number))
                html("p", hint)
