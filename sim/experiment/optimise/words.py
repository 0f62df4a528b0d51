"""An optimisation in sentences and in tables, the choice first, each figure with its doubt beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.experiment.numerals import Language, decimals_for, numeral
from sim.experiment.optimise.candidates import Candidate
from sim.experiment.optimise.failing import Weakness
from sim.experiment.optimise.records import Optimisation
from sim.experiment.optimise.regret import Regret
from sim.experiment.optimise.robust import Robust
from sim.experiment.parameter_words import choice_name, key_words, value_text
from sim.experiment.sheets import Cell, Sheet, amount, percent, plain
from sim.experiment.spec.optimise_section import Constraint
from sim.experiment.statistics import Estimate
from sim.experiment.texts import outcome_title, say, unit_name
from sim.metrics import OUTCOMES
from sim.scenario.registry import Parameter

DIGITS = 4
"""Significant digits of a lever's value."""


def sentences(found: Optimisation, language: Language = "en") -> Iterator[str]:
    """What was searched, what the choice is and where it fails, what the search promised too much, what failed."""
    tried = [trial for trial in found.trials if trial.feasible]
    if found.trials and not tried:  # the present policy stands alone, and there is nothing to choose
        yield say("opt_nothing_feasible", language)
    elif found.robust is not None:
        yield from _choice(found, found.robust, language)
        for weak in found.weaknesses:
            yield _weakness(weak, language)
    every = found.settings is not None and len(found.trials) == found.settings
    yield say(
        "opt_search_all" if every else "opt_search",
        language,
        experiment=found.experiment,
        trials=len(found.trials),
        wanted=found.section.trials,
        replicates=say("opt_same_world" if found.replicates == 1 else "opt_same_worlds", language, n=found.replicates),
        feasible=len(tried),
        front=len(found.promised),
    )
    for curse in found.curses:
        if curse.flattered.n:
            outcome = OUTCOMES[curse.outcome]
            by, spread = amount(curse.flattered, outcome.decimals, language, signed=True)
            shown = curse.flattered.low is not None and curse.flattered.low > 0.0
            key = "opt_curse" if shown else "opt_no_curse"
            yield say(key, language, **_named(curse.outcome, language), by=by, spread=spread)
    for phase in found.phases:
        if phase.kinds:
            share, spread = percent(phase.failed, language)
            kinds = ", ".join(f"{kind} {count}" for kind, count in phase.kinds.items())
            yield say("opt_broke", language, phase=phase.name, share=share, spread=spread, kinds=kinds)
    if found.interrupted:
        yield say("opt_interrupted", language)


def sheets(found: Optimisation, language: Language = "en") -> list[Sheet]:
    """The levers of the settings, what they bring in fresh worlds, and how they stand in the drawn ones."""
    made = []
    if found.anew:
        made += [_levers_sheet(found, language), _fresh_sheet(found, language)]
    if found.robust is not None:
        made.append(_robust_sheet(found, found.robust, language))
    return made


def candidate_name(candidate: Candidate, language: Language = "en") -> str:
    """``trial 12``, or the scenario's label."""
    if candidate.is_present:
        return candidate.name
    return say("opt_trial", language, number=candidate.name.removeprefix("trial "))


def candidate_words(found: Optimisation, candidate: Candidate, language: Language = "en") -> str:
    """``trial 12 (staff hours for contacts 0.2)``: its name, and what its levers are set to."""
    name = candidate_name(candidate, language)
    held = [key_words(str(lever["factor"]), language) for lever in found.levers]
    labels = [label for _, label in held]
    values = {**found.own[candidate.label], **candidate.values}
    told = []
    for lever, (parameter, label) in zip(found.levers, held, strict=True):
        path = str(lever["factor"])
        if path in values:
            # Two levers may have one label, as the same of two retailers.
            called = label[:1].lower() + label[1:] if labels.count(label) == 1 else path
            told.append(f"{called} {_value(parameter, values[path], language)}")
    return f"{name} ({', '.join(told)})" if told else name


def _value(parameter: Parameter, value: Any, language: Language) -> str:
    if isinstance(value, str) and value in parameter.choices:
        return choice_name(parameter.path, value, language)
    return value_text(parameter, float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value, language)


def bound_text(bound: Constraint, language: Language = "en") -> str:
    """``loyalty at least 0.43``."""
    name = outcome_title(OUTCOMES[bound.outcome], language)
    places = OUTCOMES[bound.outcome].decimals
    parts = []
    if bound.least is not None:
        parts.append(say("opt_at_least", language, value=numeral(bound.least, places, language)))
    if bound.most is not None:
        parts.append(say("opt_at_most", language, value=numeral(bound.most, places, language)))
    return f"{name} {', '.join(parts)}"


def _choice(found: Optimisation, held: Robust, language: Language) -> Iterator[str]:
    standing = {each.candidate.name: each for each in held.standings}
    first, second = standing[held.by_regret.name], standing[held.by_good.name]
    good, spread = percent(second.good, language)
    worst = first.jointly.worst or 0.0
    facts = {
        "worlds": held.worlds,
        "regret": candidate_words(found, held.by_regret, language),
        "worst": numeral(100.0 * worst, 0, language),
        "good": candidate_words(found, held.by_good, language),
        "share": good,
        "spread": spread,
        "firm_regret": numeral(100.0 * first.firm_by_regret, 0, language),
        "firm_good": numeral(100.0 * second.firm_by_good, 0, language),
    }
    yield say("opt_choice_agree" if held.agree else "opt_choice_differ", language, **facts)
    bounds = "; ".join(bound_text(bound, language) for bound in held.bounds)
    yield say("opt_bounds" if held.own_bounds else "opt_bounds_present", language, bounds=bounds)


def _weakness(weak: Weakness, language: Language) -> str:
    share, spread = percent(weak.overall, language)
    name = weak.candidate
    if name.startswith("trial "):
        name = say("opt_trial", language, number=name.removeprefix("trial "))
    facts = {"name": name, "share": share, "spread": spread, "worlds": weak.overall.n}
    if not weak.bounds:
        return say("opt_fails_nowhere", language, **facts)
    and_ = " and " if language == "en" else " dan "
    fresh, fresh_spread = percent(weak.fresh, language)
    return say(
        "opt_fails_where" if weak.fresh.n else "opt_fails_untested",
        language,
        **facts,
        rules=and_.join(bound.text() for bound in weak.bounds),
        volume=numeral(100.0 * (weak.volume or 0.0), 0, language),
        coverage=numeral(100.0 * (weak.coverage or 0.0), 0, language),
        fresh=fresh,
        fresh_spread=fresh_spread,
        n=weak.fresh.n,
    )


def _levers_sheet(found: Optimisation, language: Language) -> Sheet:
    paths = [str(lever["factor"]) for lever in found.levers]

    def cell(candidate: Candidate, path: str) -> Cell:
        as_it_is = say("opt_as_it_is", language)
        value = {**found.own[candidate.label], **candidate.values}.get(path)
        if value is None:
            return plain(as_it_is)
        text = f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)
        return text, as_it_is if candidate.is_present else ""

    def name(candidate: Candidate) -> Cell:
        """A scenario as it is, with the trials that came to the same."""
        same = [number for number, label in found.twins.items() if candidate.is_present and label == candidate.name]
        return candidate_name(candidate, language), ", ".join(say("opt_twin", language, number=n) for n in same)

    return Sheet(
        say("opt_levers", language),
        say("opt_levers_note", language),
        (say("opt_setting", language), *(_short(path) for path in paths)),
        tuple((name(each.candidate), *(cell(each.candidate, path) for path in paths)) for each in found.anew),
    )


def _short(path: str) -> str:
    """The end of a path, by which a lever is known among others."""
    return ".".join(path.split(".")[-2:])


def _fresh_sheet(found: Optimisation, language: Language) -> Sheet:
    aims = [aim.outcome for aim in found.section.objectives]
    heads = [f"{outcome_title(OUTCOMES[name], language)} ({unit_name(OUTCOMES[name].unit, language)})" for name in aims]
    rows = []
    for each in found.anew:
        cells: list[Cell] = [plain(candidate_name(each.candidate, language))]
        for name in aims:
            value = each.fresh[name]
            cells.append(amount(value, OUTCOMES[name].decimals, language))
            gap = each.gain.get(name)
            if gap is None:
                cells.append(plain(numeral(None, 0)))
                continue
            places = decimals_for(OUTCOMES[name].decimals, gap.low, gap.high)
            difference = Estimate(gap.difference, gap.low, gap.high, gap.pairs)
            text, spread = amount(difference, OUTCOMES[name].decimals, language, signed=True)
            promised = numeral(each.promised_gain[name], places, language, signed=True)
            cells.append((text, say("opt_promised", language, spread=spread, promised=promised)))
        flag = "opt_yes" if each.on_front else "opt_no" if each.within else "opt_over_budget"
        cells.append(plain(say(flag, language)))
        rows.append(tuple(cells))
    columns = [text for head in heads for text in (head, say("opt_against", language, present=found.present))]
    return Sheet(
        say("opt_fresh", language),
        say("opt_fresh_note", language, worlds=found.section.fresh),
        (say("opt_setting", language), *columns, say("opt_on_front", language)),
        tuple(rows),
    )


def _robust_sheet(found: Optimisation, held: Robust, language: Language) -> Sheet:
    aims = [aim.outcome for aim in found.section.objectives]

    def part(value: Regret) -> Cell:
        """In per cent of the reach: the mean and its interval, and then the 90th percentile and the largest."""
        top = " / ".join(
            numeral(None if v is None else 100.0 * v, 0, language) for v in (value.ninth_decile, value.worst)
        )
        mean, low, high = (None if v is None else 100.0 * v for v in (value.mean.mean, value.mean.low, value.mean.high))
        text, spread = amount(Estimate(mean, low, high, value.mean.n), 0, language)
        return f"{text}%, {top}", spread if spread == say("exact", language) else f"{spread}%"

    def own(name: str, value: Regret) -> Cell:
        places = OUTCOMES[name].decimals
        top = " / ".join(numeral(v, places, language) for v in (value.ninth_decile, value.worst))
        text, spread = amount(value.mean, places, language)
        return f"{text}, {top}", spread

    return Sheet(
        say("opt_robust", language),
        say("opt_robust_note", language, worlds=held.worlds, refused=held.refused),
        (
            say("opt_setting", language),
            say("opt_joint", language),
            *(outcome_title(OUTCOMES[name], language) for name in aims),
            say("opt_good", language),
            say("opt_failed", language),
        ),
        tuple(
            (
                plain(candidate_name(each.candidate, language)),
                part(each.jointly),
                *(own(name, each.regrets[name]) for name in aims),
                percent(each.good, language),
                plain(str(each.failed)),
            )
            for each in held.standings
        ),
    )


def _named(name: str, language: Language) -> dict[str, str]:
    outcome = OUTCOMES[name]
    return {"outcome": outcome_title(outcome, language), "unit": unit_name(outcome.unit, language)}
