"""Files up and down in a real browser: a good one, wrong ones, large ones, and names that would be markup."""

import gzip
import io
import zipfile

import pandas as pd
import pytest

pytestmark = pytest.mark.browser
SMALL = "?view=compare&n=80&days=20&pairs=2"
GOOD = b'extends = "baseline"\n\n[retailers.kopi]\nprice = 26000\n'


def opened(visit, query=SMALL):
    """The page with the fields for files in sight."""
    page = visit(query)
    page.get_by_text("A scenario file of your own").click()
    page.get_by_label("File for A").wait_for()
    return page


def give(page, name, content, side="A"):
    page.get_by_label(f"File for {side}").set_input_files(
        {"name": name, "mimeType": "application/toml", "buffer": content}
    )


def refusal(page):
    alert = page.locator(".trm-told")
    alert.wait_for()
    return alert.inner_text()


def bomb():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("scenario.toml", b"0" * 30_000_000)
    return held.getvalue()


def test_a_good_file_becomes_a_side_runs_and_is_in_the_link(visit):
    page = opened(visit)
    give(page, "mine.toml", GOOD, "B")
    page.get_by_text("mine.toml is now B").wait_for()
    assert page.get_by_label("File for B").is_visible(), "the fold closed"
    page.get_by_role("button", name="Run the comparison").click()
    page.get_by_role("heading", name="Take it with you").wait_for(timeout=60_000)
    assert "B: mine" in page.locator("h1").inner_text()
    link = page.get_by_role("textbox", name="Link to this comparison").input_value()
    assert "b.file=" in link
    assert link.partition("?")[2] == page.url.partition("?")[2]
    other = visit("?" + link.partition("?")[2])
    other.get_by_role("heading", name="Take it with you").wait_for(timeout=60_000)
    assert "B: mine" in other.locator("h1").inner_text()
    assert other.locator(".trm-strip").inner_text() == page.locator(".trm-strip").inner_text()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[consumers]\nshop_rate = 9\n", "consumers.shop_rate: 9 is above the largest allowed value 1"),
        (bomb(), "this is no text"),
        (gzip.compress(b"0" * 30_000_000), "this is no text"),
        (b'extends = "/etc/passwd"', "the page opens no other file"),
        (b'[retailers.kopi]\npolicy = "/tmp/evil.py:Evil"', "opens no file and runs no code"),
    ],
    ids=["wrong value", "zip", "gzip", "a file of the server", "code"],
)
def test_a_file_that_will_not_do_is_refused_with_the_key_and_the_reason(visit, content, told):
    page = opened(visit)
    give(page, "mine.toml", content)
    said = refusal(page)
    assert "This file cannot be used for A" in said
    assert f"mine.toml: {told}" in said or (told in said and "mine.toml" in said)
    assert page.locator("h1").inner_text() == "A: Open replies or B: Private replies?"


def test_a_file_of_fifty_megabytes_is_refused_before_anything_is_sent(visit, tmp_path):
    page = opened(visit)
    large = tmp_path / "large.toml"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(len(frame))))
    page.get_by_label("File for A").set_input_files(large)
    page.get_by_text("large.toml has 48829 kB; a scenario has at most 64 kB. Nothing was sent.").wait_for()
    assert sum(sent) < 100_000


def test_an_empty_file_is_refused_in_the_browser(visit):
    page = opened(visit)
    give(page, "none.toml", b"")
    page.get_by_text("none.toml is empty. Nothing was sent.").wait_for()


def test_names_that_would_be_markup_are_shown_as_the_text_that_they_are(visit):
    page = opened(visit)
    name = "<img src=x onerror=alert(1)>.toml"
    content = 'title = "<script>alert(1)</script>"\nname = "<b>bold</b>"\n[retailers.kopi]\ntitle = "<i>k</i>"\n'
    page.on("dialog", lambda dialog: pytest.fail("a script of a file was run"))
    give(page, name, content.encode() + b"[suppliers.kebun]\n[retailers.toko]\n")
    page.get_by_text(f"{name} is now A").wait_for()
    assert "<script>alert(1)</script>" in page.locator("h1").inner_text()
    page.get_by_role("button", name="Run the comparison").click()
    page.get_by_text("All outcomes of <i>k</i>").wait_for(timeout=60_000)
    assert page.locator("h1 script, .trm-page img, h1 b, .trm-page i").count() == 0


def test_a_file_can_be_dropped(visit):
    page = opened(visit)
    transfer = page.evaluate_handle(
        """content => {
            const held = new DataTransfer();
            held.items.add(new File([content], "dropped.toml"));
            return held;
        }""",
        GOOD.decode(),
    )
    page.locator(".trm-upload-b").dispatch_event("drop", {"dataTransfer": transfer})
    page.get_by_text("dropped.toml is now B").wait_for()


@pytest.fixture
def done(visit):
    page = visit(f"{SMALL}&run=1")
    page.get_by_role("heading", name="Take it with you").wait_for(timeout=60_000)
    return page


def taken(page, button, **options):
    """The name and the content of what a button takes down."""
    with page.expect_download(**options) as caught:
        page.get_by_role("button", name=button).click()
    with open(caught.value.path(), "rb") as file:
        return caught.value.suggested_filename, file.read()


def test_what_is_shown_can_be_taken_down(done):
    from sim.ui.comparing import scenario_of
    from sim.ui.views.files import own_side

    name, content = taken(done, "Scenario B")
    assert name == "b-private-replies.toml"
    assert scenario_of(own_side(name, content)).retailers["kopi"].reply.policy == "private"
    name, content = taken(done, "All differences")
    assert name == "differences.csv"
    assert "loyalty" in pd.read_csv(io.BytesIO(content))["outcome"].tolist()
    name, content = taken(done, "All runs")
    assert name == "runs.parquet"
    assert len(pd.read_parquet(io.BytesIO(content))) == 4
    assert taken(done, "All runs")[0] == "runs.parquet", "the same file cannot be taken down twice"


def test_the_report_comes_in_the_present_language(visit):
    page = visit(f"{SMALL}&run=1&lang=id")
    page.get_by_role("heading", name="Bawa hasilnya").wait_for(timeout=60_000)
    name, content = taken(page, "Laporan", timeout=120_000)
    assert name == "report.html"
    assert b'<html lang="id">' in content
    page.get_by_text("Laporan selesai").wait_for()


def test_the_program_can_be_copied(done):
    done.context.grant_permissions(["clipboard-read", "clipboard-write"])
    done.get_by_text("The same in Python and in the terminal").click()
    done.get_by_role("button", name="Copy: Python").click()
    done.get_by_text("Copied").wait_for()
    copied = done.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("import sim\n")
    done.get_by_role("button", name="Copy: Link").click()
    assert done.evaluate("navigator.clipboard.readText()").startswith("http://")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)], ids=["desktop", "phone"])
def test_what_can_be_taken_and_brought_is_open_to_all(visit, check_both_themes, width, height):
    page = visit(f"{SMALL}&run=1", width=width, height=height, color_scheme="light")
    page.get_by_role("heading", name="Take it with you").wait_for(timeout=60_000)
    page.get_by_text("The same in Python and in the terminal").click()
    page.get_by_text("Policies and settings").click()
    page.get_by_text("A scenario file of your own").click()
    give(page, "wrong.toml", b"dayz = 1")
    refusal(page)
    check_both_themes(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
