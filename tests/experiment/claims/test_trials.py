"""The runs of claims: the same luck in all scenarios of a world, a luck of its own in each, nothing run twice."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.experiment import jobs
from sim.experiment.claims import trials as trials_module
from sim.experiment.claims.builtin import load_claim
from sim.experiment.claims.measures import MEASURES, QUARTER, contact_costs
from sim.experiment.claims.study import try_claims
from sim.experiment.claims.trials import Trials, perform_drawn
from sim.experiment.claims.words import claims_sheet, conditions_sheet, lines, parts_sheet
from sim.experiment.numerals import LANGUAGES
from sim.experiment.records import Run
from sim.model import Model
from sim.scenario.loading import load_scenario

SMALL = ("consumers.count=80", "days=8")


def planned(*names, worlds=3, overrides=SMALL):
    found = Trials()
    for name in names:
        found.add(load_claim(name, overrides, worlds=worlds))
    return found


@pytest.fixture(scope="module")
def small():
    return try_claims(["H8", "H9"], worlds=3, overrides=SMALL, workers=1)


def test_claims_share_the_runs_of_scenarios_that_are_alike():
    alone = len(planned("H8").jobs) + len(planned("H9").jobs)
    together = planned("H8", "H9")
    assert (alone, len(together.jobs)) == (15, 9)  # relay and direct stand in both
    assert together.trials[0].keys["relay"] == together.trials[1].keys["relay"]


def test_a_shared_run_reads_what_either_claim_looks_at():
    found = planned("H2", "H3")
    job = found.jobs[found.trials[0].keys["full"][0]]
    assert {"satisfied_share", "discounted_profit"} <= job.measures
    assert job.keeps_earnings


def test_a_world_has_one_luck_for_all_its_scenarios_and_another_than_other_worlds():
    found = planned("H12", worlds=4)
    lucks = [{found.jobs[keys[k]].seed for keys in found.trials[0].keys.values()} for k in range(4)]
    assert all(len(luck) == 1 for luck in lucks)
    assert len(set().union(*lucks)) == 4


def test_a_world_is_a_point_of_its_own_that_all_scenarios_share():
    found = planned("H12", worlds=3)
    keys = found.trials[0].keys
    assert keys["service"][0][1] == keys["rules"][0][1]
    assert keys["service"][0][1] != keys["service"][1][1]
    assert all(setting.partition("=")[0] != "retailers.kopi.reply.bureaucracy" for setting in keys["rules"][0][1])


def test_runs_come_world_by_world_so_that_what_is_done_is_balanced():
    found = planned("H8", "H12")
    numbers = [found.jobs[key].replicate for key in found.ordered()]
    assert numbers == sorted(numbers)


def test_points_whose_values_do_not_go_together_are_passed_over_and_counted(monkeypatch):
    real = trials_module.load_scenario
    seen = []

    def refusing(world, settings=()):
        seen.append(settings)
        if settings == seen[0]:
            raise trials_module.ScenarioError("these do not go together")
        return real(world, settings)

    monkeypatch.setattr(trials_module, "load_scenario", refusing)
    found = planned("H8", worlds=3).trials[0]
    assert (len(found.worlds), found.refused) == (3, 1)


def test_a_run_is_the_model_s_own_with_the_values_of_its_world():
    found = planned("H12")
    job = found.jobs[found.trials[0].keys["rules"][1]]
    done = perform_drawn(job)
    alone = sim.run(load_scenario(job.scenario, job.settings), seed=job.seed)
    assert done.digest == alone.digest
    assert done.outcomes["loyalty"] == alone.outcomes["loyalty"]


def test_the_document_has_for_each_claim_what_is_asked_of_it(small):
    document = json.loads(json.dumps(small.to_json(), allow_nan=False))
    assert [row["id"] for row in document["claims"]] == ["H8", "H9"]
    for row in document["claims"]:
        assert {"id", "verdict", "difference", "low", "high", "pairs", "depends_on"} <= set(row)
        assert row["verdict"] in ("supported", "contradicted", "depends")
        assert row["pairs"] == row["worlds"] == 3
        first = row["parts"][0]
        assert math.isclose(np.mean(first["worlds"]), row["difference"], rel_tol=1e-4, abs_tol=1e-9)


def test_a_difference_is_that_of_the_two_runs_in_each_world(small):
    found = small.claims[0]
    plan = planned("H8")
    by_label = {
        label: [perform_drawn(plan.jobs[key]).outcomes["loyalty"] for key in plan.trials[0].keys[label]]
        for label in ("direct", "none")
    }
    part = next(p for p in found.parts if p.part.measure == "loyalty")
    assert part.differences.tolist() == [b - a for b, a in zip(by_label["direct"], by_label["none"], strict=True)]


def test_more_processes_change_nothing(small):
    assert try_claims(["H8", "H9"], worlds=3, overrides=SMALL, workers=2).to_json() == small.to_json()


def test_a_contrast_of_scenarios_that_settings_make_alike_says_so():
    same = try_claims(["H8"], worlds=2, overrides=(*SMALL, "retailers.kopi.supplier_link.mode=relay"), workers=1)
    part = same.claims[0].parts[0]
    assert part.alike
    assert "the scenarios do not differ" in parts_sheet(same.claims[0].row()).rows[0][-1][1]
    assert part.judgement.verdict == "depends"


def test_a_run_that_fails_costs_one_world_of_the_contrasts_that_need_it(monkeypatch):
    def failing(job):
        if job.replicate == 1 and job.label.endswith("relay"):
            raise RuntimeError("a run broke")
        return perform_drawn(job)

    monkeypatch.setattr("sim.experiment.claims.study.perform_drawn", failing)
    found = try_claims(["H8"], worlds=3, overrides=SMALL, workers=1)
    pairs = {p.part.arms: p.judgement.mean.n for p in found.claims[0].parts if p.part.measure == "defect_rate"}
    assert pairs == {("direct", "none"): 3, ("relay", "none"): 2}
    [failure] = found.to_json()["failures"]
    assert failure["error"] == "RuntimeError: a run broke"


def test_an_interruption_keeps_what_is_done(monkeypatch):
    def interrupted(done, planned):
        if done == 4:
            raise KeyboardInterrupt

    found = try_claims(["H8"], worlds=3, overrides=SMALL, workers=1, progress=interrupted)
    assert found.interrupted
    assert found.runs == 4
    assert found.claims[0].parts[0].judgement.mean.n == 1
    assert found.claims[0].parts[0].judgement.verdict == "depends"


def test_nothing_done_is_no_verdict():
    def at_once(done, planned):
        raise KeyboardInterrupt

    def never(*arguments, **options):
        return jobs.Batch(1, (), (), True)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sim.experiment.claims.study.perform_all", never)
        found = try_claims(["H3"], worlds=3, overrides=SMALL)
    row = json.loads(json.dumps(found.to_json()["claims"][0], allow_nan=False))
    assert (row["verdict"], row["difference"], row["pairs"]) == (None, None, 0)


@pytest.mark.parametrize(("options", "told"), [({"worlds": 1}, "worlds"), ({"workers": 0}, "workers")])
def test_a_wrong_number_is_refused(options, told):
    with pytest.raises(InputError, match=told):
        try_claims(["H8"], overrides=SMALL, **options)


@pytest.mark.parametrize("language", LANGUAGES)
def test_claims_are_told_in_both_languages(small, language):
    document = small.to_json()
    assert len(claims_sheet(document, language).rows) == 2
    row = document["claims"][0]
    told = list(lines(row, language))
    assert len(told) == len([part for part in row["parts"] if part["asserted"]]) + 2
    assert len(parts_sheet(row, language).rows) == len(row["parts"])
    assert conditions_sheet(row, language) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_conditions_are_shown_towards_the_claim_and_those_foreseen_have_a_star(small, language):
    row = json.loads(json.dumps(small.to_json()["claims"][0]))
    held = {"mean": -0.6, "low": -0.8, "high": -0.2}
    share = {"share": 0.5, "low": 0.3, "high": 0.7}
    row["parts"][0]["conditions"] = [
        {
            "parameter": name,
            "foreseen": name != "it_effect",
            "rank_correlation": held,
            "lowest_third_up_to": 0.05,
            "highest_third_from": 1234.5,
            "holds_in_lowest_third": share,
            "holds_in_highest_third": share,
        }
        for name in ("suppliers.kebun.defect_prob", "it_effect")
    ]
    sheet = conditions_sheet(row, language)
    assert row["parts"][0]["expect"] == "lower"
    assert [cells[1][0] for cells in sheet.rows] == ["suppliers.kebun.defect_prob*", "it_effect"]
    assert all(cells[2][0].startswith("+0") for cells in sheet.rows)


# ---- measures ------------------------------------------------------------------------------------


def test_discounted_profit_is_the_sum_of_daily_profits_with_it_as_paid():
    model = Model(load_scenario("baseline", ["days=100", "consumers.count=80", "finance.discount_rate=0.2"]), seed=3)
    result = model.run()
    kopi = result.retailers.query("retailer == 'kopi'")
    paid = (kopi["profit"] - kopi["it_assets"]).to_numpy(dtype=float)
    flows = np.diff(paid, prepend=0.0)
    for name, days in (("discounted_profit", 100), ("discounted_profit_quarter", QUARTER)):
        expected = sum(flow / 1.2 ** (day / 365) for day, flow in enumerate(flows[:days]))
        assert MEASURES[name].read(model, result) == pytest.approx(expected)
    assert math.isnan(MEASURES["discounted_profit_year"].read(model, result))


def test_nobody_errs_who_expects_what_is_delivered():
    model = Model(load_scenario("baseline", ["days=5", "consumers.count=200"]), seed=3)
    result = model.run()
    world = model.world
    assert 0.0 < MEASURES["expectation_error"].read(model, result) < 1.0
    world.population.expectation[world.focal] = world.market.truth[world.focal] + 0.25
    assert MEASURES["expectation_error"].read(model, result) == pytest.approx(0.25, abs=1e-6)
    world.population.history[world.focal] = 0
    assert math.isnan(MEASURES["expectation_error"].read(model, result))


def test_the_trend_of_the_cost_of_a_contact_is_late_less_early_and_adds_up_to_the_outcome():
    model = Model(load_scenario("full-trm", ["days=40", "consumers.count=300"]), seed=3)
    result = model.run()
    cost, contacts = contact_costs(result)
    assert cost.sum() / contacts.sum() == pytest.approx(result.outcomes["cost_per_contact"])
    expected = cost[-10:].sum() / contacts[-10:].sum() - cost[:10].sum() / contacts[:10].sum()
    assert MEASURES["contact_cost_trend"].read(model, result) == pytest.approx(expected)


def test_a_run_is_pickled_with_what_it_needs_alone():
    found = planned("H3", worlds=2)
    done = perform_drawn(found.jobs[found.trials[0].keys["full"][0]])
    assert isinstance(done, Run)
    assert set(done.by_day) == {"earned_as_paid", "earned_written_off"}
    assert replace(done, by_day={}).segments == {}
