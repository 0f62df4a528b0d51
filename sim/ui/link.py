"""A question as the query of an address, both ways: a link holds the whole policy and the seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from sim.errors import Clause, InputError, nearest_name
from sim.experiment.numerals import LANGUAGES, Language
from sim.metrics import OUTCOMES
from sim.scenario.builtin import builtin_scenarios
from sim.ui import bounds
from sim.ui.asked import VIEWS, Asked, Grid, Side, Theme, Which
from sim.ui.uploads import packed, shown_name, table_of, unpacked

MOST_CHARACTERS = 16_000
_WHERE = Clause("link")
_FIELDS = 400
_WHOLE = {
    "n": ("consumers", bounds.CONSUMERS),
    "days": ("days", bounds.DAYS),
    "pairs": ("pairs", bounds.PAIRS),
    "seed": ("seed", bounds.SEED),
    "day": ("day", (0, bounds.DAYS[1])),
    "step": ("step", (0, 99)),
}
_GRID = {"levels": ("levels", bounds.LEVELS), "reps": ("replicates", bounds.REPLICATES)}


def query_of(asked: Asked) -> str:
    """The query of a question, without its question mark; what is as usual is left out."""
    usual = Asked()
    pairs: list[tuple[str, str]] = []
    if asked.view != usual.view:
        pairs.append(("view", asked.view))
    for which in ("a", "b"):
        pairs += _side_pairs(which, asked.side(which), usual.side(which))
    pairs += [("set", text) for text in asked.overrides]
    for key, (name, _) in _WHOLE.items():
        if getattr(asked, name) != getattr(usual, name):
            pairs.append((key, str(getattr(asked, name))))
    if asked.view == "sweep":
        grid = asked.grid
        pairs += [("x", grid.x), ("y", grid.y), ("outcome", grid.outcome)]
        pairs += [(key, str(getattr(grid, name))) for key, (name, _) in _GRID.items()]
    pairs.append(("lang", asked.language))  # a browser that would like another one shows what was shared
    if asked.theme:
        pairs.append(("theme", asked.theme))
    pairs += [(key, "1") for key, held in (("present", asked.presenting), ("run", asked.started)) if held]
    return urlencode(pairs)


def _side_pairs(which: Which, side: Side, usual: Side) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = [(which, side.scenario)] if side.scenario != usual.scenario or side.file else []
    if side.file and (held := packed(side.file)) is not None:
        pairs.append((f"{which}.file", held))
    return pairs + [(f"{which}.set", text) for text in side.overrides]


def fits_a_link(asked: Asked) -> bool:
    """Whether a link can hold all of the question: a long file of the visitor's own cannot be shared so."""
    files = (side.file for side in (asked.a, asked.b) if side.file)
    return all(packed(text) is not None for text in files) and len(query_of(asked)) <= MOST_CHARACTERS


def read_query(query: str | None) -> Asked:
    """The question of a query.

    Raises
    ------
    InputError
        It asks for something that there is not, or for too much.
    """
    if not query:
        return Asked()
    if len(query) > MOST_CHARACTERS:
        allowed = Clause("at most {most:,} characters", most=MOST_CHARACTERS)
        raise InputError("this link is too long", where=_WHERE, allowed=allowed)
    try:
        given = parse_qsl(query, keep_blank_values=True, max_num_fields=_FIELDS, errors="strict")
    except ValueError:
        raise InputError("this link cannot be read", where=_WHERE, allowed="a link that the page made") from None
    found: dict[str, list[str]] = {}
    for key, value in given:
        if not value.isprintable():
            raise InputError("there are control characters in it", where=_WHERE, key=_known(key))
        found.setdefault(_known(key), []).append(value)
    return _asked(found)


def look_of(query: str | None, language: Language) -> Asked:
    """The usual question in the theme, and the language, of a query that is refused, where it names them."""
    wanted = dict(parse_qsl((query or "")[:MOST_CHARACTERS], errors="replace"))
    asked = Asked(language=language)
    if wanted.get("lang") in LANGUAGES:
        asked = replace(asked, language=_choice("lang", wanted["lang"], LANGUAGES))
    if wanted.get("theme") in get_args(Theme):
        asked = replace(asked, theme=_choice("theme", wanted["theme"], get_args(Theme)))
    return asked


def _asked(found: dict[str, list[str]]) -> Asked:
    asked = Asked()
    one = {key: _single(key, values) for key, values in found.items() if key not in _MANY}
    if "view" in one:
        asked = replace(asked, view=_choice("view", one["view"], VIEWS))
    for which in ("a", "b"):
        asked = asked.with_side(which, _side(which, asked.side(which), one, found))
    asked = replace(asked, overrides=_overrides("set", found))
    changed: dict[str, Any] = {}
    for key, (name, (low, high)) in _WHOLE.items():
        if key in one:
            changed[name] = _number(key, one[key], low, high)
    flags = {"presenting": "present", "started": "run"}
    changed |= {name: one[key] == "1" for name, key in flags.items() if key in one}
    asked = replace(asked, **changed)
    asked = replace(asked, day=min(asked.day, asked.days - 1), grid=_grid(asked.grid, one))
    if "lang" in one:
        asked = replace(asked, language=_choice("lang", one["lang"], LANGUAGES))
    if "theme" in one:
        asked = replace(asked, theme=_choice("theme", one["theme"], get_args(Theme)))
    return asked


def _side(which: Which, usual: Side, one: dict[str, str], found: dict[str, list[str]]) -> Side:
    name, text = one.get(which, usual.scenario), ""
    if f"{which}.file" in one:
        name = shown_name(name)
        text = unpacked(one[f"{which}.file"])
        table_of(text, name)
    elif name not in builtin_scenarios():
        raise InputError(
            Clause("there is no scenario '{name}'", name=shown_name(name)),
            where=_WHERE,
            key=which,
            nearest=nearest_name(name, builtin_scenarios()),
            allowed=", ".join(builtin_scenarios()),
        )
    return Side(name, _overrides(f"{which}.set", found), text)


def _overrides(key: str, found: dict[str, list[str]]) -> tuple[str, ...]:
    texts = tuple(found.get(key, ()))
    bounds.refuse_too_many_settings(texts, _WHERE, key)
    return texts


def _grid(usual: Grid, one: dict[str, str]) -> Grid:
    grid = replace(usual, x=one.get("x", usual.x), y=one.get("y", usual.y))
    if "outcome" in one:
        grid = replace(grid, outcome=_choice("outcome", one["outcome"], tuple(OUTCOMES)))
    changed: dict[str, Any] = {}
    for key, (name, (low, high)) in _GRID.items():
        if key in one:
            changed[name] = _number(key, one[key], low, high)
    return replace(grid, **changed)


def _choice(key: str, value: str, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        raise InputError(
            Clause("there is no '{name}'", name=shown_name(value)),
            where=_WHERE,
            key=key,
            nearest=nearest_name(value, allowed),
            allowed=", ".join(allowed),
        )
    return value


def _number(key: str, value: str, low: int, high: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 12 and low <= int(value) <= high):
        raise InputError(
            Clause("'{value}' will not do", value=shown_name(value)),
            where=_WHERE,
            key=key,
            allowed=Clause("a whole number from {low} to {high}", low=low, high=high),
        )
    return int(value)


def _single(key: str, values: list[str]) -> str:
    if len(values) > 1:
        raise InputError("it is given twice", where=_WHERE, key=key, allowed="once")
    return values[0]


_MANY = ("set", "a.set", "b.set")
_KEYS = (
    *("view", "a", "b", "a.file", "b.file", "x", "y", "outcome", "lang", "theme", "present", "run"),
    *_MANY,
    *_WHOLE,
    *_GRID,
)


def _known(key: str) -> str:
    if key not in _KEYS:
        raise InputError(
            Clause("there is no '{name}' in a link of this page", name=shown_name(key)),
            where=_WHERE,
            nearest=nearest_name(key, _KEYS),
        )
    return key
