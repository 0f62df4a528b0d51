"""Alternatives of a sweep are compared in the worlds that they share, and along the axes of the design."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment.sweep.alternatives import Compared, by_replicate, short_names
from sim.experiment.sweep.curves import along, difference_in, mean_in, steps
from sim.experiment.sweep.words import answers
from sim.metrics import OUTCOMES

POLICY, STAFF, SHARE = "retailers.kopi.reply.policy", "retailers.kopi.reply.staff_hours", "complaints.sensitive_share"
LOYALTY, WAIT = OUTCOMES["loyalty"], OUTCOMES["first_response_hours"]


def sweep(
    value: Callable[[str, float, float, int], float],
    *,
    policies: Iterable[str] = ("open", "private"),
    staff: Iterable[float] = (1.0, 2.0, 4.0),
    shares: Iterable[float] = (0.1, 0.5),
    replicates: int = 4,
    by_factor: bool = True,
) -> Compared:
    """A full factorial whose response is `value(policy, staff, share, replicate)`."""
    places = list(itertools.product(staff, shares))
    rows = []
    for number, policy in enumerate(policies):
        for place, (hours, share) in enumerate(places):
            for replicate in range(replicates):
                y = value(policy, hours, share, replicate)
                label = "baseline" if by_factor else policy
                point = number * len(places) + place if by_factor else place
                row = {"scenario": label, "point": point, "replicate": replicate, STAFF: hours, SHARE: share}
                rows.append(row | ({POLICY: policy} if by_factor else {}) | {"loyalty": y, "first_response_hours": y})
    frame = pd.DataFrame(rows)
    scenarios = ("baseline",) if by_factor else tuple(policies)
    return Compared(frame, scenarios, tuple(name for name in (POLICY, STAFF, SHARE) if name in frame))


def luck(replicate: int) -> float:
    return math.sin(replicate * 12.9898) / 10


def test_a_factor_without_numbers_gives_alternatives_and_one_with_numbers_an_axis():
    compared = sweep(lambda *_: 0.0)
    assert compared.names == ("policy=open", "policy=private")
    assert compared.axes == (STAFF, SHARE)


def test_scenarios_are_alternatives_in_the_order_given():
    assert sweep(lambda *_: 0.0, policies=("b", "a"), by_factor=False).names == ("b", "a")


@pytest.mark.parametrize("by_factor", [True, False])
def test_what_an_alternative_adds_is_found_to_the_last_digit_whatever_luck_and_place(by_factor):
    compared = sweep(
        lambda policy, hours, share, k: luck(k) + hours - share**2 + (0.25 if policy == "private" else 0.0),
        by_factor=by_factor,
        replicates=6,
    )
    found = compared.difference(compared.names[1], LOYALTY)
    assert found.pairs == 6
    assert found.difference == pytest.approx(0.25, abs=1e-12)
    assert found.high - found.low == pytest.approx(0.0, abs=1e-9)
    assert compared.share_better(compared.names[1], LOYALTY).mean == 1.0
    assert compared.share_better(compared.names[1], WAIT).mean == 0.0


def test_the_sample_are_replicates_and_not_places():
    compared = sweep(lambda policy, hours, share, k: (1.0 if policy == "private" else 0.0) * luck(k))
    found = compared.difference(compared.names[1], LOYALTY)
    gains = np.array([luck(k) for k in range(4)])
    assert found.difference == pytest.approx(gains.mean())
    half = 3.182446 * gains.std(ddof=1) / 2  # Student's t with three degrees, four worlds
    assert found.high - found.difference == pytest.approx(half, rel=1e-5)


def test_of_one_replicate_the_places_are_the_sample():
    compared = sweep(lambda policy, hours, share, k: hours if policy == "private" else 0.0, replicates=1)
    found = compared.difference(compared.names[1], LOYALTY)
    assert found.pairs == 6
    assert found.difference == pytest.approx((1 + 2 + 4) / 3)


def test_a_lost_run_costs_its_place_or_its_replicate_in_both_alternatives():
    def value(policy: str, hours: float, share: float, k: int) -> float:
        return hours * 100 + share + luck(k) + (0.25 if policy == "private" else 0.0)

    whole = sweep(value)
    for lost in (3, 10, 40):
        torn = Compared(whole.runs.drop(index=lost), whole.scenarios, whole.factors)
        found = torn.difference(torn.names[1], LOYALTY)
        assert found.difference == pytest.approx(0.25, abs=1e-9)


def test_where_alternatives_share_no_place_there_is_no_difference():
    compared = sweep(lambda *_: 0.0)
    apart = compared.runs.copy()
    apart.loc[apart[POLICY] == "private", STAFF] += 0.5
    found = Compared(apart, compared.scenarios, compared.factors).difference("policy=private", LOYALTY)
    assert found.pairs == 0
    assert found.difference is None


def test_a_response_along_an_axis_is_its_mean_over_the_others():
    compared = sweep(lambda policy, hours, share, k: hours + share + luck(k))
    found = along(compared, STAFF, "policy=open", "loyalty")
    mean_luck = sum(luck(k) for k in range(4)) / 4
    assert [e.mean for e in found] == pytest.approx([h + 0.3 + mean_luck for h in (1.0, 2.0, 4.0)])
    low, high = steps(compared, SHARE)
    assert mean_in(compared, "policy=open", "loyalty", {SHARE: low}).mean == pytest.approx(7 / 3 + 0.1 + mean_luck)
    assert (low.middle, high.middle) == (0.1, 0.5)


def test_a_difference_in_a_corner_is_that_of_the_corner():
    compared = sweep(lambda policy, hours, share, k: (hours * share if policy == "private" else 0.0) + luck(k))
    corner = {STAFF: steps(compared, STAFF)[2], SHARE: steps(compared, SHARE)[1]}
    assert difference_in(compared, "policy=private", LOYALTY, corner).difference == pytest.approx(2.0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60, unique=True))
@settings(max_examples=60)
def test_the_steps_of_an_axis_take_in_every_value_once(values):
    compared = sweep(lambda *_: 0.0, staff=values, shares=(0.1,), replicates=1)
    found = steps(compared, STAFF)
    for value in values:
        assert sum(step.low <= value <= step.high for step in found) == 1
    assert [step.low for step in found] == sorted(step.low for step in found)


def test_where_all_alternatives_are_the_same_no_leader_is_named():
    compared = sweep(lambda policy, hours, share, k: hours + luck(k))
    (tie,) = answers(compared, LOYALTY)
    assert tie.startswith("All alternatives have exactly the same loyalty")


def test_the_axis_that_moves_most_comes_with_the_interval_of_its_difference():
    compared = sweep(lambda policy, hours, share, k: hours * (1 + luck(k)) + (0.01 if policy == "private" else 0.0))
    last = list(answers(compared, LOYALTY))[-1]
    gains = np.array([3.0 * (1 + luck(k)) for k in range(4)])
    assert f"by +{gains.mean():.3f}" in last
    assert "staff_hours" in last
    still = sweep(lambda policy, hours, share, k: luck(k + int(hours)) + (0.01 if policy == "private" else 0.0))
    assert not [text for text in answers(still, LOYALTY) if text.startswith("Of the axes")]


def test_names_are_as_short_as_they_can_be_told_apart():
    assert short_names(["retailers.kopi.reply.policy", "a.policy", "b.c"]) == {
        "retailers.kopi.reply.policy": "reply.policy",
        "a.policy": "a.policy",
        "b.c": "c",
    }


def test_by_replicate_leaves_out_whichever_costs_fewer_worlds():
    index = pd.MultiIndex.from_product([range(5), range(3)], names=["x", "replicate"])
    worlds = pd.Series(np.arange(15.0), index=index)
    one_place = worlds.copy()
    one_place[2, 0] = one_place[2, 1] = np.nan
    assert list(by_replicate(one_place)) == [np.mean([3 * x + k for x in (0, 1, 3, 4)]) for k in range(3)]
    one_replicate = worlds.copy()
    for x in range(4):
        one_replicate[x, 1] = np.nan
    assert list(by_replicate(one_replicate)) == [np.mean([3 * x + k for x in range(5)]) for k in (0, 2)]
