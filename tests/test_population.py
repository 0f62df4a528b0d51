"""The columns of the population: shapes, types, memory, and the views that read them."""

from __future__ import annotations

import typing

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.consumer import Consumer
from sim.agents.views import PerConsumer, PerRetailer
from sim.kernels import codes
from sim.population import COLUMNS, Column, Population


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_a_column_starts_as_zeros_of_its_type_and_shape(column):
    population = Population(7, 3)
    values = population.array(column.name)
    assert values.dtype == column.dtype
    assert values.shape == ((7,) if column.per == "consumer" else (3, 7))
    assert values.flags.c_contiguous
    assert not values.any()


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.per == "retailer"], ids=lambda c: c.name)
def test_one_retailers_part_of_a_column_is_contiguous(column):
    assert Population(7, 3).array(column.name)[1].flags.c_contiguous


def test_every_column_is_declared_in_the_class_body_with_its_type():
    declared = typing.get_type_hints(Population)
    assert [name for name in declared if name not in ("size", "retailers")] == [c.name for c in COLUMNS]
    for column in COLUMNS:
        assert declared[column.name] == NDArray[np.dtype(column.dtype).type]


def test_a_consumer_declares_the_columns_in_their_order_and_of_their_kind():
    assert Consumer.column_names == tuple(column.name for column in COLUMNS)
    for column in COLUMNS:
        kind = PerConsumer if column.per == "consumer" else PerRetailer
        assert isinstance(getattr(Consumer, column.name), kind)
        assert getattr(Consumer, column.name).__doc__ == f"{column.description} [{column.unit}]"


@pytest.mark.parametrize(("size", "retailers"), [(0, 0), (0, 2), (1, 1), (1000, 4)])
def test_memory_is_38_bytes_a_consumer_and_30_a_relationship(size, retailers):
    # 14 of the 38 are what the focal retailer sees of a customer: how many purchases, the first, the last, the money
    assert Population(size, retailers).nbytes == size * (38 + 30 * retailers)


def test_len_is_the_number_of_consumers():
    assert len(Population(5, 2)) == 5


@pytest.mark.parametrize(("size", "retailers"), [(-1, 2), (3, -2)])
def test_a_negative_size_is_refused(size, retailers):
    with pytest.raises(ValueError, match="allowed: 0 or more"):
        Population(size, retailers)


def test_two_populations_share_no_memory():
    one, other = Population(4, 2), Population(4, 2)
    one.trust += 1
    assert not other.trust.any()


def test_other_columns_can_be_asked_for():
    population = Population(3, 2, [Column("mood", "float32", "consumer", "0..1", "mood")])
    assert population.array("mood").shape == (3,)
    assert population.nbytes == 12
    with pytest.raises(AttributeError):
        population.array("trust")


def test_the_table_for_the_documentation_has_a_row_for_each_column():
    rows = Population(0, 0).columns()
    assert [row["name"] for row in rows] == [column.name for column in COLUMNS]
    assert all(row["unit"] and row["description"] for row in rows)
    assert rows[0] == {
        "name": "age",
        "type": "uint8",
        "shape": "(N,)",
        "unit": "years",
        "description": "age",
    }


@pytest.mark.parametrize(
    ("column", "bits"),
    [
        ("traits", (codes.VINDICTIVE, codes.PREFERS_PRIVATE, codes.MOBILE)),
        (
            "history",
            (
                codes.EVER,
                codes.CURRENT,
                codes.PREVIOUS,
                codes.LEFT,
                codes.FAILED_BEFORE,
                codes.KNOWS_WORK,
                codes.INVITED,
                codes.ENCOURAGED,
            ),
        ),
    ],
)
def test_the_described_bits_are_those_that_kernels_use(column, bits):
    (description,) = [c.description for c in COLUMNS if c.name == column]
    assert [int(part.split()[0]) for part in description.split(", ")] == list(bits)
