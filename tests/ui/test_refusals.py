"""Every refusal that the page can show is said in Indonesian, and turns when the language does."""

from __future__ import annotations

import ast
import copy
import pickle
import re
from pathlib import Path
from string import Formatter

import pytest

import sim
from sim.errors import Clause, InputError
from sim.experiment.texts import words as words_of_reports
from sim.scenario.registry import SILENT_UNITS, parameters
from sim.ui import bounds
from sim.ui.asked import Asked, Grid, Side
from sim.ui.comparing import question_of
from sim.ui.link import MOST_CHARACTERS, read_query
from sim.ui.refusals import indonesian, refusal_text
from sim.ui.sweeping import sweep_of
from sim.ui.texts import say
from sim.ui.uploads import MOST_BYTES
from sim.ui.views.files import own_side

ROOT = Path(sim.__file__).parent
SPEAKERS = [
    ROOT / file
    for file in (
        *("ui/link.py", "ui/uploads.py", "ui/parsing.py", "ui/bounds.py", "ui/comparing.py", "ui/sweeping.py"),
        *("scenario/refusal.py", "scenario/wording.py", "scenario/registry.py", "scenario/layers.py"),
        *("scenario/overriding.py", "scenario/schema.py", "scenario/firms.py"),
    )
]
"""What refuses something that a visitor gives."""
PLANNING = ROOT / "experiment/spec/planning.py"
"""Of it a visitor hears one sentence: the page has no design but the factorial one."""
NOT_HEARD = {"this is a table, not a parameter", "there is no such parameter"}
"""Words of these files that no visitor can bring about: the page names parameters itself."""
AROUND = re.compile(r"; did you mean| \(allowed|; and ")
"""What an error says around its words, which it puts together itself."""

LINKS = {
    "view": "view=admin",
    "nearest view": "view=stroy",
    "scenario": "a=../../etc/passwd",
    "nearest scenario": "b=open-replis",
    "number": "n=1000000000",
    "digits": "n=٣٠٠",
    "twice": "days=365&days=365",
    "key": "viev=compare",
    "control characters": "x=%00",
    "unreadable": "a=%ff",
    "too many fields": "&".join(["set=days=20"] * 401),
    "too many settings": "&".join(["b.set=days=20"] * 61),
    "too long": "set=" + "a" * MOST_CHARACTERS,
    "outcome": "outcome=happiness",
    "language": "lang=fr",
    "theme": "theme=red",
    "damaged file": "a.file=AAAA",
}
FILES = {
    "empty": b"",
    "no text": b"\xff\xfe\x00",
    "too large": b"a" * (MOST_BYTES + 1),
    "dots": b".".join([b"a"] * 200) + b" = 1",
    "digits": b"days = " + b"9" * 5_000,
    "nested": b"a = " + b"[" * 30_000,
    "tables within tables": b"a = " + b"{a=" * 40 + b"1" + b"}" * 40,
    "other file": b'extends = "/etc/passwd"',
    "code": b'[retailers.kopi]\npolicy = "evil.py:Evil"',
    "network": b'[platforms.facebook.network]\npath = "x"',
    "crowd": b"".join(b"[retailers.a%d]\n" % k for k in range(3_000)),
    "degree": b"[platforms.facebook.network]\nmean_degree = 5000",
    "windows": b"[finance]\noracle_windows = 200",
    "windows together": b"[finance]\noracle_windows = 4\nretention_window_days = 3650",
    "conversations": b"[record]\nconversations = 10000000",
    "unknown key": b"dayz = 3",
    "unknown key within": b"[consumers]\ncolour = 3",
    "right key, wrong table": b"[consumers]\npromotion_rate = 3",
    "removed": b'extends = "baseline"\nremove = ["retailers.koppi"]',
    "no list to remove": b'extends = "baseline"\nremove = 3',
    "nothing to remove": b'remove = ["retailers.toko"]',
    "gone": b'extends = "open-replies"\nremove = ["retailers.kopi"]',
    "below": b"days = 0",
    "far below": b"days = -" + b"9" * 100,
    "above": b"[consumers]\nshop_rate = 9.5",
    "not above": b"[consumers]\nshop_rate = -1",
    "not finite": b"[consumers]\nshop_rate = inf",
    "no number at all": b"[consumers]\nshop_rate = 1" + b"0" * 400,
    "no whole number": b"days = 1.5",
    "no number": b'[consumers]\nshop_rate = "often"',
    "a list": b"days = [1]",
    "a table": b"days = {a = 1}",
    "a date": b"days = 2020-01-01",
    "no choice": b'[retailers.kopi.reply]\npolicy = "opem"',
    "no text there": b"focal = 3",
    "no table": b"market = 3",
    "no list": b"[retailers.kopi]\naccounts = 3",
    "no choice in a table": b'[retailers.kopi.reply.by_platform]\nfacebook = "opem"',
    "no table by name": b"[retailers.kopi.reply]\nby_platform = 3",
    "name": b'[retailers."<b>K</b>"]',
    "no retailer": b"[retailers]",
    "no supplier": b"[suppliers]",
    "no such retailer": b'focal = "koppi"',
    "no such supplier": b'extends = "baseline"\n[retailers.kopi]\nsuppliers = ["x"]',
    "no platform": b'extends = "baseline"\n[retailers.kopi]\naccounts = ["x"]',
    "name twice": b'extends = "baseline"\n[retailers.kopi]\naccounts = ["facebook", "facebook"]',
    "closes early": b'extends = "baseline"\n[retailers.kopi.reply]\nopening_hour = 20\nclosing_hour = 8',
    "channel": b"[platforms.phone]",
    "shares": b"[choice]\nstockout_other_product = 0.9\nstockout_other_retailer = 0.9",
    "no path": b'[platforms.facebook.network]\nsource = "file"',
    "channel twice": b'extends = "baseline"\n[retailers.kopi]\ncontact_channels = ["store", "store"]',
    "nobody can reach it": b'extends = "baseline"\n[retailers.kopi]\ncontact_channels = ["email"]',
    "two mistakes": b"days = 0\nseed = -1",
}
PARSED = {
    "statement": b"= 1",
    "end of statement": b"a = 1 2",
    "table": b"[a",
    "array of tables": b"[[a",
    "key": b"a b = 1",
    "overwritten": b"[a.b]\n[[a]]",
    "overwritten within": b"a = 1\na.b = 2",
    "first letter": b"a.! = 1",
    "array": b"a = [1",
    "inline table": b"a = {b = 1",
    "backslash": b'a = "\\q"',
    "hex": b'a = "\\u12"',
    "scalar": b'a = "\\ud800"',
    "string": b'a = "b',
    "date": b"a = 2020-13-45",
    "value": b"a = ?",
    "expected": b"a = 'b",
    "found": b"a = 'b\x01'",
    "illegal": b'a = "b\x01"',
    "twice": b"[a]\n[a]",
    "finished": b"a = {b = 1}\n[a.c]",
    "again": b"[a]\nb.c = 1\n[a.b]",
    "twice in a table": b"a = {b = 1, b = 2}",
}
SETTINGS = {
    "nothing set": "days",
    "unknown": "dayz=3",
    "unknown name": "retailers.koppi.price=3",
    "below a parameter": "days.x=3",
    "code": "retailers.kopi.policy=evil.py:Evil",
    "value": "retailers.kopi.reply.policy=opem",
    "bound": "retailers.kopi.reply.staff_hours=-1",
}
QUESTIONS = {
    **{f"set: {name}": Asked(overrides=(text,)) for name, text in SETTINGS.items()},
    "too many": Asked(a=Side("baseline", ("days=20",) * (bounds.OVERRIDES + 1))),
    "no scenario": Asked(a=Side("../secret.toml")),
    "two retailers": Asked(a=Side("baseline", ("focal=toko",))),
}
MAPS = {
    "factor": Asked(grid=Grid(x="<b>x</b>")),
    "same": Asked(grid=Grid(x=Grid().y)),
    "too much": Asked(consumers=2000, days=730, grid=Grid(levels=9, replicates=16)),
    "together": Asked(grid=Grid(x="choice.stockout_other_product", y="choice.stockout_other_retailer", levels=3)),
}
REFUSED = {
    **{f"link, {name}": lambda query=query: read_query(query) for name, query in LINKS.items()},
    **{f"file, {name}": lambda raw=raw: own_side("mine.toml", raw) for name, raw in (FILES | PARSED).items()},
    **{f"question, {name}": lambda asked=asked: question_of(asked) for name, asked in QUESTIONS.items()},
    **{f"map, {name}": lambda asked=asked: sweep_of(asked) for name, asked in MAPS.items()},
}
"""Every refusal, brought about through the code that the page calls."""


def refused(name):
    with pytest.raises(InputError) as caught:
        REFUSED[name]()
    return caught.value


def words(text):
    """The English words of a sentence between its values, and those of the values that are words of ours."""
    if isinstance(text, InputError):
        for part in (text.where, text.problem, text.allowed):
            yield from words(part)
    elif isinstance(text, Clause):
        yield from (literal.strip(" ,:;()'`") for literal, *_ in Formatter().parse(text.template))
        for value in text.values.values():
            yield from words(value)
    elif text in indonesian():
        yield text


def left_in(problem):
    """English words of a refusal that stand in its Indonesian, names of keys apart."""
    said = refusal_text(problem, "id")
    for own in (problem.key, problem.nearest, *getattr(problem.problem, "values", {}).values()):
        if isinstance(own, str) and not isinstance(own, Clause):
            said = said.replace(own, "")
    english = [each for each in words(problem) if re.search("[a-z]{2}", each)]
    return [each for each in english if re.search(rf"\b{re.escape(each)}\b", said)]


def spoken():
    """What each file says: the first argument of a clause or an error, and what it tells to be allowed."""
    for file in SPEAKERS:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", "")
            said = list(node.args[:1]) if name in ("Clause", "InputError", "ScenarioError") else []
            said += [each.value for each in node.keywords if name.endswith("Error") and each.arg == "allowed"]
            yield from ((file, part) for part in said)


def constants_of(file):
    """Every text in a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def literals(part):
    """The texts that an expression can be, without those of calls within it."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        yield part.value
    elif isinstance(part, ast.IfExp):
        yield from (*literals(part.body), *literals(part.orelse))
    elif isinstance(part, ast.BoolOp):
        for value in part.values:
            yield from literals(value)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_holds_no_english_in_indonesian_and_is_as_ever_in_english(name):
    problem = refused(name)
    assert not left_in(problem)
    assert refusal_text(problem, "en") == str(problem)
    if problem.key:
        assert problem.key in refusal_text(problem, "id")


SET = "retailers.kopi.reply.staff_hours=900"
WHOSE = {
    "A": Asked(a=Side("baseline", (SET,))),
    "B": Asked(b=Side("baseline", (SET,))),
    "retailers.kopi.reply.staff_hours": Asked(overrides=(SET,)),
}


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("begins", WHOSE)
def test_a_refused_setting_says_of_which_side_it_is_and_names_no_option_of_the_command(begins, language):
    with pytest.raises(InputError) as caught:
        question_of(WHOSE[begins])
    said = refusal_text(caught.value, language)
    assert said.startswith(f"{begins}: ")
    assert "--set" not in said


def test_whatever_these_files_say_has_its_words_in_indonesian():
    missing, made_up = [], []
    for file, part in spoken():
        if isinstance(part, ast.JoinedStr):
            made_up.append(f"{file.name}:{part.lineno}")
        missing += [text for text in literals(part) if text not in indonesian() and text not in NOT_HEARD]
    assert not made_up, "values are put into words by a Clause; else they are English on the Indonesian page"
    assert not missing


def test_no_indonesian_is_kept_for_words_that_nobody_says():
    said = {text for file in (*SPEAKERS, PLANNING) for text in constants_of(file)}
    assert not [text for text in indonesian() if text not in said and not AROUND.match(text)]


def test_the_indonesian_of_words_holds_no_other_values():
    def named(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    for english, said in indonesian().items():
        if "[" not in english:  # an example of a list is no template
            assert named(said) <= named(english), english
            left_out = named(english) - named(said)
            assert left_out <= {"reason", "parser_words"}, english  # what pydantic or the parser says is English


def test_every_unit_has_an_indonesian_name():
    units = {each.unit for each in parameters() if each.low is not None or each.high is not None} - SILENT_UNITS
    assert units <= words_of_reports()["units"].keys()


def test_names_and_values_of_the_visitor_stay_as_they_are():
    said = refusal_text(refused("file, no choice"), "id")
    assert "mine.toml: retailers.kopi.reply.policy: 'opem' bukan" in said
    assert "public_then_private" in said
    assert "{x}" in refusal_text(refused_setting("retailers.kopi.reply.policy={x}"), "id")


def test_a_number_of_the_page_has_the_form_of_the_language():
    assert "65.537 bita" in refusal_text(refused("file, too large"), "id")
    assert "65,537 bytes" in refusal_text(refused("file, too large"), "en")


def test_words_with_values_come_back_from_a_pickle_as_they_were():
    made = Clause("{found} is not text", found="{braces}")
    for again in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made)):
        assert (again, again.template, again.values) == (made, made.template, made.values)


def refused_setting(text):
    with pytest.raises(InputError) as caught:
        question_of(Asked(overrides=(text,)))
    return caught.value


# -- in a browser

SMALL = "n=100&days=30&pairs=2"


@pytest.mark.browser
def test_a_refused_link_turns_with_the_language(visit):
    page = visit("?view=stroy&lang=id")
    problem = refused("link, nearest view")
    page.get_by_role("alert").get_by_text(refusal_text(problem, "id")).wait_for()
    page.get_by_role("button", name="English").click()
    page.get_by_text(refusal_text(problem, "en")).wait_for()
    assert refusal_text(problem, "id") not in page.get_by_role("alert").first.inner_text()
    page.get_by_role("button", name="Bahasa Indonesia").click()
    page.get_by_text(refusal_text(problem, "id")).wait_for()


@pytest.mark.browser
def test_a_refused_file_turns_with_the_language_and_is_no_markup(visit):
    page = visit(f"?view=compare&{SMALL}&lang=id")
    page.get_by_text(say("files_up", "id")).click()
    field = page.locator("input[type=file]").first
    raw = FILES["name"]
    field.set_input_files({"name": "mine.toml", "mimeType": "text/plain", "buffer": raw})
    problem = refused("file, name")
    page.get_by_text(refusal_text(problem, "id")).wait_for()
    assert page.locator(".trm-told b").count() == 0
    page.get_by_role("button", name="English").click()
    page.get_by_text(refusal_text(problem, "en")).wait_for()


@pytest.mark.browser
def test_a_setting_that_will_not_do_is_refused_in_the_language_of_the_page(visit):
    page = visit(f"?view=compare&{SMALL}&lang=id&set=retailers.kopi.reply.policy%3Dopem")
    page.get_by_text(refusal_text(refused("question, set: value"), "id")).wait_for()
