"""A link holds a whole question, and a hostile one is refused with a sentence, never with anything else."""

from random import Random
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.metrics import OUTCOMES
from sim.scenario.builtin import builtin_scenarios
from sim.ui import bounds
from sim.ui.asked import VIEWS, Asked, Grid, Side
from sim.ui.link import MOST_CHARACTERS, fits_a_link, look_of, query_of, read_query
from sim.ui.views.files import own_side

FILE = 'extends = "baseline"\ntitle = "Küçük & co = <b>"\n\n[retailers.kopi]\nprice = 26000\n'
PRINTABLE = st.characters(exclude_categories=["C", "Z"], include_characters=" ")
SETTINGS = st.lists(st.text(PRINTABLE, min_size=1, max_size=40), max_size=4).map(tuple)
SIDES = st.builds(Side, st.sampled_from(builtin_scenarios()), SETTINGS) | st.just(own_side("mine.toml", FILE.encode()))
PATHS = st.text(PRINTABLE, min_size=1, max_size=60)


def within(span):
    return st.integers(*span)


@st.composite
def questions(draw):
    days = draw(within(bounds.DAYS))
    view = draw(st.sampled_from(VIEWS))
    grid = Grid(
        draw(PATHS),
        draw(PATHS),
        draw(within(bounds.LEVELS)),
        draw(within(bounds.REPLICATES)),
        draw(st.sampled_from([*OUTCOMES])),
    )
    return Asked(
        view=view,
        a=draw(SIDES),
        b=draw(SIDES),
        overrides=draw(SETTINGS),
        consumers=draw(within(bounds.CONSUMERS)),
        days=days,
        pairs=draw(within(bounds.PAIRS)),
        seed=draw(within(bounds.SEED)),
        day=draw(st.integers(0, days - 1)),
        step=draw(st.integers(0, 99)),
        grid=grid if view == "sweep" else Grid(),
        language=draw(st.sampled_from(["en", "id"])),
        theme=draw(st.sampled_from(["", "light", "dark"])),
        presenting=draw(st.booleans()),
        started=draw(st.booleans()),
    )


def taken_or_refused(query):
    """What is said of a query; empty for one that is taken. Any other exception is a failure."""
    try:
        read_query(query)
    except InputError as problem:
        return str(problem)
    return ""


@given(questions())
def test_a_question_comes_back_from_its_link_as_it_was(asked):
    assert fits_a_link(asked)
    assert read_query(query_of(asked)) == asked


@given(st.text() | st.text("&=%;+abnxyset.1230", max_size=200))
def test_any_text_is_a_question_or_refused(query):
    assert len(taken_or_refused(query)) < 3_000


@given(
    st.sampled_from([*"abxyn", "days", "pairs", "seed", "day", "view", "lang", "theme", "a.file", "b.set", "levels"]),
    st.text(max_size=300),
)
def test_any_value_of_a_known_key_is_taken_or_refused(key, value):
    taken_or_refused(urlencode({key: value}))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("view=admin", "there is no 'admin'"),
        ("a=/etc/passwd", "there is no scenario 'passwd'"),
        ("a=open-replis", "did you mean 'open-replies'"),
        ("n=1000000000", "a whole number from 50 to 2000"),
        ("n=-5", "a whole number"),
        ("n=٣٠٠", "a whole number"),
        ("days=365&days=365", "given twice"),
        ("pairs=1e3", "a whole number"),
        ("viev=compare", "did you mean 'view'"),
        ("x=%00", "control characters"),
        ("a=%ff", "cannot be read"),
        ("set=a%0Ab", "control characters"),
        ("levels=99", "a whole number from 2 to 9"),
        ("reps=1", "a whole number from 2 to 16"),
        ("outcome=happiness", "there is no 'happiness'"),
        ("a.file=AAAA", "damaged"),
        ("&".join(["set=days=20"] * 61), "61 values are set, which is too many"),
        ("&".join(["set=days=20"] * 401), "cannot be read"),
        ("set=" + "a" * MOST_CHARACTERS, "too long"),
    ],
)
def test_a_link_that_will_not_do_is_refused_with_the_reason(query, told):
    with pytest.raises(InputError) as caught:
        read_query(query)
    assert told in str(caught.value)


def test_a_file_that_is_too_long_for_a_link_is_told_as_such():
    noise = "".join(Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=20_000))
    asked = Asked(a=Side("long.toml", file=f'description = "{noise}"'))
    assert not fits_a_link(asked)
    assert "a.file" not in query_of(asked)


@pytest.mark.parametrize(
    ("query", "language", "theme"),
    [
        ("view=stroy&lang=id&theme=dark", "id", "dark"),
        ("lang=fr&theme=red", "en", ""),
        ("lang=%ff", "en", ""),
        (None, "en", ""),
    ],
)
def test_a_link_that_is_refused_is_refused_in_its_own_language_and_theme(query, language, theme):
    assert look_of(query, "en") == Asked(language=language, theme=theme)
