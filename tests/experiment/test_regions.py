"""Regions in which open or private replies win: planted ones are found and hold, real worlds are searched honestly."""

import json
import signal

import numpy as np
import pytest

import sim
from sim.cli import run_command
from sim.errors import InputError
from sim.experiment.contests import POLICIES, best_of, beyond, noise_of, score, won
from sim.experiment.records import Batch, Failure, Run
from sim.experiment.region_words import lines, region_line, sheets
from sim.experiment.regions import regions, replying, searched
from sim.metrics import OUTCOMES
from sim.randomness import draw_uniform, replicate_seed
from sim.scenario.loading import load_scenario
from sim.scenario.registry import parameter

SMALL = ("consumers.count=120", "days=12")
WORDS = ["--days=12", "--consumers=120", "--points=4", "--pairs=2", "--fresh=3", "--quiet"]


@pytest.fixture(autouse=True)
def _handlers_come_back():
    """The command takes over the signals that stop it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


# ------------------------------------------------------------------------------------ a planted region


def loyalty(job):
    """Private replies are worse by a step, but better where private data are many and showing them hurts; and luck."""
    world = job.scenario
    policy = world.retailers["kopi"].reply.policy
    key = np.uint64(job.seed)
    luck = draw_uniform(key, 1) + 0.4 * draw_uniform(key, 2 + POLICIES.index(policy))
    private = world.complaints.sensitive_share > 0.36 and world.recovery.privacy_harm > 0.36
    return luck + {"open": 0.0, "private": 1.0 if private else -1.0, "paper_rule": 0.3}.get(policy, -2.0)


def pretended(jobs, *, workers=None, progress=None, fails=lambda job: False):
    """What `perform_all` gives, without living any day."""
    runs, failures = [], []
    for job in jobs:
        if fails(job):
            failures.append(Failure(job.label, job.replicate, job.seed, "ZeroDivisionError", "by hand", ""))
        else:
            values = dict.fromkeys(OUTCOMES, 0.5) | {"loyalty": loyalty(job), "churn": -loyalty(job)}
            runs.append(Run(job.label, job.replicate, job.seed, "", values, {}, 0.0))
        if progress is not None:
            progress(len(runs) + len(failures), len(jobs))
    return Batch(len(jobs), tuple(runs), tuple(failures), False)


@pytest.fixture
def planted(monkeypatch):
    monkeypatch.setattr("sim.experiment.regions.perform_all", pretended)


@pytest.fixture(scope="module")
def found():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.experiment.regions.perform_all", pretended)
        return regions(outcomes=("loyalty", "churn"), points=200, pairs=2, fresh=50)


def test_a_planted_region_is_found_and_holds_in_fresh_worlds(found):
    search = found.searches["loyalty"]
    by_side = {region.winner: region for region in search.regions}
    private = {rule.axis.path: rule for rule in by_side["private"].rules}
    assert {"complaints.sensitive_share", "recovery.privacy_harm"} == set(private)
    for rule in private.values():
        assert rule.low == pytest.approx(0.36, abs=0.1)
        assert rule.high is None
    density = by_side["private"].density
    assert (density.n, density.mean > 0.85) == (50, True)
    assert density.low < density.mean
    assert by_side["private"].volume == pytest.approx(0.16, abs=0.08)
    assert by_side["private"].coverage > 0.7
    assert by_side["open"].density.mean > 0.9
    assert {path for path, _ in search.drivers[:2]} == set(private)


@pytest.mark.usefixtures("planted")
def test_fresh_worlds_had_no_part_in_finding_their_box(monkeypatch):
    asked = []

    def noted(jobs, **options):
        asked.append([(job.seed, job.scenario.complaints.sensitive_share) for job in jobs])
        return pretended(jobs, **options)

    monkeypatch.setattr("sim.experiment.regions.perform_all", noted)
    found = regions(points=100, pairs=1, fresh=20)
    worlds = [world for batch in asked for world in set(batch)]
    assert len(worlds) == len(set(worlds))
    assert found.runs == sum(map(len, asked)) == found.planned
    seeds = [{seed for seed, _ in batch} for batch in asked]
    assert sum(map(len, seeds)) == len(set().union(*seeds))


def test_the_other_policies_are_told_overall_and_in_each_box(found):
    overall = {(m.a, m.b): m.numbers for m in found.searches["loyalty"].overall}
    assert overall["open", "paper_rule"].prob_b_beats_a > 0.9
    assert overall["paper_rule", "public_then_private"].prob_b_beats_a == 0.0
    (private,) = [r for r in found.searches["loyalty"].regions if r.winner == "private"]
    inside = {(m.a, m.b): m.numbers for m in private.fresh}
    assert inside["private", "paper_rule"].difference == pytest.approx(-0.7, abs=0.1)
    text = " ".join(lines(json.loads(json.dumps(found.to_json())), "loyalty"))
    assert "private beats open on loyalty (attitude) in" in text
    assert "recovery.privacy_harm above 0.3" in text
    assert "not settled" not in text
    shown = sheets(json.loads(json.dumps(found.to_json())), "loyalty")
    assert [len(sheet.rows) for sheet in shown] == [6, 4, 8]


def test_an_outcome_of_which_less_is_better_has_the_same_winners(found):
    one, other = found.searches["loyalty"], found.searches["churn"]
    assert one.best == other.best
    assert one.decided == other.decided
    wins = [[match.numbers.prob_b_beats_a for match in search.overall] for search in (one, other)]
    assert wins[0] == pytest.approx(wins[1])


@pytest.mark.usefixtures("planted")
def test_where_nothing_differs_no_box_is_claimed():
    found = regions(outcomes=("trust",), points=60, pairs=2, fresh=10)
    search = found.searches["trust"]
    assert search.regions == ()
    assert search.decided == {"open": 0, "private": 0}
    assert {m.numbers.prob_b_beats_a for m in search.overall} == {0.5}
    assert "No box in which open replies win" in " ".join(lines(found.to_json(), "trust"))


def test_a_failed_run_costs_its_point(monkeypatch):
    unlucky = {replicate_seed(1, 2), replicate_seed(1, 7)}  # worlds of points 1 and 3

    def mostly(jobs, **options):
        return pretended(jobs, fails=lambda job: job.seed in unlucky and job.label == "private", **options)

    monkeypatch.setattr("sim.experiment.regions.perform_all", mostly)
    found = regions(points=60, pairs=2, fresh=5)
    assert (found.lost, found.searches["loyalty"].points, len(found.frame)) == (2, 58, 58)
    assert len(found.failures) == 2
    assert len(found.to_json()["failures"]) == 2


def test_an_interrupted_search_gives_what_is_done(monkeypatch):
    def short(jobs, **options):
        whole = pretended(jobs[: len(jobs) // 2], **options)
        return Batch(len(jobs), whole.runs, (), True)

    monkeypatch.setattr("sim.experiment.regions.perform_all", short)
    found = regions(points=80, pairs=1, fresh=5)
    assert found.interrupted
    assert found.searches["loyalty"].points == 40
    assert found.runs == 160
    assert all(region.density.n == 0 for region in found.searches["loyalty"].regions)
    json.dumps(found.to_json(), allow_nan=False)


# ------------------------------------------------------------------------------------ reading values


def values_of(*worlds):
    """One point for each list: its worlds as (open, private, paper_rule, public_then_private)."""
    return np.array(worlds, dtype=float)


def test_the_noise_is_that_between_the_worlds_of_one_point():
    values = values_of([[0, 1, 0, 0], [0, 3, 0, 0]], [[5, 9, 0, 0], [6, 10, 0, 0]])
    assert noise_of(values, "open", "private") == pytest.approx(((2.0 + 0.0) / 2) ** 0.5)
    assert noise_of(values[:, :1], "open", "private") is None


def test_a_margin_is_beyond_noise_by_students_t():
    assert beyond(np.array([0.2, 6.0, 6.2]), 2.0, 2, 2) == 1  # t(2) = 4.303, over the root of two, times two: 6.09
    assert beyond(np.array([99.0]), None, 1, 1) == 0


def test_the_best_of_four_and_whether_it_is_surely_so():
    values = values_of(
        [[9, 1, 0, 0], [9.1, 1, 0, 0]], [[1, 1.01, 0, 0], [1.1, 1.11, 0, 0]], [[1, 0, 8, 0], [1, 0, 8, 0]]
    )
    noise = dict.fromkeys((("open", "private"), ("open", "paper_rule")), 0.1)
    best = best_of(values, OUTCOMES["loyalty"], noise)
    assert best == {"open": (1, 1), "private": (1, 0), "paper_rule": (1, 1), "public_then_private": (0, 0)}


def test_a_margin_counts_by_how_far_it_is_beyond_the_noise():
    mine = np.array([[0.0, 0.0], [4.0, -4.0], [1.0, 1.0], [9.0, 9.0]])
    assert score(mine, 2.0).tolist() == [0.5, 0.5, 0.625, 1.0]
    assert score(mine, None).tolist() == won(mine).tolist() == [0.5, 0.5, 1.0, 1.0]


def test_what_is_searched_are_unknowns_of_replies_and_the_staff_hours_of_the_focal_retailer():
    drawn = {axis.path: axis for axis in searched(load_scenario("baseline"))}
    assert {"complaints.sensitive_share", "complaints.public_interest_share", "recovery.privacy_harm"} <= set(drawn)
    assert "retailers.kopi.reply.staff_hours" in drawn
    assert not any(path.startswith("retailers.") and ".kopi." not in path for path in drawn)
    for path, axis in drawn.items():
        assert axis.parameter.mark == "unknown" or path.endswith("staff_hours")
        assert (axis.low, axis.high) == parameter(path).sweep


@pytest.mark.parametrize("policy", POLICIES)
def test_a_world_gets_its_policy_as_an_override_would_give_it(policy):
    world = load_scenario("baseline", SMALL)
    assert replying(world, policy) == load_scenario(world, [f"retailers.kopi.reply.policy={policy}"])


# ------------------------------------------------------------------------------------ real worlds


def test_real_worlds_are_searched_the_same_with_any_number_of_workers():
    options = {"points": 6, "pairs": 2, "fresh": 3, "overrides": SMALL}
    one, two = regions(workers=1, **options), sim.regions(workers=2, **options)
    assert one.to_json() == two.to_json()
    assert one.runs == 6 * 2 * 4
    frame = one.to_frame()
    assert len(frame) == 6
    row = frame.iloc[2]
    settings = [f"{axis.path}={int(row[axis.path]) if axis.whole else float(row[axis.path])!r}" for axis in one.axes]
    for policy in ("open", "paper_rule"):
        world = [*SMALL, *settings, f"retailers.kopi.reply.policy={policy}"]
        by_hand = [sim.run("baseline", seed=replicate_seed(1, 4 + k), overrides=world) for k in range(2)]
        assert row[f"loyalty {policy}"] == pytest.approx(np.mean([run.outcomes["loyalty"] for run in by_hand]))


def test_the_command_prints_one_json_document(capsys):
    assert run_command(["regions", *WORDS, "--outcome=satisfaction", "--outcome=ror", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document["outcomes"]) == ["satisfaction", "ror"]
    assert document["runs"] == 4 * 2 * 4
    assert (document["days"], document["consumers"]) == (12, 120)
    import shlex

    assert run_command([*shlex.split(document["command"])[1:], "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out) == document


def test_the_command_says_what_it_found(capsys):
    assert run_command(["regions", *WORDS]) == 0
    printed = capsys.readouterr().out
    assert "Over all of them private replies beat open ones on loyalty (attitude) in" in printed
    assert "the paper's rule against open" in printed


@pytest.mark.parametrize(
    "wrong", [["--points=0"], ["--fresh=0"], ["--outcome=loyality"], ["--outcome=publicity"], ["--set=dayz=3"]]
)
def test_what_is_wrong_is_refused_in_one_line(wrong, capsys):
    assert run_command(["regions", "--quiet", *wrong]) == 2
    printed, complaints = capsys.readouterr()
    assert printed == ""
    assert len(complaints.splitlines()) == 1


def test_an_unknown_outcome_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="did you mean 'loyalty'"):
        regions(outcomes=("loyality",))


@pytest.mark.parametrize(
    ("low", "high", "ending"),
    [
        (0.6, 0.9, "that private wins."),
        (0.1, 0.4, "and yet open wins more often there."),
        (0.4, 0.6, "is not settled."),
    ],
)
def test_a_box_in_which_its_side_does_not_win_says_so(low, high, ending):
    rules = [{"rule": "talk.relay_decay above 0.4"}]
    density = {"share": (low + high) / 2, "low": low, "high": high}
    region = {"winner": "private", "loser": "open", "rules": rules, "density": density, "fresh_worlds": 60}
    assert region_line(region | {"volume": 0.02, "coverage": 0.3}, "loyalty").endswith(ending)
