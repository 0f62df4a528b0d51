"""A weighing in sentences and in tables, each figure with its doubt beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.experiment.numerals import Language, numeral, written
from sim.experiment.payback import Payback
from sim.experiment.report_card import Answer, Grade
from sim.experiment.sheets import Cell, Sheet, amount, day, one_day, percent, plain
from sim.experiment.statistics import Estimate, PairedDifference
from sim.experiment.surplus import THREE, Surpluses
from sim.experiment.texts import say, unit_name
from sim.experiment.unknown_worlds import Plausible, Ranked
from sim.experiment.win_win import Weighing
from sim.scenario.schema import Scenario

RANKED = 10
"""Parameters of the ranking that are shown at least."""


def party_name(party: str, scenario: Scenario, language: Language = "en") -> str:
    """Who a party is; the focal retailer by its own name."""
    return focal_name(scenario) if party == "retailer" else say(f"party_{party}", language)


def focal_name(scenario: Scenario) -> str:
    """The focal retailer's title, or its name."""
    return scenario.retailers[scenario.focal].title or scenario.focal


def sentences(
    w: Weighing, scenario: Scenario, drawn: Plausible | None = None, language: Language = "en"
) -> Iterator[str]:
    """Who gains, whether it pays back, and in what share of plausible worlds it loses."""
    names = {"a": w.a, "b": w.b, "focal": focal_name(scenario)}
    s, p = w.surpluses, w.payback
    if not s.all_gain.n:
        yield say("no_worlds", language)
        return
    share, spread = percent(s.all_gain, language)
    yield say("winwin_all", language, **names, share=share, spread=spread, pairs=_paired(w, language))
    if s.surely:
        yield say("winwin_shown", language)
    elif s.surely is not None:
        behind = [party for party in THREE if (s.gains[party].low or 0.0) <= 0.0]
        yield say("winwin_not_shown", language, who=", ".join(party_name(x, scenario, language) for x in behind))
    if p.same:
        yield say("nothing_bought", language, **names, pairs=_paired(w, language))
    else:
        yield from _paid(p, names, scenario, language)
    if drawn is not None and drawn.value.n:
        share, spread = percent(drawn.loses, language)
        all_gain, all_spread = percent(drawn.all_gain, language)
        figures = {"share": share, "spread": spread, "all_gain": all_gain, "all_spread": all_spread}
        yield say("drawn_sentence", language, **names, worlds=_plausible(drawn, language), **figures)


def _paid(p: Payback, names: Mapping[str, str], scenario: Scenario, language: Language) -> Iterator[str]:
    """What a scenario is worth to the focal retailer, and when that pays back."""
    value, spread = amount(p.value, 0, language, signed=True)
    if p.value.low is None:
        doubt = say("interval_of_one", language)
    elif p.value.low == p.value.high:
        doubt = spread
    else:
        doubt = say("interval_95", language, spread=spread)
    loses, loses_spread = percent(p.loses, language)
    yield say(
        "npv_sentence",
        language,
        **names,
        rate=numeral(100 * p.rate, 0, language),
        days=scenario.days,
        value=value,
        doubt=doubt,
        share=loses,
        share_spread=loses_spread,
    )
    never, never_spread = percent(p.never, language)
    if p.day.mean is not None and math.isinf(p.day.mean):
        yield say("pays_back_never", language, days=scenario.days, never=never, spread=never_spread)
    else:
        when, when_spread = day(p.day, language)
        yield say("pays_back", language, day=when, spread=when_spread, days=scenario.days, never=never)


def _paired(w: Weighing, language: Language) -> str:
    n = w.surpluses.all_gain.n
    return say("paired_world" if n == 1 else "paired_worlds", language, n=n)


def _plausible(drawn: Plausible, language: Language) -> str:
    n = drawn.value.n
    return say("plausible_world" if n == 1 else "plausible_worlds", language, n=n)


def sheets(w: Weighing, scenario: Scenario, drawn: Plausible | None = None, language: Language = "en") -> list[Sheet]:
    """All tables of a weighing."""
    found = [
        _surplus_sheet(w, scenario, language),
        _payback_sheet(w, scenario, language),
        _flotation_sheet(w, scenario, language),
        _card_sheet(w, language),
    ]
    if drawn is not None and drawn.value.n:
        found += [_drawn_sheet(drawn, w, language), _ranking_sheet(drawn, language)]
    return found


def _surplus_sheet(w: Weighing, scenario: Scenario, language: Language) -> Sheet:
    s: Surpluses = w.surpluses
    focal = focal_name(scenario)
    none = plain(numeral(None, 0))
    rows: list[tuple[Cell, ...]] = [
        (plain(party_name(party, scenario, language)), *_both_and_difference(n, language), _gains(n, language))
        for party, n in s.gains.items()
    ]
    rows.append((plain(say("all_three", language, focal=focal)), none, none, none, percent(s.all_gain, language)))
    with_rivals = percent(s.all_gain_with_rivals, language)
    rows.append((plain(say("all_with_rivals", language)), none, none, none, with_rivals))
    rows.append((plain(say("nash_root", language)), none, none, amount(s.nash_root, 0, language), none))
    return Sheet(
        say("surpluses", language),
        say("surpluses_note", language, pairs=_paired(w, language), focal=focal),
        (say("party", language), w.a, w.b, say("gain", language), say("gains_in", language)),
        tuple(rows),
    )


def _payback_sheet(w: Weighing, scenario: Scenario, language: Language) -> Sheet:
    p: Payback = w.payback
    lowest = say("not_below", language) if p.deepest is None else say("deepest", language, day=p.deepest_day)
    none = plain(numeral(None, 0))  # where nothing was spent, there is nothing to pay back
    depth = none if p.deepest is None else amount(p.deepest, 0, language)
    rows = (
        (say("npv", language), amount(p.value, 0, language), "IDR"),
        (say("npv_written_off", language), amount(p.value_written_off, 0, language), "IDR"),
        (say("loses", language), percent(p.loses, language), "worlds"),
        (say("payback_day", language), none if p.same else day(p.day, language), "days"),
        (say("payback_of_mean", language), none if p.same else plain(one_day(p.mean_day, language)), "days"),
        (say("never_pays", language), none if p.same else percent(p.never, language), "worlds"),
        (lowest, depth, "IDR"),
    )
    rate = numeral(100 * p.rate, 0, language)
    return Sheet(
        say("payback", language),
        say("payback_note", language, focal=focal_name(scenario), a=w.a, b=w.b, rate=rate),
        (say("figure", language), say("value", language), say("unit", language)),
        tuple((plain(name), value, plain(unit_name(unit, language))) for name, value, unit in rows),
    )


def _flotation_sheet(w: Weighing, scenario: Scenario, language: Language) -> Sheet:
    f = w.flotation
    rows = (("book_value", f.book, 0), ("market_value", f.market, 0), ("market_over_book", f.ratio, 3))
    return Sheet(
        say("flotation", language),
        say("flotation_note", language, focal=focal_name(scenario)),
        (say("figure", language), w.a, w.b, say("difference", language)),
        tuple((plain(say(key, language)), *_both_and_difference(n, language, least)) for key, n, least in rows),
    )


def _card_sheet(w: Weighing, language: Language) -> Sheet:
    def row(grade: Grade, answer: Answer, first: bool) -> tuple[Cell, ...]:
        title = f"{grade.letter.letter}. {grade.letter.titles[language]}" if first else ""
        unit = unit_name(answer.measure.unit, language)
        return (
            (title, verdict_name(grade.verdict, language) if first else ""),
            plain(f"{answer.title(language)} ({unit})"),
            *_both_and_difference(answer.numbers, language, answer.measure.decimals),
            plain(verdict_name(answer.verdict, language)),
        )

    return Sheet(
        say("card", language),
        say("card_note", language, a=w.a, b=w.b, n=sum(len(grade.answers) for grade in w.card)),
        (
            *(say(key, language) for key in ("conclusion", "measure")),
            w.a,
            w.b,
            *(say(key, language) for key in ("difference", "verdict")),
        ),
        tuple(row(grade, answer, k == 0) for grade in w.card for k, answer in enumerate(grade.answers)),
        names=2,
    )


def verdict_name(verdict: str, language: Language = "en") -> str:
    """A verdict of the report card."""
    return say(f"verdict_{verdict.replace(' ', '_')}", language)


def _drawn_sheet(drawn: Plausible, w: Weighing, language: Language) -> Sheet:
    spread = drawn.spread or (None, None)
    none, same = plain(numeral(None, 0)), w.payback.same and spread == (0.0, 0.0)
    rows = (
        (say("loses", language), percent(drawn.loses, language)),
        (say("loses_written_off", language), percent(drawn.loses_written_off, language)),
        (say("loses_without_it", language, n=drawn.loses_without_it.n), percent(drawn.loses_without_it, language)),
        (say("loses_with_it", language, n=drawn.loses_with_it.n), percent(drawn.loses_with_it, language)),
        (say("never_pays", language), none if same else percent(drawn.never, language)),
        (say("all_gain", language), percent(drawn.all_gain, language)),
        (say("drawn_median", language), amount(drawn.value, 0, language)),
        (say("drawn_spread", language), ("", " – ".join(numeral(end, 0, language) for end in spread))),
    )
    return Sheet(
        say("drawn", language),
        say(
            "drawn_note",
            language,
            worlds=_plausible(drawn, language),
            refused=drawn.refused,
            asked=drawn.asked,
            parameters=len(drawn.ranking),
        ),
        (say("figure", language), f"{w.b} − {w.a}"),
        tuple((plain(name), value) for name, value in rows),
    )


def _ranking_sheet(drawn: Plausible, language: Language) -> Sheet:
    def row(r: Ranked) -> tuple[Cell, ...]:
        low, high = (float(end) for end in r.swept)
        places = 0 if high - low > 20 else 2 if high - low > 0.5 else 4
        medians = (numeral(value, places, language) for value in (r.median_where_it_loses, r.median_elsewhere))
        return (
            plain(r.path),
            plain(f"{written(low, language)} – {written(high, language)}"),
            amount(r.correlation, 2, language),
            *(plain(text) for text in medians),
        )

    return Sheet(
        say("ranking", language),
        say("ranking_note", language, parameters=len(drawn.ranking), shown=len(drawn.shown), most=RANKED),
        tuple(say(key, language) for key in ("key", "range", "rank_correlation", "median_losing", "median_elsewhere")),
        tuple(row(r) for r in drawn.ranking[: max(RANKED, len(drawn.shown))]),
    )


def _both_and_difference(n: PairedDifference, language: Language, least: int = 0) -> tuple[Cell, Cell, Cell]:
    difference = Estimate(n.difference, n.low, n.high, n.pairs)
    return amount(n.a, least, language), amount(n.b, least, language), amount(difference, least, language)


def _gains(n: PairedDifference, language: Language) -> Cell:
    return percent(Estimate(n.prob_b_beats_a, n.prob_low, n.prob_high, n.pairs), language)
