"""Blank rows for kernels: what was kept of them is never handed out again."""

from __future__ import annotations

import numpy as np
import pytest

import sim.world
from sim.account import Rows, Sheet
from sim.kernels.records import TRIP, WORD
from sim.model import Model
from tests.worlds import model


def test_rows_that_were_kept_stay_as_they_were_written():
    sheet, kept = Sheet(WORD), []
    for number in range(3 * Sheet.LENGTH // 1000):
        rows = sheet.blank(1000)
        rows["author"] = number
        kept.append(sheet.cut(600))
    assert [np.unique(rows["author"]).tolist() for rows in kept] == [[number] for number in range(len(kept))]
    assert {len(rows) for rows in kept} == {600}


def test_rows_that_were_not_kept_are_handed_out_again():
    sheet = Sheet(WORD)
    first = sheet.blank(10)
    assert np.shares_memory(first, sheet.blank(20))


def test_there_is_room_for_more_rows_than_are_made_at_once():
    assert len(Sheet(WORD).blank(Sheet.LENGTH + 1)) == Sheet.LENGTH + 1


def events(made: Model) -> list[list[tuple[object, ...]]]:
    world = made.world
    return [rows.tolist() for rows in (world.trips, world.complaints, world.questions, *world.spoken)]


@pytest.mark.parametrize("bytes_of_rows", [1, 2000, 10_000])
def test_a_day_writes_the_same_rows_however_few_are_laid_out_at_a_time(bytes_of_rows, monkeypatch):
    usual, short = model("full-trm", "consumers.count=400"), model("full-trm", "consumers.count=400")
    for _ in range(5):
        usual.step()
    monkeypatch.setattr(sim.world, "BLANK_BYTES", bytes_of_rows)
    for _ in range(5):
        short.step()
    assert events(usual) == events(short)
    assert all(events(usual)[:2])


@pytest.mark.parametrize("threads", [1, 2])
def test_rows_come_in_the_order_of_those_who_wrote_them(threads, monkeypatch):
    monkeypatch.setattr(sim.world, "LEAST", 100)
    monkeypatch.setattr(sim.world, "BLANK_BYTES", 50 * (TRIP.itemsize + WORD.itemsize))
    world = model("baseline", "consumers.count=400", threads=threads).world

    def work(low: int, high: int, trips: Rows, words: Rows) -> tuple[int, int]:
        assert len(trips) >= high - low
        odd = [i for i in range(low, high) if i % 2]
        trips["consumer"][: len(odd)] = odd
        words["author"][:1] = low
        return len(odd), 1

    sheets = [Sheet(TRIP), Sheet(WORD)]
    trips, words = world.rows_over(400, sheets, work)
    assert trips["consumer"].tolist() == [*range(1, 400, 2)]
    assert words["author"].tolist() == [*range(0, 400, 50)]
    world.close_threads()


def test_few_rows_are_laid_out_for_many_consumers():
    world = model("baseline", "consumers.count=400").world
    laid_out = []

    def work(low: int, high: int, words: Rows) -> tuple[int]:
        laid_out.append(len(words))
        return (0,)

    (none,) = world.rows_over(1_000_000, [Sheet(WORD)], work)
    assert len(none) == 0
    assert max(laid_out) * WORD.itemsize <= 2**21


def test_rows_that_were_written_stay_when_a_sheet_grows():
    sheet = Sheet(WORD)
    for written in range(0, 3 * Sheet.LENGTH, 1000):
        sheet.blank(1000, written)["author"] = np.arange(written, written + 1000)
    rows = sheet.cut(3 * Sheet.LENGTH)
    assert rows["author"].tolist() == [*range(3 * Sheet.LENGTH)]
