"""The same seed gives the same bits: alone or among others, with any number of threads, in any process."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import sim.crew
import sim.world
from sim.kernels import close, desk, judge
from sim.recorder import History
from tests.worlds import columns, everybody, lived, model

ROOT = Path(__file__).resolve().parents[1]
DAYS = 12
BUSY = (
    "consumers.count=400",
    f"days={DAYS}",
    "consumers.shop_rate=0.9",
    "attention.following_at_start=0.5",
    "talk.gripe_prob=0.6",
    *(f"platforms.{name}.share_prob=0.2" for name in ("facebook", "twitter")),
    *everybody("posts.promotion_rate", 2),
    *everybody("stock.opening_cover_days", 3),
)


@pytest.fixture(scope="module")
def alone() -> str:
    return lived("baseline", DAYS, *BUSY).result().digest


def test_the_same_world_twice_is_the_same_to_the_last_bit(alone):
    again = lived("baseline", DAYS, *BUSY)
    assert again.result().digest == alone
    third = lived("baseline", DAYS, *BUSY)
    for name, values in columns(again).items():
        assert (values == columns(third)[name]).all(), name


def test_worlds_lived_side_by_side_do_not_touch_each_other(alone):
    ours = model("baseline", *BUSY)
    others = [model("open-replies", *BUSY, seed=5), model("promotion-heavy", *BUSY), model("baseline", *BUSY)]
    for _ in range(DAYS):
        for made in (others[0], ours, *others[1:]):
            made.step()
    assert ours.result().digest == others[2].result().digest == alone
    assert len({made.result().digest for made in others}) == 3


def test_reading_results_on_the_way_changes_nothing(alone):
    made = model("baseline", *BUSY)
    for _ in range(DAYS):
        made.step()
        made.result()
    assert made.result().digest == alone


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_nothing(threads, alone, monkeypatch):
    """With small blocks, so that a world of this size is shared: every verb that may be shared has to be."""
    monkeypatch.setattr(sim.world, "LEAST", 100)
    monkeypatch.setattr(sim.crew, "MANY", 100)
    made = model("baseline", *BUSY, threads=threads)
    assert made.world._crew is not None
    shared = []
    over = made.world._crew.over

    def counted(size, work, *arguments):
        return over(size, lambda low, high, *own: (shared.append((low, high)), work(low, high, *own))[1], *arguments)

    monkeypatch.setattr(made.world._crew, "over", counted)
    for _ in range(DAYS):
        made.step()
    digest = made.result().digest
    made.world.close_threads()
    assert digest == alone
    verbs = DAYS * 3  # the feed, the choice and the end of the day; the judgement has a block for each hundred trips
    assert len(shared) >= verbs * 4 + DAYS * 2


def test_a_small_world_starts_no_threads():
    assert model("baseline", *BUSY, threads=2).world._crew is None


def test_a_world_whose_threads_are_closed_lives_on_alone(alone, monkeypatch):
    monkeypatch.setattr(sim.world, "LEAST", 50)
    made = model("baseline", *BUSY, threads=2)
    for day in range(DAYS):
        made.step()
        if day == 3:
            made.world.close_threads()
    assert made.result().digest == alone


def test_worlds_that_share_their_consumers_live_side_by_side_in_threads(alone, monkeypatch):
    monkeypatch.setattr(sim.world, "LEAST", 50)

    def digest(threads):
        made = model("baseline", *BUSY, threads=threads)
        assert made.world._crew is not None
        return made.run().digest

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(digest, (2, 3))) == {alone}


def test_the_size_of_blocks_changes_nothing(alone, monkeypatch):
    for block in (7, 133):
        monkeypatch.setattr(sim.world, "LEAST", block)
        monkeypatch.setattr(sim.crew, "MANY", block)
        monkeypatch.setattr(sim.crew, "PIECES", 100)
        made = model("baseline", *BUSY, threads=2)
        for _ in range(DAYS):
            made.step()
        assert made.result().digest == alone
        made.world.close_threads()


def test_another_seed_is_another_world(alone):
    digests = [lived("baseline", DAYS, *BUSY, seed=seed).result().digest for seed in (2, 3, 2**62)]
    assert len({alone, *digests}) == 4


def test_the_seed_of_the_scenario_is_used_when_none_is_given():
    made = [model("baseline", *BUSY, "seed=9", seed=seed) for seed in (None, 9, 1)]  # type: ignore[arg-type]
    assert [one.seed_used for one in made] == [9, 9, 1]
    assert (made[0].world.population.shop_rate == made[1].world.population.shop_rate).all()
    assert (made[0].world.population.shop_rate != made[2].world.population.shop_rate).any()


def test_a_label_is_not_part_of_the_luck(alone):
    assert lived("baseline", DAYS, *BUSY, "title=Another", "retailers.kopi.title=X").result().digest == alone


SCRIPT = """
import pickle, sys
from sim.model import Model
from sim.scenario.loading import load_scenario
scenario = load_scenario("baseline", overrides=sys.argv[3:])
made = Model(scenario, seed=1)
for _ in range(int(sys.argv[2])):
    made.step()
history = made.recorder.finish()
with open(sys.argv[1], "wb") as file:
    pickle.dump((history.digest(), vars(history)), file)
"""


def elsewhere(tmp_path: Path, days: int, *overrides: str, **environment: str) -> tuple[str, dict[str, np.ndarray]]:
    """Digest and history of the same world, lived in a new process."""
    out = tmp_path / "history.pickle"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, str(out), str(days), *overrides],
        check=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=200,
    )
    with out.open("rb") as file:
        digest, history = pickle.load(file)
    return digest, history


def test_a_new_process_gives_the_same_bits(tmp_path, alone):
    assert elsewhere(tmp_path, DAYS, *BUSY, PYTHONHASHSEED="77")[0] == alone


def test_plain_python_gives_the_same_world(tmp_path):
    """Without the compiler every count is the same. Sums of attitudes, kept in units of 2**-24, may differ by some
    units: numpy's single-precision scalars stay single where compiled code reckons in double."""
    days, small = 6, ("consumers.count=40", "consumers.shop_rate=0.5", "days=6")
    compiled: History = lived("baseline", days, *small).recorder.finish()
    _, plain = elsewhere(tmp_path, days, *small, NUMBA_DISABLE_JIT="1")
    real = {
        "standing": [
            close.LOYALTY, close.SATISFACTION, close.TRUST, close.COMMITMENT, close.OWN_WALLET, close.WHOLE_WALLET,
            close.APPEAL, close.FATIGUE, close.EXPECTATION,
        ],
        "sales": [judge.SATISFACTION, judge.ESTIMATE_ERROR, judge.WAITED, judge.PROCESS_LOST],
        "desks": [desk.WORTH, desk.TRUST_GAINED, desk.WARMTH],
    }  # fmt: skip
    for name, values in vars(compiled).items():
        counts = [column for column in range(values.shape[-1]) if column not in real.get(name, [])]
        assert (plain[name][..., counts] == values[..., counts]).all(), name
        assert np.abs(plain[name] - values).max(initial=0) < 2**10, name


def test_a_different_count_on_one_day_is_a_different_digest():
    history = lived("baseline", 3, "consumers.count=50").recorder.finish()
    before = history.digest()
    history.sales[1, 2, 0] += 1
    assert history.digest() != before
    history.sales[1, 2, 0] -= 1
    assert history.digest() == before
