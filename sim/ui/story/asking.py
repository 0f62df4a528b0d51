"""What a link asks of the story: the comparison of its step with the visitor's own changes, and where the ways lead."""

from __future__ import annotations

from dataclasses import replace

from sim.ui.asked import LAST_DAY, Asked, Side, View, Which
from sim.ui.story.steps import on_top, step_at, steps

PAIRS = 8
"""Worlds of a comparison, where nobody asks for another number: few, so that a whole class can run its own."""


def at_step(asked: Asked, number: int) -> Asked:
    """The story at a step as the step begins; how large the worlds are stays."""
    usual = Asked()
    number = min(max(number, 0), len(steps()) - 1)
    step = step_at(number)
    own = step.kind == "sandbox"
    pairs = PAIRS if asked.pairs == usual.pairs else asked.pairs
    return replace(
        asked,
        view="story",
        a=step.a if own else usual.a,
        b=step.b if own else usual.b,
        overrides=(),
        pairs=pairs,
        step=number,
        day=LAST_DAY,
        started=False,
    )


def compared(asked: Asked) -> Asked:
    """The whole question of a step: in the story, a link holds only what the visitor set on top of the step's own.

    The sandbox is the visitor's alone.
    """
    step = step_at(asked.step)
    if step.kind == "sandbox":
        return asked
    a, b = (
        replace(own, overrides=on_top(own.overrides, given.overrides))
        for own, given in ((step.a, asked.a), (step.b, asked.b))
    )
    return replace(asked, a=a, b=b)


def asked_of(whole: Asked) -> Asked:
    """What the link of a whole question holds: only what is not the step's own. The inverse of `compared`."""
    step = step_at(whole.step)
    if step.kind == "sandbox":
        return whole
    for which, own in _sides(step.a, step.b):
        given = tuple(text for text in whole.side(which).overrides if text not in own.overrides)
        whole = whole.with_side(which, replace(Asked().side(which), overrides=given))
    return whole


def _sides(a: Side, b: Side) -> tuple[tuple[Which, Side], ...]:
    return ("a", a), ("b", b)


def shown_in(asked: Asked, view: View) -> Asked:
    """The same visitor in another view: a story's comparison goes along to where it can be taken further."""
    if view == asked.view:
        return asked
    if view == "story":
        return at_step(asked, asked.step)
    if asked.view == "story":
        return replace(compared(asked), view=view)
    return replace(asked, view=view)
