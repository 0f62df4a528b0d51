"""A visitor's file is read by the schema, is never opened by name or run, and costs little whatever is in it."""

import base64
import contextlib
import gzip
import io
import time
import zipfile
import zlib
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.dump import scenario_toml
from sim.scenario.loading import load_scenario
from sim.ui import bounds
from sim.ui.asked import Asked, Side
from sim.ui.comparing import question_of, scenario_of
from sim.ui.uploads import MOST_BYTES, packed, shown_name, table_of, text_of, unpacked
from sim.ui.views.files import own_side

GOOD = b'extends = "baseline"\n\n[retailers.kopi]\nprice = 26000\n'
HERE = str(Path(__file__).resolve().parents[2])


def refusal(content, name="mine.toml"):
    """What is said of a file that is not taken; never anything of this machine."""
    with pytest.raises(InputError) as caught:
        own_side(name, content)
    said = str(caught.value)
    assert HERE not in said
    assert str(Path.cwd()) not in said
    assert "Traceback" not in said
    assert len(said) < 1500
    return said


def taken_or_refused(content):
    """What is said of a file; empty for one that is taken. Any other exception is a failure."""
    try:
        own_side("any.toml", content)
    except InputError as problem:
        return str(problem)
    return ""


def zipped():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("scenario.toml", b"0" * 10_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [GOOD, b"\xef\xbb\xbf" + GOOD, GOOD.replace(b"\n", b"\r\n"), b"# caf\xc3\xa9\n" + GOOD],
    ids=["plain", "with a mark of byte order", "from Windows", "with letters beyond ASCII"],
)
def test_a_good_file_becomes_a_side_with_its_world(content):
    side = own_side("C:\\fakepath\\mine.toml", content)
    assert side.scenario == "mine.toml"
    world = scenario_of(side)
    assert world.retailers["kopi"].price == 26_000
    assert world.name == "mine"


def test_a_whole_scenario_with_every_value_written_out_is_taken():
    world = load_scenario("full-trm")
    assert scenario_of(own_side("whole.toml", scenario_toml(world).encode())) == world


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\0" * 100, "no TOML"),
        (zipped(), "no text"),
        (gzip.compress(b"0" * 10_000_000), "no text"),
        (bytes(range(256)), "no text"),
        ("name = 'café'".encode("latin-1"), "no text"),
        ('name = "x"'.encode("utf-16"), "no text"),
        (b"a" * (MOST_BYTES + 1), "bytes are no scenario"),
        (b"a = " + b"[" * 30_000, "nested too deeply"),
        (b"a = " + b"{a=" * 20_000, "nested too deeply"),
        (b"days = " + b"9" * 5_000, "thousands of digits"),
        (b"days = " + b"9" * 400, "above the largest"),
        (b"days = 0x" + b"f" * 30_000, "above the largest"),
        (b"days = nan", "days: nan"),
        (b"[consumers]\nshop_rate = inf", "inf is not a finite number"),
        (b"[consumers]\nshop_rate = 9.5", "consumers.shop_rate: 9.5 is above the largest allowed value 1"),
        (b"dayz = 3", "did you mean 'days'"),
        (b"days = 3\ndays = 4", "no TOML"),
        (b'[retailers.kopi]\npolicy = "evil.py:Evil"', "opens no file and runs no code"),
        (b'[retailers]\nkopi = {policy = "/etc/passwd:X"}', "opens no file and runs no code"),
        (b'[platforms.facebook.network]\nsource = "file"\npath = "/etc/passwd"', "opens no file"),
        (b'[platforms.facebook]\nnetwork.path = "x"', "opens no file"),
        (b'extends = "/etc/passwd"', "opens no other file"),
        (b'extends = "../../secret.toml"', "opens no other file"),
        (b'extends = ["baseline"]', "opens no other file"),
        (b"".join(b"[retailers.a%d]\n" % k for k in range(3_000)), "3,000 are too many"),
        (b'extends = "baseline"\n' + b"".join(b"[suppliers.a%d]\n" % k for k in range(11)), "suppliers: 13 are too"),
        (b'[retailers."<script>alert(1)</script>"]', "should be small letters"),
        (b"[platforms.facebook.network]\nmean_degree = 5000", "5000 is too much"),
        (b"[finance]\noracle_windows = 200", "200 is too much"),
        (b"[finance]\noracle_windows = 4\nretention_window_days = 3650", "4 windows of 3650 days"),
        (b"[record]\nconversations = 10000000", "1e+07 is too much"),
        (b'extends = "open-replies"\nremove = ["retailers.kopi"]', "(as baseline.toml has it)"),
    ],
)  # fmt: skip
def test_a_file_that_will_not_do_is_refused_with_its_name_and_the_reason(content, told):
    said = refusal(content, "../up/mine.toml")
    assert said.startswith("mine.toml: ")
    assert told in said


@pytest.mark.parametrize(
    "line",
    [".".join("a" * 30_000) + " = 1", "[" + ".".join("a" * 30_000) + "]", "x = {" + ".".join("a" * 30_000) + "=1}"],
)
def test_a_key_of_thousands_of_parts_is_refused_before_it_costs_anything(line):
    began = time.process_time()
    assert "more than 100 dots" in refusal(line.encode())
    assert time.process_time() - began < 0.5


def test_labels_are_shown_without_what_turns_them_round_or_starts_a_formula():
    content = (
        'name = "=HYPERLINK(1)"\ntitle = "a\\u202Eb\\u0000c<script>"\ndescription = "\\u200F  d \\n e"\n'
        '[retailers.kopi]\ntitle = "@k\\u2066"\n'
    )
    world = scenario_of(own_side("x.toml", content.encode()))
    assert (world.name, world.title, world.description) == ("HYPERLINK(1)", "abc<script>", "d e")
    assert world.retailers["kopi"].title == "k"


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("C:\\a\\b.toml", "b.toml"),
        ("/etc/passwd", "passwd"),
        ("\u202egnp.toml", "gnp.toml"),
        ("", "scenario.toml"),
        ("a" * 500, "a" * 60),
        ("<img src=x>.toml", "<img src=x>.toml"),
    ],
)
def test_a_name_is_shown_as_its_last_part_printable_and_short(given_name, shown):
    assert shown_name(given_name) == shown


@pytest.mark.parametrize(
    "setting",
    [
        "retailers.kopi.policy=foo",
        "retailers.*.policy=foo.py:X",
        " retailers . kopi . policy = foo",
        "retailers.kopi={policy='foo'}",
        "retailers={kopi={policy='foo'}}",
        "platforms.facebook.network.path=foo",
        "platforms={facebook={network={source='file', path='foo'}}}",
        "extends=/etc/passwd",
    ],
)
def test_what_is_set_by_a_link_opens_no_file_and_tells_no_path(setting):
    for asked in (Asked(overrides=(setting,)), Asked(a=Side("baseline", (setting,)))):
        with pytest.raises(InputError) as caught:
            question_of(asked)
        assert str(Path.cwd()) not in str(caught.value)


def test_a_scenario_that_is_none_of_the_built_in_ones_is_not_opened_by_its_name(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(GOOD)
    for name in (str(file), "../secret.toml", "experiments/reply-policy.toml"):
        with pytest.raises(InputError, match="there is no scenario"):
            scenario_of(Side(name))


def test_no_more_is_set_than_anybody_sets_by_hand():
    many = tuple("days=20" for _ in range(bounds.OVERRIDES + 1))
    for asked in (Asked(overrides=many), Asked(b=Side("baseline", many))):
        with pytest.raises(InputError, match="too many"):
            question_of(asked)


@given(st.text(max_size=2_000))
def test_a_text_comes_back_from_a_link_as_it_was(text):
    held = packed(text.encode("utf-8", "replace").decode())
    assert held is not None
    assert unpacked(held) == text.encode("utf-8", "replace").decode()


def test_a_bomb_within_a_link_is_refused_without_being_unpacked():
    bomb = base64.urlsafe_b64encode(zlib.compress(b"0" * 50_000_000, 9)).decode().rstrip("=")
    began = time.process_time()
    with pytest.raises(InputError, match="damaged"):
        unpacked(bomb)
    assert time.process_time() - began < 0.5


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_nothing_that_claims_to_be_packed_is_anything_but_a_text_or_refused(text):
    with contextlib.suppress(InputError):
        assert isinstance(unpacked(text), str)


@given(st.binary(max_size=3_000))
def test_any_bytes_are_a_side_or_refused(content):
    assert str(Path.cwd()) not in taken_or_refused(content)


KEYS = st.sampled_from(
    [
        *("days", "focal", "name", "extends", "remove", "seed", "platforms", "retailers", "suppliers", "consumers"),
        *("kopi", "facebook", "policy", "network", "path", "reply", "posts", "count", "accounts", "by_platform", "x"),
    ]
)
WORDS = st.sampled_from(["baseline", "kopi"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | WORDS
TABLES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(KEYS, TABLES, max_size=5))
def test_any_table_is_a_world_or_refused(table):
    def without_none(value):
        if isinstance(value, dict):
            return {key: without_none(held) for key, held in value.items() if held is not None}
        return [without_none(held) for held in value if held is not None] if isinstance(value, list) else value

    content = tomlkit.dumps(without_none(table)).encode()
    assert str(Path.cwd()) not in taken_or_refused(content)


def test_the_text_of_a_file_is_what_the_link_carries():
    assert table_of(text_of(GOOD, "x"), "x") == table_of(GOOD, "x")
