"""Segments of consumers: they divide everybody, add up to the whole, and say of each what the outcomes say of all."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.kernels import close
from sim.kernels.numbers import FIXED
from sim.population import Population
from sim.scenario.loading import load_scenario
from sim.segments import AGES, BUYING, GROUPINGS, ONLINE, SEGMENTS, grouped, segment_of
from tests.worlds import model, run

SIZE = ("consumers.count=900", "days=60", "finance.retention_window_days=20", "consumers.shop_rate=0.3")


def table(**found: str) -> pd.DataFrame:
    frame = run("baseline", *SIZE).segments
    for column, value in found.items():
        frame = frame[frame[column] == value]
    return frame


@pytest.mark.parametrize(
    ("age", "online_from", "hours", "rate", "cell"),
    [
        (29, 0, 2.9, 0.11, ("15 to 29", "online little", "light buyers")),
        (30, 0, 3.0, 0.12, ("30 to 64", "online much", "heavy buyers")),
        (64, 99, 9.0, 0.5, ("30 to 64", "online much", "heavy buyers")),
        (15, 100, 9.0, 0.5, ("15 to 29", "never online", "heavy buyers")),
    ],
)
def test_a_consumer_belongs_to_the_cell_of_age_time_online_and_buying(age, online_from, hours, rate, cell):
    population = Population(1, 1)
    population.age[:], population.online_from[:] = age, online_from
    population.online_hours[:], population.shop_rate[:] = hours, np.float32(rate)
    world = load_scenario("baseline", ("days=100", "consumers.shop_rate=0.119", "attention.reference_hours=3"))
    assert SEGMENTS[segment_of(population, world)[0]] == cell


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_the_segments_of_a_grouping_divide_all_cells(grouping):
    cells = [cell for numbers in grouped(grouping).values() for cell in numbers]
    assert sorted(cells) == list(range(len(AGES) * len(ONLINE) * len(BUYING)))


@pytest.mark.parametrize("retailer", ["kopi", "pasar", "toko", "warung"])
@pytest.mark.parametrize("grouping", GROUPINGS)
def test_what_segments_add_up_to_is_what_the_run_has(retailer, grouping):
    result = run("baseline", *SIZE)
    mine = table(retailer=retailer, grouping=grouping)
    outcomes = result.by_retailer[retailer]
    assert mine["consumers"].sum() == 900
    assert mine["units"].sum() == outcomes["units_sold"]
    assert mine["revenue"].sum() == outcomes["revenue"]
    customers = result.retailers.query("retailer == @retailer")["customers"].iloc[-1]
    assert mine["customers"].sum() == customers
    for name in ("loyalty", "satisfaction", "lost_share"):
        mean = (mine[name] * mine["customers"]).sum() / customers
        assert mean == pytest.approx(outcomes[name], rel=1e-6)


def test_retention_of_a_segment_is_that_of_the_two_last_windows():
    whole = table(retailer="kopi", grouping="all").iloc[0]
    assert whole["retention"] == pytest.approx(run("baseline", *SIZE).outcomes["retention"])


@pytest.mark.parametrize("days", [13, 20, 33])
def test_a_run_that_is_looked_at_before_its_end_counts_the_segments_as_they_are_then(days):
    """On the evening of the 20th day the window is turned, and what it was is counted before."""
    made = model("baseline", *SIZE)
    for _ in range(days):
        made.step()
    whole = made.result().segments.query("retailer == 'kopi' and grouping == 'all'").iloc[0]
    last = made.recorder.finish().standing[-1][0]
    assert whole["customers"] == last[close.CUSTOMERS]
    assert whole["loyalty"] == pytest.approx(last[close.LOYALTY] / FIXED / 3 / last[close.CUSTOMERS])
    before = last[close.PREVIOUS_BUYERS]
    assert math.isnan(whole["retention"]) if not before else whole["retention"] == last[close.RETAINED] / before
    assert bool(before) == (days == 33)


def test_nobody_changes_segment_and_heavy_buyers_buy_more():
    made = model("baseline", *SIZE)
    before = made.world.segment.copy()
    made.run()
    assert (made.world.segment == segment_of(made.world.population, made.scenario_file)).all()
    assert (made.world.segment == before).all()
    buying = table(retailer="kopi", grouping="buying").set_index("segment")
    per_head = buying["units"] / buying["consumers"]
    assert per_head["heavy buyers"] > 2 * per_head["light buyers"]
