"""The registry: every parameter has its evidence, and the evidence fits the bounds."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from sim.errors import ScenarioError
from sim.scenario import Parameter, load_scenario, parameter, parameters
from sim.scenario.fields import Mark, Part, param
from sim.scenario.refusal import FILE_KEYS
from sim.scenario.registry import Kind, wildcard
from sim.scenario.schema import Scenario

NUMBERS = ("number", "whole number")
UNBOUNDED: dict[str, str] = {}  # path of a number without both bounds: the reason why it has none


def offending(wrong: Any) -> list[str]:
    """Paths of the parameters for which `wrong(parameter)` holds: shown all at once when a test fails."""
    return [p.path for p in parameters() if wrong(p)]


def accepted(known: Parameter, value: Any) -> bool:
    """Whether a world with this value loads, once the names of the default world stand for `*`."""
    owner = {"retailers": "kopi", "suppliers": "kebun", "platforms": "facebook"}
    table: Any = value
    for key in reversed(known.path.replace("*", owner.get(known.path.split(".")[0], "")).split(".")):
        table = {key: table}
    try:
        load_scenario(table)
    except ScenarioError:
        return False
    return True


def test_every_parameter_has_description_unit_source_and_a_known_mark() -> None:
    assert len(parameters()) > 100
    assert not offending(lambda p: not p.description.strip())
    assert not offending(lambda p: not p.unit.strip())
    assert not offending(lambda p: not p.source.strip())
    assert not offending(lambda p: p.mark not in get_args(Mark))
    assert not offending(lambda p: p.kind not in get_args(Kind))


def test_every_number_has_both_bounds_or_a_reason() -> None:
    lacking = offending(lambda p: p.kind in NUMBERS and (p.low is None or p.high is None))
    assert lacking == list(UNBOUNDED)


def test_no_description_ends_in_a_full_stop_or_runs_over_lines() -> None:
    assert not offending(lambda p: p.description.endswith(".") or "\n" in p.description)


def test_a_number_that_nobody_knows_is_swept() -> None:
    assert not offending(lambda p: p.mark == "unknown" and p.kind in NUMBERS and p.sweep is None)


def test_every_sweep_is_a_range_inside_the_bounds() -> None:
    assert not offending(lambda p: p.sweep and p.kind not in NUMBERS)
    assert not offending(lambda p: p.sweep and not p.sweep[0] < p.sweep[1])
    assert not offending(lambda p: p.sweep and not all(accepted(p, end) for end in p.sweep))


def test_every_default_lies_inside_its_sweep() -> None:
    assert not offending(lambda p: p.sweep and not p.sweep[0] <= p.default <= p.sweep[1])


def test_every_default_and_every_off_value_is_allowed() -> None:
    assert not offending(lambda p: p.path != "focal" and not accepted(p, p.default))
    assert not offending(lambda p: p.off is not None and not accepted(p, p.off))


def test_the_ends_of_every_range_are_allowed_and_what_lies_beyond_is_not() -> None:
    reaching = {"choice.stockout_other_product", "choice.stockout_other_retailer", "choice.stockout_delay"}
    numbers = [p for p in parameters() if p.kind in NUMBERS and p.path not in UNBOUNDED]
    for p in numbers:
        assert p.low is not None
        assert p.high is not None
        step = 1 if p.kind == "whole number" else 1e-6
        assert not accepted(p, p.low - step), p.path
        assert not accepted(p, p.high + step), p.path
        assert accepted(p, p.low) != p.low_excluded or _needs_company(p), p.path
        if p.path not in reaching:
            assert accepted(p, p.high) != p.high_excluded or _needs_company(p), p.path


def _needs_company(p: Parameter) -> bool:
    """An end of the desk's hours is allowed only together with the other one."""
    return p.name in ("opening_hour", "closing_hour")


def test_every_default_is_what_the_schema_has() -> None:
    world = Scenario()
    for p in parameters():
        held: Any = world
        for step in p.path.split("."):
            held = next(iter(held.values())) if step == "*" else getattr(held, step)
        assert held == p.default, p.path


def test_a_value_that_may_be_absent_is_absent_by_default() -> None:
    """A file has no way to say "none": it leaves the key out."""
    assert not offending(lambda p: p.optional and p.default is not None)


def test_mechanisms_are_ids() -> None:
    assert not offending(lambda p: not all(m.isalnum() and m[0].isupper() for m in p.mechanisms))


def test_a_parameter_is_found_by_its_path_and_by_any_chosen_name() -> None:
    assert parameter("retailers.kopi.reply.policy") is parameter("retailers.*.reply.policy")
    assert parameter("days").allowed() == "1 to 36500 days"
    assert parameter("days").name == "days"
    assert parameter("retailers.*.reply.target_hours").allowed() == "above 0, at most 500 hours"
    assert parameter("retailers.*.supplier_link.mode").allowed() == "none, relay, direct"
    assert wildcard(["retailers", "kopi", "price"]) == "retailers.*.price"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("retailers.kopi.pryce", "no such parameter; did you mean 'retailers.*.price'?"),
        ("retailers.kopi.stock", "is a table, not a parameter (allowed: retailers.*.stock.review_days, "),
        ("retailers", "is a table, not a parameter"),
        ("days.x", "no such parameter"),
        ("", "no such parameter"),
    ],
)
def test_a_path_that_leads_to_no_parameter_is_refused(path: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parameter(path)
    assert message in str(caught.value)


def test_the_caller_cannot_change_the_registry() -> None:
    parameters().clear()
    assert parameters()


# --- how a parameter is written ------------------------------------------------------------------


class Sample(Part):
    """A part as the schema has them."""

    share: float = param(0.5, "A share", unit="share", source="here", mark="K", ge=0, lt=1, sweep=(0.1, 0.9))
    names: tuple[str, ...] = param(("a",), "Names", unit="names", source="here", mark="design", min_length=1)
    table: dict[str, int] = param(factory=dict, description="A table", unit="1", source="here", mark="S", off={})


def test_a_part_has_its_defaults_and_takes_keys() -> None:
    assert Sample() == Sample(share=0.5, names=("a",), table={})
    assert Sample.model_validate({"names": ["b"], "share": 0}) == Sample(share=0.0, names=("b",))


@pytest.mark.parametrize(
    "wrong", [{"share": 1}, {"share": True}, {"share": "0"}, {"names": []}, {"names": "a"}, {"other": 1}]
)
def test_a_part_refuses_what_is_not_allowed(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Sample.model_validate(wrong)


def test_a_default_is_checked_like_any_value() -> None:
    class Wrong(Part):
        share: float = param(2, "A share", unit="share", source="here", mark="K", ge=0, le=1)

    with pytest.raises(ValueError, match="less than or equal to 1"):
        Wrong()


def test_the_evidence_is_in_the_json_schema() -> None:
    share = Sample.model_json_schema()["properties"]["share"]
    assert share["exclusiveMaximum"] == 1
    assert (share["unit"], share["source"], share["mark"]) == ("share", "here", "K")
    assert (share["sweep"], share["mechanisms"]) == ([0.1, 0.9], [])


def test_the_two_keys_of_a_file_that_are_no_parameters_stay_free() -> None:
    assert not set(FILE_KEYS) & set(Scenario.model_fields)
