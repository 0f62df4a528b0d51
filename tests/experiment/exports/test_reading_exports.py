"""An export is read rightly, or refused with its row, the value and the reason."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.experiment.exports.reading import Asked, Export, read_export
from tests.experiment.exports.dialects import Dialect, written

HEADER = "customer,date,amount\n"


@pytest.fixture
def export(tmp_path):
    """Reads a text as a file of its own."""

    def read(text: str | bytes, kind: str | None = None, encoding: str = "utf-8", **asked) -> Export:
        file = tmp_path / "export.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_export(file, kind, Asked(**asked))

    return read


# ---- a table in any dialect --------------------------------------------------------------------------

DIALECTS = st.builds(
    Dialect,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    decimal=st.sampled_from([".", ","]),
    sign=st.sampled_from(["", "$", "Rp ", "€"]),
    dates=st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%d %b %Y", "%Y-%m-%d %H:%M:%S"]),
    header=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
).flatmap(
    lambda dialect: st.sampled_from(["", "," if dialect.decimal == "." else ".", "'"]).map(
        lambda group: Dialect(**(vars(dialect) | {"group": group}))
    )
)
PURCHASES = st.lists(
    st.tuples(
        st.sampled_from(["anna", "müller", "p,k", "x;y", "042", 'q"r']),
        st.dates(min_value=pd.Timestamp("1997-01-01").date(), max_value=pd.Timestamp("2030-12-31").date()),
        st.integers(0, 10_000_000).map(lambda cents: cents / 100),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: (row[0], row[1]),
)


@settings(max_examples=50)
@given(rows=PURCHASES, dialect=DIALECTS)
def test_a_table_is_read_back_the_same_in_every_dialect(tmp_path_factory, rows, dialect):
    if dialect.encoding == "latin-1" and dialect.sign == "€":
        dialect = Dialect(**(vars(dialect) | {"sign": ""}))  # Latin-1 has no sign for it
    # one date tells day from month, so that no table can be read in two ways
    rows = [*rows, ("zoë", pd.Timestamp("2011-12-31").date(), 12.34)]
    frame = pd.DataFrame(rows, columns=["customer", "date", "amount"])
    frame["date"] = pd.to_datetime(frame["date"])
    file = tmp_path_factory.mktemp("dialect") / "export.csv"
    file.write_bytes(written(frame, dialect))
    read = read_export(file).frame[["customer", "date", "amount"]]
    wanted = frame.sort_values(["date", "customer"], ignore_index=True)
    assert read["customer"].tolist() == wanted["customer"].tolist()
    assert read["date"].tolist() == wanted["date"].tolist()
    assert read["amount"].tolist() == pytest.approx(wanted["amount"].tolist())


def test_the_form_of_the_cdnow_log_is_known_with_and_without_its_names(export):
    rows = " 00001 19970101  1   11.77\n 00002 19970112  5   77.00\n"
    for text in (rows, " customer_id  date number_of_cds  dollar_value\n" + rows):
        frame = export(text).frame
        assert frame["customer"].tolist() == ["00001", "00002"]
        assert frame["amount"].tolist() == [11.77, 77.0]
        assert frame["units"].tolist() == [1.0, 5.0]


# ---- what is read ------------------------------------------------------------------------------------


def test_columns_are_guessed_by_name_and_shown(export):
    read = export("Tanggal;ID Pelanggan;Total\n2011-01-31;7;5\n")
    assert read.kind.name == "purchases"
    assert read.columns == {"customer": "ID Pelanggan", "date": "Tanggal", "amount": "Total"}
    assert set(read.guessed) == {"customer", "date", "amount"}


def test_columns_that_are_named_go_before_guessed_ones(export):
    read = export(
        "id,when,dollars,date\n7,2011-01-31,5.5,x\n", columns={"date": "when", "amount": "3"}, kind="purchases"
    )
    assert read.columns == {"customer": "id", "date": "when", "amount": "dollars"}
    assert read.guessed == ("customer",)


def test_the_kind_of_an_export_is_told_by_its_columns(export):
    assert export("posted_at,reach,likes\n2011-01-31 10:00,500,3\n").kind.name == "posts"
    assert export("asked_at,first_reply_minutes\n2011-01-31T10:00:00Z,4.5\n").kind.name == "replies"
    assert export("date,followers\n2011-01-31,1.204\n", decimal="comma").frame["followers"].tolist() == [1204.0]


def test_a_message_without_a_reply_is_kept_as_such(export):
    frame = export("asked,replied\n2011-01-31 10:00,2011-01-31 11:30\n2011-01-31 12:00,\n").frame
    assert frame["minutes"].tolist()[0] == 90.0
    assert frame["minutes"].isna().tolist() == [False, True]


def test_times_with_a_zone_are_compared_in_one(export):
    frame = export("asked,replied\n2011-01-31T10:00:00+07:00,2011-01-31T04:00:00Z\n").frame
    assert frame["minutes"].tolist() == [60.0]


def test_amounts_in_rupiah_have_no_decimals_to_be_confused_with(export):
    frame = export(HEADER + "a,2011-01-31,Rp 25.000\nb,2011-01-31,Rp1.025.000\n").frame
    assert frame["amount"].tolist() == [25_000.0, 1_025_000.0]


def test_thousands_as_a_spreadsheet_writes_them(export):
    assert export(HEADER + 'a,2011-01-31,"$1,234.50"\nb,2011-01-31,"7"\n').frame["amount"].tolist() == [1234.5, 7.0]


def test_a_file_in_latin_1_keeps_its_letters(export):
    assert export(HEADER + "Jörg,2011-01-31,5\n", encoding="latin-1").frame["customer"].tolist() == ["Jörg"]


# ---- rows that repeat, come back, or share a day -----------------------------------------------------


def test_rows_that_repeat_another_are_dropped_and_told(export):
    read = export(HEADER + "a,2011-01-30,5\na,2011-01-31,5\na,2011-01-31,5\n")
    assert len(read.frame) == 2
    assert read.told == ("1 rows repeat another (the first in row 4): dropped",)


def test_purchases_of_a_customer_on_a_day_are_one(export):
    read = export(HEADER + "a,2011-01-31,5\na,2011-01-31,7\n")
    assert read.frame["amount"].tolist() == [12.0]
    assert "added to it" in read.told[0]


def test_a_return_is_taken_off_the_purchase_before_it_where_that_is_asked(export):
    rows = "a,2011-01-10,5\na,2011-01-20,(2.00)\nb,2011-01-10,5\nb,2011-01-11,-5\nc,2011-01-09,-1\n"
    read = export(HEADER + rows, returns="net")
    assert read.frame[["customer", "amount"]].to_numpy().tolist() == [["a", 3.0]]
    assert "1 purchases were undone; 1 returns have none before them" in read.told[0]


# ---- what is refused ---------------------------------------------------------------------------------

REFUSED = {
    "nothing in it": ("", "the file is empty"),
    "names alone": (HEADER, "no row"),
    "a column that is missing": ("customer,amount\na,5\n", "tell no kind of export"),
    "a value that is missing": (HEADER + "a,2011-01-31,5\n\nb,,5\n", "date, row 4: there is no value"),
    "a day that is none": (HEADER + "a,2011-01-31,5\nb,2011-02-30,5\n", "row 3: '2011-02-30' is no date"),
    "a date in another form": (HEADER + "a,2011-01-31,5\nb,31/01/2011,5\n", "row 3: '31/01/2011' is no date"),
    "a year far away": (HEADER + "a,0211-01-31,5\n", "row 2: '0211-01-31' is no date: not between 1900 and 2100"),
    "day or month": (HEADER + "a,01/02/2011,5\nb,03/04/2011,5\n", "row 2: '01/02/2011' can be read as day/month/year"),
    "both day and month": (HEADER + "a,13/02/2011,5\nb,02/13/2011,5\n", "row 3: '02/13/2011' is no date"),
    "an amount below zero": (HEADER + "a,2011-01-31,5\nb,2011-01-31,-5.00\n", "amount, row 3: '-5' is below zero"),
    "an amount that is none": (HEADER + "a,2011-01-31,5\nb,2011-01-31,five\n", "amount, row 3: 'five' is no number"),
    "point or comma": (HEADER + "a,2011-01-31,1.234\nb,2011-01-31,2.500\n", "row 2: '1.234' can be read in two ways"),
    "two forms of numbers": (
        "customer;date;amount\na;2011-01-31;1.234,50\nb;2011-01-31;1,234.50\n",
        "row 3: '1,234.50' is no number",
    ),
    "a column more": (HEADER + "a,2011-01-31,5\nb,2011-01-31,5,9\n", "row 3: 4 columns"),
    "a column less": (HEADER + "a,2011-01-31,5\nb,2011-01-31\n", "amount, row 3: there is no value"),
    "a reply before its message": ("asked,replied\n2011-01-31 10:00,2011-01-31 09:00\n", "row 2: the reply comes 60"),
    "half a like": ("posted,reach,likes\n2011-01-31,500,2.5\n", "likes, row 2: '2.5' will not do"),
    "one day counted twice": ("date,followers\n2011-01-31,5\n2011-01-31,6\n", "row 3: 2011-01-31 stands twice"),
}


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_rightly_is_refused_with_its_row(export, text, why):
    with pytest.raises(InputError) as refused:
        export(text)
    assert why in str(refused.value)
    assert "export.csv" in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"PK\x03\x04rest", "a spreadsheet"),
        (b"\x1f\x8brest", "a packed file"),
        (b"customer,date\n\xff\x00\xfe\x00\x81", "no text"),
    ],
)
def test_what_is_no_text_is_refused(export, raw, what):
    with pytest.raises(InputError, match=what):
        export(raw)


def test_what_can_be_read_in_two_ways_is_read_as_the_user_says(export):
    assert export(HEADER + "a,01/02/2011,5\n", date_format="%d/%m/%Y").frame["date"].tolist() == [
        pd.Timestamp("2011-02-01")
    ]
    assert export(HEADER + "a,2011-01-31,1.234\n", decimal="point").frame["amount"].tolist() == [1.234]
    assert export(HEADER + "a,2011-01-31,1.234\n", decimal="comma").frame["amount"].tolist() == [1234.0]


def test_a_column_that_is_not_there_is_refused_with_those_that_are(export):
    with pytest.raises(
        InputError, match=r"no column 'whem' for date; did you mean 'when'\? \(allowed: id, when, dollars\)"
    ):
        export("id,when,dollars\n7,2011-01-31,5\n", columns={"date": "whem"}, kind="purchases")


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="cannot be read"):
        read_export(Path("nowhere.csv"))


def test_the_cdnow_log_is_read_whole(shared_data):
    read = read_export(shared_data / "cdnow_master.txt")
    assert (read.rows, read.frame["customer"].nunique()) == (69_659, 23_570)
    assert (read.frame["date"].min(), read.frame["date"].max()) == (
        pd.Timestamp("1997-01-01"),
        pd.Timestamp("1998-06-30"),
    )


def test_the_log_of_first_replies_is_read_whole(shared_data):
    read = read_export(shared_data / "twitter_first_replies.csv")
    assert read.kind.name == "replies"
    assert read.frame["minutes"].median() == pytest.approx(12.0, abs=0.1)
