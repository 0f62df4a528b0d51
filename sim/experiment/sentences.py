"""Results in words and in table cells, each with its doubt beside it."""

from __future__ import annotations

from sim.experiment.compare import Contrast
from sim.experiment.numerals import Language, decimals_for, interval, numeral
from sim.experiment.statistics import Estimate, PairedDifference
from sim.experiment.texts import outcome_title, say, unit_name
from sim.outcome import Outcome


def contrast_sentence(contrast: Contrast, language: Language = "en") -> str:
    """Which of two scenarios does better on an outcome, in how many worlds, by how much, how surely."""
    n = contrast.numbers
    a, b = contrast.scenario_a, contrast.scenario_b
    names = {"a": a, "b": b, "outcome": named(contrast.outcome, language), "pairs": n.pairs}
    if n.difference is None:
        return say("no_pair", language, **names)
    places = decimals_for(contrast.outcome.decimals, n.low, n.high)
    figures = {
        "difference": numeral(n.difference, places, language, signed=True),
        "low": numeral(n.low, places, language),
        "high": numeral(n.high, places, language),
        "unit": unit_name(contrast.outcome.unit, language),
    }
    if n.low is None or n.high is None:
        return say("one_world" if n.pairs == 1 else "few_worlds", language, **names, **figures)
    if n.low == n.high == 0.0:
        return say("same", language, **names)
    if n.b_better is None or n.a_better is None:
        return say("changes", language, **names, **figures)
    if n.low <= 0.0 <= n.high:
        return say("unsettled", language, **names, **figures, b_wins=n.b_better, a_wins=n.a_better)
    b_leads = (n.difference > 0.0) == (contrast.outcome.better == "higher")
    winner, loser, wins = (b, a, n.b_better) if b_leads else (a, b, n.a_better)
    return say("beats", language, **names, **figures, winner=winner, loser=loser, wins=wins)


def headline_sentence(contrast: Contrast, language: Language = "en") -> str:
    """The same at the head of a whole table; says where a difference stands only if its outcome is looked at alone."""
    n, sentence = contrast.numbers, contrast_sentence(contrast, language)
    differs = n.low is not None and n.high is not None and not n.low <= 0.0 <= n.high
    return f"{sentence} {say('alone', language)}" if differs and contrast.stands is False else sentence


def estimate_sentence(name: str, outcome: Outcome, value: Estimate, language: Language = "en") -> str:
    """What one scenario gives."""
    places = decimals_for(outcome.decimals, value.low, value.high)
    return say(
        "gives",
        language,
        a=name,
        outcome=named(outcome, language),
        mean=numeral(value.mean, places, language),
        low=numeral(value.low, places, language),
        high=numeral(value.high, places, language),
        unit=unit_name(outcome.unit, language),
        worlds=value.n,
    )


def pairing_sentence(contrast: Contrast, language: Language = "en") -> str:
    """The correlation that the pairing achieved, and what it saved."""
    n = contrast.numbers
    if n.correlation is None:
        return say("no_correlation", language)
    if n.correlation_low is None:
        shown = numeral(n.correlation, 3, language)
        return say("few_pairs", language, outcome=named(contrast.outcome, language), correlation=shown)
    if n.variance_ratio is None:
        return say("no_luck_left", language, outcome=named(contrast.outcome, language))
    return say(
        "achieved",
        language,
        outcome=named(contrast.outcome, language),
        correlation=numeral(n.correlation, 3, language),
        low=numeral(n.correlation_low, 3, language),
        high=numeral(n.correlation_high, 3, language),
        ratio=numeral(n.variance_ratio, 1, language),
        ratio_low=numeral(n.variance_ratio_low, 1, language),
        ratio_high=numeral(n.variance_ratio_high, 1, language),
    )


def figure(value: Estimate, outcome: Outcome, language: Language = "en") -> tuple[str, str]:
    """A mean and its interval, with the decimals that the interval deserves."""
    places = decimals_for(outcome.decimals, value.low, value.high)
    exact = value.low is not None and value.low == value.high
    spread = say("exact", language) if exact else interval(value.low, value.high, places, language)
    return numeral(value.mean, places, language), spread


def wins(n: PairedDifference, language: Language = "en") -> tuple[str, str]:
    """The share of worlds that b wins, in per cent, and its interval; none when all tie or nothing is better."""
    if n.prob_b_beats_a is None or n.prob_low is None or n.prob_high is None or not (n.b_better or n.a_better):
        return numeral(None, 0), ""
    spread = interval(100 * n.prob_low, 100 * n.prob_high, 0, language)
    return f"{numeral(100 * n.prob_b_beats_a, 0, language)}%", f"{spread}%"


def cells(contrast: Contrast) -> tuple[str, ...]:
    """A row of a table of contrasts: outcome, unit, a, b, difference, its interval, and how often b is better."""
    n, outcome = contrast.numbers, contrast.outcome
    share, spread = wins(n)
    return (
        outcome.title,
        outcome.unit,
        figure(n.a, outcome)[0],
        figure(n.b, outcome)[0],
        *figure(Estimate(n.difference, n.low, n.high, n.pairs), outcome),
        f"{share} ({spread})" if spread else share,
    )


def named(outcome: Outcome, language: Language = "en") -> str:
    """The outcome's name inside a sentence."""
    title = outcome_title(outcome, language)
    return title[:1].lower() + title[1:]
