"""The benchmarks run, and their arithmetic holds; what they measure is no test's business."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import sim.crew
import sim.world
from benchmarks import (
    __main__ as command,
)
from benchmarks import (
    limit,
    memory,
    pairing,
    peers,
    scale,
    start,
    sweep,
    threads,
    throughput,
    traffic,
    yardstick,
)
from benchmarks.measuring import Clocks, alone, peak_bytes
from benchmarks.plots import Line, growth_plot
from benchmarks.report import Circumstances, Criterion, Report, document, read, table, verdicts, write
from benchmarks.shorter_agentpy import AgentpyWorld, as_lists
from benchmarks.shorter_day import born, draws
from benchmarks.shorter_numpy import NumpyWorld
from benchmarks.worlds import everything_on
from sim.experiment.assumptions import flat
from sim.experiment.mechanisms import mechanisms
from sim.kernels import close, feed, judge, shop, words
from sim.model import Model

HERE = Circumstances.here("2026-01-31", "make bench")


@pytest.fixture
def in_this_process(monkeypatch):
    """What has a process of its own is called here, which is quicker, and what it changes is put back."""

    def call(target: str, *arguments: object) -> Any:
        module, name = target.split(":")
        return json.loads(json.dumps(getattr(sys.modules[module], name)(*arguments)))

    class Here:
        def __init__(self, target: str, *arguments: object) -> None:
            self.result = lambda: call(target, *arguments)

    for module in (memory, scale, threads, throughput):
        monkeypatch.setattr(module, "alone", call)
    monkeypatch.setattr(throughput, "OwnProcess", Here)
    for module, name in ((sim.world, "LEAST"), (sim.world, "build_platform"), (sim.crew, "MANY"), (sim.crew, "PIECES")):
        monkeypatch.setattr(module, name, getattr(module, name))


@pytest.mark.parametrize(
    ("deviation", "difference", "expected"),
    [
        (1.0, 100.0, 2),  # two replicates are the fewest that have a spread
        (1.0, 4 * 1.96 / 100**0.5, 28),  # 1.96 s / sqrt(n) = d / 2 asks for 25; Student's t for three more
        (0.0, 1.0, 2),
        (1.0, 0.0, None),
        (1.0, None, None),
    ],
)
def test_needed_is_the_smallest_number_whose_interval_is_half_the_difference(deviation, difference, expected):
    assert pairing.needed(deviation, difference) == expected


def test_twice_the_deviation_needs_four_times_the_replicates():
    assert pairing.needed(2.0, 0.05) == pytest.approx(4 * pairing.needed(1.0, 0.05), rel=1e-3)


def test_the_pairing_benchmark_tells_every_outcome_and_what_pairing_saves(monkeypatch):
    monkeypatch.setattr(pairing, "QUICK", ((150, 20, 3),))
    report = pairing.measure(quick=True)
    assert [row["outcome"] for row in report.rows] == list(pairing.OUTCOMES)
    assert len(report.ratios) == 2
    assert "needed" in report.markdown()


# ---- the shorter day --------------------------------------------------------------------------------


@pytest.mark.parametrize(("consumers", "seed"), [(150, 1), (700, 5)])
def test_agentpy_and_numpy_live_identical_shorter_days(consumers, seed):
    start_of_all = born(consumers, seed)
    agents, columns = AgentpyWorld(start_of_all), NumpyWorld(born(consumers, seed))
    for day in range(60):
        luck = draws(start_of_all, day, seed)
        agents.live(as_lists(luck))
        columns.live(luck)
        assert agents.totals == columns.totals, f"on day {day}"
    assert min(agents.totals.values()) > 0, "something never happened, so it was not compared"


# ---- the world ----------------------------------------------------------------------------------------


def test_every_mechanism_is_on_in_the_world_that_is_timed():
    values = dict(flat(everything_on(100, 10).model_dump()))
    for mechanism in mechanisms().values():
        for setting in mechanism.off:
            path, off = parse(setting)
            there = [value for name, value in values.items() if matches(name, path)]
            assert there, f"{mechanism.id}: {path} is no parameter"
            assert any(value != off for value in there), f"{mechanism.id} is off: {setting}"


def parse(setting: str) -> tuple[list[str], object]:
    path, _, value = setting.partition("=")
    try:
        return path.split("."), json.loads(value.replace("'", '"'))
    except json.JSONDecodeError:
        return path.split("."), value


def matches(name: str, path: list[str]) -> bool:
    parts = name.split(".")
    return len(parts) == len(path) and all(want in ("*", part) for part, want in zip(parts, path, strict=True))


# ---- each benchmark -------------------------------------------------------------------------------------


def test_peers_live_beside_each_other_and_the_reference_lives_the_same_events(monkeypatch):
    monkeypatch.setattr(peers, "QUICK", {60: peers._plan(2, 2, 2, 1, 1, 2)})
    report = peers.measure(quick=True)
    assert [row["who"] for row in report.rows] == list(peers.CONTENDERS)
    assert report.rows[0]["times the engine"] == 1.0
    assert [criterion.number for criterion in report.criteria] == [1, 1, 1]
    assert "Mesa reference" in report.plots["peers"]


def test_a_contender_that_lives_other_events_is_told(monkeypatch):
    class Seat:
        def __init__(self, name: str, consumers: int) -> None:
            self.name = name

        def set_up(self, days: int) -> tuple[peers.SetUp, list[list[int]]]:
            return peers.SetUp(1.0, 1), [[1, 2], [3, 4 + (self.name == "Mesa reference")]]

        def leave(self) -> None:
            pass

    monkeypatch.setattr(peers, "Seat", Seat)
    with pytest.raises(AssertionError, match="Mesa reference and engine lived different events"):
        peers.beside_each_other(10, peers._plan(2, 1, 1, 1, 1, 1))


def test_the_yardstick_counts_turns_of_a_loop():
    report = yardstick.measure(quick=True)
    for row in report.rows:
        assert row["turns in a function per consumer-day"] == pytest.approx(
            row["ns per consumer-day"] / row["ns per turn in a function"]
        )
    assert yardstick.in_a_function(100) == yardstick.in_a_script(100)
    assert [place in criterion.asked for criterion in report.criteria for place in ("script", "function")] == [
        *(True, False),
        *(False, True),
    ], "either loop has its verdict"


@pytest.mark.usefixtures("in_this_process")
def test_memory_counts_every_array_once():
    report = memory.measure(quick=True)
    places = [row["what"] for row in report.rows]
    assert "network of twitter" in places
    assert report.criteria[0].number == 2
    model = Model(everything_on(200, 2))
    counted = memory.arrays_of(model)
    assert counted["state of consumers"] == model.world.population.nbytes
    model.world.again = [model.world.population, model.world.platforms]  # type: ignore[attr-defined]
    assert sum(memory.arrays_of(model).values()) == sum(counted.values())


def test_a_column_moves_whole_when_all_are_touched_and_by_lines_when_few_are():
    assert traffic.moved(4, 1.0) == 4
    assert traffic.moved(4, 1e-6) == pytest.approx(64e-6, rel=1e-3)
    assert traffic.moved(1, 0.0) == 0


def test_traffic_is_counted_of_columns_that_the_kernels_are_given():
    kernels = {
        "feed": feed.see_feed,
        "words": words.hear,
        "shop": shop.choose,
        "judge": judge.judge,
        "close": close.close_day,
    }
    for name, touches in traffic.PASSES.items():
        module, _, function = name.partition(".")
        kernel = kernels[module].py_func
        assert kernel.__name__ == function
        given = set(kernel.__code__.co_varnames[: kernel.__code__.co_argcount])
        named = {column for touch in touches for column in (*touch.reads, *touch.changes)}
        assert named <= given, f"{name} is not given {named - given}"
        assert named <= set(traffic.WIDTHS)


def test_the_limit_is_told_with_a_profile(monkeypatch):
    monkeypatch.setattr(limit, "QUICK", limit.Plan(2**12, 120, 1, 2))
    monkeypatch.setattr(
        limit, "alone", lambda to, *given: limit.triads(*given) if to.endswith("triads") else alone(to, *given)
    )
    report = limit.measure(quick=True)
    places = [row["where"] for row in report.rows]
    assert places[-1] == "a whole day"
    assert set(traffic.PASSES) <= set(places)
    parts, whole = report.rows[:-1], report.rows[-1]
    assert sum(row["ns per consumer-day"] for row in parts) == pytest.approx(whole["ns per consumer-day"], rel=1e-6)
    assert sum(row["bytes to move"] or 0 for row in parts) == pytest.approx(whole["bytes to move"])


def test_the_peak_of_a_process_leaves_out_what_its_parent_holds():
    large = np.ones(2**27, np.uint8)
    assert peak_bytes() > large.nbytes
    assert alone("benchmarks.measuring:peak_bytes") < large.nbytes


def test_scale_tells_every_size():
    report = scale.measure(quick=True)
    assert [row["consumers"] for row in report.rows] == [50, 100, 200]
    assert report.criteria[0].met is True


def test_growth_counts_the_dearest_world_of_each_size():
    sizes = [scale.Size(*numbers) for numbers in ((1_000, 10, 1), (10_000, 10, 1), (10_000, 90, 2), (100_000, 10, 2))]
    nanoseconds = (500.0, 100.0, 180.0, 150.0)
    lived = {
        size: {"days": (0.0, each * size.consumers * size.days / 1e9)}
        for size, each in zip(sizes, nanoseconds, strict=True)
    }
    told, factor = scale.growth(lived)
    assert factor == pytest.approx(1.8)
    assert "cheapest in 10,000 consumers x 10 days on one thread (100 ns" in told
    assert "dearest in 10,000 consumers x 90 days on 2 threads, 1.8 times" in told
    assert "among 1,000, where few share the work of the firms, it is 5 times" in told


def test_the_limit_of_time_counts_the_setting_up():
    size = scale.Size(1_000, 10, 1, 60, 2)
    found = {"days": (39.0, 70.0), "networks_and_rest": (20.0, 0.5), "peak": 1024**3}
    assert scale.criterion(size, found, "").met is True
    assert scale.criterion(size, {**found, "networks_and_rest": (20.0, 1.5)}, "").met is False


def test_peers_tell_how_much_single_turns_differ():
    turns = {"engine": (10.0, 20.0), "numpy": (20.0, 30.0)}
    found = {
        who: peers.Found(1.0, 1.0, peers.SetUp(1.0, 1), tuple(Clocks(9.0, each) for each in those))
        for who, those in turns.items()
    }
    assert peers.within(found, "numpy", "engine") == "1.5 to 2"


@pytest.mark.usefixtures("in_this_process")
def test_a_size_for_which_memory_is_short_is_left_out_with_the_reason(monkeypatch):
    monkeypatch.setattr(scale, "free_gib", lambda: 0.0001)
    report = scale.measure(quick=True)
    assert report.rows[0]["peak, GiB"] is not None
    assert report.rows[-1]["peak, GiB"] is None
    assert report.criteria[0].met is None
    assert "GiB are free" in report.criteria[0].line()


def test_starts_are_timed_from_outside():
    report = start.measure(quick=True)
    assert [row["start"] for row in report.rows] == list(start.STARTS)
    assert all(row["seconds of the clock"] > 0 for row in report.rows)


@pytest.mark.usefixtures("in_this_process")
def test_throughput_tells_sweep_bare_model_and_mesa(monkeypatch):
    monkeypatch.setattr(throughput, "QUICK", throughput.Size(40, 4, 3, 1, (1, 2)))
    monkeypatch.setattr(throughput, "processors", lambda: 1)
    report = throughput.measure(quick=True)
    assert [criterion.number for criterion in report.criteria] == [4, 4, 4]
    assert len(report.rows) == 3


@pytest.mark.usefixtures("in_this_process")
def test_digests_are_equal_however_a_world_is_shared_out(monkeypatch):
    monkeypatch.setattr(threads, "OTHER_PYTHONS", (".venv-that-is-not-there",))
    report = threads.measure(quick=True)
    assert "7 of 7 equal" in report.ratios[1]
    assert report.criteria[1].met is None, "a Python that is not there is not measured"


@pytest.mark.usefixtures("in_this_process")
def test_a_digest_that_differs_is_named(monkeypatch):
    monkeypatch.setattr(threads, "digest", lambda consumers, days, count, block: "a" if count < 4 else "b")
    monkeypatch.setattr(threads, "stored", lambda name: "c")
    report = threads.measure(quick=True)
    assert report.criteria[1].met is False
    assert "4 threads, blocks of 17" in report.criteria[1].figure


def test_a_process_of_its_own_tells_what_a_function_returns_and_that_it_failed():
    assert alone("math:hypot", 3.0, 4.0) == 5.0
    with pytest.raises(RuntimeError, match="math:sqrt in a process of its own ended with 1"):
        alone("math:sqrt", -1.0)


# ---- what is told -----------------------------------------------------------------------------------------

RATIO = Report(
    "Title",
    ("one is 2 times the other",),
    ({"a": 1, "b": None},),
    ("a note",),
    (Criterion(2, "less", "3 things", False), Criterion(1, "more", "no clock", None)),
    {"drawn": "<svg/>"},
)


def test_ratios_come_before_the_table_and_verdicts_in_their_order():
    text = RATIO.markdown()
    assert text.index("2 times") < text.index("| a | b |") < text.index("a note") < text.index("(drawn.svg)")
    assert verdicts({"it": RATIO}).splitlines() == [
        "- 1. more: no clock - not measured",
        "- 2. less: 3 things - NOT MET",
    ]


def test_what_is_written_can_be_read_again(tmp_path):
    write(HERE, {"it": RATIO}, tmp_path / "new")
    assert (tmp_path / "new" / "drawn.svg").read_text(encoding="utf-8") == "<svg/>"
    circumstances, reports = read(tmp_path / "new" / "benchmarks.json")
    told = (tmp_path / "new" / "benchmarks.md").read_text(encoding="utf-8")
    assert told == document(HERE, {"it": RATIO}) == document(circumstances, reports)
    assert "2026-01-31 by `make bench`" in told


def test_a_benchmark_that_fails_costs_the_others_nothing(monkeypatch, tmp_path, capsys):
    def broken(quick: bool) -> Report:
        raise OSError("no such clock")

    monkeypatch.setattr(command, "BENCHMARKS", {"broken": broken, "whole": lambda quick: RATIO})
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--out", str(tmp_path)])
    assert command.main() == 1
    out, err = capsys.readouterr()
    assert "2. less: 3 things - NOT MET" in out
    assert "no such clock" in err
    assert "broken FAILED" in err
    assert list(read(tmp_path / "benchmarks.json")[1]) == ["whole"]


def test_a_plot_is_a_document_with_equal_distances_for_equal_ratios():
    drawing = growth_plot(
        [Line("rising", [(1_000, 10.0), (10_000, 100.0), (100_000, 1000.0)]), Line("nothing", [])],
        title="T < U", description="D", x_label="x", y_label="y",
    )  # fmt: skip
    root = ElementTree.fromstring(drawing)
    assert root.tag.endswith("svg")
    line = next(element for element in root.iter() if element.tag.endswith("polyline"))
    places = [tuple(map(float, place.split(","))) for place in line.attrib["points"].split()]
    steps = [math.dist(a, b) for a, b in pairwise(places)]
    assert steps[0] == pytest.approx(steps[1], abs=0.2)
    assert growth_plot([], title="T", description="D", x_label="x", y_label="y") == ""


def test_names_of_lines_that_end_together_are_apart_and_above_the_axis():
    lines = [Line(name, [(1_000, 300.0), (100_000, 101.0 + k)]) for k, name in enumerate(("one", "two", "three"))]
    drawing = growth_plot(lines, title="T", description="D", x_label="x", y_label="y")
    texts = {
        element.text: element for element in ElementTree.fromstring(drawing).iter() if element.tag.endswith("text")
    }
    heights = sorted(float(texts[line.name].attrib["y"]) for line in lines)
    assert all(low - high >= 14 for high, low in pairwise(heights))
    assert heights[-1] < float(texts["100,000"].attrib["y"]) - 10


def test_a_table_has_a_dash_where_there_is_no_figure():
    assert table([{"a": 1234, "b": None}, {"a": 0.12345, "b": "x"}]).splitlines() == [
        "| a | b |",
        "|---|---|",
        "| 1,234 | - |",
        "| 0.123 | x |",
    ]


def test_an_unknown_benchmark_is_refused():
    done = subprocess.run([sys.executable, "-m", "benchmarks", "sped"], capture_output=True, text=True)
    assert done.returncode == 2
    assert f"there is no benchmark 'sped'; there are {', '.join(command.BENCHMARKS)}" in done.stderr


def test_the_sweep_benchmark_tells_overhead_and_memory(monkeypatch):
    monkeypatch.setattr(sweep, "QUICK", sweep.Size(1, 2, 1))
    monkeypatch.setattr(sweep, "ORDINARY", (100, 10))
    report = sweep.measure(quick=True)
    assert [row["seconds of the"] for row in report.rows] == ["wall", "processor"]
    assert "200 done and 0 failed" in report.notes[0]
    assert "half-way" in report.ratios[2]
