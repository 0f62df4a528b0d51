"""A sensitivity analysis in sentences and in tables, each figure with its doubt beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.numerals import Language, decimals_for, interval, numeral
from sim.experiment.sensitivity.completeness import Repair
from sim.experiment.sensitivity.morris import Morris
from sim.experiment.sensitivity.records import Breaks, Explained, Sensitivity
from sim.experiment.sensitivity.slices import Shapes
from sim.experiment.sensitivity.sobol import Sobol
from sim.experiment.sheets import Cell, Sheet, amount, percent, plain
from sim.experiment.statistics import Estimate
from sim.experiment.texts import outcome_title, say, unit_name
from sim.metrics import OUTCOMES

DECIMALS = 3
SHOWN = 12
"""Rows of a table; the rest is in the frame and in the document."""
LUCKS_THAT_DO_NOT_TELL = 2
LISTED = 5
"""Dropped blocks that are named by their numbers."""


def sentences(found: Sensitivity, language: Language = "en") -> Iterator[str]:
    """How the sweep stands, where the model breaks, and what has no figures."""
    failed = sum(found.breaks.kinds.values())
    yield say(
        "sens_runs",
        language,
        experiment=found.experiment,
        done=found.done,
        planned=found.planned,
        failed=failed,
    )
    yield from break_sentences(found.breaks, language)
    for subject, why in found.refused.items():
        yield say("sens_refused", language, subject=subject, why=why)


def break_sentences(breaks: Breaks, language: Language = "en") -> Iterator[str]:
    """What share of the runs failed, and what goes with it; nothing where none did."""
    if not breaks.kinds:
        return
    share, spread = percent(breaks.failed, language)
    kinds = ", ".join(f"{kind} {count}" for kind, count in breaks.kinds.items())
    yield say("sens_breaks", language, share=share, spread=spread, kinds=kinds)
    if breaks.drivers:
        told = ", ".join(f"{name} ({numeral(r.mean, 2, language, signed=True)})" for name, r in breaks.drivers)
        yield say("sens_breaks_with", language, drivers=told)


def title(each: Explained, language: Language = "en") -> str:
    """What is explained."""
    s = each.subject
    outcome = outcome_title(OUTCOMES[s.outcome], language)
    key = "sens_title_of" if s.against is None else "sens_title_between"
    return say(key, language, outcome=outcome, scenario=s.scenario, against=s.against)


def notes(each: Explained, language: Language = "en") -> Iterator[str]:
    """What the figures of one subject rest on."""
    for method in (each.sobol, each.morris, each.shapes):
        if method is not None:
            yield _repair(method.repair, language)
            break
    if each.sobol is not None:
        yield from _sobol_notes(each.sobol, language)
    elif each.morris is not None and each.morris.replicates == 1:
        yield say("sens_one_luck", language)
    elif each.shapes is not None and not each.shapes.moves:
        yield say("sens_still", language)


def sheets(each: Explained, language: Language = "en") -> list[Sheet]:
    """The tables of one subject."""
    found = []
    if each.sobol is not None and each.sobol.deviation is not None:
        found.append(_indices_sheet(each.sobol, language))
        if each.sobol.pairs:
            found.append(_pairs_sheet(each.sobol, language))
    if each.morris is not None:
        found.append(_effects_sheet(each, each.morris, language))
    if each.shapes is not None and each.shapes.moves:
        found.append(_shapes_sheet(each.shapes, language))
    return found


def _repair(repair: Repair, language: Language) -> str:
    name = say(f"block_{repair.block.replace(' ', '_')}", language)
    if repair.is_whole:
        return say("sens_whole", language, blocks=repair.blocks, name=name)
    which = ", ".join(str(k) for k in repair.dropped[:LISTED]) + (" …" if len(repair.dropped) > LISTED else "")
    return say(
        "sens_repaired",
        language,
        missing=repair.missing,
        runs=repair.runs,
        dropped=len(repair.dropped),
        blocks=repair.blocks,
        name=name,
        which=which,
        used=repair.used,
    )


def _sobol_notes(sobol: Sobol, language: Language) -> Iterator[str]:
    if sobol.deviation is None:
        yield say("sens_still", language)
        return
    if sobol.replicates == 1:
        yield say("sens_one_luck", language)
    elif sobol.luck_share is not None:
        share = f"{numeral(100 * sobol.luck_share, 0, language)}%"
        yield say("sens_luck", language, share=share, replicates=sobol.replicates)
        if sobol.replicates == LUCKS_THAT_DO_NOT_TELL:
            yield say("sens_two_lucks", language)
    first, spread = percent(sobol.alone, language)
    key = "sens_alone_over" if (sobol.alone.mean or 0.0) > 1.0 else "sens_alone"
    yield say(key, language, first=first, spread=spread)


def _indices_sheet(sobol: Sobol, language: Language) -> Sheet:
    return Sheet(
        say("sens_indices_title", language),
        say("sens_indices_note", language),
        _heads(language, "sens_parameter", "sens_first", "sens_total"),
        tuple(
            (plain(share.name), _index(share.first, language), _index(share.total, language))
            for share in sobol.shares[:SHOWN]
        ),
    )


def _pairs_sheet(sobol: Sobol, language: Language) -> Sheet:
    return Sheet(
        say("sens_pairs_title", language),
        say("sens_pairs_note", language),
        _heads(language, "sens_parameters", "sens_together"),
        tuple((plain(f"{a} × {b}"), _index(value, language)) for a, b, value in sobol.pairs[:SHOWN]),
    )


def _effects_sheet(each: Explained, morris: Morris, language: Language) -> Sheet:
    outcome = OUTCOMES[each.subject.outcome]

    def row(name: str, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        return (plain(name), *cells)

    rows = []
    for effect in morris.effects[:SHOWN]:
        places = decimals_for(outcome.decimals, effect.size.low, effect.size.high)
        cells = (
            amount(effect.size, outcome.decimals, language),
            amount(effect.direction, outcome.decimals, language, signed=True),
            plain(numeral(effect.spread, places, language)),
        )
        rows.append(row(effect.name, cells))
    lucks = [effect.luck_size for effect in morris.effects if effect.luck_size is not None]
    luck = numeral(max(lucks), decimals_for(outcome.decimals, 0.0, max(lucks)), language) if lucks else "?"
    return Sheet(
        say("sens_effects_title", language),
        say("sens_effects_note", language, unit=unit_name(outcome.unit, language), luck=luck),
        _heads(language, "sens_parameter", "sens_size", "sens_direction", "sens_spread"),
        tuple(rows),
    )


def _shapes_sheet(shapes: Shapes, language: Language) -> Sheet:
    return Sheet(
        say("sens_shapes_title", language),
        say("sens_shapes_note", language),
        _heads(language, "sens_parameter", "sens_distance", "sens_floor", "sens_explained", "sens_course"),
        tuple(
            (
                plain(shape.name),
                _index(shape.distance, language),
                plain(numeral(shape.floor, 2, language)),
                plain(numeral(shape.explained, 2, language)),
                plain(say(f"course_{shape.course.replace(' ', '_')}", language)),
            )
            for shape in shapes.shapes[:SHOWN]
        ),
    )


def _index(value: Estimate, language: Language) -> Cell:
    """A share or a distance, all with the same decimals."""
    if value.mean is not None and value.low == value.high:
        return numeral(value.mean, DECIMALS, language), say("sens_exactly", language)
    return numeral(value.mean, DECIMALS, language), interval(value.low, value.high, DECIMALS, language)


def _heads(language: Language, *keys: str) -> tuple[str, ...]:
    return tuple(say(key, language) for key in keys)
