"""Two worlds watched side by side: nothing is changed by it, and what is seen is what a plain comparison gives."""

import numpy as np
import pytest

from sim.experiment.explain.acts import KINDS
from sim.experiment.explain.causes import links
from sim.experiment.explain.observing import (
    become,
    copy_of,
    differing_columns,
    differing_threads,
    self_of,
    shadow,
    side_by_side,
)
from sim.experiment.explain.watching import watch
from sim.kernels.codes import WALKED_OUT
from sim.model import PARTS
from sim.population import COLUMNS
from tests import worlds

TOWN = ("consumers.count=400", "days=40")
PAIRS = {
    "replies": (("open-replies",), ("private-replies",)),
    "promotion": (("baseline",), ("promotion-heavy",)),
    "supplier": (("baseline",), ("supplier-direct",)),
    "stock": (("baseline",), ("baseline", "retailers.kopi.stock.opening_cover_days=1")),
    "price": (("baseline",), ("baseline", "retailers.kopi.price=30000")),
    "nothing": (("baseline",), ("baseline",)),
}


def both(name):
    return [worlds.model(*side, *TOWN) for side in PAIRS[name]]


@pytest.fixture(scope="module", params=PAIRS)
def watched(request):
    return request.param, watch(*both(request.param))


def test_the_parts_of_a_day_are_those_that_a_step_goes_through():
    by_parts, by_steps = worlds.model("baseline", *TOWN), worlds.model("baseline", *TOWN)
    for day in range(5):
        assert tuple(by_parts.parts_of_day()) == PARTS
        by_steps.step()
        assert by_parts.world.day == by_steps.world.day == day + 1
    assert by_parts.recorder.finish().digest() == by_steps.recorder.finish().digest()


def test_a_world_that_is_watched_lives_as_one_that_is_not(watched):
    name, found = watched
    for side, result in zip(PAIRS[name], (found.a, found.b), strict=True):
        alone = worlds.run(*side, *TOWN)
        assert result.digest == alone.digest
        assert result.conversations.equals(alone.conversations)


def naive_first(name):
    """Day, part and consumers of the first difference: everything that is shown, compared as plain lists."""
    a, b = both(name)
    for _ in range(a.scenario_file.days):
        for day, part in side_by_side((a, b)):
            who = set()
            for column in COLUMNS:
                mine, theirs = (np.atleast_2d(m.world.population.array(column.name)).T.tolist() for m in (a, b))
                who |= {i for i, (one, other) in enumerate(zip(mine, theirs, strict=True)) if one != other}
            if part == "shop":
                trips = [{row["consumer"]: row.tolist() for row in m.world.trips} for m in (a, b)]
                who |= {i for i in trips[0].keys() | trips[1].keys() if trips[0].get(i) != trips[1].get(i)}
            if who:
                return day, part, who
    return None


def test_the_first_difference_is_the_first(watched):
    name, found = watched
    expected = naive_first(name)
    if expected is None:
        assert found.first is None
        return
    day, part, who = expected
    assert (found.first.day, found.first.part) == (day, part)
    assert found.first.consumer in who
    assert found.at_once() == len(who)


def test_what_firms_do_is_named_as_the_way_of_the_first_difference(watched):
    name, found = watched
    ways = {"replies": "policy", "promotion": "post", "supplier": "supplier", "stock": "shelf", "price": "price"}
    assert found.first is None if name == "nothing" else found.first.link.kind == ways[name]


def test_evenings_count_the_consumers_whose_state_differs(watched):
    name, found = watched
    a, b = both(name)
    counts = []
    for _ in range(a.scenario_file.days):
        a.step()
        b.step()
        people = a.world.population, b.world.population
        differs = [np.atleast_2d(people[0].array(c.name) != people[1].array(c.name)).any(axis=0) for c in COLUMNS]
        counts.append(int(np.any(differs, axis=0).sum()))
    assert found.differing.tolist() == counts


def test_acts_are_those_that_only_one_world_has(watched):
    name, found = watched
    a, b = both(name)
    expected = set()
    for day in range(a.scenario_file.days):
        a.step()
        b.step()
        for kind, rows in (("complaint", "complaints"), ("question", "questions")):
            numbers = [set(getattr(m.world, rows)["number"].tolist()) for m in (a, b)]
            expected |= {(day, kind, n % (2**48) % 400) for n in numbers[0] ^ numbers[1]}
        trips = [
            {
                (*(int(t[of]) for of in ("consumer", "retailer", "offer", "units")), t["marks"] & WALKED_OUT)
                for t in m.world.trips
            }
            for m in (a, b)
        ]
        expected |= {(day, "purchase", trip[0]) for trip in trips[0] ^ trips[1]}
    seen = {act.key[:3] for act in found.acts if act.key.kind in ("purchase", "complaint", "question")}
    assert seen == expected


def test_a_longer_queue_reaches_those_whom_it_sends_home():
    full = "retailers.kopi.stock.opening_cover_days=60"
    sides = [("baseline", full, f"retailers.kopi.counter.capacity={capacity}") for capacity in (1.0, 0.8)]
    found = watch(*(worlds.model(*side, *TOWN) for side in sides))
    sent_home = [r for r in found.reaches.values() if (r.link.kind, r.part) == ("counter", "shop")]
    waited = [r for r in found.reaches.values() if (r.link.kind, r.part) == ("counter", "judge")]
    assert len(sent_home) > 5
    assert len(waited) > 5
    purchases = {act.key[:3]: act for act in found.acts if act.key.kind == "purchase"}
    for reach in sent_home:
        act = purchases[reach.day, "purchase", reach.consumer]
        assert act.a.walked_out != act.b.walked_out
        assert act.a.retailer == act.b.retailer == reach.retailer
    for reach in waited:
        assert (reach.day, "purchase", reach.consumer) not in purchases
    # the fewer counters send more people home
    assert sum(purchases[r.day, "purchase", r.consumer].b.walked_out for r in sent_home) > len(sent_home) / 2
    assert (found.first.link.kind, found.first.retailer) == ("counter", 0)


def test_acts_come_in_the_order_of_time_and_differ(watched):
    _, found = watched
    order = [(act.key.day, KINDS.index(act.key.kind)) for act in found.acts]
    assert order == sorted(order)
    assert all(act.a != act.b for act in found.acts)


def test_who_acts_otherwise_was_reached_before(watched):
    _, found = watched
    assert all(found.reaches[act.key.consumer].day <= act.key.day for act in found.acts)


def test_being_what_one_is_changes_nothing():
    """Of any consumer, in any pause: the day that follows is the same to the last bit."""
    plain, meddled = worlds.model("open-replies", *TOWN), worlds.model("open-replies", *TOWN)
    for day in range(12):
        plain.step()
        for part in meddled.parts_of_day():
            for who in range(day, 400, 37):
                become(meddled.world, self_of(meddled.world, who))
            assert part in PARTS
    assert plain.recorder.finish().digest() == meddled.recorder.finish().digest()
    assert not differing_columns(plain.world.population, meddled.world.population).any()


def test_all_becoming_what_they_are_elsewhere_makes_the_other_world():
    """Every consumer of one world becomes what it is in another: then nobody differs, and no thread does."""
    a, b = both("replies")
    for _ in range(15):
        for _, part in side_by_side((a, b)):
            if part == "desks" and a.world.day == 14:
                for who in range(400):
                    become(b.world, self_of(a.world, who))
                assert not differing_columns(a.world.population, b.world.population).any()
                assert differing_threads(a.world.threads.live, b.world.threads.live) == []


def test_a_shadow_lives_without_touching_its_world():
    a, b = both("replies")
    for _ in range(20):
        for _, part in side_by_side((a, b)):
            if part not in ("plans", "feed", "friends", "shop", "judge"):
                continue
            before, kept = shadow(a.world), copy_of(a.world.population)
            found = links(before, b.world, PARTS[PARTS.index(part) + 1], np.arange(5))
            assert isinstance(found, dict)
            assert not differing_columns(kept, a.world.population).any()
    alone = worlds.model("open-replies", *TOWN)
    for _ in range(20):
        alone.step()
    assert a.recorder.finish().digest() == alone.recorder.finish().digest()
