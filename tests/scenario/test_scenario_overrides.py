"""Values set on the command line: what they mean, and what a wrong one is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError, ScenarioError
from sim.experiment.replicate import replicate
from sim.model import Model
from sim.scenario import load_scenario
from sim.scenario.schema import Scenario

Message = Callable[..., str]
Write = Callable[..., Path]


def reached(world: Scenario, path: str) -> Any:
    held: Any = world
    for step in path.split("."):
        held = held[step] if isinstance(held, dict) else getattr(held, step)
    return held


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("days=3", 3),
        (" days = 3 ", 3),
        ("days=1_000", 1000),
        ("finance.discount_rate=1", 1.0),
        ("finance.discount_rate=1e-3", 0.001),
        ("retailers.kopi.reply.policy=private", "private"),
        ('retailers.kopi.reply.policy="private"', "private"),
        ("focal=toko", "toko"),
        ("title=Toko & kopi = dua", "Toko & kopi = dua"),
        ("title=2011", "2011"),
        ('title="2011"', "2011"),
        ("title=", ""),
        ("suppliers.kebun.can_go_direct=false", False),
        ('retailers.kopi.accounts=["facebook"]', ("facebook",)),
        ("retailers.kopi.accounts=[facebook, twitter]", ("facebook", "twitter")),
        ("retailers.kopi.accounts=[]", ()),
        ("retailers.kopi.reply.by_platform.facebook=open", "open"),
        ('retailers.kopi.reply.by_platform={facebook="open"}', {"facebook": "open"}),
    ],
)
def test_a_value_is_toml_or_else_text(override: str, value: Any) -> None:
    held = reached(load_scenario({}, [override]), override.partition("=")[0].strip())
    assert held == value
    assert type(held) is type(value)


def test_a_star_means_every_name_of_the_world() -> None:
    world = load_scenario("baseline", ["suppliers.*.quality=0.8", "platforms.*.network.mean_degree=7"])
    assert {supplier.quality for supplier in world.suppliers.values()} == {0.8}
    assert {platform.network.mean_degree for platform in world.platforms.values()} == {7.0}
    again = load_scenario("baseline", ["retailers.*.price=22000", "retailers.kopi.price=23000"])
    assert {name: retailer.price for name, retailer in again.retailers.items()} == {
        "kopi": 23_000, "pasar": 22_000, "toko": 22_000, "warung": 22_000,
    }  # fmt: skip


@pytest.mark.parametrize("override", ["suppliers.*.qualiti=0.8", "*.quality=1", "suppliers.*=1", "retailers.kopi.*=1"])
def test_a_star_stands_only_for_names(override: str, message: Message) -> None:
    assert message("baseline", override).startswith("--set: ")


def test_an_empty_value_takes_away_one_that_may_be_absent(write: Write) -> None:
    write("mine.toml", '[platforms.facebook.network]\nsource = "file"\npath = "e.csv"\n')
    away = ["platforms.facebook.network.source=generator", "platforms.facebook.network.path="]
    assert load_scenario("mine.toml", away).platforms["facebook"].network.path is None
    assert load_scenario({"retailers": {"kopi": {"accounts": []}}}, ["retailers.kopi.accounts="]) == Scenario(
        retailers={"kopi": Scenario().retailers["kopi"]}
    )


def test_the_last_of_two_values_counts_and_nothing_else_changes() -> None:
    assert load_scenario({}, ["days=3", "days=4"]) == Scenario(days=4)


def test_one_text_is_one_override() -> None:
    assert load_scenario({}, "days=3").days == 3


def test_a_table_is_laid_over_the_one_that_is_there() -> None:
    kopi = load_scenario({}, ["retailers.kopi={price=9}", "retailers.kopi.place=1"]).retailers["kopi"]
    assert kopi == Scenario().retailers["kopi"].model_copy(update={"price": 9, "place": 1.0})


def test_retailers_of_the_defaults_and_of_files_alike_can_be_set(write: Write) -> None:
    write("mine.toml", 'extends = "baseline"\n[retailers.baru]\n')
    assert load_scenario("mine.toml", ["retailers.baru.price=9"]).retailers["baru"].price == 9
    assert load_scenario({}, ["retailers.warung.price=9"]).retailers["warung"].price == 9


def test_a_path_is_relative_to_the_working_directory(write: Write, tmp_path: Path) -> None:
    write("far/mine.toml", "days = 3\n")
    network = ["platforms.facebook.network.source=file", "platforms.facebook.network.path=nets/e.csv"]
    world = load_scenario("far/mine.toml", network)
    assert world.platforms["facebook"].network.path == str(tmp_path / "nets/e.csv")


@pytest.mark.parametrize(
    ("override", "fragments"),
    [
        ("days", ("'days' sets nothing", "KEY=VALUE")),
        ("", ("'' sets nothing", "KEY=VALUE")),
        ("=3", ("sets nothing",)),
        (3, ("3 is not text",)),
        ("days=", ("days: '' is not a whole number",)),
        ("days=soon", ("days: 'soon' is not a whole number", "1 to 36500 days")),
        ("days=3\nseed=4", ("days: '3?seed=4' is not a whole number",)),
        ("days=nan", ("days: nan is not a whole number",)),
        ("days=" + "9" * 5000, ("days: '999",)),
        ("days=" + "[" * 20_000, ("days: '[[[",)),
        ("dais=3", ("dais: there is no such key", "'days'?")),
        (".=3", ("there is no such key",)),
        ("days.x=3", ("days.x: days holds no keys",)),
        (
            "retailers.kopo.price=3",
            ("retailers.kopo: there is nothing of this name", "'kopi'?", "kopi, pasar"),
        ),
        ("retailers.kopi.pryce=3", ("retailers.kopi.pryce: there is no such key", "'price'?")),
        ("retailers.*.pryce=3", ("retailers.kopi.pryce: there is no such key", "'price'?")),
        ("retailers.kopi.accounts.x=3", ("accounts holds no keys", "a list of texts")),
        ("retailers.kopi.accounts=[facebok]", ("retailers.kopi.accounts: there is no 'facebok'", "twitter")),
        ("retailers.kopi.reply.by_platform.facebok=open", ("by_platform: there is no 'facebok'",)),
        ("retailers.kopi.reply.by_platform.facebook.x=3", ("holds no keys",)),
        (
            "suppliers.kebun.can_go_direct=True",
            ("'True' is neither true nor false", "(allowed: true, false)"),
        ),
        ("focal=kopo", ("focal: there is no retailer 'kopo'", "kopi")),
        ("extends=baseline", ("extends: there is no such key",)),
        ("retailers=3", ("retailers: 3 is not a table",)),
        (
            "price_sensitivity=3",
            ("price_sensitivity: there is no such key", "'consumers.price_sensitivity'?"),
        ),
    ],
)
def test_a_wrong_override_is_told_so(message: Message, override: str, fragments: tuple[str, ...]) -> None:
    said = message({}, override)
    assert said.startswith("--set: ")
    for fragment in fragments:
        assert fragment in said


def test_a_mistake_of_the_file_is_the_files(write: Write, message: Message) -> None:
    write("mine.toml", "days = 0\n")
    assert message("mine.toml", "seed=3").startswith("mine.toml: days: 0 is below")


def test_what_an_override_makes_wrong_is_told_with_its_origin(write: Write, message: Message) -> None:
    write("mine.toml", 'extends = "baseline"\n[retailers.toko.reply]\nopening_hour = 9\n')
    said = message("mine.toml", "retailers.toko.reply.closing_hour=8")
    assert said.startswith("--set: retailers.toko.reply: the desk closes")


@pytest.mark.parametrize("given", [None, {"days": 5}, 5])
def test_settings_that_are_no_list_of_texts_are_refused(given):
    with pytest.raises(ScenarioError, match="is no list of settings"):
        load_scenario("baseline", given)
    with pytest.raises(ScenarioError, match="is no list of settings"):
        replicate("baseline", overrides=given)


def test_one_text_is_a_setting_and_no_list_of_letters():
    assert load_scenario("baseline", "days=5").days == 5
    assert replicate("baseline", replicates=1, overrides="days=2", workers=1).scenario.days == 2


def test_a_model_that_has_lived_no_day_has_no_result():
    with pytest.raises(InputError, match="no day was lived"):
        Model(load_scenario("baseline", ["consumers.count=20"])).result()
