"""The map: its design and numbers are those of `trm sweep`, it fills evenly, and a cell opens its world."""

import json
import shlex
import threading
import time
import tomllib
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.experiment.jobs import perform
from sim.experiment.parameter_words import choice_name
from sim.experiment.spec.loading import load_experiment
from sim.experiment.spec.planning import plan_of
from sim.experiment.statistics import estimate, paired_difference
from sim.experiment.worker import Answer
from sim.metrics import OUTCOMES
from sim.scenario.dump import scenario_toml
from sim.ui.asked import Asked, Grid, Side
from sim.ui.comparing import file_name, question_of, scenario_of
from sim.ui.engine import CANCELLED
from sim.ui.factors import chosen, fitted, groups, lookup
from sim.ui.filling import filled
from sim.ui.heat import drawing
from sim.ui.paint import APART, VIRIDIS, contrast, painted
from sim.ui.running import keys_of
from sim.ui.sweeping import (
    EXPERIMENT_FILE,
    RESULTS_FOLDER,
    command_of,
    drafted,
    experiment_toml,
    figures,
    opened,
    python_of,
    sweep_of,
)
from sim.ui.views.files import own_side

X, Y = "retailers.kopi.posts.promotion_rate", "retailers.kopi.reply.policy"
SMALL = Asked(view="sweep", consumers=80, days=20, seed=7, grid=Grid(x=X, y=Y, levels=3, replicates=2))
FILE = b'extends = "baseline"\nfocal = "toko"\n\n[retailers.toko.reply]\nstaff_hours = 0.25\n'
MAPS = {
    "a range and a choice": SMALL,
    "whole numbers and yes or no": replace(
        SMALL,
        a=Side("baseline"),
        grid=replace(SMALL.grid, x="retailers.kopi.stock.review_days", y="retailers.kopi.stock.share_sales"),
    ),
    "a world with changes": replace(
        SMALL,
        a=Side("baseline", ("retailers.kopi.price=26000", "suppliers.*.quality=0.7", "suppliers.kebun.quality=0.8")),
        overrides=("retailers.*.posts.promotion_rate=1", "retailers.kopi.accounts=[facebook]"),
    ),
    "a file about another retailer": fitted(
        replace(SMALL, a=own_side("mine.toml", FILE), grid=Grid(levels=2, replicates=2))
    ),
}


class Held:
    """A ticket whose answers are those of some of the tasks."""

    def __init__(self, sweep, answers):
        self.total, self.answers = len(sweep.tasks), answers


def filled_with(sweep, count=None, *, failing=()):
    """The map after the first `count` runs, some of which failed."""
    answers = {}
    for number, task in enumerate(sweep.tasks[:count]):
        broken = Answer(error="RunError", message="it broke")
        answers[number] = broken if number in failing else Answer(value=perform(task.job))
    return filled(sweep, Held(sweep, answers))


@pytest.fixture(scope="module")
def whole():
    sweep = sweep_of(SMALL)
    return sweep, filled_with(sweep)


@pytest.mark.parametrize("name", MAPS)
def test_the_experiment_file_makes_the_same_plan(name, tmp_path):
    asked = MAPS[name]
    sweep = sweep_of(asked)
    (tmp_path / EXPERIMENT_FILE).write_text(experiment_toml(asked), encoding="utf-8")
    (tmp_path / file_name(asked.a, "a")).write_text(scenario_toml(scenario_of(asked.a)), encoding="utf-8")
    experiment = load_experiment(tmp_path / EXPERIMENT_FILE)
    assert experiment.levers == sweep.experiment.levers
    plan = plan_of(experiment)
    cells = plan.design.cells(None)
    tasks = [task for task in sweep.tasks if task.place is not None]
    assert len(cells) == len(tasks)
    for cell, task in zip(cells, tasks, strict=True):
        assert plan.world(cell) == task.job.scenario
        assert (plan.seed_of(cell), cell.replicate) == (task.job.seed, task.replicate)
        assert dict(cell.point.values) == dict(sweep.values(task.place))


def test_the_command_that_is_shown_gives_the_numbers_of_the_map(whole, tmp_path, monkeypatch, capsys):
    from sim.cli import run_command

    sweep, held = whole
    monkeypatch.chdir(tmp_path)
    (tmp_path / EXPERIMENT_FILE).write_text(experiment_toml(SMALL), encoding="utf-8")
    words = shlex.split(command_of())
    assert run_command([*words[1:], "--json", "--workers", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "complete"
    runs = sim.load_sweep(RESULTS_FOLDER).runs
    assert list(runs["seed"].unique()) == [sim.replicate_seed(7, k) for k in range(2)]
    for outcome in ("loyalty", "ror", "complaints", "first_response_hours"):
        cells, _ = figures(sweep, held.found, outcome)
        for place, figure in cells.items():
            values = sweep.values(place)
            rows = runs[(runs[X] == values[X]) & (runs[Y] == values[Y])].sort_values("replicate")
            assert figure.value == replace(
                estimate(rows[outcome]).within(OUTCOMES[outcome].bounds), left_out=figure.value.left_out
            )


def test_the_python_text_that_is_shown_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked = replace(SMALL, grid=replace(SMALL.grid, levels=2), consumers=50, days=14)
    (tmp_path / EXPERIMENT_FILE).write_text(experiment_toml(asked), encoding="utf-8")
    exec(compile(python_of(asked), "shown", "exec"), {})
    assert "paper_rule" in capsys.readouterr().out


def test_differences_are_paired_with_the_base_world_on_the_same_seeds(whole):
    sweep, held = whole
    cells, base = figures(sweep, held.found, "loyalty")
    runs = sim.compare("open-replies", "open-replies", pairs=2, seed=7, overrides=SMALL.sized, workers=1).runs
    of_base = np.array([run.outcomes["loyalty"] for run in runs if run.label == "open-replies"])
    assert base.mean == estimate(of_base).mean
    place = (2, 1)
    point = sim.load_scenario("open-replies", [*SMALL.sized, *(f"{k}={v}" for k, v in sweep.values(place).items())])
    of_cell = np.array([sim.run(point, seed=sim.replicate_seed(7, k)).outcomes["loyalty"] for k in range(2)])
    assert cells[place].difference == paired_difference(of_base, of_cell, "higher")


def test_every_cell_has_been_run_about_equally_often_at_any_moment():
    sweep = sweep_of(SMALL)
    cells = 3 * 6
    for count in range(len(sweep.tasks)):
        places = [task.place for task in sweep.tasks[: count + 1] if task.place is not None]
        often = [places.count(place) for place in dict.fromkeys(places)]
        assert max(often, default=0) - min(often, default=0) <= 1
        assert len(dict.fromkeys(places)) == cells or max(often, default=0) <= 1


@pytest.mark.parametrize("name", MAPS)
def test_a_cell_opens_a_comparison_whose_worlds_are_those_of_the_map(name):
    asked = MAPS[name]
    sweep = sweep_of(asked)
    place = (1, 1)
    found = opened(asked, sweep.values(place))
    assert (found.view, found.started) == ("compare", True)
    question = question_of(found)
    a, b = question.scenarios.values()
    assert a == sweep.base
    assert b == next(task.job.scenario for task in sweep.tasks if task.place == place)
    keys = set(keys_of([task.job for task in sweep.tasks], "run"))
    shared = [key in keys for key in keys_of(question.jobs, "run")]
    assert sum(shared) == 2 * asked.grid.replicates, "the runs of the map would be done again"


def test_a_run_that_fails_costs_its_cell_only_and_is_told():
    sweep = sweep_of(SMALL)
    held = filled_with(sweep, 8, failing=(1, 4))
    assert (held.done, held.failed, held.total) == (8, 2, len(sweep.tasks))
    assert held.said == ("RunError", "it broke")
    cells, _ = figures(sweep, held.found, "loyalty")
    assert (cells[0, 0].done, cells[0, 0].failed, cells[0, 0].value.mean) == (0, 1, None)
    assert cells[0, 1].value.n == 1
    drawn = drawing(sweep, held, "loyalty", "value", "en")
    failed = next(cell for line in drawn["cells"] for cell in line if cell["place"] == [0, 0])
    assert (failed["text"], failed["note"], failed["paint"]) == ("×", "failed", None)
    assert "1 of its runs failed." in failed["detail"]


def test_what_was_cancelled_counts_as_not_there(whole):
    sweep, _ = whole
    answers = {0: Answer(value=perform(sweep.tasks[0].job))}
    answers |= {k: Answer(error=CANCELLED) for k in range(1, len(sweep.tasks))}
    held = filled(sweep, Held(sweep, answers), stopped=True)
    assert (held.done, held.failed, held.stopped, held.whole) == (1, 0, True, False)


def test_numbers_that_cannot_be_are_a_failure_as_they_are_to_a_sweep(whole):
    sweep, _ = whole
    run = perform(sweep.tasks[1].job)
    run.by_retailer["kopi"]["retailer_profit"] = float("inf")
    held = filled(sweep, Held(sweep, {1: Answer(value=run)}))
    assert held.failed == 1
    assert "retailer_profit of kopi is inf" in held.said


def test_partial_cells_are_paler_and_say_how_many_runs_they_have():
    sweep = sweep_of(SMALL)
    half = filled_with(sweep, len(sweep.tasks) // 2 + 3)
    drawn = drawing(sweep, half, "loyalty", "value", "en")
    cells = {tuple(cell["place"]): cell for line in drawn["cells"] for cell in line}
    assert (cells[0, 0]["note"], cells[0, 0]["partial"]) == ("", False)
    assert (cells[2, 5]["note"], cells[2, 5]["partial"]) == ("n = 1", True)
    empty = drawing(sweep, filled_with(sweep, 1), "loyalty", "value", "en")
    assert {cell["text"] for line in empty["cells"] for cell in line} == {"…"}
    assert empty["legend"] is None


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("reading", ["value", "difference"])
def test_numbers_and_names_are_in_the_form_of_the_language(whole, language, reading):
    sweep, held = whole
    drawn = drawing(sweep, held, "loyalty", reading, language)
    mark = "." if language == "en" else ","
    texts = [cell["text"] for line in drawn["cells"] for cell in line]
    assert all(mark in text for text in texts)
    assert drawn["columns"] == ["0", f"1{mark}5", "3"]
    assert drawn["rows"][-1] == choice_name(Y, "open", language)
    assert drawn["cells"][0][0]["place"] == [0, 5], "the highest level stands on top"
    if reading == "difference":
        assert any(text.startswith(("+", "−")) for text in texts)


def test_the_cell_with_the_values_of_the_base_world_is_marked_and_does_not_differ_from_it():
    asked = replace(SMALL, a=Side("baseline", (f"{X}=1.5",)))
    sweep = sweep_of(asked)
    column, row = sweep.home
    assert dict(sweep.values((column, row))) == {X: 1.5, Y: "paper_rule"}
    cells, _ = figures(sweep, filled_with(sweep).found, "loyalty")
    assert cells[sweep.home].difference.difference == 0.0
    assert sweep_of(SMALL).home is None


@pytest.mark.parametrize("scale", [VIRIDIS, APART])
@pytest.mark.parametrize("pale", [False, True])
def test_text_can_be_read_on_every_colour(scale, pale):
    for k in range(501):
        colour, ink = painted(scale, k / 500, pale=pale)
        assert contrast(colour, ink) >= 4.5


def test_contrast_is_counted_as_the_guidelines_do():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"y": X}, "both factors are the same"),
        ({"x": "consumers.count"}, "could be varied"),
        ({"x": "days"}, "could be varied"),
        ({"x": "retailers.kopi.policy"}, "could be varied"),
        ({"x": "platforms.facebook.network.source"}, "could be varied"),
        ({"x": "retailers.nobody.price"}, "could be varied"),
        ({"x": "retailers.kopi"}, "could be varied"),
        ({"x": "retailers.*.price"}, "could be varied"),
        ({"x": "no.such.thing"}, "could be varied"),
        ({"x": "<script>"}, "could be varied"),
        ({"x": "finance.oracle_windows"}, "too much for a shared page"),
        ({"x": "choice.stockout_other_product", "y": "choice.stockout_other_retailer"}, "do not go together"),
    ],
)
def test_factors_that_will_not_do_are_refused_with_the_reason(changed, told):
    with pytest.raises(sim.InputError, match=told):
        sweep_of(replace(SMALL, grid=replace(SMALL.grid, **changed)))


def test_a_map_that_would_keep_everybody_waiting_is_refused():
    large = replace(SMALL, consumers=2000, days=730, grid=replace(SMALL.grid, y="consumers.young_share", levels=9))
    drafted(large)
    with pytest.raises(sim.InputError, match="1,312 runs of 2,000 consumers over 730 days are too much"):
        drafted(replace(large, grid=replace(large.grid, replicates=16)))


def test_every_parameter_that_is_offered_makes_a_map():
    world = sim.load_scenario("full-trm")
    offered = lookup(world, "en")
    assert len(offered) > 300
    for path in offered.values():
        if path != X:
            drafted(replace(SMALL, a=Side("full-trm"), grid=replace(SMALL.grid, y=path)))


def test_choosing_for_the_rows_what_the_columns_have_exchanges_them():
    swapped = chosen(SMALL, "y", X)
    assert (swapped.grid.x, swapped.grid.y) == (Y, X)
    assert chosen(SMALL, "levels", 400).grid.levels == 9
    assert chosen(SMALL, "days", 30).days == 30
    assert chosen(SMALL, "base", "baseline").a == Side("baseline")


def test_the_controls_offer_what_the_map_has_now():
    drawn = groups(replace(SMALL, grid=replace(SMALL.grid, y="finance.discount_rate")), sweep_of(SMALL).base, ())
    rows = {row["key"]: row for group in drawn for row in group["rows"]}
    assert "finance.discount_rate" in [path for path, _ in rows["y"]["choices"]]
    assert "pairs" not in rows
    assert {name for name, _ in rows["outcome"]["choices"]} == set(OUTCOMES)


def test_the_usual_factors_are_those_of_the_focal_retailer_of_a_file():
    asked = MAPS["a file about another retailer"]
    assert asked.grid.x == "retailers.toko.posts.promotion_rate"
    assert asked.grid.y == "retailers.toko.reply.staff_hours"


def test_texts_of_the_experiment_file_stay_texts():
    asked = replace(SMALL, overrides=('retailers.kopi.title=a "quoted" \\ title', "retailers.toko.accounts="))
    table = tomllib.loads(experiment_toml(asked))
    assert table["set"]["retailers"]["kopi"]["title"] == 'a "quoted" \\ title'
    experiment = load_experiment(table)
    assert next(iter(experiment.scenarios.values())) == sweep_of(asked).base


def page_of(asked):
    """The rendered view, what it went to, and its widgets."""
    solara = pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")
    from sim.ui.views.sweep import SweepView
    from sim.ui.widgets.heat import HeatWidget

    gone = []
    _, rendered = solara.render(SweepView(asked, gone.append, gone.append, "me"), handle_error=False)
    return rendered, gone, lambda: rendered.find(HeatWidget).widget.drawn


@pytest.fixture
def held_back(monkeypatch):
    """An engine in this process that does one run for each time that it is let."""
    from sim.ui import filling

    allowed = threading.Semaphore(0)

    class Ticket:
        def __init__(self, work, tasks):
            self.total, self.answers, self.cancelled = len(tasks), {}, False
            threading.Thread(target=self.work, args=(work, tasks), daemon=True).start()

        @property
        def done(self):
            return len(self.answers)

        def work(self, work, tasks):
            for number, task in enumerate(tasks):
                allowed.acquire()
                if self.cancelled:
                    return
                self.answers = self.answers | {number: Answer(value=work(task))}

        def changed(self, seen, timeout):
            until = time.monotonic() + timeout
            while self.done <= seen and self.done < self.total and time.monotonic() < until:
                time.sleep(0.01)
            return self.done

        def cancel(self):
            self.cancelled = True
            allowed.release()
            rest = {k: Answer(error=CANCELLED) for k in range(self.total) if k not in self.answers}
            self.answers = rest | self.answers

    class Engine:
        def submit(self, work, tasks, *, visitor, keys):
            assert len(set(keys)) == len(keys)
            return Ticket(work, tasks)

    monkeypatch.setattr(filling, "engine", Engine)
    monkeypatch.setattr(filling, "REFRESH_SECONDS", 0.02)
    return allowed


def until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def shown(drawn):
    return sum(cell["paint"] is not None for line in drawn["cells"] for cell in line)


def test_the_map_fills_while_it_runs_can_be_cancelled_and_goes_on(held_back):
    rendered, gone, drawn = page_of(replace(SMALL, started=True, grid=replace(SMALL.grid, levels=2)))
    try:
        until(lambda: shown(drawn()) == 0)
        held_back.release(4)
        until(lambda: shown(drawn()) == 3)  # the first run is that of the base world
        held_back.release(2)
        until(lambda: shown(drawn()) == 5)
        buttons = {b.children[0]: b for b in rendered.find(tag="button").widgets}
        buttons["Cancel"].fire_event("click", {})
        until(lambda: any(b.children == ["Go on"] for b in rendered.find(tag="button").widgets))
        assert shown(drawn()) == 5
        assert not gone
    finally:
        rendered.close()


def test_clicking_a_cell_asks_for_its_world(held_back):
    from sim.ui.widgets.heat import HeatWidget

    rendered, gone, drawn = page_of(replace(SMALL, started=True))
    try:
        until(lambda: "cells" in drawn())
        rendered.find(HeatWidget).widget.opened = [2, 1, 1]
        (wanted,) = gone
        assert wanted.view == "compare"
        assert wanted.started
        assert wanted.b.overrides == (f"{X}=3.0", f"{Y}=private")
    finally:
        rendered.close()


def test_a_map_that_is_wrong_says_so_and_cannot_be_filled():
    rendered, _, _ = page_of(replace(SMALL, started=True, grid=replace(SMALL.grid, x="no.such.thing")))
    try:
        said = [child for p in rendered.find(tag="p").widgets for child in p.children if isinstance(child, str)]
        assert any("there is no 'no.such.thing' in this world" in text for text in said)
    finally:
        rendered.close()
