"""The story as a class meets it: with a keyboard alone, back and forward, on a projector and a phone."""

from __future__ import annotations

import pytest

from sim.ui.story.steps import steps
from sim.ui.texts import say

pytestmark = pytest.mark.browser

SMALL = "n=100&days=30&pairs=2"
WAIT = 120_000
"""Milliseconds: the first run in a worker loads the kernels."""
FOCUSED = "(document.activeElement?.textContent || '').trim()"
NAME = """() => {
  const e = document.activeElement;
  if (!e) return "";
  return (e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent || "").trim();
}"""


def title(number):
    return say(f"story_{steps()[number].name}_title", "en")


def tab_to(page, name, presses=140):
    """Press Tab until what has the focus is called so."""
    for _ in range(presses):
        if page.evaluate(NAME) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name!r}")


def wait_for_focus(page, text):
    page.wait_for_function(f"(text) => {FOCUSED} === text", arg=text, timeout=WAIT)


def wait_until_run(page):
    page.get_by_text(say("story_done", "en")).wait_for(timeout=WAIT)


def test_the_whole_story_can_be_gone_through_with_the_keyboard_alone(visit):
    page = visit(f"?view=story&{SMALL}")
    page.get_by_role("heading", name=title(0)).wait_for()
    for number, step in enumerate(steps()):
        page.get_by_text(say("story_progress", "en", number=number + 1, total=len(steps()))).wait_for()
        if number:
            wait_for_focus(page, title(number))
        if step.kind == "comparison":
            assert page.get_by_role("button", name=say("story_run", "en")).is_disabled()
            tab_to(page, say("choice_a", "en"))
            page.keyboard.press("ArrowDown")
            assert page.get_by_label(say("choice_b", "en")).is_checked()
            tab_to(page, say("story_run", "en"))
            page.keyboard.press("Enter")
            wait_for_focus(page, say("story_result", "en"))
            wait_until_run(page)
            page.get_by_text("You predicted that B does better").wait_for()
        elif step.kind == "puzzle":
            tab_to(page, "Complaints handled by the rules, B")
            page.keyboard.press("Home")
            tab_to(page, say("story_run", "en"))
            page.keyboard.press("Enter")
            wait_for_focus(page, say("goals_heading", "en"))
            wait_until_run(page)
        else:
            break
        tab_to(page, say("story_next", "en"))
        page.keyboard.press("Enter")
    tab_to(page, say("compare_run", "en"))
    page.keyboard.press("Enter")
    page.locator(".trm-strip").wait_for(timeout=WAIT)


def test_a_sketch_is_drawn_with_sliders_and_laid_over_what_came_out(visit):
    page = visit(f"?view=story&{SMALL}")
    tab_to(page, say("predict_sliders", "en"))
    page.keyboard.press("Enter")
    first = page.get_by_role("group", name="B, dashed").get_by_role("slider").first
    first.focus()
    page.keyboard.press("End")
    assert first.get_attribute("aria-valuetext") == "0.600"
    page.locator("button:not([disabled])", has_text=say("story_run", "en")).wait_for()
    tab_to(page, say("story_run", "en"))
    page.keyboard.press("Enter")
    wait_until_run(page)
    page.get_by_text("Your sketch of B is off by").wait_for()
    assert page.get_by_text("Your sketch of A").count() == 0
    page.get_by_text(say("predict_numbers", "en")).click()
    assert page.locator(".trm-predict tbody td", has_text="0.600").count() == 5


def test_a_sketch_is_drawn_with_a_pointer(visit):
    page = visit(f"?view=story&{SMALL}")
    canvas = page.locator("canvas.trm-sketch")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60, steps=8)
    page.mouse.up()
    page.get_by_text(say("predict_sliders", "en")).click()
    sliders = page.get_by_role("group", name="A, drawn through").get_by_role("slider")
    values = [float(sliders.nth(k).input_value()) for k in range(5)]
    assert values[0] > 0.4
    assert values[-1] > values[0], "the line goes on level where it was not drawn"
    assert values[-1] == values[-2]


def test_back_and_forward_go_through_the_steps_and_predictions_stay(visit):
    page = visit(f"?view=story&{SMALL}")
    page.get_by_label(say("choice_none", "en")).check()
    page.get_by_role("button", name=say("story_next", "en")).click()
    wait_for_focus(page, title(1))
    page.wait_for_url("**step=1**")
    page.go_back()
    wait_for_focus(page, title(0))
    assert page.get_by_label(say("choice_none", "en")).is_checked()
    assert "choice" not in page.url
    page.go_forward()
    wait_for_focus(page, title(1))
    assert not page.get_by_label(say("choice_none", "en")).is_checked()


def test_a_prediction_outlives_a_reload(visit):
    page = visit(f"?view=story&{SMALL}")
    page.get_by_label(say("choice_b", "en")).check()
    page.get_by_role("button", name=say("story_run", "en")).click()
    wait_until_run(page)
    predicted = page.get_by_text("You predicted that B does better")
    predicted.wait_for()
    page.reload()
    wait_until_run(page)
    predicted.wait_for()
    page.go_back()
    page.get_by_role("button", name=say("story_run", "en")).wait_for()
    assert page.get_by_label(say("choice_b", "en")).is_checked()
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name=say("story_skip", "en")).wait_for()
    assert not other.get_by_label(say("choice_b", "en")).is_checked(), "another tab is another visitor"


@pytest.mark.parametrize("wait", [0, 150])
@pytest.mark.parametrize("number", [0, 1])
def test_a_double_click_leads_one_step_on(visit, number, wait):
    page = visit(f"?view=story&{SMALL}&step={number}")
    button = page.get_by_role("button", name=say("story_next", "en"))
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_timeout(wait)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    wait_for_focus(page, title(number + 1))
    page.wait_for_timeout(1_000)
    assert f"step={number + 1}" in page.url


def test_the_way_on_does_not_make_room_for_the_way_back(visit):
    page = visit(f"?view=story&{SMALL}")
    button = page.get_by_role("button", name=say("story_next", "en"))
    first = button.bounding_box()["x"]
    button.click()
    page.get_by_role("button", name=say("story_previous", "en")).wait_for()
    assert button.bounding_box()["x"] == first


def test_back_and_forward_go_from_a_result_to_its_prediction_and_back(visit):
    page = visit(f"?view=story&{SMALL}")
    page.get_by_role("button", name=say("story_skip", "en")).click()
    wait_until_run(page)
    page.get_by_role("button", name=say("nav_landing", "en"), exact=True).click()
    page.get_by_role("heading", name=say("landing_title", "en")).wait_for()
    page.go_back()
    wait_until_run(page)
    page.go_back()
    page.get_by_role("button", name=say("story_skip", "en")).wait_for()
    assert page.get_by_text(say("story_done", "en")).count() == 0
    page.go_forward()
    wait_until_run(page)


def test_a_change_is_run_again_and_stands_in_the_link(visit):
    page = visit(f"?view=story&{SMALL}&step=1&run=1")
    wait_until_run(page)
    page.get_by_text("Unlocked so far").click()
    number = page.get_by_label("Staff hours for contacts, B (hours/day)")
    number.fill("2")
    number.press("Tab")
    page.get_by_role("button", name=say("compare_again", "en")).click()
    page.wait_for_url("**b.set=retailers.kopi.reply.staff_hours%3D2**")
    wait_for_focus(page, say("story_result", "en"))
    wait_until_run(page)
    assert page.get_by_label("Staff hours for contacts, A (hours/day)").input_value() == "0.5"


def test_keys_lead_through_the_story_in_front_of_a_class(visit):
    page = visit(f"?view=story&{SMALL}&present=1", width=1024, height=768)
    page.keyboard.press("n")
    wait_for_focus(page, title(1))
    page.keyboard.press("b")
    wait_for_focus(page, title(0))
    page.get_by_role("button", name=say("keys_button", "en")).click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "21px", "large type for a class"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_story_is_open_to_all(visit, check_both_themes, width, height):
    page = visit(f"?view=story&{SMALL}", width=width, height=height, color_scheme="light")
    page.get_by_text(say("predict_sliders", "en")).click()
    check_both_themes(page)
    page.get_by_label(say("choice_a", "en")).check()
    page.get_by_role("button", name=say("story_run", "en")).click()
    wait_until_run(page)
    check_both_themes(page)
    page.goto(f"{page.url.partition('?')[0]}?view=story&{SMALL}&step=9")
    page.get_by_role("heading", name=title(9)).wait_for()
    check_both_themes(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
