"""`trm calibrate`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import options
from sim.cli.running import tell_failures
from sim.cli.terminal import RunProgress, console, note, print_json, say_if_cold, show_sheet
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.experiment.calibrate.records import Calibration


def calibrate(
    data: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Exports whose columns tell what they are; one of each kind."),
    ] = None,
    purchases: Annotated[Path | None, typer.Option(help="A purchase log: customer, date, amount, units.")] = None,
    posts: Annotated[Path | None, typer.Option(help="Post metrics: posted, reach, likes, comments, shares.")] = None,
    replies: Annotated[Path | None, typer.Option(help="A reply log: asked, and replied or minutes.")] = None,
    followers: Annotated[Path | None, typer.Option(help="Followers over time: counted, followers.")] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="ROLE=COLUMN,…", help="Which column is what, by name or number: customer=id,date=when."),
    ] = None,
    date_format: Annotated[str | None, typer.Option(help="How dates are written, such as %d/%m/%Y.")] = None,
    decimal: Annotated[Literal["point", "comma"] | None, typer.Option(help="What stands before decimals.")] = None,
    returns: Annotated[
        Literal["refuse", "net"],
        typer.Option(help="Amounts below zero: refuse them, or take each off the customer's purchase before."),
    ] = "refuse",
    base: Annotated[str, typer.Option(help="The world to start from; its focal retailer is the shop.")] = "baseline",
    platform: Annotated[
        str | None, typer.Option(help="The platform of the account that posts, replies and followers are of.")
    ] = None,
    holdout: Annotated[
        float | None, typer.Option(help="Share of the days, the last ones, that is held out; 0.25 if not said.")
    ] = None,
    split: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The first day that is held out.")] = None,
    runs: Annotated[int, typer.Option(help="Worlds from which is learnt.")] = 400,
    draws: Annotated[int, typer.Option(help="Worlds drawn from the fit, for checks and predictions.")] = 60,
    consumers: Annotated[
        int | None,
        typer.Option(help="Consumers of each world; the base's, and 10,000 or more with a purchase log, if not said."),
    ] = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The scenario file to write, with a document beside it; else nothing is written."),
    ] = None,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Fit a world to a shop's own exports, check the fit, and predict the days that were held out."""
    from sim.experiment.calibrate.study import calibrate as fit
    from sim.experiment.calibrate.writing import check_free, write
    from sim.experiment.exports.reading import Asked

    files: list[tuple[Path, str | None]] = [(file, None) for file in data or ()]
    named = {"purchases": purchases, "posts": posts, "replies": replies, "followers": followers}
    files += [(file, kind) for kind, file in named.items() if file is not None]
    asked = Asked(_columns(columns), date_format, decimal, returns)
    first_held_out = _date(split)
    if out is not None:
        check_free(out, overwrite=overwrite)
    if not quiet:
        say_if_cold()
    with RunProgress("calibrate", quiet=quiet) as progress:
        found = fit(
            files,
            base=base,
            holdout=holdout,
            split=first_held_out,
            platform=platform,
            asked=asked,
            runs=runs,
            draws=draws,
            consumers=consumers,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    written = None if out is None else write(found, out, base=base, overwrite=overwrite)
    if as_json:
        files_written = {} if written is None else {"scenario_file": str(written[0]), "document": str(written[1])}
        print_json(found.to_json() | files_written)
    else:
        _show(found)
        if written is not None:
            note(f"Scenario: {written[0]}\nDocument: {written[1]}")
    tell_failures(found.failures)


def _columns(text: str | None) -> Mapping[str, str]:
    """Columns by role, of ``customer=id,date=when``."""
    from sim.errors import nearest_name
    from sim.experiment.exports.kinds import KINDS

    roles = [role.name for kind in KINDS.values() for role in kind.roles]
    found: dict[str, str] = {}
    for part in (text or "").split(","):
        if not part:
            continue
        role, sign, column = part.partition("=")
        if not sign or not column.strip() or role.strip() not in roles:
            raise InputError(
                f"'{part}' says of no column what it is",
                where="columns",
                allowed=f"ROLE=COLUMN,… with the roles {', '.join(dict.fromkeys(roles))}",
                nearest=nearest_name(role.strip(), roles) if sign and role.strip() not in roles else None,
            )
        found[role.strip()] = column.strip()
    return found


def _date(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no date", where="split", allowed="such as 2011-10-01") from None


def _show(found: Calibration) -> None:
    from sim.experiment.calibrate.words import closing, opening, sheets

    for line in opening(found):
        typer.echo(line)
    out = console()
    for sheet in sheets(found):
        show_sheet(out, sheet)
    for line in closing(found):
        typer.echo(line)
