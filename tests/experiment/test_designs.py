"""Designs: each has the property that it is chosen for, and partial results are balanced."""

import itertools
import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.experiment.spec.factors import Factor
from sim.experiment.spec.loading import load_experiment
from sim.experiment.spec.planning import plan_of
from sim.experiment.sweep.adaptive import coordinates
from sim.experiment.sweep.design import Done, Replication, Stopping
from sim.experiment.sweep.gaussian import fitted
from sim.experiment.sweep.plan import Cell, Point
from sim.experiment.sweep.sampling import fixed_points, places
from sim.scenario.registry import parameter

SHARE = "complaints.sensitive_share"
HARM = "recovery.privacy_harm"
HOURS = "retailers.kopi.reply.staff_hours"
POLICY = "retailers.kopi.reply.policy"


def experiment(kind, *, scenarios=("baseline",), levers=None, unknowns=None, **table):
    design = {"kind": kind} | table.pop("design", {})
    factors = {"levers": levers or {}, "unknowns": {SHARE: "sweep", HARM: "sweep"} if unknowns is None else unknowns}
    return load_experiment({"scenarios": list(scenarios), "design": design} | factors | table)


def points_of(*arguments, **table):
    return plan_of(experiment(*arguments, **table)).design.points


def ended(cells, value):
    """The frame of runs that ended, in the order that a sweep gives it."""
    rows = [
        {"scenario": c.label, "point": c.point.number, "replicate": c.replicate, "loyalty": value(c)} for c in cells
    ]
    return pd.DataFrame(rows).sort_values(["scenario", "point", "replicate"], ignore_index=True)


def run_to_the_end(design, value):
    """All cells of a design that is asked again until nothing new is wanted; each answer holds the one before."""
    cells = design.cells(None)
    while True:
        more = design.cells(ended(cells, value))
        assert set(map(key, more)) >= set(map(key, cells))
        if len(more) == len(cells):
            return more
        cells = more


def key(cell):
    return cell.label, cell.point.number, cell.replicate, tuple(cell.point.values.items())


def noise(*numbers):
    return np.random.default_rng(numbers).normal()


# ---- factors -------------------------------------------------------------------------------------


@given(low=st.integers(1, 50), width=st.integers(1, 40), log=st.booleans(), place=st.floats(0, 1), whole=st.booleans())
def test_a_place_gives_a_value_of_the_range_and_the_value_gives_its_place_back(low, width, log, place, whole):
    path = "days" if whole else "consumers.price_sensitivity"
    factor = Factor(path, "lever", parameter(path), low=float(low), high=float(low + width), log=log)
    (value,) = factor.values([place])
    assert low <= value <= low + width
    assert isinstance(value, int) is whole
    back = factor.place(value)
    assert 0.0 <= back <= 1.0
    if whole:
        assert factor.values([back]) == [value]
    else:
        assert back == pytest.approx(place, abs=1e-9)


@given(levels=st.lists(st.integers(1, 900), min_size=1, max_size=9, unique=True))
def test_each_level_has_an_equal_part_of_the_places(levels):
    factor = Factor("days", "lever", parameter("days"), levels=tuple(levels))
    drawn = factor.values((np.arange(100 * len(levels)) + 0.5) / (100 * len(levels)))
    assert Counter(drawn) == dict.fromkeys(levels, 100)
    assert [factor.values([factor.place(level)])[0] for level in levels] == levels


def test_a_logarithmic_range_of_whole_numbers_reaches_both_ends_about_as_its_density_says():
    factor = Factor("days", "lever", parameter("days"), low=1.0, high=8.0, log=True)
    counts = Counter(factor.values((np.arange(100_000) + 0.5) / 100_000))
    assert sorted(counts) == list(range(1, 9))
    for value, count in counts.items():
        expected = math.log((value + 0.5) / (value - 0.5)) / math.log(8.5 / 0.5)
        assert count / 100_000 == pytest.approx(expected, abs=1e-4)


# ---- designs that are fixed beforehand -----------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(
    hours=st.lists(st.sampled_from([0.1, 0.25, 0.5, 1.0, 2.0]), min_size=1, max_size=4, unique=True),
    shares=st.lists(st.sampled_from([0.0, 0.15, 0.3, 0.6]), min_size=1, max_size=3, unique=True),
    policies=st.lists(st.sampled_from(["open", "private", "none"]), min_size=1, max_size=3, unique=True),
)
def test_a_factorial_design_has_every_combination_once(hours, shares, policies):
    points = points_of("factorial", levers={HOURS: hours, POLICY: policies}, unknowns={SHARE: shares})
    combinations = [tuple(point.values.values()) for point in points]
    assert sorted(combinations) == sorted(itertools.product(hours, policies, shares))
    assert [point.number for point in points] == list(range(len(points)))


def test_a_factorial_design_takes_a_range_in_steps():
    points = points_of("factorial", unknowns={SHARE: {"steps": 4}})
    assert [point.values[SHARE] for point in points] == pytest.approx([0.0, 0.2, 0.4, 0.6])


def test_without_factors_there_is_one_point_the_worlds_as_they_are():
    plan = plan_of(experiment("factorial", unknowns={}, replicates=2))
    cells = plan.design.cells(None)
    assert [cell.point.values for cell in cells] == [{}, {}]
    assert plan.world(cells[0]) == plan.scenarios["baseline"]


def test_one_at_a_time_moves_one_factor_from_the_worlds_own_value():
    points = points_of(
        "one-at-a-time", levers={HOURS: [0.25, 0.5, 1.0], POLICY: "sweep"}, unknowns={SHARE: {"steps": 3}}
    )
    base = points[0].values
    assert (base[HOURS], base[POLICY], base[SHARE]) == (0.5, "paper_rule", 0.15)
    moved = [{path for path in base if point.values[path] != base[path]} for point in points[1:]]
    assert all(len(paths) == 1 for paths in moved)
    assert Counter(path for paths in moved for path in paths) == {HOURS: 2, POLICY: 5, SHARE: 3}


@settings(max_examples=20, deadline=None)
@given(points=st.integers(2, 60), seed=st.integers(0, 2**60))
def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_factor(points, seed):
    found = places(experiment("latin-hypercube", design={"points": points}, seed=seed))
    assert found.shape == (points, 2)
    for column in found.T:
        assert sorted(np.floor(column * points)) == list(range(points))


def test_one_more_factor_of_a_latin_hypercube_moves_no_other():
    few = points_of("latin-hypercube", design={"points": 9})
    more = points_of("latin-hypercube", design={"points": 9}, levers={HOURS: "sweep"})
    assert [p.values[SHARE] for p in few] == [p.values[SHARE] for p in more]


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_rows_are_balanced_and_exchange_one_column_at_a_time(second_order):
    design = {"points": 32, "second_order": second_order}
    unknowns = {SHARE: "sweep", HARM: "sweep", "talk.chat_share": "sweep"}
    found = places(experiment("sobol", design=design, unknowns=unknowns))
    step = 2 * 3 + 2 if second_order else 3 + 2
    assert found.shape == (32 * step, 3)
    first, last = found[0::step], found[step - 1 :: step]
    for matrix in (first, last):  # a power of two points of a Sobol sequence: each part of each axis has as many
        for column in matrix.T:
            assert sorted(np.floor(column * 32)) == list(range(32))
    for k in range(3):
        exchanged = found[1 + k :: step]
        assert (exchanged[:, k] == last[:, k]).all()
        others = [j for j in range(3) if j != k]
        assert (exchanged[:, others] == first[:, others]).all()


def test_more_sobol_points_begin_with_the_same_ones():
    small, large = (places(experiment("sobol", design={"points": n})) for n in (8, 16))
    assert (large[: len(small)] == small).all()


def test_a_morris_trajectory_moves_each_factor_once_on_the_grid():
    unknowns = {SHARE: "sweep", HARM: "sweep", "talk.chat_share": "sweep"}
    found = places(experiment("morris", design={"trajectories": 6, "levels": 4}, unknowns=unknowns))
    assert found.shape == (6 * 4, 3)
    assert np.allclose(found * 3, np.round(found * 3))
    for trajectory in found.reshape(6, 4, 3):
        steps = np.abs(np.diff(trajectory, axis=0))
        assert np.allclose(steps.sum(axis=0), 2 / 3)
        assert ((steps > 1e-9).sum(axis=1) == 1).all()


@pytest.mark.parametrize(
    "design",
    [{"kind": "latin-hypercube", "points": 7}, {"kind": "sobol", "points": 4}, {"kind": "morris", "trajectories": 3}],
)
def test_a_sampled_design_is_a_function_of_its_seed(design):
    def made(seed):
        return fixed_points(experiment(design["kind"], design=design, seed=seed))

    assert made(3) == made(3)
    assert made(3) != made(4)


# ---- values that do not go together --------------------------------------------------------------

STOCKOUT = {f"choice.stockout_{name}": {"low": 0.1, "high": 0.6} for name in ("other_product", "other_retailer")}


def test_points_that_no_world_allows_are_left_out_of_a_latin_hypercube_and_told():
    plan = plan_of(experiment("latin-hypercube", design={"points": 40}, unknowns=STOCKOUT))
    left_out = plan.document["left_out"]
    assert 0 < len(left_out) < 40
    assert len(plan.design.points) + len(left_out) == 40
    for values in left_out:
        with pytest.raises(ScenarioError):
            plan.world(Cell("baseline", Point(0, values), 0))
    for cell in plan.design.cells(None):
        plan.world(cell)


@pytest.mark.parametrize("design", [{"kind": "sobol", "points": 8}, {"kind": "morris"}, {"kind": "factorial"}])
def test_points_that_no_world_allows_are_refused_where_each_has_its_place(design):
    unknowns = {path: held | {"steps": 2} for path, held in STOCKOUT.items()}
    with pytest.raises(ScenarioError, match=r"at point \d+ \(choice.stockout_other_product=.*add up to"):
        plan_of(experiment(design["kind"], design=design, unknowns=unknowns))


# ---- replicates ----------------------------------------------------------------------------------


def test_cells_come_replicate_by_replicate_so_that_a_part_is_balanced():
    plan = plan_of(
        experiment("factorial", scenarios=("baseline", "open-replies"), unknowns={SHARE: [0.0, 0.3]}, replicates=5)
    )
    cells = plan.design.cells(None)
    assert len(set(map(key, cells))) == len(cells) == 2 * 2 * 5
    for part in range(len(cells) + 1):
        counts = Counter((label, point) for label, point, _, _ in map(key, cells[:part]))
        assert max(counts.values(), default=0) - min(counts.values(), default=0) <= 1 or len(counts) < 4
    seeds = {cell.replicate: plan.seed_of(cell) for cell in cells}
    assert all(plan.seed_of(cell) == seeds[cell.replicate] for cell in cells)
    assert len(set(seeds.values())) == 5


def test_replicates_are_added_only_where_the_interval_is_wide():
    stop = {"half_width": {"loyalty": 0.1}, "of": "response", "batch": 4, "most": 60}
    plan = plan_of(experiment("factorial", unknowns={SHARE: [0.0, 0.3]}, replicates=5, stop=stop))
    assert plan.design.adaptive
    spread = {0: 0.001, 1: 0.2}
    cells = run_to_the_end(plan.design, lambda c: spread[c.point.number] * noise(c.point.number, c.replicate))
    runs = Counter(cell.point.number for cell in cells)
    assert runs[0] == 5
    assert 5 < runs[1] < 60
    values = [0.2 * noise(1, k) for k in range(runs[1])]
    assert Stopping({"loyalty": 0.1}, "response", 4, 60).settled({"baseline": {"loyalty": np.array(values)}})


@pytest.mark.parametrize("value", [0.0, 3.0])
def test_replicates_that_are_all_equal_are_not_enough_while_they_are_few(value):
    rule = Stopping({"loyalty": 0.1}, "response", 4, 60)
    settled = [n for n in range(1, 60) if rule.settled({"baseline": {"loyalty": np.full(n, value)}})]
    assert settled == list(range(29, 60))
    assert rule.settled({"baseline": {"loyalty": np.full(3, np.nan)}}), "what no run defines is not waited for"


def test_the_stopping_rule_for_differences_profits_from_the_pairs():
    def value(cell):  # the luck of a world moves both scenarios alike
        own = 0.01 * noise(1, cell.replicate)
        return noise(cell.replicate) + (0.5 + own if cell.label == "open-replies" else 0.0)

    table = {"scenarios": ("baseline", "open-replies"), "unknowns": {}, "replicates": 5}
    runs = {}
    for of in ("difference", "response"):
        stop = {"half_width": {"loyalty": 0.2}, "of": of, "batch": 5, "most": 400}
        runs[of] = len(run_to_the_end(plan_of(experiment("factorial", stop=stop, **table)).design, value))
    assert runs["difference"] == 2 * 5
    assert runs["response"] > 2 * 40


def test_a_run_that_failed_does_not_hold_a_point_up_and_what_is_never_defined_is_not_waited_for():
    stop = {"half_width": {"loyalty": 0.3}, "of": "response", "batch": 2, "most": 50}
    plan = plan_of(experiment("factorial", unknowns={SHARE: [0.0, 0.3]}, replicates=4, stop=stop))

    def value(cell):
        return math.nan if cell.point.number == 0 or cell.replicate == 1 else noise(cell.replicate)

    runs = Counter(cell.point.number for cell in run_to_the_end(plan.design, value))
    assert runs[0] == 4
    assert 4 < runs[1] <= 50


def test_no_round_is_decided_before_all_its_runs_have_ended():
    stop = {"half_width": {"loyalty": 0.01}, "of": "response", "batch": 3, "most": 11}
    design = plan_of(experiment("factorial", unknowns={}, replicates=5, stop=stop)).design
    cells = design.cells(None)
    for part in range(1, len(cells)):
        assert design.cells(ended(cells[:part], lambda c: noise(c.replicate))) == cells
    whole = run_to_the_end(design, lambda c: noise(c.replicate))
    assert len(whole) == 11


def test_rows_that_no_round_has_asked_for_change_nothing():
    replication = Replication(("a",), 4, Stopping({"loyalty": 0.5}, "response", 2, 20))
    points = [Point(0, {})]
    few = [Cell("a", points[0], k) for k in range(4)]
    many = [Cell("a", points[0], k) for k in range(12)]
    value = lambda cell: 0.01 * cell.replicate if cell.replicate < 4 else 1e6  # noqa: E731
    for cells in (few, many):
        assert replication.cells(points, Done(ended(cells, value))) == (few, True)


# ---- the adaptive design -------------------------------------------------------------------------


def edge(cell):
    """A difference between scenarios that turns round at a share of 0.4, under shared luck."""
    if cell.label == "baseline":
        return noise(cell.replicate)
    return (
        noise(cell.replicate)
        + math.tanh(40 * (cell.point.values[SHARE] - 0.4))
        + 0.01 * noise(cell.point.number, cell.replicate)
    )


@pytest.fixture(scope="module")
def learnt():
    asked = experiment(
        "adaptive",
        scenarios=("baseline", "open-replies"),
        design={"points": 28, "start": 8, "batch": 4},
        replicates=2,
        responses=["loyalty"],
    )
    return asked, run_to_the_end(plan_of(asked).design, edge)


def test_the_adaptive_design_ends_with_the_points_that_were_asked_for(learnt):
    _, cells = learnt
    numbers = {cell.point.number: cell.point for cell in cells}
    assert sorted(numbers) == list(range(28))
    assert len(cells) == 28 * 2 * 2
    assert len({tuple(point.values.items()) for point in numbers.values()}) == 28


def test_the_adaptive_design_puts_more_points_where_the_difference_changes(learnt):
    _, cells = learnt
    shares = [point.values[SHARE] for n, point in {c.point.number: c.point for c in cells}.items() if n >= 8]
    near = np.mean([abs(share - 0.4) < 0.06 for share in shares])
    assert near > 2 * (0.12 / 0.6)  # more than twice its part of the range
    assert min(shares) < 0.2
    assert max(shares) > 0.5


def test_the_adaptive_design_is_a_function_of_what_was_found(learnt):
    asked, cells = learnt
    again = plan_of(asked).design
    assert again.cells(ended(cells, edge)) == cells
    shuffled = ended(cells, edge).sample(frac=1.0, random_state=1)
    assert plan_of(asked).design.cells(shuffled) == cells
    other = run_to_the_end(plan_of(asked).design, lambda c: noise(c.point.number))
    assert [key(c) for c in other] != [key(c) for c in cells]


def test_the_adaptive_design_knows_an_edge_better_than_as_many_points_that_are_spread_evenly():
    def surface(x, y):
        return math.tanh(20 * (x + 0.3 * y - 0.5))

    def error(design, seed):
        asked = experiment(design["kind"], design=design, replicates=2, responses=["loyalty"], seed=seed)

        def value(cell):
            x, y = (cell.point.values[path] / 0.6 for path in (SHARE, HARM))
            return surface(x, y) + 0.02 * noise(seed, cell.point.number, cell.replicate)

        cells = run_to_the_end(plan_of(asked).design, value)
        points = {cell.point.number: cell.point for cell in cells}
        at = coordinates(asked.factors, [points[number] for number in sorted(points)])
        means = ended(cells, value).groupby("point")["loyalty"].mean().to_numpy()
        grid = np.array(list(itertools.product(np.linspace(0, 1, 31), repeat=2)))
        expected = fitted(at, means, [True, True]).prediction(grid)[0]
        return math.sqrt(np.mean((expected - [surface(x, y) for x, y in grid]) ** 2))

    learning = [error({"kind": "adaptive", "points": 44, "start": 12}, seed) for seed in range(3)]
    spread = [error({"kind": "latin-hypercube", "points": 44}, seed) for seed in range(3)]
    assert np.mean(learning) < 0.8 * np.mean(spread)


def test_an_adaptive_design_passes_over_runs_that_failed_and_points_that_no_world_allows():
    asked = experiment("adaptive", design={"points": 16, "start": 6, "batch": 5}, unknowns=STOCKOUT, replicates=2)
    plan = plan_of(asked)
    cells = run_to_the_end(plan.design, lambda c: math.nan if c.point.number % 3 == 0 else noise(c.point.number))
    assert len({cell.point.number for cell in cells}) == 16
    for cell in cells:
        plan.world(cell)
    lost = run_to_the_end(plan_of(asked).design, lambda c: math.nan)
    assert len({cell.point.number for cell in lost}) == 16


def test_the_surface_goes_through_what_is_known_and_is_unsure_beyond():
    at = np.linspace(0.0, 1.0, 9)[:, None]
    surface = fitted(at, np.sin(6 * at[:, 0]), [True])
    between = np.linspace(0.06, 0.94, 30)[:, None]
    mean, variance, spread = surface.prediction(between)
    assert np.abs(mean - np.sin(6 * between[:, 0])).max() < 0.05
    _, beyond, _ = surface.prediction(np.array([[2.0]]))
    assert beyond[0] > 10 * variance.max()
    assert beyond[0] < 1.01 * spread


def test_a_factor_that_does_nothing_gets_a_long_length():
    rng = np.random.default_rng(1)
    at = rng.random((40, 2))
    surface = fitted(at, np.sin(8 * at[:, 0]), [True, True])
    assert surface.lengths[0] <= 0.8
    assert surface.lengths[1] >= 3.2
