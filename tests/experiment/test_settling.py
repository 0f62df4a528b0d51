"""Worlds run until it is settled: in batches, whoever runs them, with everything said that was done."""

import json

import pandas as pd
import pytest

import sim.experiment.jobs
from sim.errors import InputError
from sim.experiment.compare import compare
from sim.experiment.decision_words import decision_sentences
from sim.experiment.report import render_report
from sim.experiment.results import load_results
from sim.experiment.settling import decided
from sim.experiment.until_settled import UntilSettled
from sim.randomness import replicate_seed

SMALL = ("consumers.count=60", "days=6")
RULE = UntilSettled(outcomes=("loyalty",), budget=20, least=6, indifferent={"loyalty": 0.01})
LABELS = ("open-replies", "private-replies", "promotion-heavy")


def settle(rule=RULE, **options):
    given = {"overrides": SMALL, "workers": 1, "seed": 7} | options
    return compare(*LABELS, until_settled=rule, **given)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Results of three scenarios, of which one is beaten at once and two are left to be told apart."""
    out = tmp_path_factory.mktemp("results") / "settled"
    rule = UntilSettled(outcomes=("reach", "loyalty"), budget=16, least=6, confidence=0.9)
    settle(rule, out=out)
    return out


@pytest.fixture(scope="module")
def result():
    return settle()


def test_no_more_worlds_are_run_than_it_takes(result):
    last = result.decision.looks[-1]
    assert result.decision.status == "settled"
    assert result.pairs == last.pairs < RULE.budget
    assert result.planned == len(result.runs) + len(result.failures)
    assert {r.replicate for r in result.runs} == set(range(last.pairs))
    assert all(r.seed == replicate_seed(7, r.replicate) for r in result.runs)


def test_neither_the_workers_nor_the_budget_change_what_is_found(result):
    again = settle(UntilSettled(**{**RULE.row(), "budget": 40}), workers=2)
    assert again.decision.looks == result.decision.looks
    assert [r.digest for r in again.runs] == [r.digest for r in result.runs]
    assert again.contrasts == result.contrasts


def test_the_command_says_the_same(result):
    assert result.command == (
        "trm compare open-replies private-replies promotion-heavy --until-settled --confidence 0.95 --budget 20 "
        "--least 6 --outcome loyalty --indifferent loyalty=0.01 --seed 7 --set consumers.count=60 --set days=6"
    )


def test_a_fixed_number_of_pairs_has_no_decision():
    fixed = compare("open-replies", "private-replies", pairs=1, overrides=SMALL, workers=1)
    assert fixed.decision is None
    assert fixed.to_json()["decision"] is None


def test_the_folder_holds_every_look_and_gives_the_decision_again(folder):
    results = load_results(folder)
    design = results.manifest["design"]
    assert design["looks"] == [6, 11, 16]
    assert design["until_settled"]["outcomes"] == ["reach", "loyalty"]
    looks = pd.read_parquet(folder / "looks.parquet")
    assert list(looks["look_at"].unique()) == [6, 11, 16]
    decision = decided(design, results.labels, results.runs)
    last = looks[looks["look_at"] == 16]
    assert [g.mean for g in decision.gaps] == pytest.approx(list(last["difference"]))
    assert [g.b if g.finding == "b" else g.finding for g in decision.gaps if g.finding != "a"] == [
        found for found, a in zip(last["finding"], last["scenario_a"], strict=True) if found != a
    ]
    assert decision.rule == UntilSettled(**design["until_settled"])


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_report_says_that_the_number_of_pairs_was_not_fixed(folder, language):
    results = load_results(folder)
    text = render_report(results, language)
    decision = decided(results.manifest["design"], results.labels, results.runs)
    assert all(sentence in text for sentence in decision_sentences(decision, language))
    assert {"en": "“Decides” marks", "id": "“Menentukan” menandai"}[language] in text
    assert text.count(f'<span class="badge">{"decides" if language == "en" else "menentukan"}</span>') == 4
    assert "NaN" not in text
    assert "6, 11, 16" in text


def test_a_report_of_a_fixed_number_says_how_its_colours_mind_the_many_outcomes(comparison_folder):
    text = render_report(load_results(comparison_folder))
    assert "(Holm)" in text
    assert "“Decides” marks" not in text


def failing(monkeypatch, when, problem):
    real, count = sim.experiment.jobs.run, iter(range(10_000))

    def run_or_fail(*args, **kwargs):
        if when(next(count)):
            raise problem
        return real(*args, **kwargs)

    monkeypatch.setattr(sim.experiment.jobs, "run", run_or_fail)


def test_an_interruption_keeps_what_is_done_and_the_looks_before_it(monkeypatch, tmp_path):
    failing(monkeypatch, lambda k: k == 20, KeyboardInterrupt())
    rule = UntilSettled(outcomes=("ror",), budget=30, least=6)
    result = settle(rule, out=tmp_path / "out")
    assert result.interrupted
    assert len(result.runs) == 20
    assert [look.pairs for look in result.decision.looks] == [6]
    assert result.decision.status == "interrupted"
    results = load_results(tmp_path / "out")
    assert decided(results.manifest["design"], results.labels, results.runs).looks == result.decision.looks
    assert "Not settled" in render_report(results)


def test_an_interruption_before_the_first_look_settles_nothing(monkeypatch, tmp_path):
    failing(monkeypatch, lambda k: k == 5, KeyboardInterrupt())
    result = settle(out=tmp_path / "out")
    assert result.decision.looks == ()
    assert "nothing is settled" in decision_sentences(result.decision)[0]
    assert result.to_json()["decision"]["status"] == "interrupted"
    assert "nothing is settled" in render_report(load_results(tmp_path / "out"))


def test_runs_that_all_fail_do_not_use_the_budget_up(monkeypatch):
    failing(monkeypatch, lambda k: True, ZeroDivisionError("by hand"))
    result = settle()
    assert result.decision.status == "undefined"
    assert len(result.failures) == 6 * 3
    assert "no pair of worlds has a value" in decision_sentences(result.decision)[0]


def test_a_dropped_scenario_is_run_no_further_and_that_is_said(folder):
    results = load_results(folder)
    decision = decided(results.manifest["design"], results.labels, results.runs)
    counts = {label: sum(r.label == label for r in results.runs) for label in results.labels}
    for label in results.labels:
        assert counts[label] == decision.dropped.get(label, 16)
    for label, pairs in decision.dropped.items():
        assert any(label in said and f"after {pairs} pairs" in said for said in decision_sentences(decision))


@pytest.mark.parametrize(
    ("options", "word"),
    [({"pairs": 5}, "budget"), ({"pairing": "independent"}, "same worlds"), ({"pairs": 20}, "budget")],
)
def test_what_contradicts_it_is_refused(options, word):
    with pytest.raises(InputError, match=word):
        settle(**options)


def test_progress_is_told_of_the_whole_budget():
    told = []
    settle(progress=lambda *args: told.append(args))
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert {most for _, most in told} == {3 * RULE.budget}


def test_the_document_has_the_decision(result):
    document = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert document["decision"]["status"] == "settled"
    assert document["decision"]["rule"]["indifferent"] == {"loyalty": 0.01}
    assert all("stands" in contrast for contrast in document["contrasts"])
