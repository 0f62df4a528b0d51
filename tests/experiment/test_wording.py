"""Numbers and sentences as people read them, and drawings that hold what they are given."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.experiment.assumptions import other_world_sentence
from sim.experiment.charts import Series, Strip, line_chart, nice_ticks, strip_chart
from sim.experiment.compare import Contrast
from sim.experiment.numerals import decimals_for, interval, numeral
from sim.experiment.sentences import contrast_sentence, estimate_sentence, headline_sentence, pairing_sentence, wins
from sim.experiment.statistics import estimate, paired_difference
from sim.experiment.texts import channel_name, say, with_unit, words
from sim.metrics import OUTCOMES
from sim.scenario.loading import load_scenario
from sim.scenario.registry import parameters


@pytest.mark.parametrize(
    ("value", "decimals", "english", "indonesian"),
    [
        (1234567.891, 1, "1,234,567.9", "1.234.567,9"),
        (-0.5, 2, "−0.50", "−0,50"),
        (-0.001, 2, "0.00", "0,00"),
        (12.0, 0, "12", "12"),
        (None, 2, "–", "–"),
        (math.nan, 2, "–", "–"),
    ],
)
def test_a_number_in_the_form_of_its_language(value, decimals, english, indonesian):
    assert (numeral(value, decimals), numeral(value, decimals, "id")) == (english, indonesian)


def test_a_sign_is_shown_where_asked_but_not_on_zero():
    assert [numeral(v, 1, signed=True) for v in (2.0, -2.0, 0.0, 0.01)] == ["+2.0", "−2.0", "0.0", "0.0"]


@pytest.mark.parametrize(
    ("least", "low", "high", "decimals"),
    [
        (3, 0.1, 0.3, 3),
        (3, -0.0001, 0.0003, 5),
        (0, 1e6, 2e6, 0),
        (2, None, 1.0, 2),
        (1, 5.0, 5.0, 1),
        (3, 0, 1e-12, 6),
        (1, 0.033, 6.7, 2),
        (1, 0.06, 6.7, 1),
        (0, -0.4, 90.0, 1),
        (0, -0.6, 90.0, 0),
        (1, 0.0, 6.7, 1),
    ],
)
def test_decimals_follow_the_width_of_the_interval(least, low, high, decimals):
    assert decimals_for(least, low, high) == decimals


@given(st.floats(-9, 9), st.floats(0.01, 9), st.integers(0, 3))
def test_the_side_of_zero_is_seen_at_either_end(low, width, least):
    ends = (low, low + width)
    places = decimals_for(least, *ends)
    for end in ends:
        if abs(end) >= 1e-5:
            assert round(end, places) != 0.0


def test_an_interval_that_is_undefined_is_a_dash():
    assert interval(None, 1.0, 2) == "–"
    assert interval(-1.0, 1.0, 1, "id") == "−1,0 s.d. 1,0"


def contrast(name, a, b):
    return Contrast("open", "private", OUTCOMES[name], paired_difference(a, b, OUTCOMES[name].better))


@pytest.mark.parametrize(
    ("name", "a", "b", "beginning"),
    [
        ("loyalty", [0.1, 0.2, 0.3], [0.2, 0.31, 0.4], "private beats open on loyalty (attitude) in 3 of 3"),
        ("loyalty", [0.2, 0.31, 0.4], [0.1, 0.2, 0.3], "open beats private on loyalty (attitude) in 3 of 3"),
        ("first_response_hours", [9, 8.5, 9], [2, 1.4, 2.1], "private beats open on first response in 3 of 3"),
        ("loyalty", [0.1, 0.2, 0.3], [0.2, 0.1, 0.3], "These 3 paired worlds do not settle"),
        ("loyalty", [0.1, 0.2], [0.1, 0.2], "private and open give exactly the same"),
        ("total_assets", [1, 2.0, 3], [2, 3.1, 4], "private changes total assets by +1"),
        ("loyalty", [0.1], [0.2], "In the one world that was run"),
        ("loyalty", [math.nan], [0.2], "No paired world has a value"),
    ],
)
def test_a_contrast_in_a_sentence(name, a, b, beginning):
    assert contrast_sentence(contrast(name, a, b)).startswith(beginning)


def test_sentences_carry_the_interval():
    text = contrast_sentence(contrast("loyalty", [0.1, 0.2, 0.3], [0.2, 0.31, 0.4]))
    assert "difference +0.103 (95% interval 0.089 to 0.118; index 0-1; private minus open)" in text
    assert "95%" in estimate_sentence("open", OUTCOMES["loyalty"], estimate([0.1, 0.2, 0.3]), "id")


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_headline_says_where_a_difference_stands_only_alone(language):
    differs = contrast("loyalty", [0.1, 0.2, 0.3], [0.2, 0.31, 0.4])
    plain = contrast_sentence(differs, language)
    assert headline_sentence(replace(differs, stands=True), language) == plain
    assert headline_sentence(replace(differs, stands=False), language) == f"{plain} {say('alone', language)}"
    for open_or_same in ([0.2, 0.1, 0.3], [0.1, 0.2, 0.3]):
        other = replace(contrast("loyalty", [0.1, 0.2, 0.3], open_or_same), stands=False)
        assert headline_sentence(other, language) == contrast_sentence(other, language)


def test_what_is_no_policy_is_told_apart_from_what_is():
    world = load_scenario("open-replies")
    assert other_world_sentence(world, load_scenario("private-replies")) is None
    assert other_world_sentence(world, load_scenario("supplier-relay"), "id") is None
    settings = [
        "consumers.shop_rate=0.3",
        "consumers.count=50",
        "complaints.voice_prob=0.9",
        "observers.answer_shield=0",
    ]
    told = other_world_sentence(world, load_scenario("private-replies", settings))
    assert told is not None
    assert "(4: consumers.count, consumers.shop_rate, complaints.voice_prob, …)" in told


def test_pairing_is_said_with_what_is_known_of_it():
    assert "undefined" in pairing_sentence(contrast("loyalty", [1, 1], [1, 1]))
    assert "leaves no luck" in pairing_sentence(contrast("loyalty", [1, 2, 3, 5], [2, 3, 4, 6]))
    assert "too few" in pairing_sentence(contrast("loyalty", [1, 2, 3], [1, 2, 3.5]))
    assert "times as many runs" in pairing_sentence(contrast("loyalty", [1, 2, 3, 5], [1, 2, 3.5, 5.5]))


def test_a_few_worlds_that_agree_are_no_winner():
    told = contrast_sentence(contrast("loyalty", [1, 2], [2, 3]))
    assert "in each of the 2 paired worlds" in told
    assert "leave no interval" in told
    assert "beats" not in told
    assert "beats" in contrast_sentence(contrast("loyalty", range(6), range(1, 7)))


def test_worlds_that_all_tie_have_no_winner():
    assert wins(paired_difference([1, 2, 3], [1, 2, 3])) == ("–", "")
    assert wins(paired_difference([1, 2, 3], [2, 3, 4]))[0] == "100%"


@pytest.mark.parametrize(
    ("low", "high", "ticks", "decimals"),
    [
        (0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0], 1),
        (-3, 12, [-5, 0, 5, 10, 15], 0),
        (0, 0.01, [0, 0.002, 0.004, 0.006, 0.008, 0.01], 3),
    ],
)
def test_ticks_are_round_and_span_the_data(low, high, ticks, decimals):
    found, places = nice_ticks(low, high)
    assert found == pytest.approx(ticks)
    assert places == decimals


@pytest.mark.parametrize("value", [0.0, 5.0, -3e9, 1e-9])
def test_ticks_of_a_single_value_surround_it(value):
    ticks, _ = nice_ticks(value, value)
    assert ticks[0] < value < ticks[-1]


def drawn(series, **options):
    return line_chart(
        [0.0, 1.0, 2.0], series, title="t<", description="d", x_label="day", y_label="u", write=numeral, **options
    )


def test_a_line_has_gaps_where_there_is_no_value_and_escapes_names():
    svg = drawn([Series("<b>", [1, math.nan, 2], [1, math.nan, 2], [1, math.nan, 2])])
    assert svg.count("<polyline") == 2
    assert "<b>" not in svg
    assert "nan" not in svg


def test_nothing_to_draw_draws_nothing():
    assert drawn([Series("a", [math.nan] * 3, [math.nan] * 3, [math.nan] * 3)]) == ""
    assert (
        strip_chart([Strip("a", [], None, None, None)], title="", description="", x_label="", write=numeral, places=1)
        == ""
    )


def test_a_strip_has_a_dot_for_each_world_inside_the_picture():
    svg = strip_chart(
        [Strip("a", [-1.0, 0.5, 7.0], 2.0, -1.0, 5.0)], title="", description="", x_label="", write=numeral, places=1
    )
    assert svg.count("<circle") == 3
    import re

    assert all(0 <= float(x) <= 460 for x in re.findall(r'cx="([\d.]+)"', svg))


def test_the_unit_of_every_parameter_has_an_indonesian_word():
    assert [p.path for p in parameters() if p.unit and p.unit not in words()["units"]] == []


@pytest.mark.parametrize(
    ("figure", "unit", "language", "told"),
    [
        ("1,152,042", "IDR", "en", "1,152,042 IDR"),
        ("1.152.042", "IDR", "id", "Rp1.152.042"),
        ("−5.000", "IDR/day", "id", "−Rp5.000/hari"),
        ("+5.000", "IDR", "id", "+Rp5.000"),
        ("–", "IDR", "id", "– Rp"),
        ("3,5", "hours", "id", "3,5 jam"),
    ],
)
def test_rupiah_stand_before_a_figure_in_indonesian(figure, unit, language, told):
    assert with_unit(figure, unit, language) == told


def test_a_platform_is_called_by_its_name_and_one_that_is_not_known_by_its_key():
    assert channel_name("facebook", "id") == channel_name("facebook") == "Facebook"
    assert channel_name("store", "id") == "toko"
    assert channel_name("forum", "id") == "forum"


ONE_WORD = {"keberuntungan": "nasib", "saling menghapus": "saling meniadakan", "menurut buku": "sesuai prosedur"}


@pytest.mark.parametrize("word", ONE_WORD)
def test_one_thing_has_one_indonesian_word(word):
    """Words that readers took for something else, or for another thing than its other name."""
    root = Path(sim.__file__).parent
    found = [
        file.name
        for file in root.rglob("*.toml")
        if word in file.read_text(encoding="utf-8").lower() and "__pycache__" not in file.parts
    ]
    assert not found, f"it is called “{ONE_WORD[word]}”"
