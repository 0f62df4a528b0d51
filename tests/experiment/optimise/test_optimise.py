"""An optimisation of a stand-in: the known front, honest means, one choice or two, and what survives a kill."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiment.numerals import LANGUAGES
from sim.experiment.optimise.study import DOCUMENT, optimise
from sim.experiment.optimise.words import sentences, sheets
from tests.experiment.optimise.stand_ins import HARM, HOURS, RATE, Market, experiment

ENOUGH = [{"outcome": "loyalty", "least": 0.36}]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An optimisation in which hours help nobody where privacy harm is large."""
    folder = tmp_path_factory.mktemp("whole") / "best"
    return optimise(experiment(satisfice=ENOUGH), folder, workers=0, work=Market(harm_above=0.7)), folder


def test_the_front_nears_the_known_one(tmp_path):
    """On it the promotion rate is 0.4 whatever the hours, and any hours do."""
    found = optimise(experiment(trials=144), tmp_path / "best", workers=0, work=Market())
    front = [found.trials[number] for number in found.promised]
    assert len(front) > 8
    assert np.median([abs(trial.values[RATE] - 0.4) for trial in front]) < 0.1  # 0.26 by chance
    hours = sorted(trial.values[HOURS] for trial in front)
    assert hours[0] < 0.15
    assert hours[-1] > 0.85
    loyalties = [trial.means["loyalty"] for trial in sorted(front, key=lambda t: t.means["relationship_spending"])]
    assert loyalties == sorted(loyalties)


def test_all_settings_meet_the_same_worlds_and_no_phase_those_of_another(whole):
    from sim.experiment.sweep.reading import load_sweep

    _, folder = whole
    seeds = {}
    for phase in ("search", "fresh", "worlds", "box-1"):
        cells = load_sweep(folder / phase).cells
        seeds[phase] = set(cells["seed"])
        assert (cells.groupby("replicate")["seed"].nunique() == 1).all()
    together = set().union(*seeds.values())
    assert len(together) == sum(map(len, seeds.values()))


def test_the_choice_and_where_it_fails(whole):
    found, _ = whole
    held = found.robust
    assert held.worlds == 40
    assert {each.candidate.name for each in held.standings} >= {"baseline"}
    for weak in found.weaknesses:
        assert weak.overall.n == 40
    bound = [weak for weak in found.weaknesses if any(b.factor.path == HARM for b in weak.bounds)]
    assert bound
    for weak in bound:
        (edge,) = [b for b in weak.bounds if b.factor.path == HARM]
        assert edge.low == pytest.approx(0.7, abs=0.1)
        assert weak.fresh.mean > weak.overall.mean
        assert weak.fresh.n > 15


def test_the_regret_of_each_is_that_of_its_definition(whole):
    from sim.experiment.sweep.reading import load_sweep

    found, folder = whole
    runs = load_sweep(folder / "worlds").runs
    loyalty = runs.pivot(index="replicate", columns="point", values="loyalty")
    count = len(loyalty)
    names = [each.candidate.name for each in found.robust.standings]
    values = np.array([[loyalty.loc[r, c * count + w] for c in range(len(names))]
                       for w, r in enumerate(loyalty.index)])  # fmt: skip
    regrets = values.max(axis=1, keepdims=True) - values
    for c, each in enumerate(found.robust.standings):
        assert each.regrets["loyalty"].mean.mean == pytest.approx(regrets[:, c].mean())
        assert each.regrets["loyalty"].worst == pytest.approx(regrets[:, c].max())


def test_luck_flatters_the_front_and_fresh_worlds_say_so(tmp_path):
    found = optimise(experiment(front=20), tmp_path / "best", workers=0, work=Market(noise=1.0))
    (curse,) = [each for each in found.curses if each.outcome == "loyalty"]
    assert curse.flattered.low > 0.0
    assert curse.flattered.n == 4 + 8
    for each in found.anew[1:]:
        assert each.fresh["loyalty"].n == 8


def test_without_own_luck_nothing_is_promised_that_does_not_come(tmp_path):
    found = optimise(experiment(), tmp_path / "best", workers=0, work=Market())
    for curse in found.curses:
        assert curse.flattered.mean == pytest.approx(0.0, abs=1e-9)
    for each in found.anew[1:]:  # common luck cancels in the pairs
        gap = each.gain["loyalty"]
        assert gap.difference == pytest.approx(0.4 * (each.candidate.values[HOURS] - 0.2))
        assert gap.high - gap.low == pytest.approx(0.0, abs=1e-9)


def test_a_budget_is_kept(tmp_path):
    budget = [{"outcome": "relationship_spending", "most": 400.0}]
    found = optimise(experiment(budget=budget), tmp_path / "best", workers=0, work=Market())
    assert found.promised
    for number in found.promised:
        assert found.trials[number].means["relationship_spending"] <= 400.0
    assert any(not trial.feasible for trial in found.trials)
    assert all(each.within == (each.fresh["relationship_spending"].mean <= 400.0) for each in found.anew)


def test_settings_under_which_the_model_breaks_are_counted_and_not_recommended(tmp_path):
    found = optimise(experiment(), tmp_path / "best", workers=0, work=Market(breaks_above=0.6))
    broken = [trial for trial in found.trials if trial.values[HOURS] > 0.6]
    assert broken
    assert all(trial.failed == 4 and not trial.feasible for trial in broken)
    assert all(found.trials[number].values[HOURS] <= 0.6 for number in found.promised)
    search = found.phases[0]
    assert search.kinds == {"ValueError": 4 * len(broken)}
    assert search.failed.mean == pytest.approx(len(broken) / 49)  # with the present policy
    assert any("ValueError" in sentence for sentence in sentences(found))


def test_an_optimisation_that_is_run_again_runs_nothing_and_says_the_same(whole):
    found, folder = whole
    calls = []

    again = optimise(
        experiment(satisfice=ENOUGH),
        folder,
        workers=0,
        work=Market(harm_above=0.7),
        progress=lambda *a: calls.append(a),
    )
    assert again.to_json() == found.to_json()
    assert calls == []
    document = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
    assert {key: document[key] for key in found.to_json()} == found.to_json()


def test_a_search_that_was_cut_off_comes_to_what_it_would_have(whole, tmp_path):
    """The first 20 runs of each phase are there when it is begun again; the rest is as if nothing had happened."""
    found, _ = whole

    def cut(done, planned):
        if done >= 79:
            raise KeyboardInterrupt

    folder = tmp_path / "best"
    first = optimise(experiment(satisfice=ENOUGH), folder, workers=0, work=Market(harm_above=0.7), progress=cut)
    assert first.interrupted
    assert len(first.trials) < 48
    second = optimise(experiment(satisfice=ENOUGH), folder, workers=0, work=Market(harm_above=0.7))
    assert not second.interrupted
    assert replace(second, command="", folder=None).to_json() == replace(found, command="", folder=None).to_json()


def test_a_journal_holds_what_was_told(whole):
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    found, folder = whole
    storage = JournalStorage(JournalFileBackend(str(folder / "study.journal")))
    study = optuna.load_study(study_name="trm optimise", storage=storage)
    assert len(study.trials) == 48
    assert study.trials[7].values == [found.trials[7].means[name] for name in ("loyalty", "relationship_spending")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_found_is_told_in_both_languages(whole, language):
    found, _ = whole
    told = list(sentences(found, language))
    assert found.robust.by_regret.name.removeprefix("trial ") in told[0]
    assert [len(sheet.rows) for sheet in sheets(found, language)] == [
        len(found.anew), len(found.anew), len(found.robust.standings)
    ]  # fmt: skip
    assert len(found.to_frame()) == 48


def test_an_experiment_without_levers_is_refused(tmp_path):
    with pytest.raises(InputError, match="there are no levers"):
        optimise(experiment() | {"levers": {}}, tmp_path / "best")


def test_where_no_setting_keeps_the_budget_the_present_stands_alone_and_nothing_was_promised(tmp_path):
    unkept = [{"outcome": "loyalty", "least": 0.99}]
    found = optimise(experiment(trials=8, population=4, budget=unkept), tmp_path / "none", workers=0, work=Market())
    assert found.promised == ()
    assert found.curses == ()
    assert [each.candidate.is_present for each in found.anew] == [True]
    assert any("budget" in sentence for sentence in sentences(found))
