"""The page as a whole, in a browser: two clicks to a comparison, its numbers, links, Back, languages, keys, access."""

import re

import pytest

pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")

from sim.experiment.compare import compare
from sim.experiment.numerals import LANGUAGES, decimals_for, interval, numeral
from sim.experiment.sentences import figure, wins
from sim.experiment.statistics import Estimate
from sim.experiment.texts import outcome_title
from sim.ui.texts import say
from sim.ui.views.differences import STRIP

pytestmark = pytest.mark.browser

SMALL = "n=150&days=60&pairs=4&seed=3"
SIDES = ("open-replies", "private-replies")
SIZES = {"desktop": (1440, 900), "projector": (1024, 768), "phone": (390, 844)}


def finished(page, language="en"):
    """Wait for the numbers; an analysis of the two lives may still be going on."""
    page.get_by_role("heading", name=say("strip_heading", language), exact=True).wait_for(timeout=120_000)
    return page


def shown_day(page):
    page.wait_for_function("document.querySelector('.trm-player .trm-day')?.innerText")  # once the films are there
    return page.locator(".trm-player .trm-day").inner_text()


@pytest.fixture(scope="module")
def expected():
    """What the command line makes of the small question."""
    return compare(*SIDES, pairs=4, seed=3, overrides=["consumers.count=150", "days=60"], workers=1)


def test_two_clicks_lead_from_the_landing_page_to_a_finished_comparison(visit):
    page = visit(f"?{SMALL}&lang=en")
    page.get_by_role("button", name=say("ask_reply", "en")).click()
    page.get_by_role("button", name=say("compare_run", "en")).click()
    finished(page)
    assert page.locator(".trm-strip > *").count() == len(STRIP)
    page.locator(".trm-player canvas").first.wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_are_those_of_the_command_to_the_last_digit(visit, expected, language):
    page = finished(visit(f"?view=compare&{SMALL}&run=1&lang={language}"), language)
    cells = page.locator(".trm-strip > *")
    for place, name in enumerate(STRIP):
        contrast = expected.contrast(name)
        n = contrast.numbers
        places = decimals_for(contrast.outcome.decimals, n.low, n.high)
        told = cells.nth(place).inner_text()
        assert numeral(n.difference, places, language, signed=True) in told, name
        assert interval(n.low, n.high, places, language) in told, name
    page.get_by_text(say("table_title", language, retailer="Kopi Kita")).first.click()
    rows = {row[0]: row[1:] for row in page.locator(".trm-page table").first.evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    )}  # fmt: skip
    assert len(rows) > 60
    for contrast in expected.contrasts:
        title = outcome_title(contrast.outcome, language)
        if title not in rows:  # an outcome that nobody asked the scenario for
            continue
        n = contrast.numbers
        _, a, b, difference, spread, won = rows[title]
        assert (a, b) == (figure(n.a, contrast.outcome, language)[0], figure(n.b, contrast.outcome, language)[0])
        told = figure(Estimate(n.difference, n.low, n.high, n.pairs), contrast.outcome, language)
        assert (difference.removesuffix(" *"), spread) == told
        share, of = wins(n, language)
        assert won == (f"{share} ({of})" if of else share)


def test_a_shared_link_shows_the_same_world_and_day_in_another_browser(visit):
    page = finished(visit(f"?view=compare&{SMALL}&run=1&lang=en&b.set=retailers.kopi.posts.promotion_rate%3D2"))
    slider = page.locator(".trm-player input[type=range]").first
    slider.focus()
    slider.press("Home")
    for _ in range(7):
        slider.press("ArrowRight")
    page.wait_for_function("location.search.includes('day=7')", timeout=10_000)
    other = finished(visit(page.evaluate("location.search"), locale="id-ID"))
    assert shown_day(other) == shown_day(page)
    assert other.locator(".trm-strip").inner_text() == page.locator(".trm-strip").inner_text()


def test_back_and_forward_go_through_the_questions(visit):
    page = visit(f"?{SMALL}&lang=en")
    page.get_by_role("button", name=say("ask_promotion", "en")).click()
    heading = page.get_by_role("heading", level=1)
    page.get_by_role("button", name=say("compare_run", "en")).wait_for()
    asked = heading.inner_text()
    page.get_by_role("button", name=say("nav_sweep", "en"), exact=True).click()
    page.wait_for_function("text => document.querySelector('h1')?.innerText !== text", arg=asked)
    page.go_back()
    page.wait_for_function("text => document.querySelector('h1')?.innerText === text", arg=asked)
    page.go_back()
    page.get_by_role("heading", name=say("landing_title", "en")).wait_for()
    page.go_forward()
    page.wait_for_function("text => document.querySelector('h1')?.innerText === text", arg=asked)


def test_back_and_forward_go_from_a_result_to_its_question_and_back(visit):
    page = visit(f"?view=compare&{SMALL}&lang=en")
    page.get_by_role("button", name=say("compare_run", "en")).click()
    finished(page)
    page.go_back()
    page.locator(".trm-strip").wait_for(state="detached")
    page.locator("button:not([disabled])", has_text=say("compare_run", "en")).wait_for()
    page.go_forward()
    finished(page)
    page.get_by_role("button", name=say("nav_landing", "en"), exact=True).click()
    page.get_by_role("heading", name=say("landing_title", "en")).wait_for()
    page.go_back()
    finished(page)
    page.go_back()
    page.locator("button:not([disabled])", has_text=say("compare_run", "en")).wait_for()


HOSTILE = (
    "view=nowhere",
    "n=100000000",
    "a=../../etc/passwd",
    "%3Cscript%3Ealert(1)%3C/script%3E=1",
    "a.file=eJzLSM3JyQcABiwCFQ",
    "seed=-1",
    "set=retailers.kopi.policy%3D/etc/passwd:X&view=compare&run=1",
    "view=compare&view=story",
    "lang=%00",
)


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_link_is_refused_kindly(visit, query):
    page = visit(f"?{query}")
    alert = page.get_by_role("alert")
    alert.first.wait_for()
    told = alert.first.inner_text()
    assert "Traceback" not in told
    assert "/site-packages" not in told
    assert page.evaluate("document.querySelectorAll('.trm-page script').length") == 0


def test_from_a_refused_link_a_button_leads_on(visit):
    page = visit("?view=nowhere&lang=en")
    page.get_by_role("button", name=say("refused_home", "en")).click()
    page.get_by_role("heading", name=say("landing_title", "en")).wait_for()


def test_the_language_is_switched_at_any_moment_and_nothing_is_lost(visit):
    page = finished(visit(f"?view=compare&{SMALL}&run=1&lang=en"))
    slider = page.locator(".trm-player input[type=range]").first
    slider.focus()
    slider.press("Home")
    page.get_by_role("button", name=say("switch_language_name", "en")).click()
    finished(page, "id")
    assert page.evaluate("document.documentElement.lang") == "id"
    assert shown_day(page) == "Hari ke-1 dari 60"
    page.get_by_role("button", name=say("switch_language_name", "id")).click()
    finished(page)


DRAWN = "(part) => [...document.querySelectorAll(`${part} canvas`)].map((canvas) => canvas.toDataURL()).join()"
"""Everything that is drawn in a part of the page."""


def drawings(page):
    """What the player has drawn; asked for again until it stays as it is."""
    shown_day(page)
    seen = ""
    while (now := page.evaluate(DRAWN, ".trm-player")) != seen:
        seen = now
        page.wait_for_timeout(300)
    return now


@pytest.mark.parametrize(("first", "other"), [("light", "dark"), ("dark", "light")])
def test_drawings_follow_the_theme_at_once(visit, first, other):
    asked = f"?view=compare&{SMALL}&run=1&lang=en"
    wanted = drawings(finished(visit(f"{asked}&theme={other}")))
    page = finished(visit(f"{asked}&theme={first}"))
    before = drawings(page)
    page.get_by_role("button", name=say(f"theme_{other}", "en"), exact=True).click()
    page.wait_for_function(f"document.documentElement.dataset.theme === '{other}'")
    assert drawings(page) == wanted
    page.get_by_role("button", name=say(f"theme_{first}", "en"), exact=True).click()
    page.wait_for_function(f"document.documentElement.dataset.theme === '{first}'")
    assert drawings(page) == before


def test_a_key_changes_the_theme_of_what_is_drawn_while_it_plays(visit):
    asked = f"?view=compare&{SMALL}&run=1&lang=en&present=1"
    fresh = finished(visit(f"{asked}&theme=dark"))
    drawings(fresh)
    wanted = fresh.evaluate(DRAWN, ".trm-charts")
    page = finished(visit(f"{asked}&theme=light"))
    drawings(page)
    page.get_by_role("combobox", name=say("player_speed", "en")).select_option("1")
    page.get_by_role("button", name=say("player_play", "en"), exact=True).click()
    page.keyboard.press("t")
    page.wait_for_function(f"wanted => ({DRAWN})('.trm-charts') === wanted", arg=wanted)
    page.get_by_role("button", name=say("player_pause", "en"), exact=True).wait_for()


def test_the_browser_says_which_language_it_would_like(visit):
    page = visit("", locale="id-ID")
    page.get_by_role("heading", name=say("landing_title", "id")).wait_for()


def test_a_control_that_is_moved_changes_one_side_and_runs_nothing_before_it_is_asked(visit):
    page = visit(f"?view=compare&{SMALL}&lang=en&a=baseline&b=baseline")
    before = page.evaluate("location.search")
    page.get_by_text(say("group_promotion", "en"), exact=True).click()
    field = page.get_by_role("spinbutton", name=re.compile("^Promotions a day, B"))
    field.fill("2")
    field.press("Tab")
    assert page.evaluate("location.search") == before
    page.get_by_role("button", name=say("compare_run", "en")).click()
    finished(page)
    assert "b.set=retailers.kopi.posts.promotion_rate%3D2" in page.evaluate("location.search")


STAFF_HOURS = re.compile(r"^(Jam staf untuk kontak|Staff hours for contacts), A")


@pytest.mark.parametrize("locale", ["en-US", "id-ID"])
@pytest.mark.parametrize(
    ("language", "shown", "typed"),
    [("id", "0,5", "0,7"), ("id", "0,5", "0.7"), ("en", "0.5", "0.7"), ("en", "0.5", "0,7")],
)
def test_the_page_and_not_the_browser_says_which_sign_is_the_decimal_one(visit, locale, language, shown, typed):
    page = visit(f"?view=compare&{SMALL}&lang={language}&a=baseline&b=promotion-heavy", locale=locale)
    field = page.get_by_role("spinbutton", name=STAFF_HOURS)
    assert field.input_value() == shown
    field.fill(typed)
    field.press("Tab")
    assert field.input_value() == shown.replace("5", "7")
    page.get_by_role("button", name=say("compare_run", language)).click()
    page.wait_for_function("location.search.includes('a.set=retailers.kopi.reply.staff_hours%3D0.7')", timeout=10_000)


@pytest.mark.parametrize(("language", "typed", "meant"), [("id", "1.000", "1000"), ("en", "1,000", "1000")])
def test_a_number_that_can_be_read_in_two_ways_is_refused_with_both(visit, language, typed, meant):
    page = visit(f"?view=compare&{SMALL}&lang={language}&a=baseline")
    field = page.get_by_role("spinbutton", name=STAFF_HOURS)
    field.fill(typed)
    field.press("Tab")
    told = say("controls_ambiguous", language, text=typed, whole=meant, decimal="1")
    assert field.evaluate("field => field.validationMessage") == told
    page.wait_for_timeout(500)
    assert page.get_by_text(say("compare_reset", language)).is_visible()
    assert field.input_value() == typed, "what was refused stays to be mended"


def test_arrows_step_a_number_and_stop_at_its_bounds(visit):
    page = visit(f"?view=compare&{SMALL}&lang=id&a=baseline")
    field = page.get_by_role("spinbutton", name=STAFF_HOURS)
    field.fill("0,3")
    field.press("ArrowUp")
    up = float(field.input_value().replace(",", "."))
    assert 0.3 < up <= 1.3
    field.press("ArrowDown")
    assert field.input_value() == "0,3"
    field.fill("0")
    field.press("ArrowDown")
    assert field.input_value() == "0"


def test_two_equal_sides_are_told_apart_from_a_result(visit):
    page = visit(f"?view=compare&{SMALL}&lang=en&a=baseline&b=baseline&run=1")
    page.get_by_text(say("compare_same", "en")).wait_for()


def test_counters_that_cannot_serve_their_customers_are_told_of(visit):
    page = finished(visit(f"?view=compare&{SMALL}&run=1&lang=en&b.set=retailers.kopi.counter.capacity%3D0.1"))
    told = page.get_by_text("leave again because the queue is too long")
    told.wait_for()
    assert told.count() == 1
    assert re.match(r"B: \d+% of those who come to Kopi Kita leave again", told.inner_text())


def test_any_parameter_can_be_looked_up(visit):
    page = visit(f"?view=compare&{SMALL}&lang=en")
    finder = page.get_by_label(say("controls_find", "en"))
    finder.focus()
    label = page.locator("datalist option[value*='retailers.kopi.costs.wage']").get_attribute("value")
    finder.fill(label)
    finder.press("Enter")
    page.get_by_text(say("group_more", "en"), exact=True).wait_for()


def test_presenter_mode_has_keys_and_lists_them(visit):
    page = visit(f"?{SMALL}&lang=en&present=1")
    page.get_by_role("heading", name=say("landing_title", "en")).wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_text(say("key_language", "en")).wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.get_by_role("heading", name=say("landing_title", "id")).wait_for()
    page.keyboard.press("2")
    page.get_by_role("button", name=say("compare_run", "id")).wait_for()
    page.keyboard.press("p")
    page.wait_for_function("!document.documentElement.classList.contains('trm-presenting')")
    page.keyboard.press("1")  # outside presenter mode no single key does anything
    page.wait_for_timeout(500)
    assert page.get_by_role("button", name=say("compare_run", "id")).is_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("query", ["", f"view=compare&{SMALL}", f"view=compare&{SMALL}&run=1",
                                   f"view=compare&{SMALL}&run=1&present=1"])  # fmt: skip
def test_landing_comparison_and_presenter_are_open_to_all(visit, check_both_themes, query, size):
    width, height = SIZES[size]
    page = visit(f"?{query}&lang=en", width=width, height=height, color_scheme="light")
    page.get_by_role("heading", level=1).wait_for()
    if "run=1" in query:
        finished(page)
        page.locator(".trm-player canvas").first.wait_for()
    check_both_themes(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("query", ["", f"view=compare&{SMALL}&run=1", f"view=compare&{SMALL}&run=1&present=1"])
def test_nothing_is_wider_than_the_screen(visit, query, size):
    width, height = SIZES[size]
    page = visit(f"?{query}&lang=id", width=width, height=height)
    page.get_by_role("heading", level=1).wait_for()
    if "run=1" in query:
        finished(page, "id")
        page.locator(".trm-player canvas").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
