"""A calibrated world as a scenario file, with where it comes from, and all that was found beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from sim.errors import InputError, OutputError
from sim.experiment.calibrate.records import METHOD, Calibration
from sim.experiment.numerals import numeral
from sim.scenario.loading import load_scenario


def companion(out: Path) -> Path:
    """The document that is written beside a scenario."""
    return out.with_name(f"{out.stem}-calibration.json")


def check_free(out: Path, *, overwrite: bool) -> None:
    """Refuse names that will not do, and files that are there, before any world is lived.

    Raises
    ------
    InputError
        `out` does not end in ``.toml``.
    OutputError
        A file is there already.
    """
    if out.suffix != ".toml":
        raise InputError(f"'{out}' will not do", where="out", allowed="a name that ends in .toml")
    for path in (out, companion(out)):
        if path.exists() and not overwrite:
            raise OutputError("the file is there already", where=str(path), allowed="another name, or --overwrite")


def write(found: Calibration, out: Path, *, base: str, overwrite: bool) -> tuple[Path, Path]:
    """Write the scenario and the document beside it: both, or none.

    Parameters
    ----------
    base
        The world that was calibrated, as it was named; a path stays right as seen from `out`.

    Raises
    ------
    InputError, OutputError
        As `check_free`, or the files cannot be written.
    """
    check_free(out, overwrite=overwrite)
    beside = companion(out)
    torn = [path.with_name(f".{path.stem}.torn{path.suffix}") for path in (beside, out)]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        extended = os.path.relpath(base, out.parent) if Path(base).suffix == ".toml" else base
        torn[0].write_text(json.dumps(found.to_json(), indent=2, ensure_ascii=False, allow_nan=False), encoding="utf-8")
        torn[1].write_text(scenario_text(found, Path(extended).as_posix(), beside.name), encoding="utf-8")
        load_scenario(torn[1])
        for half, path in zip(torn, (beside, out), strict=True):
            os.replace(half, path)
    except OSError as problem:
        raise OutputError(f"the scenario cannot be written ({problem.strerror})", where=str(out)) from None
    finally:
        for path in torn:
            path.unlink(missing_ok=True)
    return out, beside


def scenario_text(found: Calibration, base: str, beside: str) -> str:
    """The TOML text of the calibrated world."""
    document = tomlkit.document()
    for line in _provenance(found, beside):
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    names = ", ".join(export.path.name for export in found.exports.values())
    document.add("extends", tomlkit.item(base))
    document.add("title", tomlkit.item(f"{found.base.title or found.base.name}, calibrated to {names}"))
    document.add("description", tomlkit.item(f"Fitted to {names}; the comments and {beside} say how well."))
    ranges = {f.candidate.path: f for f in found.fitted}
    tables: dict[tuple[str, ...], Table] = {}
    for path, value in found.settings.items():
        *steps, name = path.split(".")
        item = tomlkit.item(value)
        if path in ranges:
            fitted = ranges[path]
            item.comment(f"{fitted.low:g} to {fitted.high:g} ({fitted.candidate.parameter.unit})")
        else:
            item.comment("as the export has it")
        _table(document, tables, tuple(steps)).add(name, item)
    return tomlkit.dumps(document)


def _table(document: tomlkit.TOMLDocument, tables: dict[tuple[str, ...], Table], steps: tuple[str, ...]) -> Table:
    """The table at these steps, made with those above it where it is not there."""
    if steps not in tables:
        made = tomlkit.table(is_super_table=False)
        for k in range(1, len(steps)):
            tables.setdefault(steps[:k], tomlkit.table(is_super_table=True))
        tables[steps] = made
        for k in range(len(steps), 0, -1):
            above: tomlkit.TOMLDocument | Table = tables[steps[: k - 1]] if k > 1 else document
            if steps[k - 1] not in above:
                above.add(steps[k - 1], tables[steps[:k]])
    return tables[steps]


def _provenance(found: Calibration, beside: str) -> list[str]:
    """Where the values come from, as comments."""
    lines = [f"Made by trm {found.versions['trm']}: {found.command}"]
    for kind, export in found.exports.items():
        span = found.spans[kind]
        held = f", {span.end - span.split} more held out" if span.end > span.split else ""
        lines.append(
            f"{export.path.name}: {export.kind.title}, {numeral(export.rows, 0)} rows, {span.split} days from "
            f"{span.first}{held}; SHA-256 {export.sha256}"
        )
    lines.append(f"Method: {METHOD} ({found.runs} worlds, seed {found.seed}).")
    left = [f.candidate.path for f in found.fitted if not f.informed]
    if left:
        lines.append(f"Not informed by these data, left as in {found.base.name}: {', '.join(left)}.")
    lines.append(f"The range behind a value holds 90% of what the data leave possible; {beside} has all of it.")
    return lines
