"""A scenario file of a visitor's own: text that is parsed by the schema, never opened by name and never executed."""

from __future__ import annotations

import base64
import tomllib
import zlib
from collections.abc import Mapping
from typing import Any

from sim.errors import Clause, InputError
from sim.scenario.builtin import builtin_scenarios
from sim.scenario.overriding import WHERE as OPTION
from sim.ui import bounds
from sim.ui.parsing import said_by_the_parser

MOST_BYTES = 64 * 1024
"""A whole scenario with all its values written out takes some 17 kB."""
MOST_LINK = 6000
"""Characters of a file within a link, packed; browsers and servers cut longer addresses."""
MOST_DOTS = 100
"""In a line. A key of thousands of parts would take the parser minutes: its time grows with their square."""
_NAME_CHARACTERS = 60
_TOLD_CHARACTERS = 300
_LABELS = {"name": 60, "title": 120, "description": 1000}
"""Texts of a world that are shown to people, and how much of each."""
_NO_FILES = {"retailers": ("policy",), "platforms": ("network", "path")}
"""Where a world may name a file, by kind of party."""


def shown_name(name: str) -> str:
    """The name of a visitor's file as it is shown: its last part, printable and short."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return _clean(last, _NAME_CHARACTERS) or "scenario.toml"


def text_of(content: bytes, name: str) -> str:
    """The text of a file that a visitor gives.

    Raises
    ------
    InputError
        It is too large, or no text.
    """
    where = shown_name(name)
    _refuse_size(len(content), where)
    if not content.strip():
        raise InputError("this file is empty", where=where, allowed="a scenario file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("this is no text", where=where, allowed="a TOML file in UTF-8") from None


def table_of(content: bytes | str, name: str) -> dict[str, Any]:
    """The table of a TOML file that a visitor gives.

    Parameters
    ----------
    content
        The file as it is, or its text.
    name
        What the visitor calls it.

    Raises
    ------
    InputError
        It is too large, no text, no TOML, names a file on this server, or holds more parties than may be.
    """
    where = shown_name(name)
    text = text_of(content, name) if isinstance(content, bytes) else content
    _refuse_size(len(text), where)
    if any(line.count(".") > MOST_DOTS for line in text.split("\n")):
        raise InputError(
            Clause("there is a line with more than {most} dots in it", most=MOST_DOTS),
            where=where,
            allowed="shorter keys",
        )
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _no_toml(said_by_the_parser(str(problem)), where) from None
    except ValueError:  # Python reads no number of that length
        raise _no_toml(Clause("a number has thousands of digits"), where) from None
    except RecursionError:
        raise _no_toml(Clause("it is nested too deeply"), where) from None
    refuse_files(table, where)
    for kind in ("retailers", "suppliers", "platforms"):
        if isinstance(table.get(kind), Mapping):
            bounds.refuse_a_crowd(len(table[kind]), kind, where)
    return _tidied(table)


def refuse_files(table: Mapping[str, Any], where: str | None) -> None:
    """Nothing that a visitor writes is opened: no parent but a built-in one, no network file, no policy's code.

    Parameters
    ----------
    table
        A scenario's table, or what is set on top of one.

    Raises
    ------
    InputError
        It names something; the message does not say what that would be on this server.
    """
    parent = table.get("extends")
    if parent is not None and parent not in builtin_scenarios():
        raise InputError(
            "the page opens no other file", where=where, key="extends", allowed=", ".join(builtin_scenarios())
        )
    for kind, steps in _NO_FILES.items():
        parties = table.get(kind)
        for party, held in parties.items() if isinstance(parties, Mapping) else ():
            for step in steps:
                held = held.get(step) if isinstance(held, Mapping) else None
            if held is not None:
                raise InputError(
                    "the page opens no file and runs no code",
                    where=where,
                    key=".".join((kind, shown_name(str(party)), *steps)),
                    allowed="the same on the command line: `trm compare`",
                )


def told(problem: InputError, where: str | None) -> InputError:
    """What is wrong with a visitor's file, short enough for the page and without what cannot be printed.

    Of a file that it extends the last part of the name is told, not where it stands on this server. An option of the
    command line is no place that a visitor knows.
    """
    place = None if problem.where == OPTION else problem.where

    def short(text: Any, name: str = "") -> Any:
        if isinstance(text, Clause):
            return Clause(text.template, **{name: short(value, name) for name, value in text.values.items()})
        if name == "file":
            return shown_name(text)
        return _clean(text, _TOLD_CHARACTERS) if isinstance(text, str) else text

    return InputError(
        short(problem.problem),
        where=short(place or where),
        key=short(problem.key),
        allowed=short(problem.allowed),
        nearest=short(problem.nearest),
        more=problem.more,
    )


def packed(text: str) -> str | None:
    """A file's text for a link; None where it is too long for one."""
    made = base64.urlsafe_b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii").rstrip("=")
    return made if len(made) <= MOST_LINK else None


def unpacked(given: str) -> str:
    """The text of a file within a link.

    Raises
    ------
    InputError
        It was not packed by `packed`, or holds more than a scenario.
    """
    try:
        raw = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
        opener = zlib.decompressobj()
        content = opener.decompress(raw, MOST_BYTES + 1)  # no more than that is made, however much is packed in it
        if len(content) > MOST_BYTES or not opener.eof:
            raise ValueError
        return content.decode("utf-8")
    except (ValueError, zlib.error):
        raise InputError(
            "the scenario within this link is damaged", where=Clause("link"), allowed="the link as it was shared"
        ) from None


def _no_toml(said: Clause, where: str) -> InputError:
    return told(InputError(Clause("this is no TOML: {said}", said=said), allowed="a scenario file"), where)


def _refuse_size(size: int, where: str) -> None:
    if size > MOST_BYTES:
        raise InputError(
            Clause("{size:,} bytes are no scenario", size=size),
            where=where,
            allowed=Clause("a TOML file of at most {most:,} bytes", most=MOST_BYTES),
        )


def _tidied(table: dict[str, Any]) -> dict[str, Any]:
    """The table with labels that can be shown, and opened in a spreadsheet, without surprises."""
    made = _labelled(table)
    parties = made.get("retailers"), made.get("suppliers")
    for kind, held in zip(("retailers", "suppliers"), parties, strict=True):
        if isinstance(held, Mapping):
            made[kind] = {name: _labelled(one) if isinstance(one, Mapping) else one for name, one in held.items()}
    return made


def _labelled(table: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(table)
    for key, most in _LABELS.items():
        if isinstance(made.get(key), str):
            # A cell that begins with one of these is a formula in a spreadsheet.
            made[key] = _clean(made[key], most).lstrip("=+-@ ")
            if key == "name" and not made[key]:
                del made[key]
    return made


def _clean(text: str, most: int) -> str:
    """The printable letters of a text, without those that turn its direction, in one line and cut."""
    line = " ".join(text[: 4 * most].split())
    return "".join(c for c in line if c.isprintable())[:most].strip()
