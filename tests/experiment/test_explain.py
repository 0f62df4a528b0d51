"""Why two worlds differ: every step of a chain is looked up in two ordinary runs, which know nothing of explaining."""

from __future__ import annotations

import json
import shlex
import signal
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import run_command
from sim.errors import InputError
from sim.experiment.compare import compare
from sim.experiment.explain.acts import Act
from sim.experiment.explain.asking import explain
from sim.experiment.explain.choosing import best_path
from sim.experiment.explain.following import beginnings, follow
from sim.experiment.explain.watching import Reach, watch
from sim.experiment.explain.words import explanation_text, parting_sheet
from sim.experiment.explain.writing import write_explanation
from sim.kernels.codes import COMPLAINT, GRIPE, LEFT, PRAISE, SHARED_POST, WALKED_OUT
from sim.model import PARTS, Model
from sim.randomness import replicate_seed
from sim.scenario.loading import load_scenario

TOWN = ("consumers.count=800", "days=150")
SAID = {"praise": PRAISE, "blame": GRIPE, "complaint": COMPLAINT, "post": SHARED_POST}
QUESTIONS = {
    "replies": ("open-replies", "private-replies"),
    "promotion": ("baseline", "promotion-heavy"),
    "supplier": ("baseline", "supplier-direct"),
}


@cache
def explained(name, pair):
    return explain(*QUESTIONS[name], pair=pair, overrides=TOWN)


@pytest.fixture(scope="module", params=[("replies", 0), ("replies", 1), ("promotion", 0), ("supplier", 0)])
def made(request):
    return explained(*request.param)


class Ordinary:
    """An ordinary run, lived day by day, of which is written down who bought, wrote, said and left on which day."""

    def __init__(self, scenario, seed):
        model = Model(scenario, seed=seed)
        self.scenario, self.model = scenario, model
        self.trips, self.said, self.left, self.state = {}, set(), set(), []
        gone = model.world.population.history & LEFT
        while model.world.day < scenario.days:
            day = model.world.day
            model.step()
            for trip in model.world.trips:
                self.trips[day, int(trip["consumer"])] = trip
            for word in model.world.said:
                self.said.add((day, int(word["author"]), int(word["retailer"]), int(word["kind"])))
            now = model.world.population.history & LEFT
            self.left |= {(day, int(i), int(r)) for r, i in zip(*np.nonzero(now & ~gone), strict=True)}
            gone = now.copy()
            self.state.append(np.stack([getattr(model.world.population, n) for n in ("trust", "commitment", "appeal")]))
        self.result = model.result()

    def thread(self, number):
        rows = self.result.conversations[self.result.conversations["thread"] == number]
        return None if rows.empty else rows.iloc[0]

    def bought(self, day, consumer):
        trip = self.trips.get((day, consumer))
        if trip is None:
            return {}
        units = int(trip["units"]) if trip["offer"] >= 0 else 0
        maker = self.model.world.market.offer_supplier[trip["offer"]] if units else None
        return {
            "retailer": list(self.scenario.retailers)[trip["retailer"]],
            "supplier": "" if maker is None else list(self.scenario.suppliers)[maker],
            "units": units,
            "walked_out": bool(trip["marks"] & WALKED_OUT),
        }


@cache
def ordinary(source, seed):
    return Ordinary(load_scenario(source, overrides=TOWN), seed)


def two_runs(made):
    return [ordinary(label, made.pair.seed) for label in made.labels]


def same_thread(row, told):
    return all(pd.isna(row[name]) if told[name] is None else row[name] == told[name] for name in told if name in row)


def find(step, runs):
    """Look one step up in the conversation logs and the days of two ordinary runs."""
    retailers = list(runs[0].scenario.retailers)
    sides = list(zip(runs, (step.a, step.b), strict=True))
    if step.kind == "answer":
        rows = [run.thread(step.thread) for run in runs]
        assert all(row["consumer"] == step.consumer and row["retailer"] == step.retailer for row in rows)
        assert all(same_thread(row, told) for row, told in zip(rows, (step.a, step.b), strict=True))
        assert any(str(rows[0][n]) != str(rows[1][n]) for n in ("state", "reply", "reply_hours", "corrected", "refund"))
    elif step.kind in ("complaint", "question"):
        for run, told in sides:
            row = run.thread(step.thread)
            assert (row is not None) == bool(told)
            if row is not None:
                assert (row["day"], row["time"], row["consumer"]) == (step.day, step.time, step.consumer)
                assert row["kind"] == step.kind
                assert row["retailer"] == step.retailer
                assert same_thread(row, told)
        assert bool(step.a) != bool(step.b)
    elif step.kind == "purchase":
        for run, told in sides:
            assert run.bought(step.day, step.consumer) == told
        assert step.a != step.b
    elif step.kind == "word":
        about = retailers.index(step.retailer)
        for run, told in sides:
            kind = SAID[(step.a or step.b)["said"]]
            assert ((step.day, step.consumer, about, kind) in run.said) == bool(told)
    elif step.kind == "exit":
        for run, told in sides:
            assert ((step.day, step.consumer, retailers.index(step.retailer)) in run.left) == bool(told)
    else:
        find_reach(step, runs, retailers)


def find_reach(step, runs, retailers):
    """Somebody came to stand otherwise: on that evening, and not on the one before, and by something that was there."""
    i = step.consumer
    evenings = [run.state[step.day][:, :, i] for run in runs]
    told = [name for name in ("trust", "commitment", "appeal") if step.a.get(name) != step.b.get(name)]
    assert not told or not np.array_equal(*evenings)
    if step.day > 0:
        assert np.array_equal(*(run.state[step.day - 1][:, :, i] for run in runs))
    if step.link in ("page", "heard_complaint"):
        rows = [row for run in runs if (row := run.thread(step.thread)) is not None]
        assert rows
        assert all(row["public"] and row["consumer"] == step.source and row["day"] < step.day for row in rows)
    if step.link in ("heard_complaint", "word"):
        nets = [platform.network for platform in runs[0].model.world.platforms]
        heard = [i in net.indices[net.indptr[step.source] : net.indptr[step.source + 1]] for net in nets]
        assert any(heard)
    if step.link == "word":
        day_before = [
            {s for s in run.said if s[:3] == (step.day - 1, step.source, retailers.index(step.retailer))}
            for run in runs
        ]
        assert day_before[0] != day_before[1]
    if step.link == "post":
        for run, told in zip(runs, (step.a, step.b), strict=True):
            table = run.result.accounts
            mine = table[(table["day"] == step.day) & (table["retailer"] == step.retailer)]
            names = ["promotion_posts", "information_posts", "community_posts", "invitations"]
            assert int(mine[names].to_numpy().sum()) == told["posts"]
    if step.link == "page":
        for run in runs:
            table = run.result.accounts
            mine = table[(table["day"] == step.day) & (table["retailer"] == step.retailer)]
            assert mine["complaints_seen"].sum() > 0
    if step.link == "price":
        for run, told in zip(runs, (step.a, step.b), strict=True):
            table = run.result.retailers
            mine = table[(table["day"] == step.day) & (table["retailer"] == step.retailer)]
            assert mine["price"].tolist() == [told["price"]]


def test_every_step_is_found_in_two_ordinary_runs(made):
    runs = two_runs(made)
    assert [run.result.digest for run in runs] == [made.watched.a.digest, made.watched.b.digest]
    assert made.chain
    for step in made.chain:
        find(step, runs)


def test_the_first_difference_is_found_in_two_ordinary_runs(made):
    find(made.first, two_runs(made))


def test_a_chain_of_open_and_private_replies_goes_from_a_message_to_what_consumers_do():
    """Acceptance: messages, purchases and complaints, in the world of the README with the luck of its first pair."""
    found = explain("open-replies", "private-replies", pair=0, overrides=["days=90"])
    kinds = [step.kind for step in found.chain]
    assert kinds[0] == "answer"
    assert {"reach", "purchase"} <= set(kinds)
    assert len({step.consumer for step in found.chain}) > 1
    scenarios = [load_scenario(label, overrides=["days=90"]) for label in found.labels]
    runs = [Ordinary(scenario, found.pair.seed) for scenario in scenarios]
    for step in found.chain:
        find(step, runs)


def test_steps_are_in_the_order_of_time_and_each_follows_from_the_one_before(made):
    for place, (before, after) in enumerate(pairwise(made.chain)):
        assert after.cause == place
        assert before.order <= after.order
    assert made.chain[0].cause is None


def test_a_step_concerns_the_same_consumer_or_comes_through_a_thing_that_is_named(made):
    for before, after in pairwise(made.chain):
        if after.link == "self":
            assert after.consumer == before.consumer
            assert after.kind != "purchase" or before.kind in ("answer", "reach")
        elif after.link in ("page", "heard_complaint"):
            assert after.source == before.consumer
            assert after.thread == before.thread
        elif after.link == "word":
            assert (before.kind, before.consumer, before.retailer) == ("word", after.source, after.retailer)
        elif after.link == "counter":
            assert before.kind == "purchase"
            assert before.day == after.day
        elif after.link == "shelf":
            assert before.kind == "purchase"
            assert after.retailer in {side.get("retailer") for side in (before.a, before.b)}
        else:
            assert after.link in ("tone", "desk")
            assert after.retailer == before.retailer


def test_no_more_steps_than_are_asked_for(consequences):
    _, found = consequences
    lengths = [[len(best_path(one, steps)) for one in found] for steps in (1, 2, 3, 8)]
    for most, steps in zip(lengths, (1, 2, 3, 8), strict=True):
        assert max(most) <= steps
    assert max(lengths[-1]) > 1
    short = explain(*QUESTIONS["promotion"], pair=0, steps=1, overrides=["days=20", "consumers.count=400"])
    assert len(short.chain) == 1


@pytest.fixture(scope="module")
def consequences():
    """What follows from each of some differences, in a world of open and private replies."""
    seed = replicate_seed(1, 0)
    scenarios = [load_scenario(name, overrides=TOWN) for name in QUESTIONS["replies"]]
    watched = watch(*(Model(scenario, seed=seed) for scenario in scenarios))
    roots = beginnings(watched)[:4]
    return watched, [follow(root, watched, lambda: Model(scenarios[1], seed=seed)) for root in roots]


def test_what_is_undone_came_after_the_beginning_and_is_not_shared(consequences):
    watched, found = consequences
    acts = set(watched.acts)
    for one in found:
        assert all(act in acts and act.key.day >= one.root.day for act in one.undone)


def test_paths_begin_with_the_difference_and_hold_undone_acts_alone(consequences):
    _, found = consequences
    for one in found:
        for node in one.nodes:
            assert node.path[0].what is one.root
            assert all(step.what in one.undone for step in node.path if isinstance(step.what, Act))
        assert isinstance(best_path(one, 8)[0].what, Reach)


def test_the_same_worlds_are_said_to_be_the_same(small):
    found = explain("baseline", "baseline", overrides=small)
    assert found.first is None
    assert found.chain == ()
    assert found.differing.tolist() == [0] * 12
    assert found.to_json()["same"] is True
    assert "these are the same worlds" in explanation_text(found)
    assert "dunia yang sama" in explanation_text(found, "id")


def test_a_difference_may_begin_on_the_shelf():
    world = load_scenario("baseline", overrides=TOWN)
    empty = load_scenario("baseline", overrides=[*TOWN, "retailers.kopi.stock.opening_cover_days=1"])
    found = explain(world, empty, pair=0)
    assert found.first.link == "shelf"
    assert found.first.a["stock"] > found.first.b["stock"]
    assert [step.kind for step in found.chain[:2]] == ["reach", "purchase"]
    assert "shelves" in explanation_text(found)


def test_the_pair_that_differs_most_is_replayed(comparison_folder):
    found = explain(comparison_folder)
    differences = [abs(pair.difference) for pair in found.pairs]
    assert len(found.pairs) == 4
    assert abs(found.pair.difference) == max(differences)
    assert found.chosen_by_difference
    other = explain(comparison_folder, pair=(found.pair.number + 1) % 4)
    assert other.pair.number != found.pair.number
    assert other.pair == next(pair for pair in found.pairs if pair.number == other.pair.number)
    assert not other.chosen_by_difference


def test_scenarios_are_compared_as_compare_does(small):
    found = explain("open-replies", "private-replies", pairs=2, outcome="trust", overrides=small, workers=1)
    runs = compare("open-replies", "private-replies", pairs=2, overrides=small, workers=1).runs
    assert [pair.a for pair in found.pairs] == [run.outcomes["trust"] for run in runs if run.label == "open-replies"]
    assert {contrast.numbers.pairs for contrast in found.segments if contrast.measure == "units"} == {2}


def test_results_of_one_scenario_are_refused(run_folder):
    with pytest.raises(InputError, match="one scenario"):
        explain(run_folder)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"pair": 9}, "no pair 9"),
        ({"overrides": ["days=3"]}, "its own worlds"),
        ({"outcome": "loyality"}, "did you mean 'loyalty'"),
        ({"steps": 0}, "steps"),
    ],
)
def test_wrong_arguments_are_refused_by_name(comparison_folder, wrong, message):
    with pytest.raises(InputError, match=message):
        explain(comparison_folder, **wrong)


def test_pairs_without_common_luck_are_refused(small, tmp_path):
    compare("open-replies", "private-replies", pairs=2, overrides=small, pairing="independent", out=tmp_path / "r")
    with pytest.raises(InputError, match="share no luck"):
        explain(tmp_path / "r")


def test_worlds_of_other_parties_are_refused(small):
    larger = load_scenario("baseline", overrides=["consumers.count=121", "days=12"])
    with pytest.raises(InputError, match="not the same number of consumers"):
        explain(load_scenario("baseline", overrides=small), larger)
    with pytest.raises(InputError, match="nothing to differ from"):
        explain(larger)


def test_the_folder_holds_what_a_reader_needs_to_check_each_step(tmp_path):
    found = explained("replies", 0)
    write_explanation(found, tmp_path / "why", overwrite=False)
    document = json.loads((tmp_path / "why" / "explanation.json").read_text())
    assert document == json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert (tmp_path / "why" / "explanation.txt").read_text() == explanation_text(found)
    log = pd.read_parquet(tmp_path / "why" / "conversations.parquet")
    acts = pd.read_parquet(tmp_path / "why" / "acts.parquet")
    reaches = pd.read_parquet(tmp_path / "why" / "reaches.parquet")
    for step in found.chain:
        if step.thread is not None:
            assert step.thread in set(log["thread"])
        table = reaches if step.kind in ("answer", "reach") else acts
        rows = table[(table["day"] == step.day) & (table["consumer"] == step.consumer)]
        assert len(rows)
    about = pd.read_csv(tmp_path / "why" / "conversations_chain.csv")
    assert set(about["thread"]) == {step.thread for step in found.chain if step.thread is not None}
    assert len(found.to_frame()) == len(found.chain) == len(pd.read_csv(tmp_path / "why" / "chain.csv"))
    with pytest.raises(InputError, match="earlier results"):
        write_explanation(found, tmp_path / "why", overwrite=False)


def test_it_is_told_in_both_languages(made):
    for language in ("en", "id"):
        text = explanation_text(made, language)
        assert "{" not in text
        for place, step in enumerate(made.chain):
            assert f"\n{place + 1}. " in text
            assert str(step.consumer) in text
    assert PARTS[-1] == "evening"


def test_python_users_find_it():
    assert sim.explain is explain


@pytest.fixture
def trm(capsys):
    """The command inside this process; the signals' handlers are put back."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*arguments):
        code = run_command(["explain", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_the_command_prints_what_the_function_finds(trm):
    question = (*QUESTIONS["promotion"], "--pair", 0, "--days", 20, "--consumers", 400)
    found = explain(*QUESTIONS["promotion"], pair=0, overrides=["days=20", "consumers.count=400"])
    code, out, _ = trm(*question, "--json")
    assert code == 0
    assert json.loads(out) == json.loads(json.dumps(found.to_json()))
    for language in ("en", "id"):
        code, out, _ = trm(*question, "--language", language)
        assert code == 0
        text, _, _ = explanation_text(found, language).partition(parting_sheet(found, language).title)
        assert set(text.splitlines()) <= set(out.splitlines())


def test_the_command_that_is_told_does_the_same_again(small, trm):
    options = ["--pairs", "2", "--set", small[0], "--set", small[1], "--workers", "1"]
    code, out, _ = trm("open-replies", "private-replies", *options, "--json")
    assert code == 0
    document = json.loads(out)
    code, out, _ = trm(*shlex.split(document["command"])[2:], "--json")
    assert code == 0
    assert json.loads(out) == document


def test_a_wrong_question_is_one_line_and_exit_code_2(comparison_folder, trm):
    code, out, err = trm(comparison_folder, "--pair", "77")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith("trm: pair: the folder holds no pair 77")
