"""A sweep's result depends on what was asked alone: not on the order, the interruptions or what was there before."""

from __future__ import annotations

import json

import pytest

from sim.errors import InputError, OutputError
from sim.experiment.sweep.plan import Cell, Plan, Point
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.status import pause_sweep, sweep_status
from sim.experiment.sweep.sweep import run_sweep
from sim.scenario.loading import load_scenario
from tests.experiment.sweep.plans import SIZE, Grid, Odd, grid, stand_in, until_sure


def sweep(plan, out, **options):
    return run_sweep(plan, out, **({"workers": 0, "work": stand_in} | options))


@pytest.fixture
def whole(tmp_path):
    """The sweep of three replicates, done at once."""
    return sweep(grid(3), tmp_path / "whole")


def test_a_sweep_says_what_became_of_it(tmp_path):
    result = run_sweep(grid(2), tmp_path / "out", workers=0)
    document = result.to_json()
    assert {"runs", "completed", "failed", "reused", "digest", "seconds"} <= document.keys()
    assert (result.runs, result.completed, result.failed, result.reused) == (8, 8, 0, 0)
    assert result.status == "complete"
    assert json.loads(json.dumps(document)) == document
    assert sorted(entry.name for entry in (tmp_path / "out").iterdir()) == ["cells.parquet", "manifest.json", "store"]


def test_its_tables_hold_what_the_model_gives(tmp_path):
    from sim.model import run

    plan = grid(1)
    run_sweep(plan, tmp_path, workers=0)
    read = load_sweep(tmp_path)
    assert list(read.runs.columns[:8]) == [
        *("scenario", "point", "replicate", "seed", "id", "digest", "seconds"),
        "complaints.public_share",
    ]
    row = read.runs[(read.runs["scenario"] == "private") & (read.runs["point"] == 1)].iloc[0]
    world = read.world("private", 1)
    assert world == plan.world(Cell("private", Point(1, {"complaints.public_share": 0.8}), 0))
    again = run(world, seed=int(row["seed"]))
    assert row["digest"] == again.digest
    assert row["loyalty"] == again.outcomes["loyalty"]
    assert row["complaints.public_share"] == 0.8
    others = read.retailers[read.retailers["id"] == row["id"]].set_index("retailer")
    assert list(others.index) == ["kopi", "pasar", "toko", "warung"]
    assert list(others.index[others["focal"]]) == [world.focal]
    assert others.loc["toko", "revenue"] == again.by_retailer["toko"]["revenue"]
    assert read.manifest["document"] == {"title": "a grid"}
    assert read.digest == read.manifest["digest"]


def test_the_same_command_again_does_nothing_and_says_the_same(tmp_path, whole):
    again = sweep(grid(3), tmp_path / "whole", work=Odd(raises="0123456789abcdef"))
    assert (again.digest, again.reused, again.completed) == (whole.digest, 12, 12)


def test_the_order_of_the_runs_does_not_matter(tmp_path, whole):
    class Backwards(Grid):
        def cells(self, done):
            return super().cells(done)[::-1]

    plan = grid(3)
    backwards = Plan(plan.name, plan.scenarios, Backwards(("open", "private"), (0.2, 0.8), 3), 5, plan.responses)
    assert sweep(backwards, tmp_path / "backwards").digest == whole.digest


@pytest.mark.parametrize("first", [grid(1), grid(3, levels=(0.2,)), grid(5, levels=(0.8, 0.2, 0.5))])
def test_replicates_and_points_are_added_to_what_is_there(tmp_path, whole, first):
    before = sweep(first, tmp_path / "grown")
    grown = sweep(grid(3), tmp_path / "grown")
    assert grown.digest == whole.digest
    assert grown.reused == min(before.runs, 12)


def test_one_world_asked_for_under_two_names_is_run_once(tmp_path):
    base = load_scenario("open-replies", SIZE)
    renamed = load_scenario(base, ["name=another", "title=Another", "seed=77"])
    plan = Plan("twins", {"a": base, "b": renamed}, Grid(("a", "b"), (0.5,), 2), 5, ("loyalty",))
    seen = []
    sweep(plan, tmp_path, work=lambda task, context: seen.append(task.id) or stand_in(task, context))
    runs = load_sweep(tmp_path).runs
    assert len(seen) == 2
    assert len(runs) == 4
    assert (runs.loc[runs["scenario"] == "a", "id"].to_numpy() == runs.loc[runs["scenario"] == "b", "id"]).all()


@pytest.mark.parametrize("change", ["consumers.count=61", "days=6", "retailers.toko.posts.promotion_rate=0.9"])
def test_a_world_that_differs_in_anything_is_another_run(tmp_path, change):
    plan = grid(1)
    changed = {label: load_scenario(world, [change]) for label, world in plan.scenarios.items()}
    sweep(plan, tmp_path)
    assert sweep(Plan(plan.name, changed, plan.design, 5, plan.responses), tmp_path).reused == 0
    assert sweep(Plan(plan.name, plan.scenarios, plan.design, 6, plan.responses), tmp_path).reused == 0


# ------------------------------------------------------------------------------------------ what goes wrong


def test_a_run_that_raises_costs_itself_and_is_recorded_with_all_that_does_it_again(tmp_path):
    bad = Odd(raises="01234567")
    result = sweep(grid(3), tmp_path, work=bad)
    failures = load_sweep(tmp_path).failures
    assert 0 < result.failed < 12
    assert result.completed == 12 - result.failed
    assert len(failures) == result.failed
    first = failures.iloc[0]
    assert first["error"] == "ValueError"
    assert "raise ValueError" in first["traceback"]
    world = load_scenario(json.loads(first["world"]))
    assert world == load_sweep(tmp_path).world(first["scenario"], first["point"])
    assert sweep_status(tmp_path).errors == {"ValueError": result.failed}
    assert result.status == f"failed: {result.failed} of 12"


def test_a_recorded_failure_is_tried_again_only_when_asked(tmp_path, whole):
    failed = sweep(grid(3), tmp_path / "bad", work=Odd(raises="01234567"))
    left = sweep(grid(3), tmp_path / "bad")
    assert (left.failed, left.digest, left.reused) == (failed.failed, failed.digest, 12)
    mended = sweep(grid(3), tmp_path / "bad", retry_failed=True)
    assert (mended.failed, mended.digest) == (0, whole.digest)
    assert load_sweep(tmp_path / "bad").failures.empty


def test_a_failure_that_is_tried_again_and_fails_otherwise_is_told_by_the_last_one(tmp_path):
    failed = sweep(grid(3), tmp_path, work=Odd(raises="01234567"))
    again = sweep(grid(3), tmp_path, work=Odd(undefined="01234567"), retry_failed=True)
    assert again.failed == failed.failed
    assert set(load_sweep(tmp_path).failures["error"]) == {"UndefinedOutcome"}
    assert again.digest != failed.digest


def test_an_amount_that_is_no_number_is_a_failure(tmp_path):
    result = sweep(grid(3), tmp_path, work=Odd(undefined="01234567"))
    failures = load_sweep(tmp_path).failures
    assert result.failed > 0
    assert set(failures["error"]) == {"UndefinedOutcome"}
    assert failures.iloc[0]["message"] == "revenue of toko is nan"


@pytest.mark.parametrize(
    ("outcomes", "fails"),
    [
        ({"loyalty": float("nan"), "ror": float("nan")}, True),
        ({"loyalty": float("nan"), "ror": 1.0}, False),
        ({"loyalty": 1.0, "ror": float("inf")}, True),
    ],
)
def test_what_a_run_may_leave_undefined(tmp_path, outcomes, fails):
    def work(task, context):
        done = stand_in(task, context)
        done.by_retailer["kopi"].update(outcomes)
        return done

    assert sweep(grid(1), tmp_path, work=work).failed == (4 if fails else 0)


def test_values_that_do_not_go_together_fail_without_being_run(tmp_path):
    result = sweep(grid(2, levels=(0.5, 7.0)), tmp_path)
    failures = load_sweep(tmp_path).failures
    assert (result.completed, result.failed) == (4, 4)
    assert set(failures["error"]) == {"ScenarioError"}
    assert "above the largest allowed value 1" in failures.iloc[0]["message"]
    assert sweep(grid(2, levels=(0.5, 7.0)), tmp_path).reused == 8


# ------------------------------------------------------------------------------------------ interruption


def interrupt_after(count):
    def progress(done, planned):
        if done >= count:
            raise KeyboardInterrupt

    return progress


def test_an_interruption_keeps_what_is_done_and_the_same_command_goes_on(tmp_path, whole):
    stopped = sweep(grid(3), tmp_path / "stopped", progress=interrupt_after(5))
    assert (stopped.interrupted, stopped.completed, stopped.status) == (True, 5, "interrupted: 5 of 12")
    assert load_sweep(tmp_path / "stopped").manifest["status"] == "interrupted: 5 of 12"
    resumed = sweep(grid(3), tmp_path / "stopped")
    assert (resumed.digest, resumed.reused, resumed.interrupted) == (whole.digest, 5, False)


def test_what_is_done_at_any_moment_is_balanced(tmp_path):
    sweep(grid(3), tmp_path, progress=interrupt_after(8))
    assert load_sweep(tmp_path).runs.groupby(["scenario", "point"]).size().tolist() == [2, 2, 2, 2]


def test_a_pause_ends_the_command_and_the_same_command_goes_on(tmp_path, whole):
    out = tmp_path / "paused"
    with pytest.raises(InputError, match="no such folder"):
        pause_sweep(out)

    def progress(done, planned):
        if done == 4:
            status = sweep_status(out)
            assert status.running
            pause_sweep(out)
            assert "pausing" in sweep_status(out).lines()[0]

    stopped = sweep(grid(3), out, progress=progress)
    assert (stopped.paused, stopped.status) == (True, "paused: 4 of 12")
    with pytest.raises(InputError, match="no command is writing"):
        pause_sweep(out)
    assert sweep(grid(3), out).digest == whole.digest


# ------------------------------------------------------------------------------------------ designs that learn


def test_a_design_that_learns_is_asked_until_it_wants_nothing_new(tmp_path):
    plan = until_sure(6)
    result = sweep(plan, tmp_path)
    assert result.runs == result.completed == 6
    assert plan.design.asked == [0, 2, 3, 4, 5, 6]
    assert sweep(until_sure(6), tmp_path).digest == result.digest


def test_a_design_that_learns_and_is_interrupted_between_rounds_is_not_complete(tmp_path):
    stopped = sweep(until_sure(6), tmp_path, progress=interrupt_after(4))
    assert stopped.status == load_sweep(tmp_path).manifest["status"] == "interrupted: 4 of 4"
    resumed = sweep(until_sure(6), tmp_path)
    assert (resumed.status, resumed.runs, resumed.reused) == ("complete", 6, 4)


def test_an_interruption_before_the_first_run_leaves_a_folder_that_the_next_command_takes(tmp_path, monkeypatch):
    from sim.experiment.sweep.identity import Identities

    def interrupted(self, cells):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Identities, "tasks", interrupted)
        assert sweep(grid(1), tmp_path / "new").interrupted
    assert sweep(grid(1), tmp_path / "new").completed == 4
    held = load_sweep(tmp_path / "new").manifest
    with monkeypatch.context() as patch:
        patch.setattr(Identities, "tasks", interrupted)
        assert sweep(grid(2), tmp_path / "new").interrupted
    assert load_sweep(tmp_path / "new").manifest == held


def test_a_design_that_learns_cannot_be_shared_out(tmp_path):
    with pytest.raises(InputError, match="learns from what is done"):
        sweep(until_sure(6), tmp_path, shard=(1, 2))


# ------------------------------------------------------------------------------------------ folders and arguments


def test_a_folder_holds_one_experiment_and_nothing_else(tmp_path, whole):
    plan = grid(3)
    other = Plan("other", plan.scenarios, plan.design, 5, plan.responses)
    with pytest.raises(OutputError, match="holds the experiment 'grid', not 'other'"):
        sweep(other, tmp_path / "whole")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.txt").write_text("all of it")
    with pytest.raises(OutputError, match=r"something else \('thesis.txt'\)"):
        sweep(plan, tmp_path / "foreign")
    assert [entry.name for entry in (tmp_path / "foreign").iterdir()] == ["thesis.txt"]


def test_one_command_writes_at_a_time(tmp_path):
    def progress(done, planned):
        with pytest.raises(OutputError, match="another command is writing"):
            sweep(grid(1), tmp_path)
        with pytest.raises(OutputError, match="another command is writing"):
            sweep(grid(1), tmp_path, shard=(1, 2))

    sweep(grid(1), tmp_path, progress=progress)


@pytest.mark.parametrize(
    "options",
    [{"workers": -1}, {"timeout": 0}, {"timeout": float("nan")}, {"shard": (0, 2)}, {"shard": (3, 2)}],
)
def test_arguments_that_will_not_do_are_refused(tmp_path, options):
    with pytest.raises(InputError):
        sweep(grid(1), tmp_path / "none", **options)
    assert not (tmp_path / "none").exists()


def test_a_folder_without_a_sweep_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        load_sweep(tmp_path / "none")
    with pytest.raises(InputError, match="this holds no sweep"):
        load_sweep(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format": "trm-results"}')
    with pytest.raises(InputError, match="not that of a sweep"):
        load_sweep(tmp_path)


# ------------------------------------------------------------------------------------------ status


def test_the_status_counts_what_is_wanted_done_failed_and_left(tmp_path):
    sweep(grid(3), tmp_path, work=Odd(raises="01"), progress=interrupt_after(7))
    status = sweep_status(tmp_path)
    assert status.planned == 12
    assert status.completed + status.failed == 7
    assert status.left == 5
    assert (status.running, status.paused, status.seconds_left, status.torn) == (False, False, None, ())
    assert json.loads(json.dumps(status.to_json()))["left"] == 5
    assert "5 left" in status.lines()[1]
    assert status.lines()[-1] == f"trm sweep resume {status.folder} goes on with it"


def test_while_it_runs_the_status_tells_the_time_left(tmp_path):
    told = []

    def progress(done, planned):
        if done == 9:
            told.append(sweep_status(tmp_path))

    from sim.experiment.sweep import writer

    patch = pytest.MonkeyPatch()
    patch.setattr(writer, "_FLUSH_SECONDS", 0.0)
    sweep(grid(3), tmp_path, work=Odd(slow=0.02), progress=progress)
    patch.undo()
    (status,) = told
    assert status.completed == 9
    assert status.rate is not None
    assert status.seconds_left == pytest.approx(3 / status.rate)
    assert "runs a second, about" in "\n".join(status.lines())
