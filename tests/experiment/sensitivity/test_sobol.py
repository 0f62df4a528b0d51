"""Sobol indices: intervals cover what is known, luck is no effect, and a hole in the design is told or refused."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiment.sensitivity.sobol import sobol
from tests.experiment.known_functions import (
    G_FIRST,
    G_TOTAL,
    ISHIGAMI_13,
    ISHIGAMI_FIRST,
    ISHIGAMI_TOTAL,
    ISHIGAMI_VARIANCE,
    ishigami,
    saltelli_points,
    sobol_g,
)

THREE = ("x1", "x2", "x3")
TWELVE = tuple(f"x{k}" for k in range(12))


def design(seed, samples, unknowns, *, second=False):
    return saltelli_points(np.random.default_rng(seed).random((samples, 2 * unknowns)), unknowns, second=second)


def by_name(found, names):
    shares = {share.name: share for share in found.shares}
    return [shares[name] for name in names]


def covered(estimate, truth):
    return estimate.low <= truth <= estimate.high


@pytest.mark.parametrize("second", [False, True])
def test_the_intervals_cover_the_known_indices_of_ishigami(second):
    found = sobol(THREE, ishigami(design(1, 1024, 3, second=second))[..., None], second=second)
    for share, first, total in zip(by_name(found, THREE), ISHIGAMI_FIRST, ISHIGAMI_TOTAL, strict=True):
        assert covered(share.first, first)
        assert covered(share.total, total)
        assert share.total.high - share.total.low < 0.25
    assert [share.name for share in found.shares] == ["x1", "x2", "x3"]
    assert found.deviation == pytest.approx(np.sqrt(ISHIGAMI_VARIANCE), rel=0.05)
    assert covered(found.alone, ISHIGAMI_FIRST.sum())
    if second:
        pairs = {frozenset((a, b)): value for a, b, value in found.pairs}
        assert covered(pairs[frozenset(("x1", "x3"))], ISHIGAMI_13)
        assert covered(pairs[frozenset(("x1", "x2"))], 0.0)


def test_the_intervals_cover_the_known_indices_of_many_factors():
    found = sobol(TWELVE, sobol_g(design(3, 2048, 12))[..., None], second=False)
    hits = [
        int(covered(share.first, first)) + int(covered(share.total, total))
        for share, first, total in zip(by_name(found, TWELVE), G_FIRST, G_TOTAL, strict=True)
    ]
    assert sum(hits) >= 21  # of 24 intervals at 95%; all of 21 miss with a chance below 0.03
    assert [share.name for share in found.shares[:3]] == ["x0", "x1", "x2"]


def test_over_many_designs_the_intervals_cover_about_as_often_as_they_say():
    hits = np.zeros((2, 3))
    designs = 150
    for seed in range(designs):
        found = sobol(THREE, ishigami(design(seed, 128, 3))[..., None], second=False, seed=seed, times=300)
        for k, share in enumerate(by_name(found, THREE)):
            hits[0, k] += covered(share.first, ISHIGAMI_FIRST[k])
            hits[1, k] += covered(share.total, ISHIGAMI_TOTAL[k])
    assert (hits / designs > 0.87).all()
    assert (hits / designs).mean() == pytest.approx(0.95, abs=0.04)


def test_the_points_of_a_low_discrepancy_design_are_covered_at_least_as_often():
    from scipy.stats.qmc import Sobol

    hits = 0
    for seed in range(40):
        points = saltelli_points(Sobol(6, rng=seed).random(128), 3)
        found = sobol(THREE, ishigami(points)[..., None], second=False, seed=seed, times=300)
        for k, share in enumerate(by_name(found, THREE)):
            hits += int(covered(share.first, ISHIGAMI_FIRST[k])) + int(covered(share.total, ISHIGAMI_TOTAL[k]))
    assert hits / 240 > 0.93


def test_the_figures_are_those_of_salib():
    from SALib.analyze import sobol as salib

    values = ishigami(design(5, 256, 3))
    theirs = salib.analyze(
        {"num_vars": 3, "names": THREE, "bounds": [[0, 1]] * 3}, values.ravel(), calc_second_order=False, seed=1
    )
    for share, first, total in zip(
        by_name(sobol(THREE, values[..., None], second=False), THREE), theirs["S1"], theirs["ST"], strict=True
    ):
        assert share.first.mean == pytest.approx(first, abs=1e-12)
        assert share.total.mean == pytest.approx(total, abs=1e-12)


def test_luck_is_no_effect_once_there_are_replicates():
    """Luck with a variance of nine beside the 13.8 of the function: with one replicate it looks like interaction."""
    rng = np.random.default_rng(7)
    points = design(7, 1024, 3)
    noisy = ishigami(points)[..., None] + 3.0 * rng.standard_normal((1024, 5, 2))
    one = sobol(THREE, noisy[..., :1], second=False)
    two = sobol(THREE, noisy, second=False)
    assert by_name(one, THREE)[1].total.low > ISHIGAMI_TOTAL[1]
    for share, first, total in zip(by_name(two, THREE), ISHIGAMI_FIRST, ISHIGAMI_TOTAL, strict=True):
        assert covered(share.first, first)
        assert covered(share.total, total)
    assert one.luck_share is None
    assert two.luck_share == pytest.approx(9 / (9 + ISHIGAMI_VARIANCE), abs=0.03)


def test_luck_that_is_the_same_for_all_points_is_no_luck_at_all():
    points = design(8, 256, 3)
    plain = sobol(THREE, ishigami(points)[..., None], second=False)
    shifted = sobol(THREE, ishigami(points)[..., None] + np.array([0.0, 100.0, -40.0]), second=False)
    for a, b in zip(plain.shares, shifted.shares, strict=True):
        assert a.first.mean == pytest.approx(b.first.mean, abs=1e-9)
        assert a.total.mean == pytest.approx(b.total.mean, abs=1e-9)
    assert shifted.luck_share == pytest.approx(0.0, abs=1e-9)


def test_a_luck_that_tilts_all_points_widens_the_intervals_from_three_replicates_on():
    """The blocks agree with each other about such a luck; only the replicates tell."""
    rng = np.random.default_rng(9)
    points = design(9, 512, 3)
    hits = 0
    for _ in range(40):
        slopes = 1.0 + 0.8 * rng.standard_normal(4)
        values = points[..., :1] * slopes + points[..., 1:2]
        found = by_name(sobol(THREE, values, second=False, times=200), THREE)
        hits += covered(found[0].first, 0.5)
    assert hits / 40 >= 0.85


def test_one_failed_run_costs_its_base_sample_and_is_told():
    values = ishigami(design(1, 128, 3))[..., None]
    holed = values.copy()
    holed[17, 2, 0] = np.nan
    found = sobol(THREE, holed, second=False)
    kept = sobol(THREE, np.delete(values, 17, axis=0), second=False)
    assert [share.row() for share in found.shares] == [share.row() for share in kept.shares]
    assert (found.repair.dropped, found.repair.used, found.repair.missing) == ((17,), 127, 1)
    assert all(share.total.low < share.total.mean < share.total.high for share in found.shares)


def test_a_hole_is_refused_where_that_is_asked():
    holed = ishigami(design(1, 128, 3))[..., None]
    holed[17, 2, 0] = np.nan
    with pytest.raises(InputError, match=r"1 of 640 runs give no value of loyalty, which spoils 1 of 128 base samples"):
        sobol(THREE, holed, second=False, what="loyalty", strict=True)


def test_many_holes_are_always_refused():
    holed = ishigami(design(1, 128, 3))[..., None]
    holed[:20, 1] = np.nan
    with pytest.raises(InputError, match="spoils 20 of 128 base samples: too many"):
        sobol(THREE, holed, second=False)


def test_a_design_of_another_size_is_refused():
    with pytest.raises(InputError, match="4 rows a base sample are not a Sobol design"):
        sobol(THREE, np.zeros((8, 4, 1)), second=False)


def test_an_outcome_that_does_not_move_has_no_indices():
    found = sobol(THREE, np.full((16, 5, 1), 0.3), second=False)
    assert all(share.total.mean is None and share.total.low is None for share in found.shares)
    assert found.deviation is None


def test_the_same_seed_gives_the_same_intervals():
    values = ishigami(design(2, 64, 3))[..., None]
    assert sobol(THREE, values, second=False, seed=4).row() == sobol(THREE, values, second=False, seed=4).row()
    assert sobol(THREE, values, second=False, seed=4).row() != sobol(THREE, values, second=False, seed=5).row()


def test_what_explains_a_difference_is_not_what_explains_each_side():
    """Both sides follow x2, the difference x3 alone: common luck and the paired difference show it."""
    points = design(4, 256, 3)
    rng = np.random.default_rng(0)
    luck = rng.standard_normal((256, 5, 1))
    a = 5.0 * points[..., 1:2] + luck
    b = a + points[..., 2:3]
    assert sobol(THREE, b, second=False).shares[0].name != "x3"
    found = sobol(THREE, b - a, second=False)
    assert found.shares[0].name == "x3"
    assert found.shares[0].first.mean == pytest.approx(1.0, abs=0.15)
    assert found.shares[1].total.mean == pytest.approx(0.0, abs=1e-9)
