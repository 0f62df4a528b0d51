"""Parameters, their evidence, and the built-in worlds and questions have words in both languages, and only they."""

import re
import subprocess
import sys
from typing import get_args

import pytest

from sim.errors import ScenarioError
from sim.experiment.numerals import LANGUAGES
from sim.experiment.parameter_words import (
    allowed_text,
    choice_name,
    evidence_text,
    experiment_short,
    experiment_text,
    key_words,
    mark_text,
    parameter_description,
    parameter_label,
    scenario_description,
    scenario_short,
    scenario_title,
    scenario_words,
    source_text,
    value_text,
)
from sim.experiment.spec.builtin import builtin_experiments
from sim.experiment.spec.loading import load_experiment
from sim.experiment.texts import unit_name, words
from sim.scenario.builtin import builtin_scenarios
from sim.scenario.fields import Mark
from sim.scenario.loading import load_scenario
from sim.scenario.registry import parameter, parameters

LABEL, BUTTON = 40, 30
"""Most letters of a label, and of a title on a button."""
ALIKE = {
    "Indonesia 2011",
}
"""Texts that are the same in both languages."""
ENGLISH = re.compile(r"\b(the|of|and|with|from|that|which|is|are|by|for|to|in|whether|share|hours)\b", re.IGNORECASE)
NAMES = re.compile(r"'First Response Matters'|Total Relationship Marketing|[Rr]eturn on relationship")
"""English that an Indonesian text keeps: names of studies and of what the field calls so everywhere."""


def spoken():
    """Every text of this module's tables: where it stands, its English and its Indonesian."""
    for held in parameters():
        yield f"{held.path} label", parameter_label(held.path), parameter_label(held.path, "id")
        yield held.path, held.description, parameter_description(held.path, "id")
        for choice in held.choices:
            yield f"{held.path} {choice}", *(choice_name(held.path, choice, code) for code in LANGUAGES)
    for source in dict.fromkeys(held.source for held in parameters()):
        yield "source", source, source_text(source, "id")
    for mark in get_args(Mark):
        yield mark, mark_text(mark), mark_text(mark, "id")
    for name in builtin_scenarios():
        for words_of in (scenario_title, scenario_description, scenario_short):
            yield name, words_of(name), words_of(name, "id")
    for name in builtin_experiments():
        for text in ("title", "description", "question"):
            yield name, experiment_text(name, text), experiment_text(name, text, "id")
        yield name, experiment_short(name), experiment_short(name, "id")


def figures(text, decimal):
    """The numbers of a text, whatever marks its thousands."""
    thousands = "." if decimal == "," else ","
    found = re.findall(r"(?<![\d.,])[.,]?\d[\d.,]*(?<![.,])", text)
    return {float("0" * one.startswith(decimal) + one.replace(thousands, "").replace(decimal, ".")) for one in found}


def test_every_entry_belongs_to_something_and_is_whole():
    held = words()
    assert set(held["parameters"]) == {p.path for p in parameters()}
    assert all(set(entry) == {"label", "description"} for entry in held["parameters"].values())
    assert set(held["sources"]) == {p.source for p in parameters()}
    assert set(held["marks"]) == set(get_args(Mark))
    assert {path: set(names) for path, names in held["choices"].items()} == {
        p.path: set(p.choices) for p in parameters() if p.choices
    }
    assert set(held["scenarios"]) == set(builtin_scenarios())
    assert all(set(entry) == {"title", "description", "short"} for entry in held["scenarios"].values())
    assert set(held["experiments"]) == set(builtin_experiments())
    assert all(set(entry) == {"title", "description", "question", "short"} for entry in held["experiments"].values())


def test_nothing_is_left_in_english():
    left = []
    for place, english, indonesian in spoken():
        same = indonesian == english and english not in ALIKE
        if same or ENGLISH.search(NAMES.sub("", indonesian)) or not indonesian.strip():
            left.append((place, indonesian))
    assert left == []


def test_every_description_reads_alone():
    leaning = re.compile(r"^(The same|That|Its)\b|\b(there|these|such a|meet theirs)\b")
    assert [p.path for p in parameters() if leaning.search(p.description)] == []


def test_both_languages_give_the_same_numbers_each_in_its_own_form():
    different = [
        (place, english, indonesian)
        for place, english, indonesian in spoken()
        if figures(english, ".") != figures(indonesian, ",")
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_tell_parameters_apart_and_fit_beside_a_control(language):
    labels = [parameter_label(p.path, language) for p in parameters()]
    assert len(set(labels)) == len(labels)
    for label in labels:
        assert len(label) <= LABEL
        assert label[0].isupper()
        assert not label.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_on_buttons_are_short_and_told_apart(language):
    for short, names in ((scenario_short, builtin_scenarios()), (experiment_short, builtin_experiments())):
        shown = [short(name, language) for name in names]
        assert len(set(shown)) == len(shown)
        assert max(map(len, shown)) <= BUTTON


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_of_one_parameter_have_different_names(language):
    for held in parameters():
        shown = [choice_name(held.path, choice, language) for choice in held.choices]
        assert len(set(shown)) == len(shown)


def test_a_path_may_hold_chosen_names():
    assert parameter_label("retailers.kopi.reply.policy") == parameter_label("retailers.*.reply.policy")
    assert parameter_description("suppliers.kebun.capacity", "id") == parameter_description(
        "suppliers.*.capacity", "id"
    )
    assert choice_name("retailers.kopi.reply.policy", "open", "id") == "Terbuka"


def test_a_path_or_choice_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(ScenarioError, match="no such parameter"):
        parameter_label("retailers.kopi.reply.polici")
    with pytest.raises(ScenarioError, match=r"none of its values.*open, private"):
        choice_name("retailers.kopi.reply.policy", "loud")
    with pytest.raises(ScenarioError, match="no built-in scenario"):
        scenario_title("atlantis")
    with pytest.raises(ScenarioError, match="no built-in experiment"):
        experiment_text("atlantis", "title")


def test_a_scenario_of_ones_own_keeps_its_texts():
    own = load_scenario({"extends": "open-replies", "name": "mine", "title": "My world", "description": "Of mine."})
    assert scenario_words({"a": own}, "id") == [("a", "My world", "Of mine.")]
    nameless = load_scenario({"extends": "open-replies", "name": "mine", "title": "", "description": ""})
    assert scenario_words({"a": nameless}, "id") == [("a", "mine", "")]
    retitled = load_scenario({"extends": "open-replies", "name": "open-replies", "title": "Mine"})
    assert scenario_title(retitled, "id") == "Mine"
    described = load_scenario("open-replies", overrides=["title=Mine"])
    assert scenario_title(described, "id") == "Mine"
    assert scenario_description(described, "id") == scenario_description("open-replies", "id")


def test_a_built_in_scenario_is_known_by_its_name_or_itself():
    for name in builtin_scenarios():
        for language in LANGUAGES:
            world = load_scenario(name)
            assert scenario_title(world, language) == scenario_title(name, language)
            assert scenario_description(world, language) == scenario_description(name, language)
        assert (world.title, world.description) == (scenario_title(name), scenario_description(name))


def test_an_experiment_of_ones_own_keeps_its_texts():
    document = load_experiment("reply-policy").document
    asked = document["question"]
    assert experiment_text("reply-policy", "question", "id", own=asked).startswith("Kebijakan balasan mana")
    assert experiment_text("reply-policy", "question", "id", own="Mine?") == "Mine?"
    assert experiment_text("mine", "question", "id", own=asked) == asked


@pytest.mark.parametrize(
    ("path", "english", "indonesian"),
    [
        ("days", "1 to 36,500 days", "1 s.d. 36.500 hari"),
        ("retailers.*.price", "1 to 1,000,000,000 IDR", "Rp1 s.d. Rp1.000.000.000"),
        ("retailers.*.posts.cost", "0 to 10,000,000 IDR/post", "Rp0 s.d. Rp10.000.000/unggahan"),
        ("retailers.*.posts.discount", "0 to 0.9 share of price", "0 s.d. 0,9 bagian dari harga"),
        ("retailers.*.reply.target_hours", "above 0, at most 500 hours", "di atas 0, paling banyak 500 jam"),
        ("retailers.*.place", "−5 to 5 logit units", "−5 s.d. 5 satuan logit"),
        ("retailers.*.reply.urgent_first", "yes or no", "ya atau tidak"),
        (
            "retailers.*.supplier_link.mode",
            "No link; Staff relay complaints; Suppliers answer directly",
            "Tidak terhubung; Staf meneruskan keluhan; Pemasok menjawab langsung",
        ),
        ("retailers.*.title", "text", "teks"),
        ("retailers.*.accounts", "a list of names", "daftar nama"),
    ],
)
def test_what_is_allowed_is_told_in_the_form_of_the_language(path, english, indonesian):
    assert allowed_text(parameter(path)) == english
    assert allowed_text(parameter(path), "id") == indonesian


@pytest.mark.parametrize(
    ("key", "value", "english", "indonesian"),
    [
        ("retailers.kopi.reply.policy", "open", "In the open (open)", "Terbuka (open)"),
        ("retailers.kopi.reply.by_platform.facebook", "none", "No reply (none)", "Tanpa balasan (none)"),
        ("retailers.kopi.reply.by_platform", {}, "none", "tidak ada"),
        ("retailers.kopi.reply.urgent_first", False, "no", "tidak"),
        ("retailers.kopi.price", 25000, "25,000", "25.000"),
        ("retailers.kopi.stock.safety", 1.5, "1.5", "1,5"),
        ("retailers.kopi.contact_channels", ("store", "phone"), "store, phone", "store, phone"),
        ("retailers.kopi.accounts", None, "not given", "tidak diisi"),
        ("retailers.kopi.title", "Kopi", "Kopi", "Kopi"),
    ],
)
def test_a_value_is_told_in_the_form_of_the_language(key, value, english, indonesian):
    assert value_text(key_words(key)[0], value) == english
    assert value_text(key_words(key)[0], value, "id") == indonesian


def test_a_part_of_a_table_is_named_behind_its_label():
    held, label = key_words("retailers.kopi.reply.by_platform.facebook", "id")
    assert (held.path, label) == ("retailers.*.reply.by_platform", "Balasan di setiap platform: facebook")
    held, label = key_words("retailers.kopi.reply.policy")
    assert (held.path, label) == ("retailers.*.reply.policy", "Reply to complaints")
    with pytest.raises(ScenarioError, match="no such parameter"):
        key_words("nothing.here")


def test_what_is_allowed_can_be_told_of_every_parameter():
    for held in parameters():
        english, indonesian = (allowed_text(held, language) for language in LANGUAGES)
        assert figures(english, ".") == figures(indonesian, ",")
        assert english != indonesian or held.unit in ("1", "ratio"), held.path


def test_evidence_names_its_kind_and_its_source():
    told = evidence_text(parameter("retailers.*.reply.policy"), "id")
    assert told == "Pilihan laboratorium atau pemakainya, bukan fakta yang perlu dicari. (tuas peritel)"


def test_every_unit_of_a_parameter_has_an_indonesian_word_of_its_own():
    units = dict.fromkeys(held.unit for held in parameters())
    assert [unit for unit in units if unit_name(unit, "id") == unit] == ["1"]


def test_the_words_are_not_read_before_they_are_asked_for():
    asked = "import sim, sys; print('sim.experiment.texts' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
