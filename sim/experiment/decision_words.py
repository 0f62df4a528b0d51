"""What is settled, in words, in a table and in drawings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from sim.experiment.anytime import RARE
from sim.experiment.charts import Series, line_chart
from sim.experiment.decision import Decision, Gap, Verdict
from sim.experiment.forecast import Forecast
from sim.experiment.numerals import Language, decimals_for, numeral
from sim.experiment.sentences import named
from sim.experiment.sheets import Sheet, amount, percent, plain
from sim.experiment.statistics import Estimate
from sim.experiment.texts import outcome_title, say, unit_name
from sim.metrics import OUTCOMES


def decision_sentences(decision: Decision, language: Language = "en") -> list[str]:
    """The answer for each outcome that decides, and then how it was come by."""
    rule = decision.rule
    if not decision.looks:
        return [say("no_look", language, least=rule.least)]
    said = [sentence for verdict in decision.verdicts for sentence in _answer(decision, verdict, language)]
    said += [say("dropped", language, scenario=label, pairs=pairs) for label, pairs in decision.dropped.items()]
    if decision.status == "budget":
        said.append(say("spent", language, budget=rule.budget))
    n = len(decision.gaps)
    said.append(
        say(
            "looked",
            language,
            looks=", ".join(str(look.pairs) for look in decision.looks),
            confidence=_confidence(decision, language),
            contrasts=say("contrast_one", language) if n == 1 else say("contrast_many", language, n=n),
        )
    )
    return said


def decision_content(decision: Decision, language: Language = "en") -> dict[str, Any]:
    """What a report shows of a decision beside its answers: a table, and a drawing for each outcome."""
    return {
        "sheet": decision_sheet(decision, language),
        "drawings": list(_drawings(decision, language)),
    }


def decision_sheet(decision: Decision, language: Language = "en") -> Sheet:
    """A row for each outcome that decides and each pair of scenarios."""
    heads = ("outcome", "decision_contrast", "pairs", "mean_difference", "unit", "worlds_won", "found")
    return Sheet(
        title=say("decision_sheet", language),
        note=say("decision_sheet_note", language, confidence=_confidence(decision, language)),
        heads=tuple(say(head, language) for head in heads),
        rows=tuple(
            (
                plain(outcome_title(OUTCOMES[gap.outcome], language)),
                plain(f"{gap.b} − {gap.a}"),
                plain(str(gap.pairs)),
                amount(
                    Estimate(gap.mean, gap.low, gap.high, gap.pairs),
                    _places(gap),
                    language,
                    signed=True,
                ),
                plain(unit_name(OUTCOMES[gap.outcome].unit, language)),
                percent(Estimate(gap.b_better, gap.b_low, gap.b_high, gap.pairs), language),
                plain(_finding(decision, gap, language)),
            )
            for gap in decision.gaps
        ),
        names=2,
    )


def _answer(decision: Decision, verdict: Verdict, language: Language) -> Iterator[str]:
    outcome = OUTCOMES[verdict.outcome]
    name = named(outcome, language)
    gaps = [gap for gap in decision.gaps if gap.outcome == verdict.outcome]
    leader = verdict.best[0]
    beaten = [label for label in decision.labels if label not in verdict.best]
    if verdict.kind == "winner":
        rival = _closest(gaps, leader)
        key = "decided_two" if len(decision.labels) == 2 else "decided_best"
        nearest = decision.gap(verdict.outcome, leader, rival)
        figures = _figures(nearest, leader, language)
        yield say(
            key,
            language,
            **figures,
            winner=leader,
            loser=rival,
            outcome=name,
            count=len(decision.labels),
            settled=_settled(verdict, nearest, language),
        )
        if _is_little(decision, nearest):
            yield say("by_little", language, margin=_margin(decision, verdict.outcome, language))
        return
    among = [gap for gap in gaps if gap.a in verdict.best and gap.b in verdict.best]
    best = _listed(verdict.best, language)
    if verdict.kind == "same":
        yield say(
            "decided_same",
            language,
            best=best,
            outcome=name,
            worlds=min(gap.pairs for gap in among),
            rare=numeral(100 * RARE, 0, language),
        )
    elif verdict.kind == "equal":
        widest = max(among, key=lambda gap: max(abs(gap.low or 0.0), abs(gap.high or 0.0)))
        margin = _margin(decision, verdict.outcome, language)
        figures = _figures(widest, widest.b, language)
        settled = _settled(verdict, widest, language)
        yield say("decided_equal", language, **figures, best=best, outcome=name, margin=margin, settled=settled)
    else:
        left = [gap for gap in among if gap.finding == "open"]
        gap = next((gap for gap in left if leader in (gap.a, gap.b)), left[0])
        if gap.mean is None:
            yield say("not_defined", language, outcome=name)
            return
        ahead = leader if leader in (gap.a, gap.b) else gap.b
        rival = gap.a if ahead == gap.b else gap.b
        figures = _figures(gap, ahead, language)
        more = _forecast(decision.forecasts.get(verdict.outcome), language)
        doubt = (
            say("sign_or_margin", language, margin=_margin(decision, verdict.outcome, language))
            if verdict.outcome in decision.rule.indifferent
            else say("either_sign", language)
        )
        yield say(
            "not_decided",
            language,
            doubt=doubt,
            **figures,
            leader=ahead,
            rival=rival,
            outcome=name,
            pairs=decision.looks[-1].pairs,
            forecast=more,
        )
    if beaten:
        yield say("decided_rest", language, outcome=name, beaten=_listed(beaten, language))


def _settled(verdict: Verdict, gap: Gap, language: Language) -> str:
    """After how many pairs, and how many the figures rest on: another outcome may have taken more."""
    if verdict.settled_at is not None and verdict.settled_at < gap.pairs:
        return say("settled_before", language, pairs=verdict.settled_at, n=gap.pairs)
    return say("settled_at", language, pairs=verdict.settled_at)


def _figures(gap: Gap, winner: str, language: Language) -> dict[str, object]:
    """The numbers of a sentence about a gap, with the share of worlds that `winner` wins."""
    outcome = OUTCOMES[gap.outcome]
    places = _places(gap)
    shares: tuple[float | None, ...] = (gap.b_better, gap.b_low, gap.b_high)
    if winner == gap.a:
        shares = tuple(None if share is None else 1 - share for share in (gap.b_better, gap.b_high, gap.b_low))
    share, low, high = (None if share is None else 100 * share for share in shares)
    return {
        "a": gap.a,
        "b": gap.b,
        "difference": numeral(gap.mean, places, language, signed=True),
        "low": numeral(gap.low, places, language),
        "high": numeral(gap.high, places, language),
        "unit": unit_name(outcome.unit, language),
        "share": numeral(share, 0, language),
        "share_low": numeral(low, 0, language),
        "share_high": numeral(high, 0, language),
    }


def open_sentence(more: Forecast | None, language: Language = "en") -> str:
    """What it takes to settle a comparison of a fixed number of pairs."""
    return say("add_pairs", language, forecast=_forecast(more, language))


def _forecast(more: Forecast | None, language: Language) -> str:
    if more is None:
        return say("no_forecast", language)
    if more.about is None:
        return say("more_pairs_never", language)
    shown = {key: numeral(value, 0, language) for key, value in (("about", more.about), ("least", more.least))}
    if more.most is None:
        return say("more_pairs_or_never", language, **shown)
    return say("more_pairs", language, **shown, most=numeral(more.most, 0, language))


def _finding(decision: Decision, gap: Gap, language: Language) -> str:
    if gap.finding in ("a", "b"):
        winner = gap.b if gap.finding == "b" else gap.a
        if _is_little(decision, gap):
            return say("found_little", language, winner=winner, margin=_margin(decision, gap.outcome, language))
        return say("found_better", language, winner=winner)
    if gap.finding == "equal":
        return say("found_equal", language, margin=_margin(decision, gap.outcome, language))
    return say(f"found_{gap.finding}", language)


def _is_little(decision: Decision, gap: Gap) -> bool:
    """Whether a difference, though settled, is surely one that would not matter."""
    margin = decision.rule.indifferent.get(gap.outcome)
    return (
        margin is not None
        and gap.low is not None
        and gap.high is not None
        and -margin <= gap.low
        and gap.high <= margin
    )


def _drawings(decision: Decision, language: Language) -> Iterator[dict[str, Any]]:
    """How the intervals narrowed, for those that the leader was parted from."""
    if len(decision.looks) < 2:
        return

    def write(value: float, decimals: int) -> str:
        return numeral(value, decimals, language)

    for verdict in decision.verdicts:
        outcome = OUTCOMES[verdict.outcome]
        leader = verdict.best[0]
        final = [gap for gap in decision.gaps if gap.outcome == verdict.outcome and leader in (gap.a, gap.b)]
        if not any(gap.pairs for gap in final):
            continue
        series = [_series(decision, gap, leader) for gap in final]
        note = (
            say("looks_drawn_margin", language, margin=_margin(decision, verdict.outcome, language))
            if verdict.outcome in decision.rule.indifferent
            else say("looks_drawn_note", language)
        )
        title = say("looks_drawn", language, outcome=outcome_title(outcome, language))
        rival = series[0].name if len(series) == 1 else "…"
        yield {
            "title": title,
            "note": note,
            "drawing": Markup(
                line_chart(
                    [float(look.pairs) for look in decision.looks],
                    series,
                    title=title,
                    description=note,
                    x_label=say("pairs_of_worlds", language),
                    y_label=f"{unit_name(outcome.unit, language)} ({leader} − {rival})",
                    write=write,
                    zero=True,
                    first_colour=1,
                )
            ),
        }


def _series(decision: Decision, final: Gap, leader: str) -> Series:
    """The leader less one of the others, which gives it its name, at every look."""
    turned = leader == final.a
    held = [
        next(g for g in look.gaps if (g.outcome, g.a, g.b) == (final.outcome, final.a, final.b))
        for look in decision.looks
    ]

    def numbers(values: Sequence[float | None]) -> list[float]:
        return [math.nan if value is None else -value if turned else value for value in values]

    middle, low, high = ([g.mean for g in held], [g.low for g in held], [g.high for g in held])
    low, high = (high, low) if turned else (low, high)
    return Series(final.b if turned else final.a, numbers(middle), numbers(low), numbers(high))


def _closest(gaps: Sequence[Gap], leader: str) -> str:
    """The rival that the leader is parted from by least."""
    near = min(
        (gap for gap in gaps if leader in (gap.a, gap.b)),
        key=lambda gap: min(abs(gap.low or 0.0), abs(gap.high or 0.0)),
    )
    return near.a if near.b == leader else near.b


def _listed(labels: Sequence[str], language: Language) -> str:
    """Names in a row: ``a, b and c``."""
    *first, last = labels
    word = " and " if language == "en" else " dan "
    return word.join([", ".join(first), last]) if first else last


def _places(gap: Gap) -> int:
    """Decimals that the interval deserves, and enough to tell an end that is not zero from zero."""
    places = decimals_for(OUTCOMES[gap.outcome].decimals, gap.low, gap.high)
    ends = [end for end in (gap.low, gap.high) if end]
    while places < 9 and any(round(end, places) == 0.0 for end in ends):
        places += 1
    return places


def _margin(decision: Decision, outcome: str, language: Language) -> str:
    """The difference that would not matter, with the decimals that it was given with."""
    margin = decision.rule.indifferent[outcome]
    places = next((k for k in range(9) if math.isclose(round(margin, k), margin, rel_tol=1e-9)), 9)
    return numeral(margin, places, language)


def _confidence(decision: Decision, language: Language) -> str:
    percent_of = 100 * decision.rule.confidence
    places = next((k for k in range(3) if math.isclose(round(percent_of, k), percent_of)), 2)
    return numeral(percent_of, places, language)
