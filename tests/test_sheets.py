"""Blank rows for kernels: what was kept of them is never handed out again."""

from __future__ import annotations

import numpy as np

from sim.account import Sheet
from sim.kernels.records import WORD


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
