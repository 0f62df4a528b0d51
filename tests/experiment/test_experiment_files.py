"""Experiment files: what they mean, and what a wrong one is told."""

import json

import jsonschema
import pytest

from sim.errors import InputError
from sim.experiment.spec.builtin import builtin_experiments, experiment_path
from sim.experiment.spec.experiment import experiment_of
from sim.experiment.spec.loading import load_experiment
from sim.experiment.spec.planning import plan_of
from sim.experiment.spec.schema import experiment_schema
from sim.metrics import OUTCOMES
from sim.scenario.loading import load_scenario
from sim.scenario.reading import read_toml
from sim.scenario.registry import parameters

FILE = """
title = "Desk"
question = "How many hours?"
scenarios = ["open-replies", "private-replies"]
responses = ["loyalty", "ror"]
replicates = 3

[set]
days = 20
consumers.count = 200

[levers]
retailers.kopi.reply.staff_hours = [0.25, 0.5, 1]
"suppliers.*.quality" = { low = 0.7, high = 0.9, steps = 3 }
retailers.kopi.reply.refund_share = 0.4

[unknowns]
complaints.sensitive_share = "sweep"
consumers.shop_rate = { log = true }

[design]
kind = "latin-hypercube"
points = 6
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_text(FILE)
    return path


def loaded(**changes):
    return load_experiment({"scenarios": ["open-replies"]} | changes)


def refusal(table, *overrides, **options):
    with pytest.raises(InputError) as caught:
        plan_of(load_experiment(table, overrides, **options))
    text = str(caught.value)
    assert "\n" not in text
    assert text.isprintable()
    assert len(text) < 2000
    return text


# ---- what is read --------------------------------------------------------------------------------


def test_a_file_gives_its_worlds_its_factors_and_its_design(file):
    found = load_experiment(file)
    assert (found.name, found.title, found.question) == ("desk", "Desk", "How many hours?")
    assert list(found.scenarios) == ["open-replies", "private-replies"]
    for world in found.scenarios.values():
        assert (world.days, world.consumers.count, world.retailers["kopi"].reply.refund_share) == (20, 200, 0.4)
    assert [f.path for f in found.levers] == ["retailers.kopi.reply.staff_hours", "suppliers.*.quality"]
    assert [f.path for f in found.unknowns] == ["complaints.sensitive_share", "consumers.shop_rate"]
    assert (found.replicates, found.seed, found.design.kind) == (3, 1, "latin-hypercube")


def test_a_list_varies_a_scalar_fixes_and_a_range_runs_from_end_to_end(file):
    hours, quality, share, rate = load_experiment(file).factors
    assert hours.levels == (0.25, 0.5, 1.0)
    assert (quality.low, quality.high, quality.chosen()) == (0.7, 0.9, (0.7, pytest.approx(0.8), 0.9))
    assert (share.low, share.high) == (0.0, 0.6)
    assert (rate.low, rate.high, rate.log) == (0.02, 0.5, True)
    assert rate.values([0.0, 0.5, 1.0]) == [0.02, pytest.approx(0.1), pytest.approx(0.5)]


def test_sweep_means_all_choices_of_a_choice_and_both_of_a_yes_or_no():
    policy, share = loaded(
        levers={"retailers.kopi.reply.policy": "sweep", "retailers.kopi.stock.share_sales": "sweep"}
    ).levers
    assert set(policy.levels) >= {"open", "private", "none"}
    assert share.levels == (False, True)


def test_a_star_sets_the_same_value_for_every_name():
    found = loaded(levers={"suppliers.*.quality": [0.7, 0.9]})
    plan = plan_of(found)
    world = plan.world(plan.design.cells(None)[-1])
    assert {supplier.quality for supplier in world.suppliers.values()} == {0.9}


def test_what_is_said_beside_the_file_goes_before_it(file):
    found = load_experiment(file, ["days=9"], seed=7, replicates=2, points=11)
    assert {world.days for world in found.scenarios.values()} == {9}
    assert (found.seed, found.replicates, found.design.points) == (7, 2, 11)


def test_setting_a_factor_fixes_it(file):
    found = load_experiment(file, ["retailers.kopi.reply.staff_hours=2"])
    assert [f.path for f in found.levers] == ["suppliers.*.quality"]
    assert {world.retailers["kopi"].reply.staff_hours for world in found.scenarios.values()} == {2.0}


def test_a_factor_of_every_name_cannot_be_set_for_one(file):
    assert "cannot be set for some" in refusal(file, "suppliers.kebun.quality=0.8")
    found = load_experiment(file, ["suppliers.*.quality=0.8"])
    assert [f.path for f in found.levers] == ["retailers.kopi.reply.staff_hours"]


def test_what_is_said_beside_an_experiment_that_is_loaded_counts_as_beside_its_file(file):
    options = {"seed": 7, "replicates": 2, "points": 11}
    settings = ["days=9", "retailers.kopi.reply.staff_hours=2"]
    assert load_experiment(load_experiment(file), settings, **options) == load_experiment(file, settings, **options)
    assert "has its worlds" in refusal(load_experiment(file), on="baseline")


def test_a_policy_by_platform_may_vary():
    found = loaded(levers={"retailers": {"kopi": {"reply": {"by_platform": {"facebook": ["open", "private"]}}}}})
    plan = plan_of(found)
    worlds = [plan.world(cell) for cell in plan.design.cells(None)]
    assert {world.retailers["kopi"].reply.by_platform["facebook"] for world in worlds} == {"open", "private"}


def test_worlds_beside_the_file_are_found_from_there_and_may_have_labels(tmp_path):
    (tmp_path / "town.toml").write_text('extends = "baseline"\ndays = 33\n')
    (tmp_path / "asked.toml").write_text('[scenarios]\nbefore = "baseline"\nafter = "town.toml"\n')
    found = load_experiment(tmp_path / "asked.toml")
    assert {label: world.days for label, world in found.scenarios.items()} == {"before": 365, "after": 33}


def test_scenarios_are_laid_on_another_world(tmp_path):
    (tmp_path / "town.toml").write_text('extends = "baseline"\ndays = 44\n')
    (tmp_path / "asked.toml").write_text('scenarios = ["open-replies", "private-replies"]\non = "town.toml"\n')
    found = load_experiment(tmp_path / "asked.toml")
    assert [(w.days, w.retailers["kopi"].reply.policy) for w in found.scenarios.values()] == [
        (44, "open"), (44, "private"),
    ]  # fmt: skip
    other = load_experiment(tmp_path / "asked.toml", on={"extends": "baseline", "days": 55})
    assert {world.days for world in other.scenarios.values()} == {55}


def test_an_experiment_is_made_again_from_its_document(file):
    found = load_experiment(file)
    assert experiment_of(json.loads(json.dumps(found.document))) == found
    assert experiment_of(json.loads(json.dumps(dict(plan_of(found).document)))) == found


def test_all_unknowns_of_a_mechanism_are_taken_in_over_their_registered_ranges():
    found = loaded(unknowns={"mechanisms": ["CV5"], "complaints.undeserved_share": [0.1, 0.2]})
    expected = {p.path: p.sweep for p in parameters() if p.mark == "unknown" and "CV5" in p.mechanisms and p.sweep}
    assert {f.path for f in found.unknowns} == set(expected)
    ranged = {f.path: (f.low, f.high) for f in found.unknowns if f.levels is None}
    assert ranged == {path: expected[path] for path in ranged}
    assert len(ranged) == len(expected) - 1


def test_all_unknowns_leave_out_what_is_off_what_is_fixed_and_what_is_compared():
    found = load_experiment(
        {
            "scenarios": {"a": "baseline", "b": "full-trm"},
            "unknowns": "all",
            "set": {"suppliers.*.quality": 0.8, "talk.praise_prob": 0},
        }
    )
    paths = {f.path for f in found.unknowns}
    assert len(paths) > 150
    assert "complaints.sensitive_share" in paths
    assert not paths & {"suppliers.kebun.quality", "talk.praise_prob", "retailers.kopi.reply.skill"}


# ---- what is refused -----------------------------------------------------------------------------

BASE = {"scenarios": ["open-replies"]}
WRONG = {
    "a misspelt key": ({"scenaros": ["baseline"]}, "scenaros: there is no such key; did you mean 'scenarios'?"),
    "no scenario": ({"replicates": 3}, "scenarios: the key is missing"),
    "an empty list of scenarios": ({"scenarios": []}, "no scenario is named"),
    "a scenario that is not there": ({"scenarios": ["basline"]}, "did you mean 'baseline'?"),
    "one scenario twice": ({"scenarios": ["baseline", "baseline"]}, "two scenarios are called 'baseline'"),
    "a scenario that is no list": ({"scenarios": "baseline"}, "a list of names and paths"),
    "a misspelt lever": (BASE | {"levers": {"dayz": [1]}}, "levers.dayz: there is no such parameter"),
    "a misspelt lever deep inside": (
        BASE | {"levers": {"retailers": {"kopi": {"reply": {"polizy": ["open"]}}}}},
        "did you mean 'retailers.kopi.reply.policy'?",
    ),
    "a retailer that is not there": (BASE | {"levers": {"retailers.kop.price": [25_000]}}, "did you mean 'kopi'?"),
    "a table for a parameter": (BASE | {"levers": {"retailers.kopi": [1]}}, "this is a table, not a parameter"),
    "a level that is no choice": (
        BASE | {"levers": {"retailers.kopi.reply.policy": ["opn"]}}, "did you mean 'open'? (allowed: open, private",
    ),
    "a level out of bounds": (BASE | {"levers": {"days": [0]}}, "levers.days: 0 is out of bounds (allowed: 1 to 36500"),
    "a level of another kind": (BASE | {"levers": {"days": [1.5]}}, "1.5 is not a whole number"),
    "a level twice": (BASE | {"levers": {"days": [1, 1]}}, "stands twice"),
    "a level that is a list": (BASE | {"levers": {"days": [[1]]}}, "a list is no level"),
    "no level": (BASE | {"levers": {"days": []}}, "the list is empty"),
    "a name that is not there": (BASE | {"levers": {"focal": ["kopi", "nobody"]}}, "there is no retailer 'nobody'"),
    "a misspelt end": (BASE | {"levers": {"days": {"low": 5, "hgh": 6}}}, "levers.days.hgh: there is no such key"),
    "a range the wrong way": (BASE | {"levers": {"days": {"low": 9, "high": 6}}}, "from 9 to 6 is empty"),
    "a range of texts": (BASE | {"levers": {"retailers.kopi.reply.policy": {"low": 1}}}, "a range is for numbers"),
    "a range that is open": (BASE | {"levers": {"days": {"low": 9, "high": float("inf")}}}, "not a whole number"),
    "a logarithm of zero": (
        BASE | {"unknowns": {"talk.chat_share": {"log": True}}}, "a logarithmic range cannot begin at 0",
    ),
    "no registered range": (BASE | {"levers": {"seed": "sweep"}}, "the registry has no range for it"),
    "a parameter in two tables": (BASE | {"set": {"days": 3}, "levers": {"days": [1]}}, "[set] has this parameter"),
    "one name and all names": (
        BASE | {"levers": {"suppliers.*.quality": [0.8, 0.9], "suppliers.kebun.quality": [0.7]}},
        "levers.suppliers.kebun.quality: [levers] has suppliers.*.quality already",
    ),
    "a wrong value": (BASE | {"set": {"days": "x"}}, "set.days: 'x' is not a whole number"),
    "an unknown mechanism": (BASE | {"unknowns": {"mechanisms": ["CV9"]}}, "'CV9' is no mechanism"),
    "unknowns in a word": (BASE | {"unknowns": "al"}, 'a table, or "all"'),
    "a misspelt kind": (BASE | {"design": {"kind": "sobbol"}}, "design.kind: 'sobbol' is none of the kinds; did you"),
    "a design without a kind": (BASE | {"design": {"points": 4}}, "design.kind: the key is missing"),
    "a design that is a number": (BASE | {"design": 7}, "design: 7 is not a table"),
    "a key of another design": (
        BASE | {"design": {"kind": "morris", "points": 4}}, "design.points: there is no such key",
    ),
    "points that are no power of two": (BASE | {"design": {"kind": "sobol", "points": 12}}, "8 or 16"),
    "an odd grid": (BASE | {"design": {"kind": "morris", "levels": 5}}, "5 is odd"),
    "no replicates": (BASE | {"replicates": 0}, "replicates: 0 is below the smallest allowed value 1"),
    "an unknown response": (BASE | {"responses": ["loyalti"]}, "did you mean 'loyalty'?"),
    "an unknown outcome to stop at": (
        BASE | {"stop": {"half_width": {"loyalti": 0.1}}}, "stop.half_width.loyalti: there is no outcome",
    ),
    "a width of nothing": (BASE | {"stop": {"half_width": {"loyalty": 0}}}, "0.0 is not above 0"),
    "the luck as a factor": (BASE | {"levers": {"seed": [1, 2]}}, "levers.seed: all points share the luck"),
    "a name as a factor": (BASE | {"levers": {"name": ["a", "b"]}}, "it is what a world is called"),
    "too few to stop": (BASE | {"stop": {"half_width": {"loyalty": 1}}, "replicates": 2}, "at least 3 beside [stop]"),
    "an unknown objective": (BASE | {"optimise": {"objectives": ["roor"]}}, "did you mean 'ror'?"),
    "an objective without a direction": (
        BASE | {"optimise": {"objectives": ["refunds"]}}, "neither direction of refunds is better",
    ),
    "a range in a factorial design": (BASE | {"levers": {"days": {"low": 5, "high": 9}}}, "or steps = 3"),
    "one at a time from nowhere": (
        {
            "scenarios": ["open-replies", "private-replies"],
            "levers": {"retailers.kopi.reply.policy": "sweep"},
            "design": {"kind": "one-at-a-time"},
        },
        "no one value from which it could be moved",
    ),
    "nothing varies": (BASE | {"design": {"kind": "latin-hypercube", "points": 4}}, "nothing varies"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_experiment_is_told_where_and_what_is_allowed(case):
    table, expected = WRONG[case]
    assert expected in refusal(table)


def test_a_mistake_names_the_file_and_the_key(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("scenarios = ['baseline']\n[levers]\ndayz = [1]\n")
    assert refusal(path).startswith(f"{path}: levers.dayz: there is no such parameter; did you mean 'days'?")
    path.write_text("scenarios = ['none.toml']\n")
    assert refusal(path).startswith(f"{path}: scenarios: there is no file")


@pytest.mark.parametrize("source", ["reply-polici", "", "nowhere.toml", ".", 3])
def test_what_is_no_experiment_is_refused(source):
    assert refusal(source)


def test_a_misspelt_experiment_is_told_the_nearest():
    assert "did you mean 'reply-policy'?" in refusal("reply-polici")


def test_options_that_do_not_fit_the_design_are_refused():
    assert refusal(BASE, points=4).startswith("points: the levels of a factorial design say how many")
    table = BASE | {"design": {"kind": "sobol", "points": 8}, "unknowns": {"complaints.sensitive_share": "sweep"}}
    assert refusal(table, points=5).startswith("points: 5 will not do: 5 is no power of two")
    assert refusal(table, replicates=0).startswith("replicates: 0 will not do")
    assert refusal(table, seed=-1).startswith("seed: -1 will not do")


# ---- the schema and the built-in ones ------------------------------------------------------------


def test_the_schema_accepts_what_loading_does_and_refuses_what_it_does_not():
    schema = experiment_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for name in builtin_experiments():
        jsonschema.validate(read_toml(experiment_path(name)), schema)
    for wrong in ({}, BASE | {"designs": 1}, BASE | {"design": {"kind": "sobol"}}, BASE | {"replicates": 0}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_the_built_in_experiments_are_those_that_the_documents_name():
    assert builtin_experiments() == [
        "best-policy", "promotion-intensity", "reply-policy", "ror-sensitivity", "supplier-link",
    ]  # fmt: skip


@pytest.mark.parametrize("name", builtin_experiments())
def test_a_built_in_experiment_says_what_it_asks_and_how_many_runs_that_takes(name):
    found = load_experiment(name)
    assert found.question.endswith("?")
    assert found.title
    assert set(found.responses) <= set(OUTCOMES)
    runs = len(plan_of(found).design.cells(None))
    text = experiment_path(name).read_text(encoding="utf-8")
    assert f"{runs:,} runs" in text
    assert all(load_scenario(world) == world for world in found.scenarios.values())
