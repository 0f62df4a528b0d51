"""How a field of the page reads a number: the decimal sign is the language's, and what has two meanings is refused."""

import pytest

pytest.importorskip("anywidget", reason="the page's packages are not installed (pip install .[page])")

from sim.ui.widgets.files import text_of

pytestmark = pytest.mark.browser

READ = {
    ("id", "0,7"): 0.7,
    ("id", "0.7"): 0.7,
    ("id", ",5"): 0.5,
    ("id", "0.125"): 0.125,  # thousands do not begin with a zero
    ("id", "1,000"): 1.0,
    ("id", "1.000"): "ambiguous",
    ("id", "-12.500"): "ambiguous",
    ("id", "1.000,5"): 1000.5,
    ("id", "1,000.5"): 1000.5,
    ("id", "1.000.000"): 1_000_000.0,
    ("id", "1000,25"): 1000.25,
    ("id", "1000.25"): 1000.25,
    ("id", "1 000"): 1000.0,
    ("id", "−3,5"): -3.5,
    ("id", "1e-7"): 1e-7,
    ("id", "1,5e-7"): 1.5e-7,
    ("en", "0.7"): 0.7,
    ("en", "0,7"): 0.7,
    ("en", "1.000"): 1.0,
    ("en", "1,000"): "ambiguous",
    ("en", "1,000.5"): 1000.5,
    ("en", "1,000,000"): 1_000_000.0,
    ("en", "1.2.3"): "not_a_number",
    ("en", "1,00,000"): "not_a_number",
    ("id", "1.000.5"): "not_a_number",
    ("id", "1,5,5"): "not_a_number",
    ("id", ""): "not_a_number",
    ("id", ","): "not_a_number",
    ("id", "satu"): "not_a_number",
    ("id", "1e999"): "not_a_number",
    ("id", "0x10"): "not_a_number",
}
WHOLE = {
    ("id", "1.000"): 1000,
    ("en", "1,000"): 1000,
    ("id", "1,000"): "ambiguous",
    ("id", "12"): 12,
    ("id", "1,5"): 1.5,
}


@pytest.fixture(scope="module")
def read(browser):
    """What the script makes of a text."""
    page = browser.new_page()
    script = text_of("numerals.js")

    def ask(text, language, is_whole=False):
        return page.evaluate(
            f"([...given]) => {{ {script}; return readNumber(...given); }}", [text, language, is_whole]
        )

    yield ask
    page.close()


@pytest.mark.parametrize(("language", "text"), READ)
def test_a_text_has_one_meaning_or_is_refused(read, language, text):
    made = read(text, language)
    assert made.get("value", made.get("problem")) == READ[language, text]


@pytest.mark.parametrize(("language", "text"), WHOLE)
def test_where_a_whole_number_is_wanted_thousands_may_be_marked(read, language, text):
    made = read(text, language, True)
    assert made.get("value", made.get("problem")) == WHOLE[language, text]


def test_a_refusal_names_both_meanings_as_they_can_be_typed(read):
    assert read("-1.500", "id") == {"problem": "ambiguous", "whole": "-1500", "decimal": "-1,5"}
    for meant in ("-1500", "-1,5"):
        assert "value" in read(meant, "id")
