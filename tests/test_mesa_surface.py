"""Mesa sees a model of columns as it would see one of ordinary agents.

The oracle is Mesa itself: `Ordinary` holds the same data in one ordinary agent object for each
consumer, and every operation of an `AgentSet` has to give the same on both.
"""

from __future__ import annotations

import copy
import functools
import gc
import math
import multiprocessing
import pickle
import statistics
import subprocess
import sys
import tracemalloc
import weakref

import mesa
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesa.agent import AgentSet

from sim.agents.agent_sets import LazyAgentSet, verb
from sim.agents.consumer import Consumer
from sim.agents.surface import FewAgent, TrmModelSurface
from sim.agents.views import ColumnView, PerConsumer, PerRetailer
from sim.population import COLUMNS, Population

pytestmark = [
    pytest.mark.mesa,
    # the oracle's: Mesa's own `&` and `-` warn when the result is empty
    pytest.mark.filterwarnings("ignore:No Agents specified in creation of AgentSet"),
]

RETAILERS = 2


# ------------------------------------------------------------------------------- two equal models


class Acts:
    """What agents of all kinds in this file do."""

    __slots__ = ()  # or it would bring a `__dict__` of its own to the front

    kind = "consumer"

    def grow(self, years=1):
        self.age = self.age + years

    def describe(self, word="is"):
        return f"{self.unique_id} {word} {self.age}"


class Buyer(Acts, Consumer):
    calls = 0

    @verb
    @staticmethod
    def age_by(buyers: LazyAgentSet, years: int) -> None:
        Buyer.calls += 1
        buyers.population.age[buyers.rows] += np.uint8(years)

    @property
    def is_old(self):
        return self.age > 2


class Shop(Acts, FewAgent):
    kind = "shop"

    def __init__(self, model, age):
        super().__init__(model)
        self.age = age

    def age_by(self, years):
        self.age += years


class Lab(TrmModelSurface):
    buyer = Buyer
    shop = Shop

    def __init__(self, population):
        super().__init__(population, Buyer, rng=42)
        for age in (2, 0, 1):
            Shop(self, age)

    def step(self):
        self.population.age += 1
        self.population.trust *= 0.5
        self.datacollector.collect(self)


class OrdinaryBuyer(Acts, mesa.Agent):
    age_by = Shop.age_by
    is_old = Buyer.is_old

    def __init__(self, model, population, row):
        super().__init__(model)
        for column in COLUMNS:
            values = population.array(column.name)
            setattr(
                self,
                column.name,
                values[row].item() if column.per == "consumer" else values[:, row].copy(),
            )


class OrdinaryShop(Acts, mesa.Agent):
    kind = "shop"
    age_by = Shop.age_by

    def __init__(self, model, age):
        super().__init__(model)
        self.age = age


class Ordinary(mesa.Model):
    buyer = OrdinaryBuyer
    shop = OrdinaryShop

    def __init__(self, population):
        super().__init__(rng=42)
        for row in range(population.size):
            OrdinaryBuyer(self, population, row)
        for age in (2, 0, 1):
            OrdinaryShop(self, age)

    def step(self):
        for buyer in self.agents_by_type.get(OrdinaryBuyer, ()):
            buyer.age += 1
            buyer.trust = buyer.trust * np.float32(0.5)
        self.datacollector.collect(self)


def random_population(seed, size):
    """Ages 0 to 4, so that there are ties; all other columns anything of their type."""
    rng = np.random.default_rng(seed)
    population = Population(size, RETAILERS)
    for column in COLUMNS:
        values = population.array(column.name)
        if values.dtype.kind == "f":
            values[:] = rng.random(values.shape, dtype=np.float32)
        else:
            values[:] = rng.integers(0, 200, values.shape)
    population.age[:] = rng.integers(0, 5, size)
    population.member[:] = rng.integers(0, 2, size)
    return population


def plain(result):
    """A result without its agents: sets and views as numbers, arrays as lists."""
    if isinstance(result, mesa.Agent):
        return result.unique_id
    if hasattr(result, "groups"):
        return {plain(key): plain(group) for key, group in result.groups.items()}
    if isinstance(result, dict):
        return {plain(key): plain(value) for key, value in result.items()}
    if isinstance(result, AgentSet | list | tuple) or type(result).__name__ == "_HardKeyAgentSet":
        return [plain(one) for one in result]
    if isinstance(result, np.ndarray | np.generic):
        return result.tolist()
    return result


def outcome(operation, agents):
    """What an operation gives, or the kind of error it raises."""
    try:
        return plain(operation(agents))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return type(error)


def same(one, other, rel=1e-12):
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key], rel) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*pair, rel) for pair in zip(one, other, strict=True))
    if isinstance(one, float) or isinstance(other, float):
        return one == pytest.approx(other, rel=rel)
    return type(one) is type(other) and one == other


# --------------------------------------------------------------------- every operation of a set


def acted(agents, act):
    """The agents' state after an action on the set."""
    returned = act(agents)
    assert returned is agents
    return [(agent.unique_id, agent.age) for agent in agents]


def in_order_of_action(agents):
    met = []
    agents.shuffle_do(lambda agent: met.append(agent.unique_id))
    return met


def changed(agents, change):
    """A set of one's own after a change."""
    own = agents.select(lambda agent: True)
    change(own)
    return own


def some(agents):
    return agents.select(lambda agent: agent.age > 1)


def others(agents):
    return agents.select(lambda agent: agent.unique_id % 2 == 0)


def first(agents):
    return next(iter(agents))


ANY_SET = {
    "len": len,
    "iter": list,
    "bool": bool,
    "in": lambda agents: [agent in agents.select(at_most=2) for agent in agents],
    "not in": lambda agents: "nobody" in agents,
    "select nothing": lambda agents: agents.select(),
    "select filter": some,
    "select at most": lambda agents: agents.select(at_most=3),
    "select at most none": lambda agents: agents.select(at_most=0),
    "select at most beyond": lambda agents: agents.select(at_most=1000),
    "select half": lambda agents: agents.select(at_most=0.5),
    "select all as share": lambda agents: agents.select(at_most=1.0),
    "select filter at most": lambda agents: agents.select(lambda a: a.age > 1, at_most=2),
    "select filter half": lambda agents: agents.select(lambda a: a.age > 0, at_most=0.5),
    "select agents": lambda agents: agents.select(agent_type=mesa.Agent),
    "select type": lambda agents: agents.select(agent_type=type(next(iter(agents), None)), at_most=4),
    "select other type": lambda agents: agents.select(agent_type=mesa.discrete_space.CellAgent),
    "select inplace": lambda agents: changed(agents, lambda own: own.select(lambda a: a.age > 1, inplace=True)),
    "select select": lambda agents: others(some(agents)),
    "sort": lambda agents: agents.sort("age"),
    "sort ascending": lambda agents: agents.sort("age", ascending=True),
    "sort by id": lambda agents: agents.sort("unique_id"),
    "sort by function": lambda agents: agents.sort(lambda a: (a.age % 2, -a.unique_id), ascending=True),
    "sort by method": lambda agents: agents.sort("kind"),
    "sort inplace": lambda agents: changed(agents, lambda own: own.sort("age", inplace=True)),
    "sort of a part": lambda agents: others(agents).sort("age", ascending=True),
    "sort by nothing there": lambda agents: agents.sort("nothing"),
    "shuffle": lambda agents: agents.shuffle(),
    "shuffle twice": lambda agents: agents.shuffle().shuffle(),
    "shuffle inplace": lambda agents: changed(agents, lambda own: own.shuffle(inplace=True)),
    "get": lambda agents: agents.get("age"),
    "get id": lambda agents: agents.get("unique_id"),
    "get method's result": lambda agents: agents.get("kind"),
    "get several": lambda agents: agents.get(["age", "unique_id"]),
    "get none": lambda agents: agents.get([]),
    "get missing": lambda agents: agents.get("nothing"),
    "get missing among several": lambda agents: agents.get(["age", "nothing"]),
    "get default": lambda agents: agents.get("nothing", handle_missing="default", default_value=7),
    "get defaults": lambda agents: agents.get(["age", "nothing"], "default", -1),
    "get wrongly": lambda agents: agents.get("age", handle_missing="no such way"),
    "agg sum": lambda agents: agents.agg("age", sum),
    "agg several": lambda agents: agents.agg("age", [min, max, len, sum, np.mean]),
    "agg mean": lambda agents: agents.agg("age", np.mean) if len(agents) else None,
    "agg own function": lambda agents: agents.agg("age", lambda values: sorted(values) if values else "none"),
    "agg missing": lambda agents: agents.agg("nothing", sum),
    "do": lambda agents: acted(agents, lambda own: own.do("grow")),
    "do with argument": lambda agents: acted(agents, lambda own: own.do("grow", years=3)),
    "do function": lambda agents: acted(agents, lambda own: own.do(lambda agent, n: agent.grow(n), 2)),
    "do verb": lambda agents: acted(agents, lambda own: own.do("age_by", 2)),
    "do missing": lambda agents: agents.do("nothing"),
    "do on a part": lambda agents: (others(agents).do("age_by", 5), agents.get("age"))[1],
    "shuffle_do": in_order_of_action,
    "shuffle_do verb": lambda agents: acted(agents, lambda own: own.shuffle_do("age_by", 2)),
    "map": lambda agents: agents.map("describe", word="was"),
    "map function": lambda agents: agents.map(lambda agent, n: agent.age * n, 3),
    "set": lambda agents: acted(agents, lambda own: own.set("age", 9)),
    "set on a part": lambda agents: (others(agents).set("age", 9), agents.get("age"))[1],
    "groupby": lambda agents: agents.groupby("age"),
    "groupby lists": lambda agents: agents.groupby("age", result_type="list"),
    "groupby function": lambda agents: agents.groupby(lambda agent: agent.kind),
    "groupby count": lambda agents: agents.groupby("age").count(),
    "groupby agg": lambda agents: agents.groupby("age").agg("unique_id", sum),
    "groupby lists agg": lambda agents: agents.groupby("age", result_type="list").agg("unique_id", sum),
    "groupby map": lambda agents: agents.groupby("age").map(len),
    "groupby map method": lambda agents: agents.groupby("age").map("get", "unique_id"),
    "groupby do": lambda agents: (agents.groupby("age").do("do", "grow"), agents.get("age"))[1],
    "groupby iter": lambda agents: [(key, plain(group)) for key, group in agents.groupby("age")],
    "reversed": lambda agents: list(reversed(agents.to_list() if hasattr(agents, "to_list") else list(agents))),
    "and": lambda agents: some(agents) & others(agents),
    "or": lambda agents: some(agents) | others(agents),
    "minus": lambda agents: some(agents) - others(agents),
    "xor": lambda agents: plain((some(agents) ^ others(agents)).sort("unique_id")),
    "is equal": lambda agents: some(agents) == some(agents),
    "is not equal": lambda agents: agents.select(at_most=1) == agents.select(at_most=2),
    "is part": lambda agents: some(agents) <= agents,
    "is disjoint": lambda agents: some(agents).isdisjoint(agents - some(agents)),
    "add again": lambda agents: changed(agents, lambda own: own.add(first(agents)) if len(own) else None),
    "add": lambda agents: changed(
        agents, lambda own: (own.select(at_most=1, inplace=True), [own.add(a) for a in others(agents)])
    ),
    "discard": lambda agents: changed(agents, lambda own: [own.discard(a) for a in others(agents)]),
    "discard absent": lambda agents: changed(
        agents, lambda own: (own.select(at_most=1, inplace=True), [own.discard(a) for a in others(agents)])
    ),
    "remove": lambda agents: changed(agents, lambda own: own.remove(first(own)) if len(own) else None),
    "remove absent": lambda agents: agents.select(at_most=0).remove(first(agents)) if len(agents) else None,
    "clear": lambda agents: changed(agents, lambda own: own.clear()),
    "pop": lambda agents: changed(agents, lambda own: own.pop() if len(own) else None),
    "copy": lambda agents: copy.copy(agents.select(at_most=3)),
}

CONSUMER_SET = {
    "sort real": lambda agents: agents.sort("voice"),
    "sort property": lambda agents: agents.sort("is_old"),
    "sort arrays": lambda agents: agents.sort("trust") if len(agents) > 1 else None,
    "get real": lambda agents: agents.get("voice"),
    "get property": lambda agents: agents.get("is_old"),
    "get arrays": lambda agents: agents.get("trust"),
    "get mixed": lambda agents: agents.get(["voice", "trust"]),
    "agg real": lambda agents: agents.agg("voice", [sum, len]),
    "agg numpy": lambda agents: agents.agg("voice", [np.mean, np.std, np.median, np.max]) if len(agents) else 0,
    "agg numpy partly": lambda agents: agents.agg("voice", functools.partial(np.quantile, q=0.3)) if len(agents) else 0,
    "agg min": lambda agents: agents.agg("voice", min),
    "agg statistics": lambda agents: agents.agg("voice", statistics.median) if len(agents) else 0,
    "agg arrays": lambda agents: agents.agg("trust", np.mean) if len(agents) else 0,
    "agg arrays along": lambda agents: agents.agg("trust", functools.partial(np.mean, axis=0)) if len(agents) else 0,
    "agg arrays sum": lambda agents: agents.agg("trust", sum),
    "agg arrays len": lambda agents: agents.agg("trust", len),
    "agg property": lambda agents: agents.agg("is_old", sum),
    "set real": lambda agents: agents.set("voice", 0.25).get("voice"),
    "set arrays": lambda agents: agents.set("trust", np.array([0.25, 0.75])).get("trust"),
    "groupby property": lambda agents: agents.groupby("is_old"),
    "groupby arrays": lambda agents: agents.groupby("trust") if len(agents) else None,
    "groupby agg real": lambda agents: agents.groupby("age").agg("voice", sum),
    "groupby agg numpy": lambda agents: agents.groupby("age").agg("voice", np.mean),
}

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(0, 12)
few_examples = settings(max_examples=10, deadline=None)


@pytest.mark.parametrize("name", [*ANY_SET, *CONSUMER_SET])
@few_examples
@given(seed=seeds, size=sizes)
def test_a_set_of_consumers_does_what_a_set_of_ordinary_agents_does(name, seed, size):
    operation = {**ANY_SET, **CONSUMER_SET}[name]
    lab, ordinary = Lab(random_population(seed, size)), Ordinary(random_population(seed, size))
    consumers = lab.agents_by_type[Buyer]
    oracle = ordinary.agents.select(agent_type=OrdinaryBuyer)
    expected = outcome(operation, oracle)
    found = outcome(operation, consumers)
    # ordinary agents hold arrays of float32, which Mesa adds up as such; ours are widened first
    rel = 1e-6 if name.startswith("agg arrays") else 1e-12
    assert same(found, expected, rel), f"{found} instead of {expected}"


@pytest.mark.parametrize("name", ANY_SET)
@few_examples
@given(seed=seeds, size=sizes)
def test_the_set_of_all_agents_does_what_one_of_ordinary_agents_does(name, seed, size):
    lab, ordinary = Lab(random_population(seed, size)), Ordinary(random_population(seed, size))
    oracle = ordinary.agents.select(lambda agent: True)
    expected = outcome(ANY_SET[name], oracle)
    found = outcome(ANY_SET[name], lab.agents)
    assert same(found, expected), f"{found} instead of {expected}"


def test_no_method_of_mesas_agent_set_is_left_that_would_make_all_agents():
    inherited = {
        name
        for owner in AgentSet.__mro__
        if owner.__module__.startswith("mesa")
        for name, value in vars(owner).items()
        if callable(value) and not isinstance(value, type)
    }
    # copying and pickling go by __reduce__; Mesa's class is generic from 3.5 on
    harmless = {"__getstate__", "__setstate__", "__class_getitem__", "__init_subclass__"}
    assert inherited - harmless <= set(vars(LazyAgentSet))


def test_mesas_own_methods_still_find_all_agents_behind_a_set():
    lab = Lab(random_population(1, 5))
    assert plain(list(lab.agents._agents.keys())) == [1, 2, 3, 4, 5, 6, 7, 8]


# ------------------------------------------------------------------------ what only our sets can do


@few_examples
@given(seed=seeds, size=sizes)
def test_a_boolean_array_selects_as_the_filter_does(seed, size):
    agents = Lab(random_population(seed, size)).agents_by_type[Buyer].sort("voice")
    mask = agents.column("age") > 1
    assert plain(agents.select(mask)) == plain(agents.select(lambda agent: agent.age > 1))
    assert plain(agents.select(mask, at_most=2)) == plain(agents.select(lambda agent: agent.age > 1, at_most=2))


@pytest.mark.parametrize("mask", [np.ones(4, dtype=bool), np.ones(5), np.arange(5), np.ones((5, 1), dtype=bool)])
def test_an_array_that_is_no_mask_of_the_set_is_refused(mask):
    agents = Lab(random_population(1, 5)).agents_by_type[Buyer]
    with pytest.raises(ValueError, match="boolean array of shape"):
        agents.select(mask)


def test_a_set_can_be_made_of_rows_in_any_order():
    lab = Lab(random_population(1, 5))
    agents = LazyAgentSet(lab, Buyer, [3, 0])
    assert plain(agents) == [4, 1]
    assert agents.get("age") == [lab.population.age[3], lab.population.age[0]]
    assert not agents.is_whole
    assert LazyAgentSet(lab, Buyer).is_whole


@pytest.mark.parametrize(
    ("rows", "error"),
    [([0, 0], ValueError), ([5], IndexError), ([-1], IndexError)],
)
def test_rows_that_make_no_set_are_refused(rows, error):
    with pytest.raises(error):
        LazyAgentSet(Lab(random_population(1, 5)), Buyer, rows)


def test_a_column_is_read_in_the_order_of_the_set():
    lab = Lab(random_population(1, 5))
    agents = LazyAgentSet(lab, Buyer, [3, 0])
    assert agents.column("unique_id").tolist() == [4, 1]
    np.testing.assert_array_equal(agents.column("trust"), lab.population.trust[:, [3, 0]].T)
    with pytest.raises(AttributeError, match="not a column"):
        agents.column("is_old")


def test_positions_and_slices_give_agents():
    agents = Lab(random_population(1, 5)).agents
    assert plain([agents[0], agents[-1], *agents[3:6]]) == [1, 8, 4, 5, 6]
    assert plain(list(reversed(agents))) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert [agents.index(agent) for agent in agents] == list(range(8))
    assert agents.count(agents[2]) == 1
    assert agents.count("nobody") == 0
    with pytest.raises(ValueError, match="not there"):
        agents.index(agents[5], 0, 5)
    with pytest.raises(IndexError):
        agents[8]


def test_rows_cannot_be_changed_behind_the_back_of_a_set():
    agents = Lab(random_population(1, 5)).agents_by_type[Buyer]
    with pytest.raises(ValueError, match="read-only"):
        agents.rows[0] = 3


def test_a_verb_is_called_once_for_a_whole_set_and_for_one_consumer():
    lab = Lab(random_population(1, 6))
    before = lab.population.age.copy()
    Buyer.calls = 0
    lab.agents.do("age_by", 2)
    assert Buyer.calls == 1
    LazyAgentSet(lab, Buyer, [1, 4]).do("age_by", 3)
    assert Buyer.calls == 2
    Buyer(lab, 5).age_by(10)
    Buyer.age_by(LazyAgentSet(lab, Buyer, [0]), 1)
    assert (lab.population.age - before).tolist() == [3, 5, 2, 2, 5, 12]
    assert [shop.age for shop in lab.agents_by_type[Shop]] == [4, 2, 3]


def test_a_verb_is_not_called_for_nobody():
    lab = Lab(random_population(1, 3))
    Buyer.calls = 0
    lab.agents.select(agent_type=Shop).do("age_by", 1)
    assert Buyer.calls == 0


def test_sums_of_small_integers_do_not_overflow():
    population = Population(1000, 1)
    population.age[:] = 200
    consumers = Lab(population).agents_by_type[Buyer]
    assert consumers.agg("age", [sum, np.sum, np.mean]) == [200_000, 200_000, 200]
    assert type(consumers.agg("age", sum)) is int


def test_changing_a_set_of_the_model_in_place_does_not_change_the_model():
    lab = Lab(random_population(1, 5))
    lab.agents.shuffle(inplace=True)
    lab.agents_by_type[Buyer].clear()
    assert plain(lab.agents) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(lab.agents_by_type[Buyer]) == 5


def test_a_plain_agent_set_of_views_empties_itself_so_ours_is_needed():
    lab = Lab(random_population(1, 5))
    agents = AgentSet([Buyer(lab, 0), Buyer(lab, 1)], lab.random)
    assert len(agents) == 0


# ------------------------------------------------------------------------------------- one view


@few_examples
@given(seed=seeds, row=st.integers(0, 6))
def test_a_view_reads_and_writes_its_row(seed, row):
    lab = Lab(random_population(seed, 7))
    population, buyer = lab.population, Buyer(lab, row)
    for name in Buyer.column_names:
        np.testing.assert_array_equal(getattr(buyer, name), population.array(name)[..., row])
    buyer.age, buyer.voice, buyer.trust = 99, 0.5, [0.25, 0.75]
    buyer.wallet[1] = 3.0
    assert population.age[row] == 99
    assert population.voice[row] == np.float32(0.5)
    assert population.trust[:, row].tolist() == [0.25, 0.75]
    assert population.wallet[1, row] == 3.0
    untouched = random_population(seed, 7)
    for name in ("age", "trust", "wallet"):
        rest = np.arange(7) != row
        np.testing.assert_array_equal(population.array(name)[..., rest], untouched.array(name)[..., rest])


def test_a_view_gives_plain_numbers():
    buyer = Buyer(Lab(random_population(1, 3)), 1)
    assert type(buyer.age) is int
    assert type(buyer.voice) is float
    assert buyer.trust.shape == (RETAILERS,)


def test_views_of_one_row_are_equal_and_hash_alike():
    lab, other = Lab(random_population(1, 3)), Lab(random_population(1, 3))
    assert Buyer(lab, 1) == Buyer(lab, 1)
    assert hash(Buyer(lab, 1)) == hash(Buyer(lab, 1))
    assert len({Buyer(lab, 1), Buyer(lab, 1), Buyer(lab, 2), Buyer(other, 1)}) == 3
    assert Buyer(lab, 1) != "a string"


@pytest.mark.parametrize(
    ("name", "value"),
    [("age", 300), ("age", -1), ("age", 30.5), ("follows", 256), ("online_from", float("nan"))],
)
def test_a_number_that_its_column_cannot_hold_is_refused(name, value):
    lab = Lab(random_population(1, 3))
    with pytest.raises((ValueError, OverflowError)):
        setattr(Buyer(lab, 1), name, value)
    with pytest.raises((ValueError, OverflowError)):
        lab.agents_by_type[Buyer].set(name, value)


def test_a_number_per_agent_is_refused_where_one_for_all_is_set():
    with pytest.raises(ValueError, match="one number for all"):
        Lab(random_population(1, 3)).agents_by_type[Buyer].set("age", [1, 2, 3])


@pytest.mark.parametrize("name", ["colour", "unique_id", "row", "model", "grow", "age_by"])
def test_what_is_no_column_cannot_be_set(name):
    lab = Lab(random_population(1, 3))
    with pytest.raises(AttributeError):
        setattr(Buyer(lab, 1), name, 1)
    with pytest.raises(AttributeError):
        lab.agents_by_type[Buyer].set(name, 1)


@pytest.mark.parametrize("row", [-1, 3])
def test_a_row_outside_the_population_is_refused(row):
    with pytest.raises(IndexError):
        Buyer(Lab(random_population(1, 3)), row)


def test_a_consumer_cannot_be_removed():
    lab = Lab(random_population(1, 3))
    with pytest.raises(TypeError, match="cannot be removed"):
        Buyer(lab, 1).remove()
    with pytest.raises(TypeError, match="cannot be removed"):
        lab.agents_by_type[Buyer].do("remove")
    with pytest.raises(TypeError, match=r"consumers\.count"):
        Buyer.create_agents(lab, 3)


@pytest.mark.parametrize("value", [math.nan, math.inf, [0.1, math.nan]])
def test_what_is_no_number_is_refused(value):
    lab = Lab(random_population(2, 3))
    with pytest.raises(ValueError, match="no number"):
        Buyer(lab, 1).trust = value
    with pytest.raises(ValueError, match="no number"):
        lab.agents_by_type[Buyer].set("trust", value)


def test_a_consumer_is_a_mesa_agent_without_a_position():
    lab = Lab(random_population(1, 3))
    buyer = Buyer(lab, 1)
    assert isinstance(buyer, mesa.Agent)
    assert buyer.random is lab.random
    assert not hasattr(buyer, "pos")


def test_a_page_can_list_what_a_consumer_is():
    lab = Lab(random_population(1, 3))
    buyer = lab.agents_by_type[Buyer][1]
    listed = vars(buyer)
    assert list(listed) == ["unique_id", *(column.name for column in COLUMNS)]
    assert all(np.array_equal(value, getattr(buyer, name)) for name, value in listed.items())
    assert set(listed) <= set(dir(buyer))
    assert repr(buyer) == "<Buyer 2>"


def test_a_subclass_may_add_columns_of_its_own():
    class Mood(Buyer):
        mood = PerConsumer[float]()
        envy = PerRetailer()

    assert Mood.column_names == (*Buyer.column_names, "mood", "envy")
    assert "mood" not in Buyer.column_names


def test_views_and_sets_survive_copying_and_pickling():
    lab = Lab(random_population(1, 5))
    agents = lab.agents.sort("age")
    assert copy.copy(Buyer(lab, 1)) == Buyer(lab, 1)
    assert plain(copy.copy(agents)) == plain(agents)
    for twin in (copy.deepcopy(agents), pickle.loads(pickle.dumps(agents))):
        assert plain(twin) == plain(agents)
        assert twin.get("age") == agents.get("age")
        assert twin.population is not lab.population
    twin = copy.deepcopy(Buyer(lab, 1))
    assert vars(twin).keys() == vars(Buyer(lab, 1)).keys()
    assert twin != Buyer(lab, 1)


# ------------------------------------------------------------------------------------- the model


@few_examples
@given(seed=seeds, size=st.integers(1, 8))
def test_a_data_collector_makes_the_frames_of_an_ordinary_model(seed, size):
    frames = []
    for world in (Lab, Ordinary):
        model = world(random_population(seed, size))
        model.datacollector = mesa.DataCollector(
            model_reporters={
                "agents": lambda m: len(m.agents),
                "mean age": lambda m: m.agents_by_type[m.buyer].agg("age", np.mean),
                "types": lambda m: len(m.agent_types),
            },
            agent_reporters={"age": "age", "kind": lambda agent: agent.kind},
            agenttype_reporters={
                world.buyer: {
                    "voice": "voice",
                    "trust": lambda agent: agent.trust.tolist(),
                    "said": [lambda agent, word: agent.describe(word), ["was"]],
                },
                world.shop: {"age": "age"},
                mesa.Agent: {"id": "unique_id"},
            },
        )
        for _ in range(3):
            model.step()
        collector = model.datacollector
        frames.append(
            [
                collector.get_model_vars_dataframe(),
                collector.get_agent_vars_dataframe(),
                *map(collector.get_agenttype_vars_dataframe, (world.buyer, world.shop, mesa.Agent)),
            ]
        )
    for found, expected in zip(*frames, strict=True):
        assert len(expected)
        pd.testing.assert_frame_equal(found, expected)


def test_a_model_shows_consumers_first_and_its_few_agents_after_them():
    lab = Lab(random_population(1, 4))
    assert lab.agent_types == [Buyer, Shop]
    assert list(lab.agents_by_type) == [Buyer, Shop]
    assert plain(lab.agents) == [1, 2, 3, 4, 5, 6, 7]
    assert plain(lab.agents_by_type[Shop]) == [5, 6, 7]


def test_few_agents_come_and_go():
    lab = Lab(random_population(1, 2))
    next(iter(lab.agents_by_type[Shop])).remove()
    assert plain(lab.agents) == [1, 2, 4, 5]
    Shop(lab, 3)
    assert plain(lab.agents) == [1, 2, 4, 5, 6]
    lab.remove_all_agents()
    assert plain(lab.agents) == [1, 2]


def test_two_models_side_by_side_do_not_mix():
    classes = (Buyer, Consumer, ColumnView, Shop, FewAgent, mesa.Agent, TrmModelSurface, LazyAgentSet)
    before = [set(vars(one)) for one in classes]
    ids_before = len(getattr(mesa.Agent, "_ids", ()))
    one, other = Lab(random_population(1, 3)), Lab(random_population(2, 5))
    one.agents_by_type[Buyer].set("age", 9)
    one.agents.do("grow")
    assert one.population.age.tolist() == [10, 10, 10]
    assert other.population.age.max() < 5
    assert plain(one.agents) == list(range(1, 7))
    assert plain(other.agents) == list(range(1, 9))
    assert Buyer(one, 0) not in other.agents
    assert next(iter(one.agents_by_type[Shop])) not in other.agents
    with pytest.raises(ValueError, match="another population"):
        other.agents.add(Buyer(one, 0))
    assert [set(vars(one)) for one in classes] == before
    assert len(getattr(mesa.Agent, "_ids", ())) == ids_before


def test_a_model_that_nobody_holds_is_freed():
    lab = Lab(random_population(1, 50))
    lab.datacollector = mesa.DataCollector(agent_reporters={"age": "age"})
    lab.step()
    lab.agents.shuffle().select(lambda agent: agent.age > 1).do("grow")
    lab.agents_by_type[Buyer].groupby("age").agg("voice", np.mean)
    Buyer(lab, 0).age_by(1)
    model, population, shop = (
        weakref.ref(lab),
        weakref.ref(lab.population),
        weakref.ref(next(iter(lab.agents_by_type[Shop]))),
    )
    del lab
    gc.collect()
    assert model() is None
    assert population() is None
    assert shop() is None


def test_a_million_consumers_cost_no_million_objects():
    size = 1_000_000
    population = Population(size, 3)
    assert population.nbytes == size * (38 + 3 * 30)
    gc.collect()
    objects = len(gc.get_objects())
    tracemalloc.start()
    try:
        lab = Lab(population)
        everyone, consumers = lab.agents, lab.agents_by_type[Buyer]
        assert len(everyone) == size + 3
        assert vars(consumers[size - 1])["unique_id"] == size
        assert next(iter(consumers)).age == 0
        consumers.set("age", 30).do("age_by", 1)
        assert consumers.agg("age", [min, np.mean]) == [31, 31]
        assert len(consumers.select(consumers.column("voice") > 0.5)) == 0
        _, peak = tracemalloc.get_traced_memory()
        assert peak < 50e6
        assert len(gc.get_objects()) - objects < 1000
    finally:
        tracemalloc.stop()


# ------------------------------------------------------------------------------- importing Mesa


@pytest.mark.parametrize("method", [None, multiprocessing.get_all_start_methods()[-1]])
def test_importing_mesa_through_us_leaves_the_programs_start_method(method):
    program = (
        "import multiprocessing\n"
        f"multiprocessing.set_start_method({method!r}, force=True)\n"
        "import sim.agents.surface\n"
        "print(multiprocessing.get_start_method(allow_none=True))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(method)
