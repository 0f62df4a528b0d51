"""The analysis of a sweep on stand-ins for its runs: known functions at the points of a design."""

import json

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.experiment.numerals import LANGUAGES
from sim.experiment.sensitivity.study import analyse
from sim.experiment.sensitivity.words import notes, sentences, sheets, title
from sim.experiment.spec.loading import load_experiment
from sim.experiment.sweep.sampling import fixed_points, places
from tests.experiment.known_functions import ISHIGAMI_FIRST, ISHIGAMI_TOTAL, ishigami

PATHS = ("relationship.trust_gain", "recovery.privacy_harm", "observers.answer_shield")


def experiment(design, replicates=1, scenarios=("open-replies", "private-replies")):
    return load_experiment(
        {
            "title": "A stand-in",
            "scenarios": list(scenarios),
            "responses": ["loyalty"],
            "replicates": replicates,
            "unknowns": {"relationship": {"trust_gain": "sweep"}, "recovery": {"privacy_harm": "sweep"},
                         "observers": {"answer_shield": "sweep"}},
            "design": design,
        }
    )  # fmt: skip


def runs_of(asked, functions):
    """A row for each run, with what the functions by scenario make of the places in the design."""
    at = places(asked)
    points = [point.number for point in fixed_points(asked)]
    rows = [
        {"scenario": label, "point": point, "replicate": k, "loyalty": function(at[point][None])[0] + 100.0 * k}
        for k in range(asked.replicates)
        for label, function in functions.items()
        for point in points
    ]
    return pd.DataFrame(rows)


def nothing_failed():
    return pd.DataFrame({"scenario": [], "point": [], "replicate": [], "error": []})


def in_order(factors, at):
    """Places with the columns in the order of Ishigami's arguments."""
    return at[:, [list(factors).index(path) for path in PATHS]]


@pytest.fixture(scope="module")
def sobol_sweep():
    asked = experiment({"kind": "sobol", "points": 1024}, replicates=2)
    order = [factor.path for factor in asked.factors]
    functions = {
        "open-replies": lambda at: 3.0 * in_order(order, at)[:, 0],
        "private-replies": lambda at: 3.0 * in_order(order, at)[:, 0] + ishigami(in_order(order, at)),
    }
    return asked, runs_of(asked, functions)


def test_of_a_sobol_sweep_each_side_and_the_difference_have_their_own_indices(sobol_sweep):
    asked, runs = sobol_sweep
    found = analyse(asked, runs, nothing_failed(), runs)
    alone = found.of("loyalty", "open-replies").sobol
    assert alone.shares[0].name == PATHS[0]
    assert alone.shares[0].first.mean == pytest.approx(1.0, abs=0.02)
    shares = {s.name: s for s in found.of("loyalty", "private-replies", "open-replies").sobol.shares}
    for path, first, total in zip(PATHS, ISHIGAMI_FIRST, ISHIGAMI_TOTAL, strict=True):
        assert shares[path].first.low <= first <= shares[path].first.high
        assert shares[path].total.low <= total <= shares[path].total.high
    assert found.of("loyalty", "private-replies", "open-replies").sobol.luck_share == pytest.approx(0.0, abs=1e-9)


def test_one_failed_run_is_repaired_openly_or_refused(sobol_sweep):
    asked, runs = sobol_sweep
    lost = runs.iloc[[777]]
    failed = lost[["scenario", "point", "replicate"]].assign(error="WorkerDied")
    kept = runs.drop(index=lost.index)
    found = analyse(asked, kept, failed, runs)
    block = int(lost["point"].iloc[0]) // 5
    assert found.of("loyalty", "open-replies").sobol.repair.dropped == (block,)
    assert found.of("loyalty", "private-replies").sobol.repair.is_whole
    assert found.of("loyalty", "private-replies", "open-replies").sobol.repair.dropped == (block,)
    assert (found.breaks.kinds, found.done, found.planned) == ({"WorkerDied": 1}, len(runs) - 1, len(runs))
    told = " ".join(notes(found.of("loyalty", "open-replies")))
    assert f"1 of 1024 base samples were dropped whole ({block}), and all figures rest on the other 1023" in told
    strictly = analyse(asked, kept, failed, runs, strict=True)
    assert set(strictly.refused) == {"loyalty of open-replies", "loyalty of private-replies - open-replies"}


def test_half_a_sweep_is_refused(sobol_sweep):
    asked, runs = sobol_sweep
    with pytest.raises(InputError, match="too many to be dropped"):
        analyse(asked, runs.iloc[: len(runs) // 2], nothing_failed(), runs)


def test_where_the_model_breaks_is_told(sobol_sweep):
    asked, runs = sobol_sweep
    order = [factor.path for factor in asked.factors]
    at = places(asked)[runs["point"].to_numpy()]
    breaks = at[:, order.index(PATHS[1])] > 0.985
    failed = runs.loc[breaks, ["scenario", "point", "replicate"]].assign(error="ZeroDivisionError")
    found = analyse(asked, runs[~breaks], failed, runs)
    assert found.breaks.failed.mean == pytest.approx(breaks.mean())
    assert [name for name, _ in found.breaks.drivers] == [PATHS[1]]
    assert "ZeroDivisionError" in " ".join(sentences(found))


def test_of_a_morris_sweep_there_are_effects():
    asked = experiment({"kind": "morris", "trajectories": 12, "levels": 4}, scenarios=("open-replies",))
    order = [factor.path for factor in asked.factors]
    runs = runs_of(asked, {"open-replies": lambda at: in_order(order, at) @ [2.0, -1.0, 0.0]})
    effects = {e.name: e for e in analyse(asked, runs, nothing_failed(), runs).explained[0].morris.effects}
    assert [effects[path].direction.mean for path in PATHS] == pytest.approx([2.0, -1.0, 0.0])


def test_of_a_latin_hypercube_there_are_shapes():
    asked = experiment({"kind": "latin-hypercube", "points": 300}, scenarios=("open-replies",))
    order = [factor.path for factor in asked.factors]
    runs = runs_of(asked, {"open-replies": lambda at: (in_order(order, at)[:, 1] - 0.5) ** 2})
    found = {s.name: s for s in analyse(asked, runs, nothing_failed(), runs).explained[0].shapes.shapes}
    assert found[PATHS[1]].course == "bends"
    assert found[PATHS[1]].explained > 0.8
    low, high = asked.factors[order.index(PATHS[1])].low, asked.factors[order.index(PATHS[1])].high
    assert low <= found[PATHS[1]].slices[0].low < found[PATHS[1]].slices[-1].high <= high


@pytest.mark.parametrize("gain", [0.0, 0.05])
@pytest.mark.parametrize("design", [{"kind": "sobol", "points": 64}, {"kind": "latin-hypercube", "points": 100}])
def test_a_difference_that_is_the_same_everywhere_but_for_rounding_has_no_figures(design, gain):
    asked = experiment(design)
    order = [factor.path for factor in asked.factors]
    functions = {
        "open-replies": lambda at: in_order(order, at)[:, 0] + 0.1,
        "private-replies": lambda at: (in_order(order, at)[:, 0] + (0.2 + gain)) - 0.1,
    }
    runs = runs_of(asked, functions)
    sides = runs.pivot(index="point", columns="scenario", values="loyalty")
    apart = sides["private-replies"] - sides["open-replies"]
    assert 0.0 < np.ptp(apart) < 1e-15
    found = analyse(asked, runs, nothing_failed(), runs)
    each = found.of("loyalty", "private-replies", "open-replies")
    assert sheets(each) == []
    assert "It does not vary over the design." in list(notes(each))
    assert [shape["distance"]["high"] for shape in each.row()["shapes"]["shapes"]] == [0.0, 0.0, 0.0]
    assert len(sheets(found.of("loyalty", "private-replies"))) >= 1


def test_a_design_that_does_not_spread_is_refused():
    asked = experiment({"kind": "one-at-a-time"}, scenarios=("open-replies",))
    with pytest.raises(InputError, match=r"one-at-a-time.*allowed: sobol, morris"):
        analyse(asked, pd.DataFrame(), nothing_failed(), pd.DataFrame({"point": []}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_found_is_told_in_both_languages_and_as_plain_values(sobol_sweep, language):
    asked, runs = sobol_sweep
    found = analyse(asked, runs, nothing_failed(), runs)
    assert list(sentences(found, language))
    for each in found.explained:
        assert each.subject.scenario in title(each, language)
        assert list(notes(each, language))
        assert [len(sheet.rows) for sheet in sheets(each, language)] == [3, 3]
    document = json.dumps(found.to_json(), allow_nan=False)
    assert len(json.loads(document)["explained"]) == 3
    frame = found.to_frame()
    assert set(frame["figure"]) == {"first", "total", "distance"}
    assert np.isfinite(frame["value"]).all()
