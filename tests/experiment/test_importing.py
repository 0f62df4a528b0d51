"""A user's network becomes a world that runs."""

import json

import pytest

from sim.errors import InputError, NetworkError, OutputError
from sim.experiment.importing import import_network
from sim.model import run
from sim.scenario.loading import load_scenario

EDGES = "# who knows whom\na b 1.0\nb c 1.0\nc a 2.0\nc c 1.0\nb a 1.0\nd a 1.0\n"


@pytest.fixture
def edges(tmp_path):
    path = tmp_path / "edges.txt"
    path.write_text(EDGES)
    return path


def test_an_undirected_network_becomes_the_facebook_of_a_world(edges, tmp_path):
    done = import_network(edges, tmp_path / "mine.toml")
    assert (done.platform, done.directed) == ("facebook", False)
    assert (done.pairs, done.self_loops, done.repeats) == (6, 1, 1)
    world = load_scenario(tmp_path / "mine.toml")
    assert world.consumers.count == 4
    assert world.platforms["facebook"].membership_young == world.platforms["facebook"].membership_old == 1.0
    assert world.platforms["facebook"].network.source == "file"
    assert run(world, overrides=["days=3"]).scenario.consumers.count == 4
    json.dumps(done.to_json(), allow_nan=False)


def test_a_directed_network_becomes_the_twitter_of_a_world(edges, tmp_path):
    done = import_network(edges, tmp_path / "mine.toml", directed=True)
    assert (done.platform, done.directed, done.repeats) == ("twitter", True, 0)
    assert load_scenario(tmp_path / "mine.toml").platforms["twitter"].network.source == "file"


def test_the_direction_of_a_tie_can_be_turned_around(edges, tmp_path):
    one = import_network(edges, tmp_path / "one.toml", directed=True)
    other = import_network(edges, tmp_path / "other.toml", directed=True, edge_means="target_hears_source")
    ends = [sorted(set(path.network.read_text().splitlines()[3:])) for path in (one, other)]
    assert ends[0] != ends[1]


def test_a_scenario_of_ones_own_can_be_extended(edges, tmp_path):
    (tmp_path / "base.toml").write_text('extends = "private-replies"\ndays = 5\n')
    (tmp_path / "below").mkdir()
    import_network(edges, tmp_path / "below" / "mine.toml", extends=str(tmp_path / "base.toml"))
    assert load_scenario(tmp_path / "below" / "mine.toml").days == 5


@pytest.mark.parametrize("present", ["mine.toml", "mine-network.csv"])
def test_what_is_there_stays_unless_told_otherwise(present, edges, tmp_path):
    (tmp_path / present).write_text("mine")
    with pytest.raises(OutputError, match="--overwrite"):
        import_network(edges, tmp_path / "mine.toml")
    assert (tmp_path / present).read_text() == "mine"
    import_network(edges, tmp_path / "mine.toml", overwrite=True)
    assert load_scenario(tmp_path / "mine.toml").consumers.count == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"platform": "facebok"}, "did you mean 'facebook'"),
        ({"platform": "facebook", "directed": True}, "cannot carry a directed network"),
        ({"extends": "basline"}, "did you mean 'baseline'"),
        ({"edge_means": "love"}, "edge_means"),
    ],
)
def test_a_wrong_argument_is_explained_and_nothing_is_written(options, message, edges, tmp_path):
    with pytest.raises(InputError, match=message):
        import_network(edges, tmp_path / "mine.toml", **options)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edges.txt"]


def test_a_file_that_is_no_network_leaves_nothing_behind(tmp_path):
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 9)
    with pytest.raises(NetworkError):
        import_network(tmp_path / "noise", tmp_path / "mine.toml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["noise"]


def test_the_scenario_needs_a_scenarios_name(edges, tmp_path):
    with pytest.raises(InputError, match=r"\.toml"):
        import_network(edges, tmp_path / "mine.csv")
