"""The controls in a browser: a number that is refused, help that lies over others, a parameter that is looked up."""

import re

import pytest

pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")

from sim.experiment.numerals import LANGUAGES
from sim.ui import bounds
from sim.ui.texts import say

pytestmark = pytest.mark.browser

ASKED = "?view=compare&n=150&days=60&pairs=4"
LOW, HIGH = bounds.DAYS


def opened(visit, language="en"):
    """A page with the days of the worlds in sight, and their field."""
    page = visit(f"{ASKED}&lang={language}")
    page.get_by_text(say("group_size", language), exact=True).click()
    return page, page.get_by_role("spinbutton", name=say("row_days", language), exact=True)


def told(page, language):
    """What is said of a number beside its field."""
    page.locator(".trm-not-taken").wait_for()
    return page.locator(".trm-not-taken").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_is_refused_says_what_is_allowed_and_which_value_counts(visit, check_access, language):
    page, field = opened(visit, language)
    for typed in ("1000", "-1", "abc", "", "60.5"):
        field.fill(typed)
        field.press("Tab")
        said = told(page, language)
        assert say("controls_allowed", language, low=LOW, high=HIGH) in said
        assert say("controls_in_force", language, value=60) in said
        assert field.get_attribute("aria-invalid") == "true"
        assert page.locator(f"[id='{field.get_attribute('aria-describedby')}']").inner_text() == said
        check_access(page)
        field.fill("60")
        field.press("Tab")
        page.locator(".trm-not-taken").wait_for(state="detached")
    field.fill("1000")
    field.press("Tab")
    said = told(page, language)
    page.get_by_role("button", name=say("compare_swap", language)).click()  # all controls are set anew
    page.wait_for_timeout(6_000)  # a bubble of the browser's own goes after five seconds
    assert told(page, language) == said
    field.fill("90")
    field.press("Enter")
    page.locator(".trm-not-taken").wait_for(state="detached")
    assert field.get_attribute("aria-invalid") is None
    page.get_by_role("button", name=say("compare_run", language)).click()
    page.wait_for_url("**days=90**")


def test_a_number_that_is_refused_on_one_side_says_which(visit):
    page = visit(f"{ASKED}&lang=en&a=baseline&b=baseline")
    field = page.get_by_role("spinbutton", name=re.compile("^Staff hours for contacts, B"))
    field.fill("many")
    field.press("Enter")
    assert told(page, "en").startswith("B: ")
    assert say("controls_in_force", "en", value=0.5) in told(page, "en")


def test_help_closes_with_escape_and_with_a_click_elsewhere(visit):
    page = visit(f"{ASKED}&lang=en")
    marks, texts = page.locator(".trm-help > summary"), page.locator(".trm-help-text")
    marks.nth(0).click()
    texts.nth(0).wait_for()
    page.keyboard.press("Escape")
    texts.nth(0).wait_for(state="hidden")
    marks.nth(0).click()
    texts.nth(0).click()
    assert texts.nth(0).is_visible(), "who marks a word of it still reads it"
    page.get_by_role("heading", level=1).click()
    texts.nth(0).wait_for(state="hidden")
    marks.nth(0).click()
    page.keyboard.press("Tab")
    page.get_by_role("heading", level=1).click()
    marks.nth(1).click()
    texts.nth(1).wait_for()
    assert texts.nth(0).is_hidden(), "one at a time: they lie over each other"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_of_a_name_finds_the_first_parameter_that_has_it(visit, language):
    page = visit(f"{ASKED}&lang={language}")
    finder = page.get_by_label(say("controls_find", language))
    finder.fill("COSTS.wage  kopi")
    finder.press("Enter")
    page.get_by_text(say("group_more", language), exact=True).wait_for()
    status = page.locator(".trm-find [role=status]")
    page.wait_for_function("document.querySelector('.trm-find [role=status]').textContent")
    assert "(retailers.kopi.costs.wage" in status.inner_text()
    assert say("controls_find_taken", language, name="").strip() in status.inner_text()
    assert finder.input_value() == ""
    finder.fill("kopi")
    finder.press("Enter")
    start = say("controls_find_first", language, name="", others="").partition(":")[2][:8]
    page.wait_for_function(
        "start => document.querySelector('.trm-find [role=status]').textContent.includes(start)", arg=start
    )


@pytest.mark.parametrize("leave", ["Enter", "Tab"])
def test_a_name_that_no_parameter_has_is_told(visit, leave):
    page = visit(f"{ASKED}&lang=id")
    finder = page.get_by_label(say("controls_find", "id"))
    finder.fill("zzz")
    finder.press(leave)
    page.get_by_text(say("controls_find_nothing", "id", text="zzz")).wait_for()
    assert finder.input_value() == "zzz"
