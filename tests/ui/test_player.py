"""The player in a browser: what it shows of a day was so then, by mouse, by keys and for those who hear it."""

import contextlib
import re

import pytest

pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")

import solara

from sim.ui.by_day import SERIES, bands, perform_by_day
from sim.ui.film import NEVER_BOUGHT
from sim.ui.reasons import reasons, told
from sim.ui.texts import say
from sim.ui.widgets.player import Player, PlayerWidget, _Days
from tests.ui.conftest import Visits
from tests.ui.films import filmed, job
from tests.ui.stage import ADDRESS, put_on_stage, sendable

NAMES = ("open-replies", "private-replies")
LABELS = ("A  Open replies", "B  Private replies")
WAITING, REPLIED = 0, 1
MINUTES = 1440
SCRIPT = "<img src=x onerror=\"document.title='broken in'\">"


@contextlib.contextmanager
def shown(*overrides, **asked):
    """The component with two films, and its widget; what it reports is written down in `told`."""
    films = [filmed(name, *overrides) for name in NAMES]
    heard = []
    asked = {"labels": LABELS, "language": "en"} | asked
    made = Player(
        *films, on_day=lambda day: heard.append(("day", day)), on_select=lambda who: heard.append(("who", who)), **asked
    )
    _, rendered = solara.render(made, handle_error=False)
    try:
        widget = rendered.find(PlayerWidget).widget
        widget.heard = heard
        yield widget
    finally:
        rendered.close()


@pytest.fixture
def stage(browser):
    """Opens the player on a bare page: ``page = stage(day=12)``. Fails when anything goes wrong in it."""
    visits = Visits(browser, ADDRESS)
    contexts = []

    def open_stage(*overrides, width=1280, height=900, look="", scheme="light", **asked):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        visits.watch(page)
        with shown(*overrides, **asked) as widget:
            put_on_stage(page, widget, look)
        return page

    yield open_stage
    for context in contexts:
        context.close()
    assert not visits.problems, "\n".join(visits.problems)


def late_thread():
    """A thread of the first world that was answered on a later day than it was opened, and these two days."""
    arrays = filmed(NAMES[0]).arrays()
    opened, ended = arrays["thread_opened"] // MINUTES, arrays["thread_ended"] // MINUTES
    late = (arrays["thread_ended"] > 0) & (ended > opened) & (arrays["thread_state"] == REPLIED)
    late &= arrays["thread_flags"] & 1 == 0
    place = int(late.nonzero()[0][0])
    return int(arrays["thread_consumer"][place]), int(opened[place]), int(ended[place])


# ---- the component


def test_the_widget_is_sent_both_films_and_the_words_of_the_language():
    with shown(language="id", day=7, selected=3) as widget:
        assert widget.film_a == filmed(NAMES[0]).packed.data
        assert widget.meta_b["about"]["retailers"][0] == "Kopi Kita"
        assert widget.go["day"] == 7
        assert widget.selected == 3
        assert widget.words["play"] == say("player_play", "id") == "Putar"
        assert all(widget.words.values())
        assert sum(len(data) for data in (widget.film_a, widget.film_b)) < 100_000


def test_what_the_browser_tells_reaches_the_page():
    with shown() as widget:
        widget.day = 31
        widget.selected = 12
        widget.selected = -1
        assert widget.heard == [("day", 31), ("who", 12), ("who", None)]


def test_the_reason_of_the_selected_consumer_is_told_in_the_language_of_the_page():
    found = reasons((job(NAMES[0]), job(NAMES[1])))
    consumer, step = next(iter(found.items()))
    with shown(selected=consumer, reasons=found, language="id") as widget:
        assert widget.reason["sentence"] == told(step, "id").sentence
        assert widget.reason["day"] == step.day
    same = next(who for who in range(300) if who not in found)
    for asked, state in (({"reasons": found}, "same"), ({}, "finding"), ({"has_no_reasons": True}, "unknown")):
        with shown(selected=same, **asked) as widget:
            assert widget.reason == {"consumer": same, "state": state}


def test_every_text_that_the_script_says_is_there_and_every_text_is_said():
    script = PlayerWidget._esm
    said = set(re.findall(r'say\("(\w+)"', script)) | set(re.findall(r'"(\w+)"', script))
    made_up = ("channel_", "key_", "post_", "word_", "lives_", "reply_", "question_", "charts_note", "networks_note")
    with shown() as widget:
        words = set(widget.words)
    assert set(re.findall(r'say\("(\w+)"', script)) <= words
    titles = {f"{name}_{part}" for name in SERIES for part in ("title", "unit")}
    kinds = {"follows", "unfollows", "left", "back"}  # of events, which are their own words
    assert not {word for word in words - said - titles - kinds if not word.startswith(made_up)}


def test_bands_are_sent_once_they_are_there():
    with shown() as widget:
        assert widget.bands_meta == {}
    runs = [perform_by_day(job(name)) for name in NAMES]
    found = bands(runs)
    with shown(bands=(found[NAMES[0]], found[NAMES[1]]), pairs=1) as widget:
        assert widget.bands_meta["pairs"] == 1
        assert widget.bands


def test_the_echo_of_a_reported_day_takes_the_browser_nowhere():
    days = _Days(0)
    first = days.asked(0)
    for day in (5, 9):
        days.reported(day)
    assert days.asked(5) is first  # the browser is at 9 by now
    assert days.asked(9) is first
    assert days.asked(5)["day"] == 5  # the page goes back
    assert days.asked(5)["turn"] == 1


# ---- in a browser


@pytest.mark.browser
def test_going_back_shows_a_thread_as_it_stood_then(stage):
    consumer, opened, ended = late_thread()
    page = stage(day=ended)
    feed = page.locator(".trm-feed").first
    item = feed.locator("li", has_text=re.compile(rf"Day {opened + 1}, .*Consumer {consumer} "))
    item.get_by_text("after ").wait_for()
    assert item.get_by_text("waits for a reply").count() == 0
    slider = page.get_by_role("slider")
    slider.fill(str(opened))
    item.get_by_text("waits for a reply").wait_for()
    assert item.get_by_text("after ").count() == 0
    if opened:
        slider.fill(str(opened - 1))
        item.wait_for(state="detached")


@pytest.mark.browser
def test_private_threads_and_replies_say_so_in_words(stage):
    page = stage(day=89)
    arrays = filmed(NAMES[1]).arrays()
    assert (arrays["thread_action"] == 2).any()
    reply = page.locator(".trm-feed").nth(1).locator(".trm-answer.trm-is-private", has_text="private message").first
    assert reply.locator(".trm-private").inner_text() == "private"


@pytest.mark.browser
def test_what_differs_between_the_worlds_is_marked_in_both(stage):
    consumer, _, ended = late_thread()
    page = stage(day=ended)
    for side in range(2):
        items = page.locator(".trm-feed").nth(side).locator("li", has_text=f"Consumer {consumer} ")
        assert items.first.locator(".trm-otherwise").count() == 1


@pytest.mark.browser
def test_days_go_by_when_played_and_python_is_told_where_they_stop(stage):
    page = stage(day=10)
    page.get_by_role("combobox").select_option("32")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("Number(document.querySelector('input[type=range]').value) > 20")
    assert page.evaluate("window.saved.filter(([name]) => name === 'day').length") == 0
    page.get_by_role("button", name="Pause").click()
    stopped = int(page.get_by_role("slider").input_value())
    assert page.evaluate("window.saved") == [["day", stopped]]


@pytest.mark.browser
def test_playing_ends_on_the_last_day_and_begins_anew(stage):
    page = stage(day=86)
    page.get_by_role("combobox").select_option("32")
    page.get_by_role("button", name="Play").click()
    page.get_by_text("Day 90 of 90").wait_for()
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    assert int(page.get_by_role("slider").input_value()) < 80


@pytest.mark.browser
def test_the_keyboard_alone_plays_steps_and_chooses(stage):
    page = stage(day=10)
    slider = page.get_by_role("slider")
    page.get_by_role("button", name="One day forward").focus()
    for key, day in (("ArrowRight", 11), ("ArrowLeft", 10), ("End", 89), ("Home", 0), ("ArrowRight", 1)):
        page.keyboard.press(key)
        page.get_by_text(f"Day {day + 1} of 90").wait_for()
        assert slider.input_value() == str(day)
    page.keyboard.press("+")
    assert page.get_by_role("combobox").input_value() == "16"
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Day 3 of 90").wait_for()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Pause").wait_for()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Play").wait_for()
    page.get_by_label("Consumer no.").fill("42")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Consumer 42").wait_for()
    page.get_by_role("button", name="Next consumer").press("Enter")
    page.get_by_role("heading", name="Consumer 43").wait_for()
    assert page.evaluate("window.saved.filter(([name]) => name === 'selected').map(([, who]) => who)") == [42, 43]


@pytest.mark.browser
def test_keys_that_the_page_passes_on_play_wherever_the_focus_is(stage):
    page = stage(day=10)
    page.evaluate(
        "window.dispatchEvent(new CustomEvent('trm:key', { detail: new KeyboardEvent('keydown', { key: 'End' }) }))"
    )
    page.keyboard.press("Home")  # nothing has the focus: not ours
    page.get_by_text("Day 90 of 90").wait_for()


@pytest.mark.browser
def test_a_click_on_a_dot_shows_both_lives_of_that_consumer(stage):
    page = stage(day=60)
    canvas = page.locator("canvas.trm-network").nth(1)
    box = canvas.bounding_box()
    x, y = filmed(NAMES[0]).arrays()["positions"][42]
    margin = 50
    canvas.click(
        position={
            "x": margin + float(x) * (box["width"] - 2 * margin),
            "y": margin + float(y) * (box["height"] - 2 * margin),
        }
    )
    page.get_by_role("heading", name="Consumer 42").wait_for()
    assert ["selected", 42] in page.evaluate("window.saved")
    arrays = filmed(NAMES[0]).arrays()
    until = int(arrays["trip_first"][61])
    bought = (arrays["trip_consumer"][:until] == 42) & (arrays["trip_units"][:until] > 0)
    ours = bought & (arrays["trip_retailer"][:until] == 0)
    assert f"Purchases so far: {bought.sum()}, of these {ours.sum()} at Kopi Kita" in page.content()
    friend = page.locator(".trm-friends button").first
    name = friend.inner_text()
    friend.click()
    page.get_by_role("heading", name=f"Consumer {name},").wait_for()


@pytest.mark.browser
def test_a_reason_that_comes_later_is_shown_when_it_is_there(stage):
    page = stage(day=60, selected=42)
    page.get_by_text("This is being found out").wait_for()
    told_later = {
        "consumer": 42,
        "state": "found",
        "day": 7,
        "when": "day 8",
        "sentence": "S",
        "a": "in A",
        "b": "in B",
    }
    page.evaluate("(reason) => window.send({ reason })", told_later)
    page.get_by_text("in B", exact=True).wait_for()
    page.get_by_role("button", name="Go to day 8").click()
    page.get_by_text("Day 8 of 90").wait_for()


@pytest.mark.browser
def test_another_language_keeps_the_day_and_the_consumer(stage):
    page = stage(day=60, selected=42)
    page.get_by_role("slider").fill("33")
    with shown(language="id") as widget:
        sent = {name: sendable(widget)[name] for name in ("words", "language")}
    page.evaluate("(sent) => window.send(sent)", sent)
    page.get_by_text("Hari ke-34 dari 90").wait_for()
    page.get_by_role("heading", name="Konsumen 42").wait_for()
    # charts are drawn once a frame, so a moment after the words
    page.locator(".trm-charts .trm-chart-values").filter(has_text=re.compile(r"A 0,\d{4}")).first.wait_for()
    assert "Consumer" not in page.locator(".trm-player").inner_text()


@pytest.mark.browser
def test_another_pair_of_worlds_takes_the_place_of_the_first(stage):
    page = stage(day=60)
    with shown("days=40", "consumers.count=200") as widget:
        sent = {name: value for name, value in sendable(widget).items() if name[:4] in ("film", "meta")}
    page.evaluate("(sent) => window.send(sent)", sent)
    page.get_by_text("Day 40 of 40").wait_for()


@pytest.mark.browser
def test_names_are_shown_as_text_whatever_they_hold(stage):
    page = stage(f"retailers.kopi.title={SCRIPT}", day=60, selected=42, labels=(SCRIPT, f"B {SCRIPT}"))
    page.get_by_role("heading", name=f"The accounts of {SCRIPT}").wait_for()
    assert page.locator("img").count() == 0
    assert page.title() == "stage"


@pytest.mark.browser
def test_days_are_counted_from_1_in_whatever_is_read(stage):
    page = stage(day=0)
    page.get_by_text("Day 1 of 90").wait_for()
    assert "Day 0" not in page.locator(".trm-player").inner_text()
    chart = page.locator(".trm-chart-box .u-over").first
    width = chart.bounding_box()["width"]
    for x, day in ((width - 1, 90), (1, 1)):  # both ends of a chart are the last and the first day
        chart.click(position={"x": x, "y": 20})
        page.get_by_text(f"Day {day} of 90").wait_for()


@pytest.mark.browser
def test_marks_of_the_legend_look_as_in_the_picture_and_platforms_have_their_names(stage):
    page = stage(day=60)
    look = "(mark) => getComputedStyle(mark).backgroundImage"
    assert page.locator(".trm-mark-never").evaluate(look) == "none", "an empty circle"
    for kind in ("question", "public", "private"):  # a ring around a dot
        assert "radial-gradient" in page.locator(f".trm-mark-{kind}").evaluate(look)
    told = page.locator(".trm-feed").first.inner_text()
    assert "Facebook" in told or "Twitter" in told
    assert "facebook" not in told


@pytest.mark.browser
def test_pictures_are_told_in_figures_to_those_who_do_not_see_them(stage):
    page = stage(day=60)
    film = filmed(NAMES[0]).arrays()
    bought = int((film["loyalty"][60] != NEVER_BOUGHT).sum())
    told_of = page.locator("canvas.trm-network").first.get_attribute("aria-label")
    assert f"day 61: {bought} consumers have bought" in told_of
    loyalty = film["series"][0][60]
    assert f"Day 61: A {loyalty:.4f}" in page.locator(".trm-chart-box").first.get_attribute("aria-label")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_player_is_open_to_all(stage, check_access, scheme, width):
    from sim.ui import page as of_the_page

    look = of_the_page.LOOK.read_text(encoding="utf-8")
    page = stage(day=60, selected=42, width=width, scheme=scheme, look=look)
    page.locator("main").evaluate("(main) => main.classList.add('trm-page')")
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.browser
def test_a_browser_that_cannot_play_is_told_so(browser):
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    with shown() as widget:
        put_on_stage(page, widget, wait_for=say("player_browser_too_old", "en"))
    page.close()


@pytest.mark.browser
def test_pictures_follow_the_theme(stage):
    from sim.ui import page as of_the_page

    page = stage(day=60, look=of_the_page.LOOK.read_text(encoding="utf-8"))
    drawn = "document.querySelector('canvas.trm-network').toDataURL()"
    light = page.evaluate(drawn)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(f"(light) => {drawn} !== light", arg=light)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.wait_for_function(f"(light) => {drawn} === light", arg=light)


@pytest.mark.browser
def test_scrubbing_takes_little_of_a_frame(stage):
    page = stage("consumers.count=1000", "days=30", day=0)
    costs = page.evaluate(
        """async () => {
          const costs = [];
          const real = window.requestAnimationFrame;
          window.requestAnimationFrame = (act) => real((now) => {
            const began = performance.now();
            act(now);
            costs.push(performance.now() - began);
          });
          const slider = document.querySelector("input[type=range]");
          for (let day = 0; day < 30; day++) {
            slider.value = String(day);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((done) => real(() => setTimeout(done, 0)));
          }
          window.requestAnimationFrame = real;
          return costs.sort((one, other) => one - other);
        }"""
    )
    assert len(costs) > 20
    assert costs[len(costs) // 4] < 8.0  # milliseconds; a machine that does other things as well makes some longer


@pytest.mark.browser
def test_nothing_is_left_running_when_the_player_goes(stage):
    page = stage(day=10)
    page.get_by_role("button", name="Play").click()
    page.evaluate("() => window.end()")
    day = page.get_by_role("slider").input_value()
    page.wait_for_timeout(400)
    assert page.get_by_role("slider").input_value() == day
