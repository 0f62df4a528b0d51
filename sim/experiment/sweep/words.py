"""What a sweep says, in sentences and tables: the best alternative first, each figure with its doubt."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.numerals import Language, decimals_for, numeral
from sim.experiment.sentences import figure, named
from sim.experiment.sheets import Sheet, percent, plain
from sim.experiment.statistics import Estimate, PairedDifference, estimate
from sim.experiment.sweep.alternatives import Compared, by_replicate, short_names
from sim.experiment.sweep.curves import Step, along, difference_along, steps
from sim.experiment.texts import outcome_title, say, unit_name
from sim.outcome import Outcome


def mean_of(compared: Compared, alternative: str, outcome: str) -> Estimate:
    """The mean of an outcome over all places of the design."""
    return estimate(by_replicate(compared.worlds(alternative, outcome)))


def answers(compared: Compared, outcome: Outcome, language: Language = "en") -> Iterator[str]:
    """Which alternative does best, how surely, and which axis matters most."""
    means = {name: mean_of(compared, name, outcome.name) for name in compared.names}
    found = {name: value for name, value in means.items() if value.mean is not None}
    if not found:
        return
    first = compared.names[0]
    if len(found) == 1 or outcome.better == "neither":
        for name in found:
            yield say("sweep_alone", language, a=name, **_shown(means[name], outcome, language))
    else:
        sign = 1.0 if outcome.better == "higher" else -1.0
        best, *others = sorted(found, key=lambda name: -sign * (found[name].mean or 0.0))
        if all(_same(compared.difference(name, outcome)) for name in found if name != first):
            yield say("sweep_tie", language, **_shown(means[first], outcome, language))
            return
        near = [name for name in others if not _apart(compared.difference(best, outcome, against=name))]
        shown = _shown(means[best], outcome, language)
        if near:
            yield say("sweep_open", language, best=best, others=", ".join(near), **shown)
        else:
            yield say("sweep_best", language, best=best, **shown)
        if best != first:
            yield _against(compared, first, best, outcome, language)
    strongest = _strongest(compared, first, outcome)
    if strongest is not None:
        axis, (start, low), (end, high), gap = strongest
        places = decimals_for(outcome.decimals, gap.low, gap.high)
        yield say(
            "sweep_strongest",
            language,
            axis=short_names(compared.factors)[axis],
            first=numeral(low.mean, places, language),
            last=numeral(high.mean, places, language),
            at_low=written_step(start, language),
            at_high=written_step(end, language),
            unit=unit_name(outcome.unit, language),
            a=first,
            outcome=named(outcome, language),
            **_gap(gap, outcome, language),
        )


def alternatives_note(compared: Compared, language: Language = "en") -> str:
    """How the tables of alternatives are to be read."""
    replicates = compared.runs["replicate"].nunique()
    sample = say("sample_replicates" if replicates > 1 else "sample_places", language, n=replicates)
    return say("alternatives_note", language, a=compared.names[0], sample=sample)


def alternatives_sheet(compared: Compared, outcome: Outcome, language: Language = "en") -> Sheet:
    """A row for each alternative: its mean, and its difference from the first."""
    first = compared.names[0]
    rows = []
    for name in compared.names:
        cells = [plain(name), figure(mean_of(compared, name, outcome.name), outcome, language)]
        if name == first:
            cells += [plain(""), plain("")]
        else:
            n = compared.difference(name, outcome)
            cells.append(figure(Estimate(n.difference, n.low, n.high, n.pairs), outcome, language))
            cells.append(percent(compared.share_better(name, outcome), language))
        rows.append(tuple(cells))
    return Sheet(
        title=f"{outcome_title(outcome, language)} ({unit_name(outcome.unit, language)})",
        note="",
        heads=tuple(say(key, language) for key in ("alternative", "mean", "difference", "better_in")),
        rows=tuple(rows),
    )


def written_step(step: Step, language: Language = "en") -> str:
    """A level, or the ends of a slice."""
    if step.low == step.high:
        return written_number(step.low, language)
    to = "to" if language == "en" else "s.d."
    return f"{written_number(step.low, language)} {to} {written_number(step.high, language)}"


def written_number(value: float, language: Language = "en") -> str:
    """A level of a factor, with four digits that tell at most."""
    short = float(f"{value:.4g}")
    return numeral(short, len(f"{short:.10f}".rstrip("0").partition(".")[2]), language)


def _against(compared: Compared, a: str, b: str, outcome: Outcome, language: Language) -> str:
    won = compared.share_better(b, outcome, against=a)
    worlds = len(compared.both(b, outcome.name, a)[0])
    return say(
        "sweep_against",
        language,
        a=a,
        b=b,
        outcome=named(outcome, language),
        share=numeral(None if won.mean is None else 100 * won.mean, 0, language),
        worlds=numeral(worlds, 0, language),
        unit=unit_name(outcome.unit, language),
        **_gap(compared.difference(b, outcome, against=a), outcome, language),
    )


def _strongest(
    compared: Compared, alternative: str, outcome: Outcome
) -> tuple[str, tuple[Step, Estimate], tuple[Step, Estimate], PairedDifference] | None:
    """The axis along which the mean goes furthest between its ends, by more than luck; None where none does."""
    best, most = None, 0.0
    for axis in compared.axes:
        means = along(compared, axis, alternative, outcome.name)
        defined = [(s, e) for s, e in zip(steps(compared, axis), means, strict=True) if e.mean is not None]
        if len(defined) < 2:
            continue
        gap = difference_along(compared, axis, alternative, outcome, defined[0][0], defined[-1][0])
        if _apart(gap) and abs(gap.difference or 0.0) > most:
            best, most = (axis, defined[0], defined[-1], gap), abs(gap.difference or 0.0)
    return best


def _shown(value: Estimate, outcome: Outcome, language: Language) -> dict[str, str]:
    places = decimals_for(outcome.decimals, value.low, value.high)
    return {
        "outcome": named(outcome, language),
        "mean": numeral(value.mean, places, language),
        "low": numeral(value.low, places, language),
        "high": numeral(value.high, places, language),
        "unit": unit_name(outcome.unit, language),
    }


def _same(n: PairedDifference) -> bool:
    """Whether there is no difference in any world."""
    return n.low == n.high == 0.0


def _apart(n: PairedDifference) -> bool:
    """Whether the interval of a difference leaves out zero."""
    return n.low is not None and n.high is not None and not n.low <= 0.0 <= n.high


def _gap(n: PairedDifference, outcome: Outcome, language: Language) -> dict[str, str]:
    places = decimals_for(outcome.decimals, n.low, n.high)
    return {
        "difference": numeral(n.difference, places, language, signed=True),
        "low": numeral(n.low, places, language),
        "high": numeral(n.high, places, language),
    }
