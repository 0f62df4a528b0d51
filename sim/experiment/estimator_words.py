"""The distance of each estimator from the oracle as tables and as a drawing."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.charts import Strip, strip_chart
from sim.experiment.estimators import ORACLE, Distance
from sim.experiment.numerals import Language, numeral
from sim.experiment.sheets import Cell, Sheet, amount, percent_change, plain
from sim.experiment.statistics import Estimate
from sim.experiment.texts import say, unit_name
from sim.metrics import OUTCOMES, window_days
from sim.scenario.schema import Scenario


def estimator_sheets(found: Sequence[Distance], scenario: Scenario, language: Language = "en") -> list[Sheet]:
    """Total relationship of each estimator and its bias; then ROR by both definitions of the assets.

    None where no run was lived on.
    """
    if not found:
        return []
    note = say(
        "estimators_note",
        language,
        a=scenario.name,
        focal=scenario.retailers[scenario.focal].title or scenario.focal,
        windows=scenario.finance.oracle_windows,
        days=window_days(scenario, scenario.days),
        worlds=found[0].relationship.n,
    )
    money = [(_name(d, language), amount(d.relationship, 0, language), *_biases(d, d.bias, 0, language)) for d in found]
    ratios = [
        (
            _name(d, language),
            amount(d.ror, 3, language),
            _biases(d, d.ror_bias, 3, language)[0],
            amount(d.ror_relational, 3, language),
            _biases(d, d.ror_relational_bias, 3, language)[0],
        )
        for d in found
    ]
    return [
        Sheet(
            say("relationship_title", language),
            note,
            _heads(("relationship", "bias", "bias_share"), language),
            tuple(money),
        ),
        Sheet(
            say("ror_title", language),
            say("ror_note", language),
            _heads(("ror_without", "ror_bias", "ror_with", "ror_bias"), language),
            tuple(ratios),
        ),
    ]


def bias_drawing(found: Sequence[Distance], language: Language = "en") -> str:
    """The bias of each estimator but the oracle in every world, as SVG."""
    return strip_chart(
        [
            Strip(_name(d, language)[0], d.by_world, d.bias.mean, d.bias.low, d.bias.high)
            for d in found
            if d.estimator != ORACLE
        ],
        title=say("bias_drawn", language),
        description=say("bias_drawn_note", language),
        x_label=unit_name(OUTCOMES[ORACLE].unit, language),
        write=lambda value, decimals: numeral(value, decimals, language),
        places=0,
    )


def _heads(keys: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(say(key, language) for key in ("estimator", *keys))


def _name(distance: Distance, language: Language) -> Cell:
    return plain(say(f"estimator_{distance.estimator.removeprefix('tr_')}", language))


def _biases(distance: Distance, bias: Estimate, least: int, language: Language) -> tuple[Cell, Cell]:
    """A bias and its share of the oracle's value; the oracle itself has neither."""
    if distance.estimator == ORACLE:
        return plain(numeral(None, 0)), plain(numeral(None, 0))
    return amount(bias, least, language), percent_change(distance.relative, language)
