"""Rows that are not simply taken over: duplicates, returns, several on one day, replies before the question.

Each rule is stated where it is applied, and what it did is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.experiment.exports.kinds import Kind
from sim.experiment.exports.rows import first_row, held

if TYPE_CHECKING:
    import pandas as pd


def tidied(kind: Kind, frame: pd.DataFrame, where: str, returns: str) -> tuple[pd.DataFrame, list[str]]:
    """The rows to go by, in the order of time, and what was done to get them.

    A row that repeats another in every column of ours is dropped: an export that was joined from overlapping parts
    holds such rows, and two equal purchases of a customer on a day count as one purchase day in any case.
    """
    told: list[str] = []
    again = frame.duplicated()
    if again.any():
        told.append(f"{int(again.sum()):,} rows repeat another (the first in row {first_row(again)}): dropped")
    frame = frame[~again]
    match kind.name:
        case "purchases":
            frame = _purchases(frame, where, returns, told)
        case "posts":
            frame = frame.sort_values("posted", kind="stable")
        case "replies":
            frame = _replies(frame, where)
        case _:
            frame = _followers(frame, where)
    return frame.reset_index(drop=True), told


def _purchases(frame: pd.DataFrame, where: str, returns: str, told: list[str]) -> pd.DataFrame:
    """One row for each customer and day: amounts and units of a day are added up."""
    for name in ("amount", "units"):
        if name not in frame:
            frame = frame.assign(**{name: float("nan")})
    back = (frame["amount"] < 0) | (frame["units"] < 0)
    if back.any() and returns == "refuse":
        row = first_row(back)
        column = "amount" if held(frame, row, "amount") < 0 else "units"
        raise InputError(
            f"'{held(frame, row, column):g}' is below zero ({int(back.sum()):,} such rows)",
            where=f"{where}, {column}, row {row}",
            allowed="0 or more; with --returns net such a row is taken off the customer's purchase before it",
        )
    bought, brought_back = frame[~back], frame[back]
    merged = bought.groupby(["date", "customer"], as_index=False, sort=True)[["amount", "units"]].sum(min_count=1)
    if len(merged) < len(bought):
        told.append(f"{len(bought) - len(merged):,} purchases on a day with another of the same customer: added to it")
    if len(brought_back):
        merged = _netted(merged, brought_back, told)
    if not len(merged):
        raise InputError("no purchase is left", where=where)
    return merged[["customer", "date", "amount", "units"]]


def _netted(merged: pd.DataFrame, brought_back: pd.DataFrame, told: list[str]) -> pd.DataFrame:
    """A return is taken off the last purchase before it; what is brought back whole was no purchase."""
    places = {customer: rows.index.tolist() for customer, rows in merged.groupby("customer")}
    lost, undone = 0, 0
    for _, row in brought_back.sort_values("date", kind="stable").iterrows():
        before = [k for k in places.get(row["customer"], ()) if merged.at[k, "date"] <= row["date"]]
        if not before:
            lost += 1
            continue
        at = before[-1]
        for name in ("amount", "units"):
            merged.loc[at, name] += row[name] if row[name] == row[name] else 0.0
        if float(merged["amount"][at]) <= 0.0 or float(merged["units"][at]) <= 0.0:
            places[row["customer"]].remove(at)
            merged = merged.drop(index=at)
            undone += 1
    told.append(
        f"{len(brought_back):,} returns: taken off the customer's purchase before ({undone:,} purchases were undone; "
        f"{lost:,} returns have none before them and are left out)"
    )
    return merged


def _replies(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Minutes until the first reply; nothing where none came."""
    if "minutes" not in frame:
        frame = frame.assign(minutes=(frame["replied"] - frame["asked"]).dt.total_seconds() / 60.0)
    early = frame["minutes"] < 0
    if early.any():
        raise InputError(
            f"the reply comes {-held(frame, first_row(early), 'minutes'):g} minutes before the message",
            where=f"{where}, row {first_row(early)}",
        )
    return frame[["asked", "minutes"]].sort_values("asked", kind="stable")


def _followers(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    twice = frame.duplicated("counted")
    if twice.any():
        row = first_row(twice)
        raise InputError(
            f"{held(frame, row, 'counted'):%Y-%m-%d} stands twice, with another number of followers",
            where=f"{where}, row {row}",
        )
    return frame.sort_values("counted", kind="stable")
