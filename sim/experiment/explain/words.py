"""An explanation as a reader meets it: sentences, the chain step by step, and two small tables."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.explain.choosing import VAGUE
from sim.experiment.explain.records import Explanation
from sim.experiment.explain.steps import Step, Told
from sim.experiment.explain.watching import ATTITUDES
from sim.experiment.numerals import Language, decimals_for, interval, numeral
from sim.experiment.segment_words import segment_name
from sim.experiment.segments import MEASURES, SegmentContrast
from sim.experiment.sentences import named
from sim.experiment.sheets import Sheet, plain
from sim.experiment.texts import channel_name, say, unit_name
from sim.experiment.threads import ending

MET = {"stock": 0, "posts": 0, "price": 0, "promotion_price": 0, "defect_prob": 4}
"""What a consumer may meet that is told with its step, and its decimals."""
TOLD = ("loyalty", "units")
"""By which measures segments are said to gain or to lose."""
GROUPED = ("age and online", "buying")
"""The groupings whose segments are named."""
EVENINGS = (1, 2, 7, 30, 90, 180)
"""Days, counted from 1, of which it is told how many consumers differ; and the last."""


def opening(made: Explanation, language: Language = "en") -> Iterator[str]:
    """What was replayed, who was first, and where the chain begins."""
    a, b = made.labels
    outcome, pair = made.outcome, made.pair
    places = decimals_for(outcome.decimals, 0.0, abs(pair.difference) or None)
    yield say(
        "explain_head", language, pair=pair.number, seed=pair.seed, a=a, b=b, outcome=named(outcome, language),
        value_a=numeral(pair.a, places, language), value_b=numeral(pair.b, places, language),
        difference=numeral(pair.difference, places, language, signed=True), unit=unit_name(outcome.unit, language),
    )  # fmt: skip
    if len(made.pairs) > 1 and made.chosen_by_difference:
        yield say("explain_largest", language, pairs=len(made.pairs))
    first = made.first
    if first is None:
        yield say("explain_same", language, a=a, b=b)
        return
    several = made.at_once > 1
    yield say(
        "explain_first_of" if several else "explain_first", language, count=made.at_once, consumer=first.consumer,
        when=when(first, language),
    )  # fmt: skip
    if len(made.chain) < 2:
        yield say("explain_ends_here", language, tried=made.tried)
    elif made.begins_first:
        yield say("explain_begins_first", language)
    else:
        yield say("explain_begins_later", language, tried=made.tried)


def chain_lines(made: Explanation, language: Language = "en") -> Iterator[str]:
    """The chain: of each step a line, and under it what it was in each of the two worlds."""
    for place, step in enumerate(made.chain):
        told, origin = when(step, language), _origin(step, language)
        yield f"{place + 1}. {told[:1].upper()}{told[1:]}: {sentence(step, language)}{origin}."
        for label, side, other in zip(made.labels, (step.a, step.b), (step.b, step.a), strict=True):
            yield f"   {label}: {side_of(step, side, other, language)}"


def closing(made: Explanation, language: Language = "en") -> Iterator[str]:
    """How much hangs on the beginning of the chain, what else differs, and which segments gain and lose."""
    a, b = made.labels
    if made.first is None:
        return
    if len(made.chain) > 1:
        yield say("explain_undone", language, a=a, b=b, counts=_counts(made.undone, language))
    yield say("explain_acts", language, counts=_counts(made.acts, language))
    for measure in TOLD:
        outcome = MEASURES[measure]
        moved = [
            (float(c.numbers.difference), f"{segment_name(c.segment, language)} ({_signed(c, language)})")
            for c in made.segments
            if c.grouping in GROUPED and c.measure == measure and c.numbers.difference and _is_sure(c, len(made.pairs))
        ]
        for key, sign in (("explain_gained", 1.0), ("explain_lost", -1.0)):
            names = [name for value, name in sorted(moved, key=lambda m: -sign * m[0]) if sign * value > 0.0]
            told = "; ".join(names) or say("explain_none", language)
            yield say(key, language, a=a, b=b, outcome=named(outcome, language), names=told)
    yield say("explain_sure" if len(made.pairs) > 1 else "explain_one_world", language, pairs=len(made.pairs))


def parting_sheet(made: Explanation, language: Language = "en") -> Sheet:
    """How many consumers differ in the evening of some days."""
    last = len(made.differing)
    days = [day for day in EVENINGS if day < last] + [last]
    return Sheet(
        say("explain_parting", language),
        say(
            "explain_parting_note",
            language,
            consumers=numeral(made.scenarios[made.labels[0]].consumers.count, 0, language),
        ),
        (say("explain_evening", language), say("explain_differ", language)),
        tuple((plain(str(day)), plain(numeral(int(made.differing[day - 1]), 0, language))) for day in days),
    )


def explanation_text(made: Explanation, language: Language = "en") -> str:
    """All of it as plain text."""
    lines = [*opening(made, language)]
    if made.first is not None:
        sheet = parting_sheet(made, language)
        lines += ["", *chain_lines(made, language), "", *closing(made, language)]
        lines += ["", sheet.title, sheet.note, *("  ".join(cell[0] for cell in row) for row in sheet.rows)]
    return "\n".join(lines) + "\n"


# ---- one step


def when(step: Step, language: Language = "en") -> str:
    """Day and time; who reads it counts days from 1, as data do from 0."""
    if step.minute is None:
        return say("explain_day", language, day=step.day + 1)
    return say("explain_day_time", language, day=step.day + 1, time=step.time)


def sentence(step: Step, language: Language = "en") -> str:
    """What happened, without what it was in each world."""
    names = {
        "consumer": step.consumer, "retailer": step.retailer or "–", "source": step.source, "thread": step.thread,
    }  # fmt: skip
    if step.kind == "answer":
        written = step.a if "channel" in step.a else step.b
        if "channel" not in written:
            return say("explain_answer_unlogged", language, **names)
        channel = channel_name(written["channel"], language)
        return say(f"explain_answer_{written['kind']}", language, channel=channel, **names)
    if step.kind == "reach":
        return say(f"explain_reach_{step.link}", language, **names)
    return say(f"explain_{step.kind}", language, **names)


def side_of(step: Step, side: Told, other: Told, language: Language = "en") -> str:
    """What a step was in one world."""
    if step.kind == "purchase":
        return _bought(side, language)
    if step.kind in ("complaint", "question"):
        return _written(step, side, language)
    if step.kind == "word":
        return say(f"explain_said_{side['said']}", language) if side else say("explain_not_written", language)
    if step.kind == "exit":
        return say("explain_left" if side else "explain_stays", language)
    told = [ending(side, side["channel"], language)] if step.kind == "answer" and "channel" in side else []
    told += [
        say(f"explain_{name}", language, x=numeral(side[name], places, language))
        for name, places in MET.items()
        if name in side
    ]
    told += [
        say(f"explain_{name}", language, x=_figure(side[name], other[name], language))
        for name in ATTITUDES
        if side.get(name) != other.get(name)
    ]
    if side.get("follows") != other.get("follows"):
        told.append(say("explain_follows", language, x=side["follows"]))
    return ", ".join(told) or say("explain_as_before", language)


def _origin(step: Step, language: Language) -> str:
    """From which step it followed, in brackets."""
    if step.cause is None:
        return ""
    key = "self" if step.link == "self" else "among" if step.link in VAGUE else "after"
    return f" ({say(f'explain_{key}', language, cause=step.cause + 1)})"


def _bought(side: Told, language: Language) -> str:
    if not side:
        return say("explain_bought_nothing", language)
    if not side["units"]:
        return say("explain_queue" if side["walked_out"] else "explain_empty", language, retailer=side["retailer"])
    return say("explain_bought_one" if side["units"] == 1 else "explain_bought", language, **side)


def _written(step: Step, side: Told, language: Language) -> str:
    if not side:
        return say("explain_not_written", language)
    shown = side | {"channel": channel_name(side["channel"], language)}
    about = say(f"explain_about_{side['about']}", language, retailer=step.retailer, **shown)
    return f"{about}; {ending(side, side['channel'], language)}"


def _figure(value: float, other: float, language: Language) -> str:
    """An attitude with as many decimals as show that it is not the other one."""
    places = next((p for p in range(3, 8) if round(value, p) != round(other, p)), 8)
    return numeral(value, places, language)


def _counts(counts: dict[str, int], language: Language) -> str:
    told = [say(f"explain_count_{kind}", language, n=numeral(n, 0, language)) for kind, n in counts.items() if n]
    return ", ".join(told) or say("explain_none", language)


def _is_sure(contrast: SegmentContrast, pairs: int) -> bool:
    """Whether the interval of a difference leaves out zero; one pair has no interval."""
    low, high = contrast.numbers.low, contrast.numbers.high
    return pairs < 2 or (low is not None and high is not None and (low > 0.0 or high < 0.0))


def _signed(contrast: SegmentContrast, language: Language) -> str:
    n, least = contrast.numbers, MEASURES[contrast.measure].decimals
    if n.low is None or n.high is None:
        value = float(n.difference or 0.0)
        return numeral(value, decimals_for(least, 0.0, abs(value) or None), language, signed=True)
    places = decimals_for(least, n.low, n.high)
    return f"{numeral(n.difference, places, language, signed=True)}, {interval(n.low, n.high, places, language)}"
