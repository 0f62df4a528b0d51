"""The report of a sweep opens offline, answers first, says how sure it is, and lets every number be made again."""

from __future__ import annotations

import dataclasses
import html
import json
import re
import shlex
from collections import Counter
from itertools import pairwise

import duckdb
import pandas as pd
import pytest

from sim.errors import InputError
from sim.experiment.numerals import LANGUAGES
from sim.experiment.parameter_words import (
    evidence_text,
    experiment_text,
    parameter_description,
    parameter_label,
)
from sim.experiment.report import write_report
from sim.experiment.spec.loading import load_experiment
from sim.experiment.spec.planning import plan_of
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.report import render_sweep_report
from sim.experiment.sweep.sweep import run_sweep
from sim.scenario.registry import parameter
from tests.experiment.sweep.plans import Odd, grid, stand_in

STAFF, SHARE = "retailers.kopi.reply.staff_hours", "complaints.sensitive_share"
NAMED = "<b>Answer</b> in the open?"
TABLE = {
    "question": NAMED,
    "scenarios": ["open-replies", "private-replies"],
    "set": {"days": 8, "consumers": {"count": 60, "shop_rate": 0.5}},
    "levers": {STAFF: [0.5, 4.0]},
    "unknowns": {SHARE: [0.1, 0.5]},
    "responses": ["loyalty", "ror", "first_response_hours"],
    "replicates": 3,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sweep") / "out"
    run_sweep(plan_of(load_experiment(TABLE)), path, workers=0)
    return path


@pytest.fixture(scope="module", params=["en", "id"])
def report(folder, request):
    return render_sweep_report(load_sweep(folder), request.param)


def broken(folder):
    """The same sweep as if one of its runs had failed."""
    sweep = load_sweep(folder)
    lost = sweep.runs.iloc[[0]]
    failure = {
        **{name: lost[name].tolist() for name in ("scenario", "point", "replicate", "seed", "id")},
        "error": ["TimedOut"],
        "message": ["after <3> s"],
    }
    object.__setattr__(sweep, "runs", sweep.runs.iloc[1:].reset_index(drop=True))
    object.__setattr__(sweep, "failures", pd.DataFrame(failure))
    return sweep


def test_the_page_asks_the_net_for_nothing_and_trusts_no_text(report):
    assert not re.search(r"https?://|//[a-z]+\.|@import|url\(|<script|<link|<iframe|<img", report)
    assert NAMED not in report
    assert html.escape(NAMED) in report


def test_both_languages_say_all_and_differ(folder):
    english, indonesian = (render_sweep_report(load_sweep(folder), language) for language in ("en", "id"))
    assert re.search("do not settle|is best for|have exactly the same", english)
    assert re.search("belum memastikan|paling baik|persis sama", indonesian)
    heads = [re.findall(r"<h2[^>]*>(.*?)</h2>", page) for page in (english, indonesian)]
    assert len(heads[0]) == len(heads[1]) >= 7
    assert not set(heads[0]) & set(heads[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_factors_and_the_question_of_a_built_in_experiment_are_told_in_the_language(folder, language):
    sweep = load_sweep(folder)
    asked = {text: experiment_text("reply-policy", text) for text in ("title", "description", "question")}
    sweep.manifest["document"].update(asked, name="reply-policy")
    page = html.unescape(render_sweep_report(sweep, language))
    assert f"<h1>{experiment_text('reply-policy', 'question', language)}</h1>" in page
    assert f"<p>{experiment_text('reply-policy', 'description', language)}</p>" in page
    for path in (STAFF, SHARE):
        assert f"{parameter_label(path, language)}<br><code>{path}</code>" in page
        told = f"{parameter_description(path, language)} <small>{evidence_text(parameter(path), language)}</small>"
        assert told in page


def test_each_response_has_its_table_and_each_pair_of_axes_its_map(report):
    assert report.count("<figure>") == 2 * 1 + 3 * 4  # two responses have maps, three the curves of two axes
    assert report.count('class="heat-paper"') == 2 * 4


def test_the_query_that_is_printed_gives_the_numbers_that_are_shown(folder, monkeypatch):
    page = render_sweep_report(load_sweep(folder))
    (query,) = (html.unescape(text) for text in re.findall(r"<code>(SELECT.*?)</code>", page, re.DOTALL))
    monkeypatch.chdir(folder)
    found = duckdb.sql(query).df()
    runs = load_sweep(folder).runs
    assert list(found["loyalty"]) == list(runs["loyalty"])
    assert list(found["id"]) == list(runs["id"])


def test_the_command_of_a_point_makes_its_runs_again(folder, tmp_path):
    page = render_sweep_report(load_sweep(folder))
    texts = [html.unescape(text) for text in re.findall(r"<code>(trm sweep [^<]*--out point-[^<]*)</code>", page)]
    words = shlex.split(next(text for text in texts if "point-2" in text))
    settings = [after for word, after in pairwise(words) if word == "--set"]
    replicates, seed = (int(words[words.index(option) + 1]) for option in ("--replicates", "--seed"))
    again = load_experiment({**TABLE, "set": {}}, settings, replicates=replicates, seed=seed)
    run_sweep(plan_of(again), tmp_path / "point", workers=0)
    runs = load_sweep(folder).runs
    assert set(load_sweep(tmp_path / "point").runs["id"]) == set(runs[runs["point"] == 2]["id"])


def test_where_the_model_breaks_is_told(folder):
    page = render_sweep_report(broken(folder))
    assert "1 of 24 runs that ended failed" in page
    assert "TimedOut: after &lt;3&gt; s" in page
    assert re.search(r"Failed at retailers.kopi.reply.staff_hours = 0.5</th><td class=\"number\">1 / 12<", page)


def test_of_a_sweep_without_any_run_the_report_says_so(folder):
    sweep = load_sweep(folder)
    object.__setattr__(sweep, "runs", sweep.runs.iloc[:0])
    page = render_sweep_report(sweep)
    assert "No run was completed" in page
    assert "24 of 24 runs are not done" in page


def test_the_one_writer_of_reports_knows_a_sweep(folder, tmp_path):
    path = write_report(folder, tmp_path / "r.html", language="id")
    assert 'lang="id"' in path.read_text(encoding="utf-8")
    with pytest.raises(InputError):
        write_report(folder, tmp_path / "r2.html", language="fr")  # type: ignore[arg-type]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["planned"] == 24
    assert dataclasses.is_dataclass(load_sweep(folder))


def test_runs_that_raise_hang_die_or_give_nothing_stand_in_the_report(tmp_path):
    plan = grid(16)
    ids = load_sweep(run_sweep(plan, tmp_path / "calm", workers=0, work=stand_in).folder).runs["id"]
    letters = Counter(run[0] for run in ids)
    rare = sorted(letters, key=lambda letter: (letters[letter], letter))
    kinds = dict(zip(rare, ("WorkerDied", "TimedOut", "ValueError", "UndefinedOutcome"), strict=False))
    dies, hangs, raises, undefined = rare[:4]
    odd = Odd(raises=raises, hangs=hangs, dies=dies, undefined=undefined)
    run_sweep(plan, tmp_path / "odd", workers=2, timeout=0.5, work=odd)
    sweep = load_sweep(tmp_path / "odd")
    assert Counter(sweep.failures["error"]) == Counter(kinds[run[0]] for run in ids if run[0] in kinds)
    page = render_sweep_report(sweep)
    for kind in kinds.values():
        assert f">{kind}<" in page
    assert f"{len(sweep.failures)} of {len(ids)} runs that ended failed" in page
