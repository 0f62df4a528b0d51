"""The pages of the claims say what the stored document says, and that is of the claims as they are."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.claims.builtin import builtin_claims, load_claim
from sim.experiment.claims.chart import claim_chart, curve_chart, standalone
from sim.experiment.claims.verdict import judge
from sim.experiment.numerals import LANGUAGES
from tests.refresh_claims import STORED, produce

DOCS = Path(__file__).resolve().parents[3] / "docs"
CLAIMS = builtin_claims()
WHAT_TO_DO = "if this was meant: python -m tests.refresh_claims, and look at the difference"


@pytest.fixture(scope="module")
def document():
    return json.loads((DOCS / "measured" / "claims.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rows(document):
    return {row["id"]: row for row in document["claims"]}


def test_the_stored_document_has_a_hundred_pairs_of_worlds_for_all_that_the_claims_assert(document):
    assert [row["id"] for row in document["claims"]] == CLAIMS
    assert document["failures"] == []
    for row in document["claims"]:
        assert row["worlds"] >= 100
        assert row["pairs"] >= 100, row["id"]
        assert row["verdict"] in ("supported", "contradicted", "depends")


@pytest.mark.parametrize("name", CLAIMS)
def test_the_stored_document_is_of_the_claims_as_they_are_now(rows, name):
    now, row = load_claim(name), rows[name]
    claim = now.claim
    assert row["statement"] == claim.statement.model_dump()
    assert (row["title"], row["source"], row["foreseen"]) == (now.title, claim.source, list(claim.depends))
    assert {label: arm["set"] for label, arm in row["arms"].items()} == {
        label: list(now.own.get(label, ())) for label in row["arms"]
    }
    assert set(row["arms"]) == set(now.scenarios)
    world = next(iter(now.scenarios.values()))
    assert (row["days"], row["consumers"], row["worlds"]) == (world.days, world.consumers.count, now.design.points)
    for part, stored in zip(claim.parts, row["parts"], strict=True):
        for key in ("measure", "expect", "extent", "asserted"):
            assert stored[key] == getattr(part, key)
        assert (stored["plus"], stored["minus"]) == (list(part.plus), list(part.minus))
        assert stored["says"] == part.says.model_dump()
        if part.matters_of is None:
            assert stored["matters"] == part.matters


@pytest.mark.parametrize("name", CLAIMS)
def test_the_stored_verdicts_follow_from_the_stored_worlds(rows, name):
    for part in rows[name]["parts"]:
        again = judge(np.array(part["worlds"]), part["expect"], part["extent"], part["matters"])
        assert (again.verdict, again.finding) == (part["verdict"], part["finding"])
        assert again.holds.mean == pytest.approx(part["holds_in"]["share"])
        assert again.mean.mean == pytest.approx(part["difference"], rel=1e-3, abs=1e-9)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_has_a_page_that_explains_itself(name, language):
    end = "" if language == "en" else f".{language}"
    path = DOCS / "claims" / f"H{int(name[1:]):02}{end}.md"
    text = path.read_text(encoding="utf-8")
    statement = getattr(load_claim(name).claim.statement, language)
    assert text.startswith(f"# {name}. {statement.rstrip('.')}\n")
    why = text.split("\n## ")[-1]
    assert why.startswith("Why it comes out so" if language == "en" else "Mengapa hasilnya demikian")
    assert len(why) > 200


def test_the_drawings_of_the_claims_are_those_of_the_document(rows):
    for name, row in rows.items():
        for language in LANGUAGES:
            stem = f"H{int(name[1:]):02}" + ("" if language == "en" else f".{language}")
            path = DOCS / "claims" / f"{stem}.svg"
            assert path.read_text(encoding="utf-8") == standalone(claim_chart(row, language)), "python docs/generate.py"
            if row["payback"] is not None:
                curve = DOCS / "claims" / f"{stem}-curve.svg"
                assert curve.read_text(encoding="utf-8") == standalone(curve_chart(row, language))


def test_a_drawing_has_a_dot_for_every_world_and_names_both_sides(rows):
    row = rows["H12"]
    drawing = claim_chart(row)
    assert drawing.count("h0") == sum(len(part["worlds"]) for part in row["parts"])
    assert row["statement"]["en"] in drawing


def test_the_claims_in_a_reduced_form_give_what_is_stored():
    stored, now = json.loads(STORED.read_text(encoding="utf-8")), json.loads(json.dumps(produce()))
    assert list(now) == list(stored)
    for name in now:
        assert now[name]["verdict"] == stored[name]["verdict"], f"{name}: {WHAT_TO_DO}"
        for here, there in zip(now[name]["parts"], stored[name]["parts"], strict=True):
            told = (
                f"{name}, {here['measure']}: {there['difference']} was stored, {here['difference']} now; {WHAT_TO_DO}"
            )
            assert here | {"difference": None} == there | {"difference": None}, told
            a, b = here["difference"], there["difference"]
            assert a == b if a is None or b is None else math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9), told
