"""The scripts and styles of the widgets."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def text_of(name: str) -> str:
    """What stands in a file beside the widgets.

    A widget is given the text and not the path: anywidget keeps every widget that was ever made from a path, to tell it
    when the file changes, and so a visitor's widgets would stay for good.
    """
    return (_HERE / name).read_text(encoding="utf-8")


def script_of(name: str) -> str:
    """The script of a widget, with what all of them make elements with in front: a widget is one module."""
    return text_of("elements.js") + text_of(name)
