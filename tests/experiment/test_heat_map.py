"""A heat map shows every figure in colour and in words."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.heat_map import Heat, heat_map
from sim.experiment.numerals import numeral


def drawn(cells: list[list[Heat | None]], *, around_zero: bool = True) -> str:
    return heat_map(
        [f"c{k}" for k in range(len(cells[0]))],
        [f"r{k}" for k in range(len(cells))],
        cells,
        title="Loyalty <b>",
        description="what differs",
        x_label="staff",
        y_label="share",
        write=numeral,
        places=2,
        around_zero=around_zero,
    )


def opacities(picture: str, hue: str) -> list[float]:
    return [float(x) for x in re.findall(rf'class="heat-{hue}" opacity="([0-9.]+)"', picture)]


def test_a_gain_and_a_loss_of_one_size_have_two_hues_of_one_strength():
    picture = drawn([[Heat(0.5, True, "a"), Heat(-0.5, False, "b")]])
    assert opacities(picture, "up") == opacities(picture, "down")
    assert picture.count('class="heat-sure"') == 1


def test_without_a_middle_the_least_is_paper_and_the_most_is_strongest():
    picture = drawn([[Heat(3.0, True, "a")], [Heat(4.0, True, "b")], [Heat(5.0, True, "c")]], around_zero=False)
    least, middle, most = opacities(picture, "up")
    assert least == 0.0
    assert math.isclose(middle, most / 2, abs_tol=1e-3)
    assert "heat-sure" not in picture


def test_a_cell_without_a_figure_is_left_empty():
    picture = drawn([[Heat(1.0, True, "a"), None, Heat(math.nan, False, "c")]])
    assert picture.count('class="heat-none"') == 2


def test_nothing_is_drawn_of_no_figure():
    assert drawn([[None]]) == ""


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=3, max_size=3),
        min_size=1,
        max_size=5,
    ),
    st.booleans(),
)
def test_whatever_the_figures_the_drawing_is_whole_and_says_each_of_them(values, around_zero):
    cells = [[None if v is None else Heat(v, abs(v) > 1.0, f"<{v}>") for v in row] for row in values]
    picture = drawn(cells, around_zero=around_zero)
    figures = [v for row in values for v in row if v is not None]
    if not figures:
        assert picture == ""
        return
    root = ElementTree.fromstring(picture)
    said = [node.text for node in root.iter("text")]
    for value in figures:
        assert numeral(value, 2) in said
    assert all(0.0 <= x <= 0.43 for hue in ("up", "down") for x in opacities(picture, hue))
