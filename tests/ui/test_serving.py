"""The server: what it answers and what it refuses, how it starts and how it stops."""

import ast
import contextlib
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")
websockets = pytest.importorskip("websockets", reason="the page's packages are not installed (pip install .[page])")

import sim  # noqa: E402
from sim.cli import run_command  # noqa: E402  (after the check that its packages are there)
from sim.errors import InputError  # noqa: E402
from sim.ui.texts import say  # noqa: E402
from tests.ui.conftest import running  # noqa: E402
from tests.ui.visitors import Visitor, get  # noqa: E402

Refused, Ended = websockets.exceptions.InvalidStatus, websockets.exceptions.ConnectionClosed
ROOT = Path(__file__).resolve().parents[2]


def children(pid):
    """Processes that a process has started."""
    of_threads = (file.read_text().split() for file in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for found in of_threads for child in found]


def alive(pid):
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def until(holds, seconds=15):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, f"it did not come to hold in {seconds} s"
        time.sleep(0.1)
    return found


def ends(visitor):
    """Read what still comes; True when the server then ends the connection."""
    with contextlib.suppress(Ended):
        for _ in range(100):
            visitor.receive()
        return False
    return True


def admits(address):
    """Whether one more would get in; no seat is kept for who only asks."""
    return get(address, method="HEAD")[0] == 200


# What is answered.


def test_the_page_says_its_language_and_lets_itself_be_magnified(server):
    for query, accepted, language in (
        ("", "en", "en"),
        ("", "id-ID,id;q=0.9,en;q=0.8", "id"),
        ("?lang=id", "en", "id"),
        ("?lang=en", "id", "en"),
        ("?lang=%3Cscript%3E", "de", "en"),
    ):
        _, _, text = get(server, query, accept_language=accepted)
        assert f'<html lang="{language}">' in text
        assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
        assert "<script>" not in query or "%3Cscript" not in text
    assert "Laboratorium sedang dibuka" in get(server, "?lang=id")[2]


def test_no_other_host_stands_in_what_the_page_loads(server):
    _, headers, text = get(server)
    policy = headers["content-security-policy"]
    assert "http:" not in policy
    assert "https:" not in policy
    assert "*" not in policy
    for attribute in ('src="http', 'href="http', 'src="//', 'href="//'):
        assert attribute not in text


@pytest.mark.parametrize("path", ["", "readyz", "nothing-here", "static/assets/theme.js"])
def test_every_answer_has_the_headers_that_protect_its_reader(server, path):
    _, headers, _ = get(server, path)
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_the_session_is_kept_from_scripts_and_from_other_sites(server):
    _, headers, _ = get(server)
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=lax" in headers["set-cookie"]


@pytest.mark.parametrize(
    "path",
    [
        "resourcez",
        "resourcez?verbose=1",
        "static/",
        "static/assets/",
        "static/public/x",
        "jupyter/nbextensions/",
        "jupyter/nbextensions/../../../../../../etc/passwd",
        "_solara/cdn/",
        "_solara/cdn/left-pad@1.3.0/index.js",
        "_solara/api/evict/x",
        "_solara/auth/login",
        "static/..%2f..%2fserver.py",
        "app.py",
    ],
)
def test_nothing_else_is_served(server, path):
    status, _, text = get(server, path)
    assert status in (404, 405)
    assert "/" not in text


def test_a_link_cannot_choose_a_kernel_or_leave_one_behind(server):
    status, headers, _ = get(server, "?kernelid=mine&lang=id&a=b%26c&modelid=x&solara-no-close-beacon=")
    assert status == 307
    assert headers["location"] == "./?lang=id&a=b%26c"


def test_who_watches_the_server_is_told_that_it_is_ready(server):
    status, _, text = get(server, "readyz")
    assert (status, json.loads(text)) == (200, {"status": "ready"})


# Who is turned away.


def test_another_sites_page_cannot_open_a_kernel(server):
    visitor = Visitor(server)
    with pytest.raises(Refused, match="403"):
        visitor.connect(origin="http://evil.example")
    visitor.connect(origin=server.rstrip("/"))
    visitor.close()


def test_the_kernel_of_another_session_is_closed_to_everybody_else(server):
    owner = Visitor(server).connect()
    thief = Visitor(server)
    thief.kernel = owner.kernel
    with pytest.raises(Refused, match="403"):
        thief.connect()
    thief.page = owner.page
    owner_session, owner.session = owner.session, thief.session
    with contextlib.suppress(Ended):
        owner.close()  # with the thief's cookie: the word to the server has no effect
    owner.session = owner_session
    owner.connect().close()


@pytest.mark.parametrize("kernel", ["..%2f", "a b", "x" * 200, "%7B%7B1%7D%7D"])
def test_a_kernel_with_a_strange_name_is_refused(server, kernel):
    visitor = Visitor(server)
    visitor.kernel = kernel
    with pytest.raises(Refused):
        visitor.connect()


@pytest.mark.parametrize(
    "message",
    ["x" * 1_100_000, b"x" * 1_100_000, "no json", '{"header": {}}', "[]", b"\x00\x01", b"\xff" * 100],
    ids=["long text", "long bytes", "no json", "no header", "a list", "two bytes", "garbage"],
)
def test_a_message_that_is_none_ends_its_connection_and_nothing_else(server, message):
    other, visitor = Visitor(server).connect(), Visitor(server).connect()
    visitor.socket.send(message)
    assert ends(visitor)
    assert "trm-page" in other.run()
    other.close()
    with contextlib.suppress(Ended):
        visitor.close()


def test_a_large_body_is_nobodys_burden(server):
    connection = http.client.HTTPConnection(server.split("/")[2], timeout=30)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.request("POST", "/_solara/api/close/nobody?session_id=x", body=b"x" * 50_000_000)
    connection.close()
    assert get(server, "readyz")[0] == 200


# A room of two.


@pytest.fixture(scope="module")
def small():
    """A server that lets two in."""
    with running("--visitors", "2", "--workers", "1") as served:
        yield served


def get_in(address):
    """A visitor who is in, or None when there is no seat."""
    visitor = Visitor(address)
    if visitor.status != 200:
        return None
    visitor.connect().run()  # so that there is a kernel to close, however soon
    return visitor


@pytest.fixture
def two(small):
    """A full room: two visitors who are in. A seat may still be kept for somebody of the test before."""
    with contextlib.ExitStack() as leaving:
        inside = []
        for _ in range(2):
            inside.append(until(lambda: get_in(small.address), 60))
            leaving.callback(inside[-1].close)
        yield inside


@pytest.fixture
def someone(browser):
    """Makes pages of visitors of their own, who leave when the test ends."""
    pages = []

    def make(**options):
        pages.append(browser.new_context(**options).new_page())
        return pages[-1]

    yield make
    for page in pages:
        page.goto("about:blank")  # as one leaves: a context that is closed at once says no word to the server
        page.wait_for_timeout(300)
        page.context.close()


def test_a_full_room_says_so_and_lets_in_who_comes_when_somebody_has_gone(small, two):
    late = Visitor(small.address)
    assert late.status == 503
    with pytest.raises(Refused, match="403"):
        late.connect()
    assert get(small.address, "readyz")[0] == 200
    two[0].close()
    assert admits(small.address)


def test_the_page_of_a_full_room_speaks_the_visitors_language_and_keeps_his_question(small, two):
    status, headers, text = get(small.address, "?view=compare&a=%22%3E%3Cscript%3E&lang=id")
    assert status == 503
    assert headers["retry-after"].isdigit()
    assert "script-src" not in headers["content-security-policy"]
    assert '<html lang="id">' in text
    assert "Ruangan penuh" in text
    assert 'href="./?view=compare&amp;a=%22%3E%3Cscript%3E&amp;lang=id"' in text
    assert "The room is full" in get(small.address, accept_language="en-GB")[2]


def test_who_reloads_in_a_full_room_is_let_in_again(small, two):
    again = Visitor(small.address, session=two[0].session)
    assert again.status == 200
    two[0].close()
    assert not admits(small.address), "his seat is kept"
    again.connect()
    assert "trm-page" in again.run()
    again.close()


def test_a_second_page_in_a_full_room_takes_the_place_of_the_first(small, two):
    again = Visitor(small.address, session=two[0].session)
    again.connect()
    assert "trm-page" in again.run()
    assert ends(two[0])
    assert not admits(small.address)
    again.close()


def test_twenty_visitors_at_once_each_have_worlds_of_their_own(server):
    shown = re.compile(r"A\\u00a0([\d.,]+) \\u00b7 B\\u00a0([\d.,]+)")

    def come(seed):
        visitor = Visitor(server).connect()
        text = visitor.run(f"/?view=compare&n=200&days=14&pairs=2&run=1&lang=en&seed={seed}")
        while len(found := shown.findall(text)) < 5:
            text += visitor.receive()
        return visitor, found

    seeds = range(101, 121)
    with ThreadPoolExecutor(len(seeds)) as pool:
        came = list(pool.map(come, seeds))
    assert len({visitor.kernel for visitor, _ in came}) == len(seeds)
    assert len({str(found) for _, found in came}) == len(seeds)
    for seed in (seeds[0], seeds[-1]):
        sizes = ["days=14", "consumers.count=200"]
        frame = sim.compare(
            "open-replies", "private-replies", pairs=2, seed=seed, overrides=sizes, workers=1
        ).to_frame()
        hours = frame.set_index("outcome").loc["first_response_hours"]
        assert (f"{hours['a']:.2f}", f"{hours['b']:.2f}") in came[seed - seeds[0]][1]
    for visitor, _ in came:
        visitor.close()


# How it starts and stops.


@pytest.mark.parametrize(
    ("number", "host", "lines"),
    [(signal.SIGINT, "127.0.0.1", 1), (signal.SIGTERM, "0.0.0.0", 2)],
    ids=["Ctrl-C", "SIGTERM, open to the network"],
)
def test_it_stops_at_once_with_open_pages_and_leaves_no_process(number, host, lines):
    with running("--workers", "2", "--host", host) as served:
        here = f"http://127.0.0.1:{served.port}/"
        for _ in range(3):
            Visitor(here).connect().run()
        workers = children(served.process.pid)
        assert len(workers) == 2
        began = time.monotonic()
        assert served.stop(number) == 0
        assert time.monotonic() - began < 6  # under 2 s on a machine that does nothing else
        until(lambda: not any(alive(worker) for worker in workers))
    assert (served.address == here) == (host == "127.0.0.1")
    assert served.out[0] == f"The page is at {served.address} (Ctrl-C ends it)\n"
    assert len(served.out) == lines
    assert "".join(served.err) == "The page is closed.\n"


def test_it_stops_while_it_is_still_warming_up():
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "app", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until(lambda: children(process.pid), 60)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) in ((0, ""), (130, "")), err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "The page is at http://there:1/ (Ctrl-C ends it)\n"),
        (["--json"], '{"address": "http://there:1/"}\n'),
        (
            ["--host", "0.0.0.0"],
            (
                "The page is at http://there:1/ (Ctrl-C ends it)\n"
                "Anybody who can reach this machine over the network can open it.\n"
            ),
        ),
    ],
)
def test_the_address_is_all_that_is_printed(options, said, monkeypatch, capfd):
    from sim.ui.serving import server as module

    monkeypatch.setattr(module, "serve", lambda *_, ready, **__: ready("http://there:1/"))
    assert run_command(["app", *options]) == 0
    assert capfd.readouterr().out == said


def test_a_browser_is_opened_when_that_is_wanted(monkeypatch):
    import webbrowser

    from sim.ui.serving import server as module

    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(module, "serve", lambda *_, ready, **__: ready("http://there:1/"))
    assert run_command(["app"]) == 0
    assert opened == []
    assert run_command(["app", "--open"]) == 0
    assert opened == ["http://there:1/"]


def test_a_port_that_is_taken_is_named(capfd):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run_command(["app", "--port", str(port)]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert (
        said.err
        == f"trm: port: port {port} is taken (allowed: another one, such as {port + 1}, or 0 for any that is free)\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "70000"], "port: 70000 will not do (allowed: 0 to 65535)"),
        (["--visitors", "0"], "visitors: 0 will not do (allowed: 1 to 1000)"),
        (["--workers", "0"], "workers: 0 will not do (allowed: 1 or more)"),
        (["--host", "no such host"], "host: 'no such host' is no address of this machine"),
    ],
)
def test_what_cannot_be_served_is_refused(options, said, capfd):
    assert run_command(["app", "--port", "0", *options]) == 2
    assert said in capfd.readouterr().err


def test_missing_packages_are_named(monkeypatch):
    from sim.ui.serving import server as module

    monkeypatch.setattr(module, "find_spec", lambda name: None if name in ("solara", "uvicorn") else True)
    with pytest.raises(InputError, match=r"not installed \(solara, uvicorn\); install them with: pip install"):
        module.check_packages()


def test_missing_scripts_are_told(monkeypatch, tmp_path):
    from sim.ui.serving import quiet
    from sim.ui.serving import server as module

    monkeypatch.setattr(quiet, "assets_folder", lambda: tmp_path)
    with pytest.raises(InputError, match=r"scripts are not installed"):
        module.check_packages()


# What goes wrong inside.

BROKEN = """
import solara
import sim.ui.page

@solara.component
def Page():
    wanted = solara.use_router().search or ""
    clicked, set_clicked = solara.use_state(False)
    def effect():
        if "effect" in wanted:
            raise KeyError("an effect failed in " + __file__)
    solara.use_effect(effect, [])
    def press():
        raise KeyError("a click failed in " + __file__)
    if "drawing" in wanted or clicked:
        raise KeyError("drawing failed in " + __file__)
    if "widget" in wanted:
        solara.v.Html(tag=["no", "tag"])
    with solara.Div(classes=["trm-page"]):
        solara.Button("later", on_click=lambda: set_clicked(True))
        solara.Button("press", on_click=press)

sim.ui.page.Page = Page
from sim.cli import main
main()
"""
INSIDE = ("Traceback", "KeyError", "TraitError", "broken.py", "site-packages", str(ROOT))


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A server whose page fails where its address says."""
    script = tmp_path_factory.mktemp("broken") / "broken.py"
    script.write_text(BROKEN)
    with running("--workers", "1", command=[sys.executable, str(script), "app"]) as served:
        yield served


@pytest.mark.parametrize("where", ["drawing", "effect", "widget"])
def test_a_part_that_fails_becomes_a_sentence_and_a_line_for_the_server(broken, where):
    before = len(broken.err)
    visitor = Visitor(broken.address).connect()
    sent = visitor.run(f"/?{where}")
    assert "no fault of yours" in sent
    assert "bukan kesalahan Anda" in sent
    assert not [inside for inside in INSIDE if inside in sent]
    assert get(broken.address, "readyz")[0] == 200
    visitor.close()
    until(lambda: "Error: " in "".join(broken.err[before:]))
    assert "".join(broken.err[before:]).count("failed\n") == 1
    assert "raised exception" not in "".join(broken.err[before:])


@pytest.mark.browser
@pytest.mark.parametrize("button", ["later", "press"])
def test_a_click_that_fails_shows_nothing_of_our_insides(broken, someone, button):
    before = len(broken.err)
    page = someone()
    frames = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda payload: frames.append(str(payload))))
    page.goto(broken.address)
    page.get_by_role("button", name=button).click()
    if button == "later":
        page.get_by_text("no fault of yours").wait_for()
        page.get_by_role("link", name="Load again").click()
        page.get_by_role("button", name=button).wait_for()
    until(lambda: "KeyError" in "".join(broken.err[before:]), 30)
    page.wait_for_timeout(500)
    shown = page.locator("body").inner_text()
    assert not [inside for inside in INSIDE if inside in shown or any(inside in frame for frame in frames)]


UNHEARD = """
import sim.ui.views.comparison

def fail(*_):
    raise KeyError("a handler failed in " + __file__)

sim.ui.views.comparison._reset = fail  # a click
sim.ui.views.comparison.changed = fail  # a control that is moved
from sim.cli import main
main()
"""


@pytest.fixture(scope="module")
def unheard(tmp_path_factory):
    """A server whose comparison fails when somebody touches it."""
    script = tmp_path_factory.mktemp("unheard") / "broken.py"
    script.write_text(UNHEARD)
    with running("--workers", "1", command=[sys.executable, str(script), "app"]) as served:
        yield served


@pytest.mark.browser
@pytest.mark.parametrize("touched", ["button", "control"])
def test_a_click_that_fails_is_told_kindly_and_costs_nothing_else(unheard, someone, touched):
    before = len(unheard.err)
    page = someone()
    page.goto(f"{unheard.address}?view=compare&n=100&days=30&pairs=2&lang=id&a=baseline")
    undo = page.get_by_role("button", name=say("compare_reset", "id"))
    undo.wait_for()
    page.get_by_text(say("files_up", "id")).click()  # something that the visitor has opened
    if touched == "button":
        undo.click()
    else:
        page.get_by_role("spinbutton").first.fill("2")
        page.keyboard.press("Tab")
    told = page.get_by_role("alert").filter(has_text=say("mishap_title", "id"))
    told.wait_for()
    assert say("mishap", "id") in told.inner_text()
    assert not [inside for inside in INSIDE if inside in page.locator("body").inner_text()]
    assert page.get_by_text(say("files_up_what", "id", most=64)).is_visible()
    told.get_by_role("button", name=say("close", "id")).click()
    told.wait_for(state="detached")
    page.get_by_role("button", name=say("compare_swap", "id")).click()  # what does not fail goes on
    page.get_by_role("heading", name=re.compile("^A: Balasan tertutup")).wait_for()
    until(lambda: "KeyError" in "".join(unheard.err[before:]))


def test_every_click_and_every_word_of_a_widget_is_heard():
    """None may go past `heard`: its failure would take the page away, or be a line on the server and nothing else."""
    found = 0
    for file in sorted((ROOT / "sim" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            handlers = []
            if node.func.attr == "element":
                handlers = [word.value for word in node.keywords if (word.arg or "").startswith("on_")]
            elif node.func.attr == "use_event":
                handlers = [node.args[2]]
            for handler in handlers:
                found += 1
                assert isinstance(handler, ast.Call), f"{file.name}:{handler.lineno}"
                assert handler.func.id == "heard", f"{file.name}:{handler.lineno}"
    assert found > 8


# In a browser.


@pytest.mark.browser
def test_the_page_opens_without_asking_anybody_else(visit, check_access):
    page = visit()
    assert page.get_by_role("heading", level=1).count() == 1
    check_access(page)


@pytest.mark.browser
def test_a_script_that_is_late_leaves_no_part_of_the_page_out(visit):
    """Solara asks for the scripts of widgets by name while their folders are still being told to the browser."""
    page, held = visit(), []
    page.route("**/nbextensions/anywidget/extension.js*", lambda route: held.append(route))
    with page.expect_request("**/anywidget/index.js*"):
        page.goto(f"{visit.address}?view=compare", wait_until="commit")
    assert held, "the script was not asked for"
    held[0].continue_()
    page.get_by_role("heading", level=1).first.wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_it_is_open_to_all_while_it_opens(visit, check_access, scheme, width):
    held = []

    def hold(page):
        page.route_web_socket("**/channels*", lambda socket: held.append(socket))  # and nobody answers

    page = visit("?lang=id", wait=False, before=hold, color_scheme=scheme, width=width)
    page.get_by_role("status").get_by_text("Laboratorium sedang dibuka").wait_for()
    check_access(page)
    for _ in range(60):
        page.wait_for_timeout(500)
        if held:
            break
    assert held, "the page did not ask for its kernel"
    check_access(page)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_full_room_is_open_to_all_and_leads_in_again(small, two, someone, check_access, scheme):
    page = someone(color_scheme=scheme, locale="id")
    page.goto(f"{small.address}?view=compare")
    assert page.get_by_role("heading").inner_text() == "Ruangan penuh"
    check_access(page)
    two[0].close()
    page.get_by_role("link", name="Coba lagi").click()
    page.locator(".trm-page").first.wait_for()
    assert "view=compare" in page.url


@pytest.mark.browser
def test_leaving_the_page_frees_its_place_at_once_and_reloading_keeps_it(small, someone):
    pages = [someone() for _ in range(2)]
    for page in pages:
        until(lambda page=page: page.goto(small.address).status == 200, 90)
        page.locator(".trm-page").first.wait_for()
    for page in pages:
        assert page.reload().status == 200
        page.locator(".trm-page").first.wait_for()
    assert not admits(small.address)
    pages[0].goto("about:blank")
    until(lambda: admits(small.address), 5)


@pytest.mark.browser
def test_a_lost_server_is_told_in_the_language_of_the_page(someone, check_access):
    page = someone()
    with running("--workers", "1") as served:
        page.goto(f"{served.address}?lang=id")
        page.locator(".trm-page").first.wait_for()
        served.stop()
        page.get_by_role("alert").get_by_text("Sambungan ke peladen terputus").wait_for()
        page.wait_for_timeout(500)
        check_access(page)
