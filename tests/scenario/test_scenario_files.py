"""Files: how they extend one another, and what a file that cannot be used is told."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import builtin_scenarios, load_scenario, scenario_path
from sim.scenario.reading import LARGEST_BYTES
from sim.scenario.schema import Scenario

Message = Callable[..., str]
Write = Callable[..., Path]

# --- what a file means ---------------------------------------------------------------------------


def test_a_file_that_extends_nothing_starts_from_the_schemas_defaults(write: Write) -> None:
    write("mine.toml", "days = 3\n")
    assert load_scenario("mine.toml") == Scenario(name="mine", days=3)


def test_a_file_that_extends_nothing_and_names_retailers_has_those_only(write: Write) -> None:
    write("mine.toml", 'focal = "baru"\n[retailers.baru]\n')
    assert list(load_scenario("mine.toml").retailers) == ["baru"]


def test_a_file_adds_to_the_world_it_extends_and_changes_only_what_it_says(write: Write) -> None:
    write(
        "mine.toml",
        'extends = "baseline"\n[retailers.toko.reply]\nskill = 0.1\n[retailers.baru]\nprice = 9\n',
    )
    base, mine = load_scenario("baseline"), load_scenario("mine.toml")
    assert {name: retailer.price for name, retailer in mine.retailers.items()} == {
        "kopi": base.retailers["kopi"].price,
        "toko": 7,
        "baru": 9,
    }
    assert mine.retailers["toko"].reply.skill == 0.1
    assert mine.days == 100


def test_a_file_adds_to_the_default_retailers_that_its_parent_did_not_write_out(write: Write) -> None:
    write("parent.toml", "days = 5\n")
    write("child.toml", 'extends = "parent.toml"\n[retailers.baru]\n')
    assert list(load_scenario("child.toml").retailers) == [*Scenario().retailers, "baru"]


def test_a_list_replaces_the_inherited_one(write: Write) -> None:
    write("parent.toml", '[retailers.kopi]\naccounts = ["facebook", "twitter"]\n')
    write("child.toml", 'extends = "parent.toml"\n[retailers.kopi]\naccounts = ["twitter"]\n')
    assert load_scenario("child.toml").retailers["kopi"].accounts == ("twitter",)


def test_what_is_removed_is_gone_and_a_removed_parameter_is_back_at_its_default(write: Write) -> None:
    write("parent.toml", '[retailers.kopi]\naccounts = ["facebook"]\nprice = 3\n[retailers.toko]\n')
    write("child.toml", 'extends = "parent.toml"\nremove = ["retailers.toko", "retailers.kopi.accounts"]\n')
    child = load_scenario("child.toml")
    assert list(child.retailers) == ["kopi"]
    assert child.retailers["kopi"].accounts is None
    assert child.retailers["kopi"].price == 3


def test_removing_a_table_and_writing_it_anew_replaces_it_whole(write: Write) -> None:
    write("child.toml", 'extends = "baseline"\nremove = ["retailers.toko"]\n[retailers.toko]\nplace = 1\n')
    toko = load_scenario("child.toml").retailers["toko"]
    assert toko == Scenario().retailers["toko"].model_copy(update={"place": 1.0})


def test_a_chain_of_files_may_be_long(write: Write) -> None:
    write("w0.toml", "days = 7\n")
    for n in range(1, 60):
        write(f"w{n}.toml", f'extends = "w{n - 1}.toml"\nseed = {n}\n')
    world = load_scenario("w59.toml")
    assert (world.name, world.days, world.seed) == ("w59", 7, 59)


def test_the_labels_of_a_world_are_its_own(write: Write) -> None:
    write("child.toml", 'extends = "baseline"\n')
    write("named.toml", 'extends = "baseline"\nname = "other"\ntitle = "T"\n')
    assert load_scenario("baseline").title == "Base"
    assert (load_scenario("child.toml").name, load_scenario("child.toml").title) == ("child", "")
    assert (load_scenario("named.toml").name, load_scenario("named.toml").title) == ("other", "T")


def test_a_path_is_relative_to_the_file_that_names_it(write: Write, tmp_path: Path) -> None:
    write("far/parent.toml", '[platforms.facebook.network]\nsource = "file"\npath = "nets/e.csv"\n')
    write("near/child.toml", 'extends = "../far/parent.toml"\n')
    write("near/other.toml", 'extends = "../far/parent.toml"\n[platforms.facebook.network]\npath = "own.csv"\n')
    paths = [load_scenario(f).platforms["facebook"].network.path for f in ("near/child.toml", "near/other.toml")]
    assert paths == [str(tmp_path / "far/nets/e.csv"), str(tmp_path / "near/own.csv")]


def test_a_builtin_name_goes_before_a_file_of_that_name_in_the_working_directory(write: Write) -> None:
    write("baseline.toml", "days = 1\n")
    assert load_scenario("baseline").days == 100
    assert load_scenario("./baseline.toml").days == 1


def test_a_file_may_extend_the_builtin_world_that_it_is_named_like(write: Write) -> None:
    write("baseline.toml", 'extends = "baseline"\nseed = 4\n')
    assert (load_scenario("baseline.toml").days, load_scenario("baseline.toml").seed) == (100, 4)


def test_a_mapping_is_read_like_a_file_in_the_working_directory(write: Write, tmp_path: Path) -> None:
    network = {"source": "file", "path": "e.csv"}
    world = load_scenario({"extends": "baseline", "platforms": {"facebook": {"network": network}}})
    assert world.days == 100
    assert world.platforms["facebook"].network.path == str(tmp_path / "e.csv")
    assert network["path"] == "e.csv", "what the caller gave is left as it was"


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfdays = 3\r\n", b"# \xc3\xa9\ndays = 3"])
def test_a_byte_order_mark_and_line_ends_of_windows_are_fine(write: Write, content: bytes) -> None:
    assert load_scenario(write("mine.toml", content)).days == 3


def test_every_builtin_world_loads_under_its_own_name() -> None:
    names = builtin_scenarios()
    assert "baseline" in names
    for name in names:
        assert load_scenario(name).name == name
        assert scenario_path(name).stem == name


# --- what a file that cannot be used is told -----------------------------------------------------

BAD_FILES: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "empty": (b"", ("mine.toml", "empty")),
    "comments only": ("# nothing\n\n", ("mine.toml", "empty")),
    "binary": (b"\x7fELF\x00\x01\x02", ("mine.toml", "binary")),
    "latin-1": (b"days = 3\n# caf\xe9\n", ("mine.toml", "line 2", "UTF-8")),
    "utf-16": ("days = 3".encode("utf-16"), ("mine.toml", "UTF-16")),
    "syntax": ("days = 3\nfocal = kopi\n", ("mine.toml", "not TOML", "line 2, column 9", "focal = kopi")),
    "end of file": ("days = ", ("mine.toml", "not TOML", "end of document")),
    "twice": ("days = 3\ndays = 4\n", ("mine.toml", "overwrite", "line 2")),
    "escape codes": ('days = \x1b[31m"', ("mine.toml", "not TOML")),
    "too large": ("#" * (LARGEST_BYTES + 1), ("mine.toml", "larger than 5 MB")),
    "deep": ("days = " + "[" * 20_000, ("mine.toml", "nested too deeply")),
    "long number": ("days = " + "9" * 5_000, ("mine.toml", "thousands of digits")),
    "wrong key": ("dais = 3\n", ("mine.toml: dais", "'days'", "extends")),
    "wrong key within": (
        "[retailers.kopi.reply]\npolcy = 'open'\n",
        ("mine.toml: retailers.kopi.reply.polcy", "'policy'", "staff_hours"),
    ),
    "right key, wrong table": ("shop_rate = 1\n", ("mine.toml: shop_rate", "'consumers.shop_rate'")),
    "wrong type": ("days = '3'\n", ("mine.toml: days: '3' is not a whole number", "1 to 36500 days")),
    "three mistakes": ("days = '3'\nseed = true\nx = 1\n", ("mine.toml: days", "; and 2 more")),
    "extends a number": ("extends = 3\n", ("mine.toml: extends: 3 is not text", "path of a file")),
    "extends nothing": ("extends = ''\n", ("mine.toml: extends", "no scenario is named", "baseline")),
    "extends a misspelling": ("extends = 'basline'\n", ("mine.toml: extends", "'basline'", "'baseline'?")),
    "extends itself": ("extends = './mine.toml'\n", ("mine.toml: extends", "mine.toml -> mine.toml")),
    "extends a folder": ("extends = './builtin'\n", ("builtin: this is a directory",)),
    "removes from nothing": ("remove = ['retailers.kopi']\n", ("mine.toml: remove", "nothing is inherited")),
    "removes a text": ("extends = 'baseline'\nremove = 'retailers.toko'\n", ("mine.toml: remove", "list")),
    "removes a stranger": (
        "extends = 'baseline'\nremove = ['retailers.tokoo.price']\n",
        ("mine.toml: remove", "'retailers.tokoo.price'", "'retailers.toko.price'?", "retailers.kopi"),
    ),
    "removes inside a value": (
        "extends = 'baseline'\nremove = ['days.x']\n",
        ("mine.toml: remove", "'days.x'"),
    ),
    "removes the focal retailer": (
        "extends = 'baseline'\nremove = ['retailers.kopi']\n",
        ("mine.toml: focal", "no retailer 'kopi'", "toko"),
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_used_is_told_why(write: Write, message: Message, name: str) -> None:
    content, fragments = BAD_FILES[name]
    write("mine.toml", content)
    said = message("mine.toml")
    for fragment in fragments:
        assert fragment in said


def test_a_circle_of_files_is_named_whole(write: Write, message: Message) -> None:
    write("a.toml", "extends = 'b.toml'\n")
    write("b.toml", "extends = './c.toml'\n")
    write("c.toml", "extends = 'b.toml'\n")
    said = message("a.toml")
    assert said.startswith("c.toml: extends: ")
    assert "b.toml -> c.toml -> b.toml" in said
    assert "a.toml" not in said, "a.toml is not part of the circle"


def test_a_circle_through_a_link_is_seen(write: Write, message: Message) -> None:
    write("a.toml", "extends = 'b.toml'\n")
    os.symlink("a.toml", "b.toml")
    assert "extends itself" in message("a.toml")


def test_the_file_that_wrote_the_guilty_key_is_named(write: Write, message: Message) -> None:
    write("parent.toml", "extends = 'baseline'\n[retailers.toko]\nprice = 'low'\n")
    write("child.toml", "extends = 'parent.toml'\ndays = 3\n")
    assert message("child.toml").startswith("parent.toml: retailers.toko.price: 'low'")


def test_an_inherited_key_that_a_file_makes_wrong_is_told_with_its_origin(write: Write, message: Message) -> None:
    write("parent.toml", "extends = 'baseline'\nfocal = 'toko'\n")
    write("child.toml", "extends = 'parent.toml'\nremove = ['retailers.toko']\n")
    said = message("child.toml")
    assert said.startswith("child.toml: focal: there is no retailer 'toko'")
    assert "(as parent.toml has it)" in said


@pytest.mark.parametrize(
    ("source", "fragments"),
    [
        ("basline", ("no scenario 'basline'", "'baseline'?", "open-replies", ".toml")),
        ("", ("no scenario is named", "baseline")),
        ("mien.toml", ("no file 'mien.toml'", "'mine.toml'?", "baseline")),
        ("folder/basline.toml", ("no file 'folder/basline.toml'", "'baseline'?")),
        ("builtin", ("builtin: this is a directory",)),
        ("builtin/", ("this is a directory",)),
        ("mine.toml/x.toml", ("no file", "mine.toml/x.toml")),
        ("a\0b.toml", ("cannot be read",)),
        ("a\0b", ("no scenario 'a?b'",)),
        ("x" * 300 + ".toml", ("no file",)),
        ("x" * 300 + "/mine.toml", ("no file",)),
        ("\ud800.toml", ("no file '?.toml'",)),
        ("/dev/null", ("/dev/null: this is a pipe or a device",)),
        (Path("builtin"), ("directory",)),
        (Path("baseline"), ("no file 'baseline'", "'baseline'?")),
        (3, ("3 cannot be a scenario",)),
        (None, ("nothing cannot be a scenario",)),
        (b"baseline", ("bytes cannot be a scenario",)),
    ],
)
def test_what_is_no_file_is_told_so(write: Write, message: Message, source: str, fragments: tuple[str, ...]) -> None:
    write("mine.toml", "days = 3\n")
    said = message(source)
    for fragment in fragments:
        assert fragment in said


def test_a_pipe_is_refused_without_waiting_for_somebody_to_write(write: Write, message: Message) -> None:
    os.mkfifo("pipe.toml")
    assert "pipe.toml: this is a pipe or a device" in message("pipe.toml")


def test_a_socket_is_refused(write: Write, message: Message) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.toml")
        assert "s.toml: the file cannot be read" in message("s.toml")


def test_a_link_to_nowhere_is_refused(write: Write, message: Message) -> None:
    os.symlink("nowhere", "link.toml")
    assert "link.toml: there is no such file" in message("link.toml")


def test_a_file_that_may_not_be_read_is_told_so(
    write: Write, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, flags: int) -> int:  # as the superuser we could read any file
        raise PermissionError(13, "Permission denied", path)

    write("secret.toml", "days = 3\n")
    monkeypatch.setattr("sim.scenario.reading._open_at_once", refuse)
    assert "secret.toml: the file cannot be read: Permission denied" in message("secret.toml")


def test_a_builtin_name_that_is_none_is_refused(write: Write) -> None:
    with pytest.raises(Exception, match=r"no built-in scenario 'open'; did you mean 'open-replies'\?"):
        scenario_path("open")


def test_a_policy_can_be_laid_on_another_world(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "baseline"\n[consumers]\ncount = 321\n[retailers.kopi.reply]\nstaff_hours = 2.0\n')
    laid = load_scenario("open-replies", on=mine)
    assert (laid.consumers.count, laid.retailers["kopi"].reply.policy) == (321, "open")
    assert laid.retailers["kopi"].reply.staff_hours == 2.0
    assert laid.name == "open-replies"
    # what extends nothing is the world itself
    assert load_scenario("baseline", on=mine).consumers.count == 321


OTHERS = 'focal = "kedai"\n[retailers.kedai]\n[retailers.toko]\n[suppliers.kebun]\n'


@pytest.mark.parametrize("scenario", ["open-replies", {"extends": "baseline", "retailers": {"kopi": {"price": 9}}}])
def test_a_policy_for_somebody_whom_the_other_world_has_not_is_refused(write: Write, scenario: object) -> None:
    write("mine.toml", OTHERS)
    with pytest.raises(ScenarioError, match=r"retailers\.kopi: the world that it is laid on has no 'kopi'") as refused:
        load_scenario(scenario, on="mine.toml")
    assert "allowed: kedai, toko" in str(refused.value)


def test_who_is_new_to_the_scenarios_own_start_comes_along(write: Write) -> None:
    write("mine.toml", OTHERS)
    write("entrant.toml", 'extends = "baseline"\n[retailers.baru]\nprice = 9\n')
    laid = load_scenario("entrant.toml", on="mine.toml")
    assert list(laid.retailers) == ["kedai", "toko", "baru"]


def test_what_would_leave_nothing_on_another_world_is_refused(write: Write) -> None:
    write("mine.toml", 'extends = "baseline"\ndays = 9\n')
    write("whole.toml", "days = 3\n")
    for whole in ("whole.toml", {"days": 3}, load_scenario("open-replies")):
        with pytest.raises(ScenarioError, match="it extends no other world, so nothing of it would be left"):
            load_scenario(whole, on="mine.toml")
