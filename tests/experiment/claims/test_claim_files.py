"""The claims that come with the project: whole, in both languages, their scenarios apart in the claim alone."""

import jsonschema
import pytest

import sim
from sim.errors import InputError, ScenarioError
from sim.experiment.assumptions import flat
from sim.experiment.claims.builtin import builtin_claims, chosen_claims, claim_path, load_claim
from sim.experiment.claims.measures import MEASURES, title_of, unit_of
from sim.experiment.numerals import LANGUAGES
from sim.experiment.spec.builtin import builtin_experiments
from sim.experiment.spec.experiment import experiment_of
from sim.experiment.spec.loading import load_experiment
from sim.experiment.spec.paths import covers
from sim.experiment.spec.schema import experiment_schema
from sim.experiment.sweep.sampling import fixed_points
from sim.metrics import OUTCOMES
from sim.scenario.loading import load_scenario
from sim.scenario.reading import read_toml

CLAIMS = builtin_claims()
K = "retailers.kopi"
# What the scenarios of a claim may differ in, and nothing else.
DIFFERENCES = {
    "H1": {f"{K}.reply.approval_hours", f"{K}.reply.staff_hours"},
    "H4": {f"{K}.reply.policy", f"{K}.accounts"},
    "H5": {f"{K}.posts.promotion_rate"},
    "H6": {f"{K}.posts.information_rate", f"{K}.posts.promotion_rate"},
    "H7": {
        *(f"{K}.database.{key}" for key in ("personalised_share", "tailored_discount", "used_in_replies")),
        *(f"{K}.database.{key}" for key in ("accuracy", "latency_days")),
    },
    "H8": {f"{K}.supplier_link.mode"},
    "H9": {f"{K}.supplier_link.mode"},
    "H10": {
        f"{K}.stock.review_days",
        *(f"retailers.{name}.stock.share_sales" for name in ("kopi", "pasar", "toko", "warung")),
    },
    "H12": {f"{K}.reply.bureaucracy"},
    "H13": {f"{K}.community.events_per_year", f"{K}.service_failure_prob"},
    "H14": {"choice.trust_weight", "choice.commitment_weight", "relationship.commitment_shield"},
    "H15": {f"{K}.accounts"},
    "H18": {f"{K}.accounts", "consumers.young_share", "consumers.online_hours", "consumers.online_growth"},
}
FULL = ("H2", "H3", "H11", "H16", "H17")
LABELS = {"name", "title", "description"}


def differing(a, b):
    """The paths at which two worlds differ."""
    one, other = (dict(flat(world.model_dump(exclude=LABELS))) for world in (a, b))
    return {path for path in {*one, *other} if one.get(path) != other.get(path)}


def test_there_are_eighteen_and_they_are_no_ordinary_experiments():
    assert [f"H{n}" for n in range(1, 19)] == CLAIMS
    assert not set(builtin_experiments()) & {claim_path(name).stem for name in CLAIMS}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_an_experiment_that_the_schema_knows(name):
    jsonschema.validate(read_toml(claim_path(name)), experiment_schema())


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_loaded_and_told_again_whole(name):
    found = load_claim(name)
    assert found.question.endswith("?")
    assert found.claim.statement.en.endswith(".")
    assert found.claim.statement.id.endswith(".")
    assert experiment_of(found.document) == found
    assert all(load_scenario(world) == world for world in found.scenarios.values())


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_draws_every_unknown_that_its_scenarios_share_in_at_least_a_hundred_worlds(name):
    found = load_claim(name)
    assert len(found.factors) > 400
    assert all(factor.parameter.mark == "unknown" for factor in found.factors)
    assert (found.factors[0].low, found.factors[0].high) == found.factors[0].parameter.sweep
    assert len(fixed_points(found)) >= 100


@pytest.mark.parametrize("name", CLAIMS)
def test_what_a_claim_is_said_to_depend_on_is_drawn(name):
    found = load_claim(name)
    for wanted in found.claim.depends:
        assert any(covers(wanted, factor.path) for factor in found.factors), wanted


@pytest.mark.parametrize("name", CLAIMS)
def test_every_scenario_of_a_claim_is_used_and_no_two_are_alike(name):
    found = load_claim(name)
    used = {arm for part in found.claim.parts for arm in part.arms}
    assert used == set(found.scenarios)
    worlds = list(found.scenarios.values())
    for k, world in enumerate(worlds):
        assert all(differing(world, other) for other in worlds[:k])


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_scenarios_of_a_claim_differ_in_what_it_is_about_and_in_nothing_else(name):
    found = load_claim(name)
    first, *others = found.scenarios.values()
    assert set().union(*(differing(first, other) for other in others)) == DIFFERENCES[name]


@pytest.mark.parametrize("name", FULL)
def test_full_and_traditional_have_the_same_staff_and_differ_as_the_built_in_worlds_do(name):
    found = load_claim(name)
    full, traditional = (found.scenarios[label].retailers["kopi"] for label in ("full", "traditional"))
    assert full.reply.staff_hours == traditional.reply.staff_hours
    assert full.counter == traditional.counter
    size = ["consumers.count=1000", f"days={found.scenarios['full'].days}"]
    built_in = differing(load_scenario("full-trm", size), load_scenario("traditional", size))
    assert differing(found.scenarios["full"], found.scenarios["traditional"]) == built_in


@pytest.mark.parametrize("name", CLAIMS)
def test_each_contrast_names_its_measure_in_both_languages_and_adds_up_to_a_difference(name):
    for part in load_claim(name).claim.parts:
        assert all(title_of(part.measure, language) for language in LANGUAGES)
        assert unit_of(part.measure)
        assert len(part.plus) == len(part.minus) or (part.measure, part.minus) == ("contact_cost_trend", ())
        if part.expect != OUTCOMES[part.measure].better if part.measure in OUTCOMES else False:
            assert name == "H17"  # which claims a loss


def test_no_measure_has_the_name_of_an_outcome():
    assert not set(MEASURES) & set(OUTCOMES)


def test_claims_are_chosen_by_id_in_their_order():
    assert chosen_claims(["H4", "H2"]) == ["H2", "H4"]
    assert chosen_claims([]) == CLAIMS
    with pytest.raises(InputError, match="'H44' is no claim"):
        chosen_claims(["H44"])


def test_what_is_set_beside_a_claim_is_not_drawn_and_holds_in_all_its_scenarios():
    found = load_claim("H8", ["suppliers.kebun.defect_prob=0.1", "days=20"], worlds=5, seed=9)
    assert "suppliers.kebun.defect_prob" not in {factor.path for factor in found.factors}
    assert {world.suppliers["kebun"].defect_prob for world in found.scenarios.values()} == {0.1}
    assert {world.days for world in found.scenarios.values()} == {20}
    assert (found.seed, found.design.points) == (9, 5)


def test_where_no_supplier_can_talk_with_consumers_direct_contact_is_relaying():
    unable = [
        "suppliers.kebun.can_go_direct=false",
        "suppliers.pabrik.can_go_direct=false",
        "suppliers.*.defect_prob=0.3",
    ]
    found = load_claim("H9", [*unable, "consumers.count=200", "days=30", "complaints.voice_prob=1"])
    lived = {label: sim.run(world, seed=4) for label, world in found.scenarios.items()}
    assert lived["relay"].outcomes["joint_solve_rate"] > 0.0
    assert lived["direct"].digest == lived["relay"].digest


PART = {"says": {"en": "a", "id": "b"}, "measure": "loyalty", "plus": ["b"], "minus": ["a"], "expect": "higher"}
CLAIM = {"id": "H1", "statement": {"en": "A.", "id": "B."}, "source": "somewhere", "parts": [PART]}
FILE = {
    "scenarios": {"a": "baseline", "b": {"scenario": "baseline", "set": {"retailers.kopi.reply.policy": "open"}}},
    "claim": CLAIM,
}


def refusal(table):
    with pytest.raises(ScenarioError) as caught:
        load_experiment(table)
    return str(caught.value)


def test_a_scenario_may_have_settings_of_its_own():
    found = load_experiment(FILE)
    assert [world.retailers["kopi"].reply.policy for world in found.scenarios.values()] == ["paper_rule", "open"]
    assert found.own == {"b": ("retailers.kopi.reply.policy=open",)}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"claim": CLAIM | {"parts": [PART | {"plus": ["c"]}]}}, "no scenario 'c', only a, b"),
        ({"claim": CLAIM | {"parts": [PART | {"measure": "loyality"}]}}, "no outcome"),
        ({"claim": CLAIM | {"parts": [PART | {"plus": ["a"]}]}}, "in `plus` as well"),
        ({"claim": CLAIM | {"parts": [PART | {"asserted": False}]}}, "the first is not asserted"),
        ({"claim": CLAIM | {"parts": [PART | {"matters_of": "revenue"}]}}, "needs `matters`"),
        ({"claim": CLAIM | {"id": "X1"}}, "X1"),
        ({"claim": CLAIM | {"sorce": "x"}}, "claim.sorce"),
        ({"set": {"retailers.kopi.reply.policy": "private"}}, "for all scenarios"),
        ({"levers": {"retailers.kopi.reply.policy": ["open", "private"]}}, "for all scenarios"),
        ({"scenarios": {"a": "baseline", "b": {"scenario": "baseline", "set": {"days": 0}}}}, "scenarios.b.set"),
        ({"scenarios": {"a": "baseline", "b": {"scenario": "baseline", "set": {"dys": 1}}}}, "scenarios.b.set.dys"),
        ({"scenarios": {"a": "baseline", "b": {"scenario": "bas"}}}, "there is no scenario 'bas'"),
    ],
)
def test_a_claim_that_does_not_fit_is_refused_with_its_place(changed, told):
    assert told in refusal(FILE | changed)
