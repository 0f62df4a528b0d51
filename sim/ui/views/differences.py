"""What differs between A and B: the strip of the outcomes that matter most, and the table of all."""

# mypy: disable-error-code="attr-defined, no-untyped-call"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import solara

from sim.experiment.compare import Comparison, Contrast, more_pairs
from sim.experiment.crowding import crowded_sentence
from sim.experiment.decision_words import open_sentence
from sim.experiment.estimators import is_asked
from sim.experiment.numerals import Language, decimals_for, interval, numeral
from sim.experiment.ratio_parts import parts_sentence
from sim.experiment.sentences import figure, headline_sentence, wins
from sim.experiment.statistics import Estimate
from sim.experiment.texts import outcome_description, outcome_title, unit_name
from sim.ui.elements import Element, html
from sim.ui.texts import say

STRIP = ("loyalty", "ror", "net_revenue", "open_complaints", "first_response_hours")
"""The outcomes that stand side by side; the first two also get a sentence."""
SENTENCES = ("loyalty", "ror")


@solara.component
def Strip(  # noqa: N802
    made: Comparison, language: Language, *, names: Sequence[str] = STRIP, sentences: Sequence[str] = SENTENCES
) -> None:
    """The differences that matter most, and what some of them say in a sentence each."""
    html("h2", say("strip_heading", language))
    with solara.Div(classes=["trm-strip"]):
        for name in names:
            _cell(made.contrast(name), language)
    for name in sentences:
        html("p", sentence(made, name, language))
    for letter, (label, scenario) in zip("AB", made.scenarios.items(), strict=True):
        if (warning := crowded_sentence(made.runs, label, scenario, language, called=letter)) is not None:
            html("p", warning, look="trm-panel trm-note")


def sentence(made: Comparison, name: str, language: Language) -> str:
    """What the pairs say of an outcome, and what it takes where they leave it open, as a report has it; of A and B."""
    contrast = made.contrast(name)
    told = headline_sentence(replace(contrast, scenario_a="A", scenario_b="B"), language)
    if (parts := parts_sentence(made.runs, contrast, made.pairs, language)) is not None:
        told += " " + parts
    if contrast.is_open:  # the runs know the scenarios by their own names
        told += " " + open_sentence(more_pairs(made.runs, contrast, made.pairs), language)
    return told


def _cell(contrast: Contrast, language: Language) -> Element:
    outcome, n = contrast.outcome, contrast.numbers
    places = decimals_for(outcome.decimals, n.low, n.high)
    unit = unit_name(outcome.unit, language)
    return html(
        "div",
        html("h3", f"{outcome_title(outcome, language)} ({unit})"),
        html("div", numeral(n.difference, places, language, signed=True), look=f"trm-big {_favour(contrast)[1]}"),
        html(
            "div", say("strip_interval", language, interval=interval(n.low, n.high, places, language)), look="trm-small"
        ),
        html("div", judged(contrast, language), look="trm-small"),
        html("div", _levels(contrast, language), look="trm-small trm-soft"),
    )


def _levels(contrast: Contrast, language: Language) -> str:
    n, outcome = contrast.numbers, contrast.outcome
    return say("strip_ab", language, a=figure(n.a, outcome, language)[0], b=figure(n.b, outcome, language)[0])


def _favour(contrast: Contrast) -> tuple[str, str]:
    """Whom a settled difference speaks for, and its class; empty where it is open or no direction is better."""
    n = contrast.numbers
    if n.difference is None or n.b_better is None or contrast.is_open or n.low is None:
        return "", ""
    for_b = (n.difference > 0.0) == (contrast.outcome.better == "higher")
    return ("b", "trm-good") if for_b else ("a", "trm-bad")


def judged(contrast: Contrast, language: Language) -> str:
    """In how many worlds B does better, and whether that is settled."""
    n = contrast.numbers
    if n.b_better is None:
        return say("strip_no_better", language)
    told = say("strip_better_b", language, wins=n.b_better, pairs=n.pairs)
    ties = n.pairs - n.b_better - (n.a_better or 0)  # half of them count as B's in the share of the table
    if ties:
        told += say("strip_alike", language, ties=ties)
    favour = _favour(contrast)[0]
    if favour:
        return f"{told}; {say(f'strip_for_{favour}', language)}"
    return f"{told}; {say('strip_open', language)}" if contrast.is_open else told


@solara.component
def Table(made: Comparison, language: Language) -> None:  # noqa: N802
    """All outcomes of the focal retailer, folded until somebody wants them."""
    world = next(iter(made.scenarios.values()))
    focal = world.retailers[world.focal].title or world.focal
    heads = ("table_outcome", "table_unit", "", "", "table_difference", "table_interval", "table_wins")
    head = [html("th", say(key, language) if key else "AB"[k - 2], scope="col") for k, key in enumerate(heads)]
    rows = [
        _row(contrast, language) for contrast in made.contrasts if is_asked(contrast.outcome, contrast.numbers.pairs)
    ]
    table = html("table", html("thead", html("tr", *head)), html("tbody", *rows))
    html(
        "div",
        html(
            "details",
            html("summary", say("table_title", language, retailer=focal)),
            html("p", say("table_note", language), look="trm-soft trm-small"),
            html(
                "div",
                table,
                look="trm-scroll",
                tabindex="0",
                role="region",
                aria_label=say("table_title", language, retailer=focal),
            ),
        ),
        look="trm-panel",
    )


def _row(contrast: Contrast, language: Language) -> Element:
    n, outcome = contrast.numbers, contrast.outcome
    difference = figure(Estimate(n.difference, n.low, n.high, n.pairs), outcome, language)
    share, spread = wins(n, language)
    star = " *" if contrast.stands else ""
    cells = (
        unit_name(outcome.unit, language),
        figure(n.a, outcome, language)[0],
        figure(n.b, outcome, language)[0],
        difference[0] + star,
        difference[1],
        f"{share} ({spread})" if spread else share,
    )
    name = html("th", outcome_title(outcome, language), scope="row", title=outcome_description(outcome, language))
    return html("tr", name, *(html("td", cell) for cell in cells))
