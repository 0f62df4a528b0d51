"""Counts that lie in one block are emptied and written down together."""

from __future__ import annotations

import numpy as np

from sim.day_counts import DayCounts, parted

SHAPES = {"sales": (2, 3), "missed": (4,), "nothing": (0, 5)}


def test_each_count_is_a_part_of_the_block_and_one_stroke_empties_all():
    counts = DayCounts(SHAPES)
    counts["sales"][1, 2] = 7
    counts["missed"][:] = 1
    assert {name: part.shape for name, part in counts.items()} == SHAPES
    assert counts.block.sum() == 7 + 4
    counts.block.fill(0)
    assert not any(part.any() for part in counts.values())


def test_copies_of_days_become_arrays_with_the_day_first():
    counts, days = DayCounts(SHAPES), []
    for day in range(3):
        counts["sales"][:] = day
        counts["missed"][day] += 1
        days.append(counts.block.copy())
    lived = parted(np.stack(days), counts.shapes)
    assert {name: values.shape for name, values in lived.items()} == {n: (3, *shape) for n, shape in SHAPES.items()}
    assert (lived["sales"] == np.arange(3)[:, None, None]).all()
    assert lived["missed"].tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0]]
