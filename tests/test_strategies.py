"""The strategy that others draw worlds from keeps its promises."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings

from sim.scenario import parameter, parameters
from sim.scenario.schema import Scenario
from tests.strategies import FITTED, drawn, scenarios


@given(scenarios())
def test_worlds_are_small_and_of_every_make(world: Scenario) -> None:
    assert 20 <= world.consumers.count <= 300
    assert 5 <= world.days <= 30
    assert 1 <= len(world.retailers) <= 4
    assert 1 <= len(world.suppliers) <= 3
    assert 0 <= len(world.platforms) <= 3


@given(scenarios(consumers=(1, 2), days=(1, 1), retailers=(7, 7), suppliers=(7, 7), platforms=(7, 7)))
def test_the_size_can_be_chosen(world: Scenario) -> None:
    assert (len(world.retailers), len(world.suppliers), len(world.platforms)) == (7, 7, 7)


@given(scenarios(whole_range=False))
def test_values_can_be_kept_within_their_sweeps(world: Scenario) -> None:
    for retailer in world.retailers.values():
        assert 0 <= retailer.posts.promotion_rate <= 3


def test_every_parameter_is_drawn_and_every_number_at_both_ends_too() -> None:
    random = Random(1)
    for known in parameters():
        if known.path not in FITTED:
            values = {drawn(known, random) for _ in range(400)}
            assert len(values) > 1, known.path
            if known.low is not None and not known.low_excluded:
                assert known.low in values, known.path
            if known.high is not None and not known.high_excluded:
                assert known.high in values, known.path


def test_worlds_differ() -> None:
    worlds: list[Scenario] = []

    @settings(max_examples=100, database=None, derandomize=True)
    @given(scenarios())
    def draw(world: Scenario) -> None:
        worlds.append(world)

    draw()
    policies = {retailer.reply.policy for world in worlds for retailer in world.retailers.values()}
    assert policies == set(parameter("retailers.*.reply.policy").choices)
    assert {len(world.platforms) for world in worlds} == {0, 1, 2, 3}
    assert len({world.consumers.count for world in worlds}) > 20
    for part in ("consumers", "choice", "recovery", "attention", "finance"):
        assert len({getattr(world, part) for world in worlds}) > 30, part
