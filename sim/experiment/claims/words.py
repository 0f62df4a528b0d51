"""Claims in sentences and tables, from their document: for the terminal and the documentation, in both languages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from sim.experiment.claims.measures import decimals_of, title_of
from sim.experiment.numerals import Language, decimals_for, numeral, written
from sim.experiment.parameter_words import key_words
from sim.experiment.sheets import Cell, Sheet, amount, day, percent, plain
from sim.experiment.statistics import Estimate
from sim.experiment.texts import outcome_title, say, unit_name
from sim.metrics import OUTCOMES

Row = Mapping[str, Any]
"""What `ClaimFound.row` gives, or one of its parts."""
SHOWN = 6
"""Parameters of the table of conditions at most, of each contrast."""
NAMED = 2
"""Parameters named in the list of all claims."""


def claims_sheet(document: Row, language: Language = "en") -> Sheet:
    """All claims, a row for each."""
    note = say("claims_note", language)
    if document["runs"] < document["runs_planned"]:
        runs, planned = (numeral(document[key], 0, language) for key in ("runs", "runs_planned"))
        note += f" {say('claims_interrupted', language, runs=runs, planned=planned)}"
    heads = ("claim", "claim_verdict", "difference", "unit", "claim_all_hold_in", "claim_pairs", "claim_depends_on")
    return Sheet(
        say("claims", language),
        note,
        ("", *(say(head, language) for head in heads)),
        tuple(
            (
                plain(row["id"]),
                plain(row["statement"][language]),
                plain(verdict(row, language)),
                gap(row, language),
                plain(unit_name(row["unit"], language)),
                percent(_share(row["holds_together_in"], row["pairs"]), language),
                plain(str(row["pairs"])),
                plain(", ".join(row["depends_on"][:NAMED]) + (" …" if len(row["depends_on"]) > NAMED else "")),
            )
            for row in document["claims"]
        ),
        names=2,
    )


def lines(row: Row, language: Language = "en") -> Iterator[str]:
    """The verdict on one claim, what decides it, and in which worlds it was tried."""
    head = say(f"claim_line_{row['verdict'] or 'none'}", language)
    asserted = [part for part in row["parts"] if part["asserted"]]
    yield " ".join([head, *_part_sentences(asserted[0], language)])
    for part in asserted[1:]:
        yield " ".join(_part_sentences(part, language))
    if len(asserted) > 1:
        share, spread = percent(_share(row["holds_together_in"], row["worlds"]), language)
        yield say("claim_together", language, share=share, spread=spread)
    if row["payback"] is not None:
        yield _payback_line(row, language)
    yield worlds_line(row, language)


def worlds_line(row: Row, language: Language = "en") -> str:
    """How many worlds there are, and what of them is drawn."""
    own = [setting for arm in row["arms"].values() for setting in arm["set"]]
    differ = any(setting.startswith(("days=", "consumers.count=")) for setting in own)
    return say(
        "claim_worlds_differ" if differ else "claim_worlds",
        language,
        worlds=row["worlds"],
        consumers=numeral(row["consumers"], 0, language),
        days=numeral(row["days"], 0, language),
        parameters=row["parameters_drawn"],
    )


def parts_sheet(row: Row, language: Language = "en") -> Sheet:
    """Every contrast of a claim: those that it asserts, then those beside it."""
    heads = ("contrast", "measure", "claimed", "difference", "unit", "claim_holds_in", "claim_verdict")
    return Sheet(
        say("claim_parts", language),
        say("claim_parts_note", language),
        tuple(say(head, language) for head in heads),
        tuple(_part_cells(part, language) for part in row["parts"]),
        names=2,
    )


def conditions_sheet(row: Row, language: Language = "en") -> Sheet | None:
    """The parameters that go with the contrasts that a claim asserts; None where there is none."""
    asserted = [part for part in row["parts"] if part["asserted"]]
    cells = [_condition_cells(part, held, language) for part in asserted for held in part["conditions"][:SHOWN]]
    if not cells:
        return None
    heads = ("contrast", "claim_parameter", "rank_correlation", "claim_holds_low", "claim_holds_high")
    return Sheet(
        say("claim_conditions", language),
        say("claim_conditions_note", language, parameters=row["parameters_drawn"]),
        tuple(say(head, language) for head in heads),
        tuple(cells),
        names=2,
    )


def arms_sheet(row: Row, language: Language = "en") -> Sheet:
    """The scenarios of a claim, and what it sets in each, marked as code."""
    return Sheet(
        say("claim_scenarios", language),
        say("claim_scenarios_note", language),
        tuple(say(head, language) for head in ("claim_label", "claim_built_in", "claim_sets")),
        tuple(
            (
                plain(f"`{label}`"),
                plain(f"`{arm['scenario']}`"),
                plain(", ".join(f"`{text}`" for text in arm["set"]) or "–"),
            )
            for label, arm in row["arms"].items()
        ),
        names=3,
    )


def verdict(row: Row, language: Language = "en") -> str:
    """The verdict on a claim, or on one contrast."""
    return say(f"claim_verdict_{row['verdict'] or 'none'}", language)


def gap(row: Row, language: Language = "en") -> Cell:
    """The mean difference and its interval."""
    value = Estimate(row["difference"], row["low"], row["high"], row["pairs"])
    return amount(value, decimals_of(row["measure"]), language, signed=True)


def claimed_side(part: Row, language: Language = "en") -> str:
    """On which side of zero the claim has a difference."""
    side = say(f"claimed_{part['expect']}", language)
    return side if part["extent"] == "mostly" else say("claimed_at_times", language, side=side)


def _part_cells(part: Row, language: Language) -> tuple[Cell, ...]:
    found = "" if part["finding"] is None else say(f"finding_{part['finding']}", language)
    if part["scenarios_alike"]:
        found = say("claim_alike", language)
    size = "" if part["size"] is None or part["verdict"] == "depends" else say(f"size_{part['size']}", language)
    return (
        (part["says"][language], "" if part["asserted"] else say("claim_beside", language)),
        plain(title_of(part["measure"], language)),
        plain(claimed_side(part, language)),
        gap(part, language),
        plain(unit_name(part["unit"], language)),
        _of_pairs(part, language),
        (verdict(part, language), "; ".join(text for text in (found, size) if text)),
    )


def _of_pairs(part: Row, language: Language) -> Cell:
    """The share of worlds on the claimed side, with the number of pairs under it."""
    share, spread = percent(_share(part["holds_in"], part["pairs"]), language)
    return share, say("claim_of_pairs", language, spread=spread, pairs=part["pairs"]) if spread else ""


def _part_sentences(part: Row, language: Language) -> Iterator[str]:
    difference, spread = gap(part, language)
    share, share_spread = percent(_share(part["holds_in"], part["pairs"]), language)
    says = part["says"][language]
    yield say(
        "claim_part_line",
        language,
        says=says[:1].upper() + says[1:],
        measure=_in_a_sentence(title_of(part["measure"], language)),
        difference=difference,
        spread=spread,
        unit=unit_name(part["unit"], language),
        pairs=part["pairs"],
        side=say(f"claimed_{part['expect']}", language),
        share=share,
        share_spread=share_spread,
    )
    if part["size"] is not None:
        places = decimals_for(decimals_of(part["measure"]), part["low"], part["high"])
        matters = part["matters"]
        told = written(matters, language) if matters < 1.0 else numeral(matters, min(places, 1), language)
        yield say("claim_part_size", language, matters=told, size=say(f"size_{part['size']}", language))


def _condition_cells(part: Row, held: Row, language: Language) -> tuple[Cell, ...]:
    r = held["rank_correlation"]
    sign = 1.0 if part["expect"] == "higher" else -1.0
    low, high = sorted((sign * r["low"], sign * r["high"]))
    star = "*" if held["foreseen"] else ""
    return (
        (part["says"][language], _in_a_sentence(title_of(part["measure"], language))),
        (f"{held['parameter']}{star}", _label(held["parameter"], language)),
        amount(Estimate(sign * r["mean"], low, high, part["pairs"]), 2, language, signed=True),
        _third(held["holds_in_lowest_third"], "claim_third_low", held["lowest_third_up_to"], language),
        _third(held["holds_in_highest_third"], "claim_third_high", held["highest_third_from"], language),
    )


def _third(share: Row, key: str, end: float, language: Language) -> Cell:
    text, spread = percent(_share(share, 0), language)
    return f"{text} ({spread})" if spread else text, say(key, language, value=_short(end, language))


def _label(path: str, language: Language) -> str:
    return _in_a_sentence(outcome_title(OUTCOMES[path], language)) if path in OUTCOMES else key_words(path, language)[1]


def _payback_line(row: Row, language: Language) -> str:
    held = row["payback"]
    when, spread = day(_estimate(held["payback_day"], "median"), language)
    never, never_spread = percent(_share(held["never_pays_back"], held["worlds"]), language)
    lowest = held["deepest"]
    depth, depth_spread = ("–", "–") if lowest is None else amount(_estimate(lowest, "mean"), 0, language)
    return say(
        "claim_payback",
        language,
        day=when,
        spread=spread,
        days=numeral(row["days"], 0, language),
        never=never,
        never_spread=never_spread,
        deepest=depth,
        deepest_spread=depth_spread,
        deepest_day="–" if lowest is None else numeral(lowest["day"], 0, language),
    )


def _estimate(held: Row, name: str) -> Estimate:
    mean, low, high = (math.inf if held[key] == "never" else held[key] for key in (name, "low", "high"))
    return Estimate(mean, low, high, 0)


def _share(held: Row, n: int) -> Estimate:
    return Estimate(held["share"], held["low"], held["high"], n)


def _short(value: float, language: Language) -> str:
    """A value with three digits that tell."""
    places = 0 if value == 0.0 else max(0, 2 - math.floor(math.log10(abs(value))))
    return numeral(value, min(places, 4), language)


def _in_a_sentence(title: str) -> str:
    """A title with a small first letter, unless it begins with an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
