"""A scenario file of a visitor's own: text that is parsed by the schema, never opened by name and never executed."""

from __future__ import annotations

import base64
import tomllib
import zlib
from collections.abc import Mapping
from typing import Any

from sim.errors import InputError
from sim.scenario.builtin import builtin_scenarios

MOST_BYTES = 64 * 1024
"""A whole scenario with all its values written out takes some 30 kB."""
MOST_LINK = 6000
"""Characters of a file within a link, packed; browsers and servers cut longer addresses."""
_NAME_CHARACTERS = 60


def shown_name(name: str) -> str:
    """The name of a visitor's file as it is shown: its last part, printable and short."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable())[:_NAME_CHARACTERS]
    return kept.strip() or "scenario.toml"


def table_of(content: bytes | str, name: str) -> dict[str, Any]:
    """The table of a TOML file that a visitor gives.

    Parameters
    ----------
    content
        The file as it is.
    name
        What the visitor calls it.

    Raises
    ------
    InputError
        It is too large, no text, no TOML, or names a file on this server.
    """
    where = shown_name(name)
    if len(content) > MOST_BYTES:
        raise InputError(
            f"{len(content):,} bytes are no scenario",
            where=where,
            allowed=f"a TOML file of at most {MOST_BYTES:,} bytes",
        )
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputError("this is no text", where=where, allowed="a TOML file in UTF-8") from None
    try:
        table = tomllib.loads(content)
    except (ValueError, RecursionError) as problem:
        said = str(problem) if isinstance(problem, ValueError) else "tables too deep in each other"
        raise InputError(f"this is no TOML: {said}", where=where, allowed="a scenario file") from None
    _refuse_files(table, where)
    return table


def _refuse_files(table: Mapping[str, Any], where: str) -> None:
    """Nothing that a visitor writes is opened: no parent but a built-in one, no network file, no policy's code."""
    parent = table.get("extends")
    if parent is not None and parent not in builtin_scenarios():
        raise InputError(
            "the page opens no other file", where=where, key="extends", allowed=", ".join(builtin_scenarios())
        )
    for kind, steps in (("retailers", ("policy",)), ("platforms", ("network", "path"))):
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
            "the scenario within this link is damaged", where="link", allowed="the link as it was shared"
        ) from None
