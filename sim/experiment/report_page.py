"""The frame of every report: its templates, its style, and a file that is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.errors import OutputError
from sim.experiment.charts import CHART_CSS
from sim.experiment.heat_map import HEAT_CSS
from sim.experiment.numerals import Language
from sim.experiment.texts import say

_HERE = Path(__file__).parent


def render(template: str, language: Language, **content: object) -> str:
    """A page as HTML; texts are escaped unless they are `Markup`."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def t(key: str, **values: object) -> str:
        return say(key, language, **values)

    style = (_HERE / "report.css").read_text(encoding="utf-8") + CHART_CSS + HEAT_CSS
    return environment.get_template(template).render(t=t, language=language, css=Markup(style), **content)


def write_page(text: str, path: Path, *, overwrite: bool) -> Path:
    """Put a page where it is wanted.

    Raises
    ------
    OutputError
        It cannot be written, or there is a file already and it may not be replaced.
    """
    if path.is_dir():
        raise OutputError("this is a folder, not a file", where=str(path))
    if path.exists() and not overwrite:
        raise OutputError("there is a file already", where=str(path), allowed="another file, or --overwrite")
    torn = path.with_name(f".{path.name}.torn")
    try:
        torn.write_text(text, encoding="utf-8")
        os.replace(torn, path)
    except OSError as problem:
        raise OutputError(
            f"the report cannot be written here ({problem.strerror or problem})", where=str(path)
        ) from None
    return path
