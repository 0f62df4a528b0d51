"""What stands in the tables that only comparisons write; those of their runs are in `sim.experiment.column_words`.

A test holds this page against the tables that a comparison and a win-win write.
"""

from __future__ import annotations

from sim.experiment.column_words import Column, Table
from sim.experiment.file_names import LOOKS, SUMMARY, UNKNOWNS
from sim.metrics import OUTCOMES

_PAIR = {
    "scenario_a": Column("text", "the first scenario, a: what the others are compared with"),
    "scenario_b": Column("text", "the other scenario, b"),
    "outcome": Column("text", "the outcome's name"),
}
_SHARE_OF_WORLDS = {
    "prob_b_beats_a": Column("share", "worlds in which b is better, a tie counting half. Undefined where neither "
                             "direction is better"),
    "prob_low": Column("share", "lower end of its interval (Wilson's)"),
    "prob_high": Column("share", "upper end of it"),
}  # fmt: skip

_CONTRASTS = {
    **_PAIR,
    "title": Column("text", "what it is called"),
    "unit": Column("text", "its unit"),
    "better": Column("text", "which direction is better: higher, lower, or neither"),
    "pairs": Column("worlds", "worlds with a value under both scenarios"),
    "left_out": Column("worlds", "worlds in which either is missing or undefined"),
    "a": Column("the outcome's", "mean under a"),
    "a_low": Column("the outcome's", "lower end of its 95% interval"),
    "a_high": Column("the outcome's", "upper end of it"),
    "b": Column("the outcome's", "mean under b"),
    "b_low": Column("the outcome's", "lower end of its 95% interval"),
    "b_high": Column("the outcome's", "upper end of it"),
    "difference": Column("the outcome's", "mean of b less a, world by world"),
    "low": Column("the outcome's", "lower end of its 95% interval (paired t, or one that holds at all looks at once)"),
    "high": Column("the outcome's", "upper end of it"),
    "stands": Column("yes/no", "whether they differ with all outcomes looked at together (Holm's procedure at 95%, or "
                     "over all looks). Undefined where neither direction is better"),
    "b_better": Column("worlds", "worlds in which b is better; the rest are a's and ties. Undefined where neither "
                       "direction is better"),
    "a_better": Column("worlds", "worlds in which a is better"),
    **_SHARE_OF_WORLDS,
    "prob_b_higher": Column("share", "worlds in which b is higher, whatever is better, a tie counting half"),
    "prob_mean_favours_b": Column("probability", "that the mean difference is in b's favour"),
    "correlation": Column("index -1 to 1", "correlation of a and b over the worlds: what the pairing achieved"),
    "correlation_low": Column("index -1 to 1", "lower end of its 95% interval (Fisher's)"),
    "correlation_high": Column("index -1 to 1", "upper end of it"),
    "variance_ratio": Column("times", "how many times as many runs the same interval would take without pairs"),
    "variance_ratio_low": Column("times", "lower end of its 95% interval"),
    "variance_ratio_high": Column("times", "upper end of it"),
}  # fmt: skip

_LOOKS = {
    "look_at": Column("worlds", "worlds that had been run at this look"),
    "outcome": _PAIR["outcome"],
    "scenario_a": _PAIR["scenario_a"],
    "scenario_b": _PAIR["scenario_b"],
    "pairs": Column("worlds", "those of them with a value under both"),
    "difference": Column("the outcome's", "mean of b less a at this look"),
    "low": Column("the outcome's", "lower end of what no look so far has excluded"),
    "high": Column("the outcome's", "upper end of it"),
    **_SHARE_OF_WORLDS,
    "finding": Column("text", "the better scenario's name; equal (no further apart than the margin), same (never "
                      "differed) or open"),
}  # fmt: skip

A_PARAMETER = "a parameter's path"
"""Stands for a column of its own for each parameter that was drawn."""

_UNKNOWNS = {
    "world": Column("number", "the drawn world's number, from 0"),
    "seed": Column("number", "the seed of the run's draws"),
    A_PARAMETER: Column("its own", "the value that was drawn for it; a column for each unknown"),
    "net_present_value": Column("IDR", "profit of the focal retailer under b less a, discounted to the first day, IT "
                                "counted when it is paid"),
    "net_present_value_it_written_off": Column("IDR", "the same, IT counted as the books write it off"),
    "payback_day": Column("day", "first day from which on what came in so far is above zero until the end; infinite "
                          "where it does not end so"),
    "it_effect": Column(OUTCOMES["it_effect"].unit, f"{OUTCOMES['it_effect'].description}; under b"),
    "gain_consumers": Column("IDR", "surplus of all consumers under b less a"),
    "gain_retailer": Column("IDR", "surplus of the focal retailer under b less a"),
    "gain_retailers": Column("IDR", "surplus of all retailers under b less a, the focal one among them"),
    "gain_suppliers": Column("IDR", "surplus of all suppliers under b less a"),
}  # fmt: skip

OF_COMPARISONS: tuple[Table, ...] = (
    Table(SUMMARY, "outcome and pair of scenarios, as `trm compare` and `trm winwin` write it", _CONTRASTS),
    Table(LOOKS, "look, outcome and pair of scenarios (`trm compare --until-settled` only)", _LOOKS),
    Table(UNKNOWNS, "world whose unknown parameters were drawn (`trm winwin --unknowns` only)", _UNKNOWNS),
)
"""The tables that only `trm compare` and `trm winwin` write; the summary stands in the place of a run's."""
