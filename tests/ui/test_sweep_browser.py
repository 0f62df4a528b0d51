"""The map in a real browser: it fills, can be cancelled, opens its worlds, and is there again on the way back."""

import re

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
pytestmark = pytest.mark.browser
SMALL = "?view=sweep&n=80&days=20&levels=3&reps=2"
LARGE = "?view=sweep&n=400&days=120&levels=6&reps=4"
FILLED = ".trm-cell-button:not(.trm-heat-empty)"


def filled(page):
    return page.locator(FILLED).count()


def texts(page):
    return page.locator(".trm-heat-text").all_inner_texts()


def whole(page, text="runs are done."):
    page.get_by_text(re.compile(rf"^(All|Semua) .*{text}")).wait_for(timeout=120_000)
    # the map is drawn a moment after that is said
    page.locator(FILLED).first.wait_for()
    expect(page.locator(".trm-heat-empty, .trm-heat-partial")).to_have_count(0)


def test_the_map_fills_while_one_watches_and_keeps_what_is_there_when_cancelled(visit):
    page = visit(LARGE)
    page.get_by_role("button", name="Fill the map").click()
    page.locator(FILLED).nth(0).wait_for(timeout=60_000)
    early = filled(page)
    page.locator(FILLED).nth(early + 2).wait_for(timeout=60_000)
    assert filled(page) > early
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("What is there stays").wait_for()
    kept = filled(page)
    assert kept > 0
    page.wait_for_timeout(1_500)
    assert filled(page) == kept
    page.get_by_role("button", name="Go on").click()
    page.locator(FILLED).nth(min(kept + 1, 35)).wait_for(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    assert "run=1" in page.url


def test_a_cell_opens_its_world_and_back_shows_the_map_again(visit):
    page = visit(SMALL)
    page.get_by_role("button", name="Fill the map").click()
    whole(page)
    before = texts(page)
    assert len(before) == 9
    page.locator(".trm-cell-button").nth(5).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("view=compare.*run=1"))
    page.get_by_role("heading", name="Take it with you").wait_for(timeout=60_000)
    assert "b.set=retailers.kopi.posts.promotion_rate%3D3.0" in page.url
    assert "b.set=retailers.kopi.reply.staff_hours%3D3.0" in page.url
    page.go_back()
    page.locator(".trm-heat").wait_for()
    whole(page)
    expect(page.locator(".trm-heat-text")).to_have_text(before)


def test_the_arrows_move_between_cells_and_tell_of_each(visit):
    page = visit(f"{SMALL}&run=1")
    whole(page)
    first = page.locator(".trm-cell-button").first
    first.focus()
    told = page.locator(".trm-heat-detail")
    assert "(posts/day/account): 0; Staff hours for contacts (hours/day): 3" in told.inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "(posts/day/account): 1.5; Staff hours for contacts (hours/day): 1.55" in told.inner_text()
    page.keyboard.press("End")
    assert "(posts/day/account): 3; " in told.inner_text()
    assert page.locator(".trm-cell-button[tabindex='0']").count() == 1
    name = page.locator(".trm-cell-button:focus").get_attribute("aria-label")
    assert name.startswith(page.locator(".trm-cell-button:focus .trm-heat-text").inner_text())
    assert "from 2 of 2 worlds" in name


def test_another_outcome_and_another_reading_need_no_new_runs(visit):
    page = visit(f"{SMALL}&run=1")
    whole(page)
    values = texts(page)
    page.get_by_role("button", name="Difference from the base world").click()
    page.locator(".trm-heat-text", has_text=re.compile("^[+−]")).first.wait_for()
    page.get_by_text("Factors and settings").click()
    page.get_by_label("Outcome", exact=True).select_option("complaints")
    page.get_by_role("heading", name="Complaints over two factors").wait_for()
    assert "outcome=complaints" in page.url
    page.get_by_role("button", name="Value", exact=True).click()
    page.get_by_label("Outcome", exact=True).select_option("loyalty")
    page.get_by_role("heading", name="Loyalty (attitude) over two factors").wait_for()
    assert page.get_by_text("All 20 runs are done.").is_visible()
    expect(page.locator(".trm-heat-text")).to_have_text(values)  # drawn a moment after its heading


def test_a_parameter_is_found_by_a_part_of_its_name_and_becomes_the_factor_of_the_rows(visit):
    page = visit(SMALL)
    field = page.get_by_label("Find any other parameter for the rows")
    field.focus()
    label = page.locator("datalist option[value*='consumers.young_share']").get_attribute("value")
    field.fill(label)
    field.press("Tab")
    rows = page.get_by_label("Down: second factor", exact=True)
    for _ in range(100):
        if rows.input_value() == "consumers.young_share":
            break
        page.wait_for_timeout(200)
    assert rows.input_value() == "consumers.young_share"
    page.get_by_role("button", name="Fill the map").click()
    whole(page)
    assert "y=consumers.young_share" in page.url


def test_a_map_that_cannot_be_filled_says_why(visit):
    page = visit(f"{SMALL}&x=consumers.count&run=1")
    alert = page.get_by_role("alert").filter(has_text="This map cannot be filled")
    alert.wait_for()
    assert "there is no 'consumers.count' in this world that could be varied" in alert.inner_text()


def test_the_experiment_file_is_taken_down(visit):
    import tomllib

    page = visit(f"{SMALL}&run=1")
    whole(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download map.toml").click()
    with open(caught.value.path(), "rb") as file:
        table = tomllib.load(file)
    assert caught.value.suggested_filename == "map.toml"
    assert table["design"] == {"kind": "factorial"}
    assert table["set"] == {"consumers": {"count": 80}, "days": 20}


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)], ids=["desktop", "phone"])
def test_the_map_is_open_to_all_and_no_wider_than_the_screen(visit, check_both_themes, width, height):
    page = visit(f"{SMALL}&run=1", width=width, height=height, color_scheme="light")
    whole(page)
    page.get_by_text("The same in the terminal and in Python").click()
    page.get_by_text("Factors and settings").click()
    check_both_themes(page)
    page.get_by_role("button", name="Difference from the base world").click()
    page.wait_for_timeout(700)
    check_both_themes(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_map_is_told_in_indonesian_with_its_numbers(visit):
    page = visit(f"{SMALL}&run=1&lang=id")
    whole(page, "simulasi selesai.")
    assert all(re.fullmatch(r"0,\d+", text) for text in texts(page))
    assert "Setiap sel adalah dunia" in page.locator(".trm-lead").inner_text()
