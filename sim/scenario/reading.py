"""From a path to the text of a file and the table in a TOML file, with every way it can fail said in one line."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.scenario.wording import printable, shortened

LARGEST_BYTES = 5_000_000  # a world of a hundred retailers takes about a twentieth of it
_PLACE = re.compile(r"^(?P<what>.*?) ?\((?P<place>at [^()]*)\)$", re.DOTALL)
_LINE = re.compile(r"at line (\d+)")


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file.

    Raises
    ------
    ScenarioError
        When there is no such file, it is not a regular one of at most `LARGEST_BYTES`, cannot be read,
        is empty, or does not hold TOML in UTF-8 (a byte-order mark is accepted).
    """
    table = _parsed(read_text(path), path)
    if not table:
        raise _refused("the file is empty", path)
    return table


def read_text(path: Path, what: str = "a scenario file", form: str = "a TOML file") -> str:
    """The text of a file that should be `what`, such as a scenario file, and hold `form`.

    Raises
    ------
    ScenarioError
        When there is no such file, it is not a regular one of at most `LARGEST_BYTES`, cannot be read,
        or is no text in UTF-8 (a byte-order mark is accepted).
    """
    return _text(_content(path, what, form), path, what, form)


def _refused(problem: str, path: Path, allowed: str | None = None) -> ScenarioError:
    return ScenarioError(problem, where=printable(str(path)), allowed=allowed)


def _content(path: Path, what: str, form: str) -> bytes:
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _refused(f"this is a pipe or a device, not {what}", path, form)
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise _refused("there is no such file", path) from None
    except IsADirectoryError:
        raise _refused(f"this is a directory, not {what}", path, form) from None
    except (OSError, ValueError) as error:  # ValueError: the path holds a zero byte
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise _refused(f"the file cannot be read: {reason}", path) from None
    if len(content) > LARGEST_BYTES:
        raise _refused(f"the file is larger than {LARGEST_BYTES // 1_000_000} MB", path, what)
    return content


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting: a pipe that nobody writes to would hold us for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _text(content: bytes, path: Path, what: str, form: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _refused("the file is UTF-16 text", path, "UTF-8 text; save it again as UTF-8")
    if b"\0" in content:
        raise _refused(f"this is a binary file, not {what}", path, form)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused(f"line {line} is not UTF-8 text", path, f"{form} in UTF-8") from None


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(_syntax(str(error), text), path) from None
    except ValueError:
        raise _refused("the file holds a number of thousands of digits", path) from None
    except RecursionError:
        raise _refused("its lists or tables are nested too deeply for a scenario", path) from None


def _syntax(message: str, text: str) -> str:
    """The parser's message and the line it stumbled over."""
    match = _PLACE.match(message)
    what, place = (match["what"], match["place"]) if match else (message, "")
    problem = f"the file is not TOML: {what[:1].lower()}{what[1:]} {place}".rstrip()
    line = _LINE.search(place)
    # The parser counts line feeds only, whatever else splitlines() takes for the end of a line.
    return f"{problem}: {shortened(text.split(chr(10))[int(line[1]) - 1].strip())}" if line else problem
