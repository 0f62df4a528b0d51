"""A film shows the run that it is of: each array is held against the tables of an ordinary run, or the world itself."""

import pickle

import numpy as np
import pytest

from sim.experiment.jobs import perform
from sim.kernels.codes import EVER, LEFT
from sim.model import Model
from sim.ui.by_day import perform_by_day
from sim.ui.film import FLAGS, FULL, HAS_LEFT, NEVER_BOUGHT, FilmJob, film
from sim.ui.layout import MOST_NODES
from sim.ui.packing import pack
from tests.ui.films import SEED, filmed, job

MINUTES = 1440


@pytest.fixture(scope="module")
def arrays():
    return filmed("open-replies").arrays()


@pytest.fixture(scope="module")
def result():
    return Model(job("open-replies").scenario, seed=SEED).run()


def test_filming_changes_nothing():
    assert filmed("open-replies").run.digest == perform(job("open-replies")).digest


def test_a_film_holds_the_run_with_its_days():
    run = perform_by_day(job("open-replies"))
    assert filmed("open-replies").run.outcomes == run.outcomes
    shown = filmed("open-replies").arrays()["series"]
    np.testing.assert_array_equal(shown, np.stack(list(run.by_day.values())))


def test_loyalty_is_that_of_each_evening(arrays):
    model = Model(job("open-replies").scenario, seed=SEED)
    people, focal = model.world.population, model.world.focal
    for day in range(model.scenario_file.days):
        model.step()
        shown = arrays["loyalty"][day]
        history = people.history[focal]
        np.testing.assert_array_equal(shown == NEVER_BOUGHT, history & EVER == 0)
        np.testing.assert_array_equal(shown == HAS_LEFT, (history & EVER != 0) & (history & LEFT != 0))
        stays = (history & EVER != 0) & (history & LEFT == 0)
        mean = (people.satisfaction[focal] + people.trust[focal] + people.commitment[focal])[stays] / 3.0
        np.testing.assert_allclose(shown[stays] / FULL, mean, atol=0.5 / FULL + 1e-6)
    assert (arrays["loyalty"] == HAS_LEFT).any()


def test_threads_are_those_of_the_conversation_log(arrays, result):
    log = result.conversations[result.conversations["retailer"] == "kopi"].sort_values(["day", "time", "thread"])
    opened = arrays["thread_opened"]
    assert len(opened) == len(log) > 20
    assert (np.diff(opened) >= 0).all()
    np.testing.assert_array_equal(arrays["thread_consumer"], log["consumer"])
    np.testing.assert_array_equal(opened // MINUTES, log["day"])
    names = filmed("open-replies").about["channels"]
    assert [names[channel] for channel in arrays["thread_channel"]] == log["channel"].tolist()
    flags = {name: arrays["thread_flags"] >> bit & 1 == 1 for bit, name in enumerate(FLAGS)}
    np.testing.assert_array_equal(flags["question"], log["kind"] == "question")
    for flag, column in (("public", "public"), ("sensitive", "sensitive"), ("automatic", "automatic")):
        np.testing.assert_array_equal(flags[flag], log[column])
    np.testing.assert_array_equal(flags["wrong"], log["missed_the_matter"])
    np.testing.assert_array_equal(flags["corrective"], log["corrected"])
    np.testing.assert_array_equal(arrays["thread_refund"], log["refund"])
    replied = (log["state"] == "replied").to_numpy()
    hours = (arrays["thread_ended"] - opened) / 60.0
    np.testing.assert_allclose(hours[replied], log["reply_hours"][replied])
    np.testing.assert_array_equal(arrays["thread_ended"] < 0, log["state"] == "waiting")


def test_threads_are_kept_when_the_conversation_log_has_no_room():
    short = filmed("open-replies", "record.conversations=0").arrays()
    np.testing.assert_array_equal(short["thread_opened"], filmed("open-replies").arrays()["thread_opened"])


def test_trips_words_posts_and_followers_are_those_of_each_day(arrays):
    model = Model(job("open-replies").scenario, seed=SEED)
    world, spoken = model.world, 0
    for day in range(model.scenario_file.days):
        model.step()
        trips = slice(*arrays["trip_first"][day : day + 2])
        np.testing.assert_array_equal(arrays["trip_consumer"][trips], world.trips["consumer"])
        np.testing.assert_array_equal(arrays["trip_retailer"][trips], world.trips["retailer"])
        bought = world.trips["offer"] >= 0
        np.testing.assert_array_equal(arrays["trip_units"][trips], np.where(bought, world.trips["units"], 0))
        today = slice(spoken, spoken := spoken + len(world.said))
        assert (arrays["word_day"][today] == day).all()
        np.testing.assert_array_equal(arrays["word_consumer"][today], world.said["author"])
        np.testing.assert_array_equal(arrays["word_kind"][today], world.said["kind"])
        assert arrays["posts"][day].tolist() == [[*a.posts_today, a.invites_today] for a in world.accounts]
        assert arrays["followers"][day].tolist() == [a.followers for a in world.accounts]
    assert spoken == len(arrays["word_day"]) > 0


def test_who_left_and_who_follows_can_be_told_from_the_changes(arrays):
    model = Model(job("open-replies").scenario, seed=SEED)
    model.run()
    people, focal = model.world.population, model.world.focal
    left = np.zeros_like(people.history, dtype=bool)
    for retailer, who, back in zip(arrays["left_retailer"], arrays["left_consumer"], arrays["left_back"], strict=True):
        left[retailer, who] = not back
    np.testing.assert_array_equal(left, people.history & LEFT != 0)
    follows = np.zeros(people.size, dtype=np.uint8)
    for who, bits in zip(arrays["follow_consumer"], arrays["follow_bits"], strict=True):
        follows[who] = bits
    np.testing.assert_array_equal(follows, people.follows[focal])


def test_only_one_film_of_a_pair_needs_the_places():
    second = film(FilmJob(job("private-replies"), laid_out=False))
    assert "positions" not in second.arrays()
    np.testing.assert_array_equal(second.arrays()["edges"], filmed("open-replies").arrays()["edges"])


def test_a_world_of_many_is_filmed_without_its_ties():
    many = film(FilmJob(job("open-replies", f"consumers.count={MOST_NODES + 1}", "days=3")))
    assert not many.about["by_ties"]
    assert many.arrays()["edges"].size == 0
    assert many.arrays()["positions"].shape == (MOST_NODES + 1, 2)


def test_a_film_is_small():
    assert len(pickle.dumps(filmed("open-replies"))) < 60_000  # 300 consumers, 90 days


def test_packed_arrays_are_unpacked_as_they_were():
    arrays = {"a": np.arange(7, dtype=np.uint8).reshape(7, 1), "b": np.array([0.5, np.nan]), "c": np.zeros(0, "u4")}
    found = pack(arrays).arrays()
    for name, values in arrays.items():
        assert found[name].dtype == values.dtype
        np.testing.assert_array_equal(found[name], values)


def test_an_array_that_no_browser_knows_is_refused():
    with pytest.raises(ValueError, match="int64"):
        pack({"a": np.zeros(3, dtype=np.int64)})
