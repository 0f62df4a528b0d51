"""Friends stand near one another, everybody within the disc, and the picture is the same every time."""

import numpy as np
import pytest

pytest.importorskip("rustworkx", reason="the page's packages are not installed (pip install .[page])")

from sim.network import facebook_like, from_pairs, twitter_like
from sim.ui.layout import MOST_NODES, drawn_ties, evenly, places, ties


def test_places_lie_within_the_disc_and_are_the_same_every_time():
    network = facebook_like(300, mean_degree=10, seed=3)
    found = places(network)
    assert found.dtype == np.float32
    assert found.shape == (300, 2)
    assert (np.hypot(*(found - 0.5).T) <= 0.5 + 1e-6).all()
    np.testing.assert_array_equal(found, places(network))


def test_friends_stand_nearer_than_others():
    network = facebook_like(300, mean_degree=6, seed=3)
    found = places(network)
    one, other = ties(network)
    apart = np.linalg.norm(found[one] - found[other], axis=1).mean()
    anybody = np.linalg.norm(found[:, None] - found[None], axis=2).mean()
    assert apart < 0.8 * anybody


def test_the_disc_is_filled_and_not_its_middle_alone():
    from_middle = np.hypot(*(places(facebook_like(500, mean_degree=10, seed=1)) - 0.5).T)
    assert np.quantile(from_middle, 0.5) > 0.25


def test_ties_are_told_once_each():
    network, _, _ = from_pairs(4, np.array([0, 1, 2]), np.array([1, 2, 0]), directed=False)
    assert {tuple(pair) for pair in ties(network).T.tolist()} == {(0, 1), (1, 2), (0, 2)}
    follows, _, _ = from_pairs(3, np.array([0, 1, 1]), np.array([1, 0, 2]), directed=True)
    assert {tuple(pair) for pair in ties(follows).T.tolist()} == {(0, 1), (1, 2)}
    assert ties(twitter_like(200, mean_degree=5, seed=1, exponent=2.3, reciprocity=0.3)).shape[0] == 2


def test_more_than_can_be_laid_out_stand_evenly_and_without_ties():
    network = facebook_like(MOST_NODES + 1, mean_degree=4, seed=1)
    assert drawn_ties(network).shape == (2, 0)
    found = places(network)
    np.testing.assert_array_equal(found, evenly(MOST_NODES + 1))
    assert len(np.unique(found.round(4), axis=0)) == MOST_NODES + 1


@pytest.mark.parametrize("nodes", [1, 2])
def test_next_to_nobody_can_be_laid_out(nodes):
    nothing = np.zeros(0, dtype=np.int32)
    network, _, _ = from_pairs(nodes, nothing, nothing, directed=False)
    assert np.isfinite(places(network)).all()
