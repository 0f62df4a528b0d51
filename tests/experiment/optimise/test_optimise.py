"""An optimisation of a stand-in: the known front, honest means, one choice or two, and what survives a kill."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiment.numerals import LANGUAGES
from sim.experiment.optimise.candidates import Candidate
from sim.experiment.optimise.reading import load_optimisation
from sim.experiment.optimise.study import DOCUMENT, optimise
from sim.experiment.optimise.words import candidate_words, sentences, sheets
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


def finite(hours, **section):
    """Three levels of hours, and a promotion rate that stays; the scenario's own hours are 0.5."""
    levers = {"retailers": {"kopi": {"reply": {"staff_hours": hours}}}}
    return experiment(trials=24, population=8, **section) | {"levers": levers}


def test_where_there_are_few_settings_each_is_tried_once_and_the_search_ends(tmp_path):
    from sim.experiment.sweep.reading import load_sweep

    found = optimise(finite([0.2, 0.8, 1.0]), tmp_path / "best", workers=0, work=Market(breaks_above=0.9))
    assert sorted(trial.values[HOURS] for trial in found.trials) == [0.2, 0.8, 1.0]
    assert found.settings == 3
    cells = load_sweep(tmp_path / "best" / "search").cells
    assert len(cells) == cells["id"].nunique() == 4 * (3 + 1)  # with the present policy
    assert (found.phases[0].runs, found.phases[0].failed.n) == (16, 16)
    assert any("all 3 settings of the levers that there are were tried" in said for said in sentences(found))
    assert load_optimisation(tmp_path / "best").to_json() == found.to_json()


@pytest.mark.parametrize("trials", [24, 96])
def test_no_setting_is_tried_twice_where_there_are_more_than_may_be_tried(tmp_path, trials):
    levels = [0.03 + 0.09 * k for k in range(11)]  # none of them the scenario's own
    levers = {"retailers": {"kopi": {"reply": {"staff_hours": levels}, "posts": {"promotion_rate": levels}}}}
    search = experiment(trials=trials, population=8) | {"levers": levers}
    found = optimise(search, tmp_path / "best", workers=0, work=Market())
    tried = {tuple(trial.values.values()) for trial in found.trials}
    assert len(tried) == len(found.trials) == trials
    assert found.settings == 121
    assert found.phases[0].runs == 4 * (trials + 1)
    assert [trial.number for trial in found.trials] == list(range(trials))


def test_a_search_that_hears_nothing_new_ends():
    from sim.experiment.optimise.search import SearchDesign
    from sim.experiment.spec.loading import load_experiment

    held = load_experiment(finite([0.2, 0.8, 1.0]))
    design = SearchDesign(("baseline",), held.levers, held.optimise, 1, 1)
    design.cells(None)
    design._all = None  # as if their number were not known
    design._asked, design._points, design._over = [], [], False
    design._ask()
    assert design._over
    assert design._asked == []


def test_a_trial_that_is_the_present_policy_stands_with_it_and_not_beside_it(tmp_path):
    found = optimise(finite([0.3, 0.5, 0.8]), tmp_path / "best", workers=0, work=Market())
    (twin,) = [trial.number for trial in found.trials if trial.values[HOURS] == 0.5]
    assert found.twins == {twin: "baseline"}
    assert [each.candidate.values.get(HOURS) for each in found.anew] == [None, 0.3, 0.8]
    assert found.own == {"baseline": {HOURS: 0.5}}
    first = sheets(found)[0].rows[0]
    assert first == (("baseline", f"also trial {twin}"), ("0.5", "as it is"))
    assert found.to_json()["front_as_it_is"] == {f"trial {twin}": "baseline"}


def test_candidates_that_come_to_the_same_are_judged_alike():
    from sim.experiment.optimise.fresh import anew
    from sim.experiment.spec.optimise_section import OptimiseSection

    section = OptimiseSection.model_validate({"objectives": ["loyalty", "relationship_spending"]})
    candidates = [
        Candidate("baseline", "baseline", {}),
        *(Candidate(f"trial {k}", "baseline", {RATE: k}) for k in (1, 2)),
    ]
    values = np.array([[[0.5, 9.0], [0.5, 9.0], [0.4, 9.5]]] * 3)
    means = [{"loyalty": 0.5, "relationship_spending": 9.0}] * 3
    assert [each.on_front for each in anew(candidates, means, values, section)] == [True, True, False]


def test_the_answer_says_what_a_trial_is(whole):
    found, _ = whole
    chosen = found.robust.by_regret
    hours, rate = (float(f"{chosen.values[path]:.4g}") for path in (HOURS, RATE))
    assert not chosen.is_present
    assert f"{chosen.name} (staff hours for contacts {hours}, " in next(sentences(found))
    assert f" {rate})" in next(sentences(found))
    assert f"{chosen.name.replace('trial', 'percobaan')} (jam staf untuk kontak " in next(sentences(found, "id"))


def test_levers_of_one_label_are_told_apart_by_their_paths(whole):
    found, _ = whole
    other = HOURS.replace("kopi", "toko")
    twice = replace(found, levers=({"factor": HOURS}, {"factor": other}))
    said = candidate_words(twice, Candidate("trial 3", "baseline", {HOURS: 0.25, other: 0.75}))
    assert said == f"trial 3 ({HOURS} 0.25, {other} 0.75)"
    policy = {"retailers.kopi.reply.policy": "open"}
    named = replace(found, levers=({"factor": next(iter(policy))},))
    assert "(open)" not in candidate_words(named, Candidate("trial 3", "baseline", policy))


def test_a_search_of_another_version_is_not_read_as_this_one(tmp_path):
    import pandas as pd

    folder = tmp_path / "best"
    optimise(finite([0.2, 0.8, 1.0]), folder, workers=0, work=Market())
    file = folder / "search" / "cells.parquet"
    cells = pd.read_parquet(file)
    cells["point"] = cells["point"].replace({0: 1, 1: 0})
    cells.to_parquet(file)
    with pytest.raises(InputError, match="another version"):
        load_optimisation(folder)
