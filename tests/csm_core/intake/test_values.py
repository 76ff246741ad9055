"""Single texts and whole columns to values: dates, money, numbers, yes and no, nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_core.intake.cells.date_order import possible_orders
from csm_core.intake.cells.moments import parse_moment
from csm_core.intake.cells.numbers import currency_of, decimal_mark, parse_number
from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.values.parse_column import Reading, parse_column, zone_in_header
from csm_core.tables.catalogue import Type


def day(
    year: int, month: int, day_: int, hour: int = 0, minute: int = 0, second: int = 0, micro: int = 0
) -> dt.datetime:
    return dt.datetime(year, month, day_, hour, minute, second, micro)  # noqa: DTZ001 - wall-clock times


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-05-03", "dmy", day(2024, 5, 3)),
        ("2024-5-3 7:08", "dmy", day(2024, 5, 3, 7, 8)),
        ("2024/05/03 07:08:09.25", "dmy", day(2024, 5, 3, 7, 8, 9, 250_000)),
        ("20240503", "dmy", day(2024, 5, 3)),
        ("03/05/2024", "dmy", day(2024, 5, 3)),
        ("05/03/2024", "mdy", day(2024, 5, 3)),
        ("3.5.24", "dmy", day(2024, 5, 3)),
        ("24-05-03", "ymd", day(2024, 5, 3)),
        ("04/11/2026 10:03:40 PM", "mdy", day(2026, 4, 11, 22, 3, 40)),
        ("12/31/2025 12:00 am", "mdy", day(2025, 12, 31)),
        ("02/Mar/26 8:55 AM", "dmy", day(2026, 3, 2, 8, 55)),
        ("3. März 2026", "dmy", day(2026, 3, 3)),
        ("14 février 2026", "dmy", day(2026, 2, 14)),
        ("1 de mayo de 2026", "dmy", day(2026, 5, 1)),
        ("Mar 3, 2026", "dmy", day(2026, 3, 3)),
        ("Tuesday, March 3, 2026 at 4:05 PM", "dmy", day(2026, 3, 3, 16, 5)),
        ("03.05.2024 um 14:30 Uhr", "dmy", day(2024, 5, 3, 14, 30)),
        ("Mar 2026", "dmy", day(2026, 3, 1)),
        ("2026-03", "dmy", day(2026, 3, 1)),
        ("03/2026", "dmy", day(2026, 3, 1)),
        ("45000", "dmy", day(2023, 3, 15)),  # Excel: day 45000 since 30 December 1899
        ("45000.5", "dmy", day(2023, 3, 15, 12)),
        ("1700000000", "dmy", day(2023, 11, 14, 22, 13, 20)),  # UNIX seconds
        ("1700000000000", "dmy", day(2023, 11, 14, 22, 13, 20)),
        ("2024-02-29", "dmy", day(2024, 2, 29)),
    ],
)
def test_a_moment_is_read_as_a_person_would(text: str, order: str, expected: dt.datetime) -> None:
    moment = parse_moment(text, order)  # type: ignore[arg-type]
    assert moment is not None
    assert moment.wall == expected


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2026-03-01T00:00:00Z", 0),
        ("2026-03-01 00:00:00 PST", -480),
        ("2026-03-01T00:00:00+02:00", 120),
        ("2026-03-01 00:00 UTC", 0),
        ("2026-03-01T00:00:00-0330", -210),
    ],
)
def test_the_zone_beside_a_time_is_read(text: str, minutes: int) -> None:
    moment = parse_moment(text, "dmy")
    assert moment is not None
    assert moment.offset == minutes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31.06.2024",
        "2023-02-29",
        "13/13/2024",
        "2024-01-01 25:00",
        "0001-01-01",
        "9999-12-31",
        "12 Foo 2024",
        "2024-01-01 10:00 XYZ",
        "1.2.3",
        "1-2",
        "12",
        "3.14",
        "2024-00-10",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert parse_moment(text, "dmy") is None


def test_the_order_of_day_and_month_is_proved_by_any_text_of_the_column() -> None:
    assert possible_orders(["03/05/2024", "25/05/2024"]) == {"dmy"}
    assert possible_orders(["03/05/2024", "05/25/2024"]) == {"mdy"}
    assert possible_orders(["03/05/2024", "04/05/2024"]) == {"dmy", "mdy"}
    assert possible_orders(["25/05/2024", "05/25/2024"]) == frozenset()
    assert possible_orders(["03.05.2024"]) == {"dmy"}  # dots are never month-first


@given(st.datetimes(min_value=day(1901, 1, 1), max_value=day(2199, 12, 31)))
def test_iso_texts_give_the_moment_back(moment: dt.datetime) -> None:
    read = parse_moment(moment.isoformat(sep=" "), "dmy")
    assert read is not None
    assert read.wall == moment


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("1 234,50 €", ",", "1234.50"),
        ("1\u202f234,50", ",", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("CHF 1\u2019234.50", ".", "1234.50"),
        ("$1,234", ".", "1234"),
        ("-$5.00", ".", "-5.00"),
        ("$-5.00", ".", "-5.00"),
        ("(1,234.50)", ".", "-1234.50"),
        ("5.00-", ".", "-5.00"),
        ("\u22125", ".", "-5"),
        ("62.5%", ".", "0.625"),
        ("12 %", ",", "0.12"),
        ("1.2E+3", ".", "1200"),
        ("12,34,567", ".", "1234567"),  # Indian grouping
        ("1200 usd", ".", "1200"),
        (".5", ".", "0.5"),
    ],
)
def test_a_figure_is_read_as_a_person_would(text: str, mark: str, expected: str) -> None:
    assert parse_number(text, mark) == Decimal(expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "1,23,4", "12abc", "--5", "5 apples", "nan", "inf", "1e999x", "2024-01-01"]
)
def test_what_is_no_figure_is_none(text: str) -> None:
    assert parse_number(text, ".") is None


def test_the_decimal_mark_is_proved_over_the_column() -> None:
    assert decimal_mark(["1,50", "1.234"]) == (",", False)
    assert decimal_mark(["1.50", "1,234"]) == (".", False)
    assert decimal_mark(["1,234", "5"]) == (None, True)  # 1234 or 1.234
    assert decimal_mark(["1,234,567"]) == (".", False)
    assert decimal_mark(["0,123"]) == (",", False)  # no thousand begins with a zero
    assert decimal_mark(["12", "7"]) == (None, False)
    assert decimal_mark(["1,50", "1.50"]) == (None, True)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_figures_written_the_german_way_read_back(number: Decimal) -> None:
    english = f"{number:,.2f}"
    german = english.replace(",", "_").replace(".", ",").replace("_", ".")
    assert parse_number(german, ",") == number
    assert parse_number(english, ".") == number


def test_a_currency_is_taken_from_a_code_or_a_sign_of_one_country() -> None:
    assert [currency_of(text) for text in ("€5", "5 EUR", "£5", "$5", "R$ 5", "5")] == [
        "EUR",
        "EUR",
        "GBP",
        None,
        "BRL",
        None,
    ]


def test_an_amount_of_money_keeps_four_places_and_no_more_than_fits() -> None:
    parsed = parse_column(pa.array(["1.23456", "1e13", "7"]), Type.MONEY, Reading())
    assert parsed.values.to_pylist() == [Decimal("1.2346"), None, Decimal("7.0000")]
    assert parsed.wrong.to_pylist() == [False, True, False]


def test_whole_numbers_refuse_fractions_and_numbers_refuse_infinity() -> None:
    assert parse_column(pa.array(["12.0", "12.5"]), Type.INTEGER, Reading()).values.to_pylist() == [12, None]
    assert parse_column(pa.array(["1e999", "1.5"]), Type.NUMBER, Reading()).values.to_pylist() == [None, 1.5]


def test_yes_and_no_in_several_languages() -> None:
    words = ["TRUE", "ja", "Oui", "1", "nein", "N", "falso", "perhaps"]
    parsed = parse_column(pa.array(words), Type.BOOLEAN, Reading())
    assert parsed.values.to_pylist() == [True, True, True, True, False, False, False, None]
    assert parsed.wrong.to_pylist() == [False] * 7 + [True]


def test_twenty_spellings_of_nothing() -> None:
    spelled = ["", " ", "-", "--", "–", "—", "n/a", "N/A", "#N/A", "NULL", "null", "None", "nan", "NaN", "nil", "\\N"]
    spelled += ["#REF!", "#DIV/0!", "(blank)", "undefined", "\u00a0", "n.a."]
    assert nothing_to_null(pa.array(spelled), typed=False).null_count == len(spelled)
    # Namibia and a short answer stay where words are expected.
    assert nothing_to_null(pa.array(["NA", "unknown"]), typed=False).null_count == 0
    assert nothing_to_null(pa.array(["NA", "unknown"]), typed=True).null_count == 2


def test_times_in_a_zone_become_utc_and_dates_stay() -> None:
    texts = pa.array(["2024-07-01 10:00", "2024-01-01 10:00", "2024-07-01"])
    parsed = parse_column(texts, Type.MOMENT, Reading(zone="Europe/Berlin"))
    # Berlin is two hours ahead of UTC in July and one in January.
    assert parsed.values.to_pylist() == [day(2024, 7, 1, 8), day(2024, 1, 1, 9), day(2024, 7, 1)]


def test_a_column_of_midnights_is_a_column_of_dates() -> None:
    for texts in (["2024-07-01 00:00:00", "2024-07-02 00:00:00"], ["1.7.2024 00:00", "2.7.2024 00:00"]):
        parsed = parse_column(pa.array(texts), Type.MOMENT, Reading(zone="Europe/Berlin"))
        assert parsed.values.to_pylist() == [day(2024, 7, 1), day(2024, 7, 2)]


def test_a_clock_change_does_not_lose_a_moment() -> None:
    # 02:30 did not exist in Berlin on 31 March 2024 and stood twice on 27 October 2024.
    texts = pa.array(["2024-03-31 02:30", "2024-10-27 02:30"])
    parsed = parse_column(texts, Type.MOMENT, Reading(zone="Europe/Berlin"))
    assert parsed.values.null_count == 0
    assert parsed.values[1].as_py() == day(2024, 10, 27, 0, 30)


def test_fast_and_careful_parsing_agree() -> None:
    iso = ["2024-05-03", "2024-05-03 07:08", "2024-05-03T07:08:09", "2024-05-03 07:08:09.25"]
    fast = parse_column(pa.array(iso), Type.MOMENT, Reading(zone="Asia/Tokyo")).values.to_pylist()
    slow = parse_column(pa.array([*iso, "3 May 2024"]), Type.MOMENT, Reading(zone="Asia/Tokyo")).values.to_pylist()
    assert fast == slow[:-1]
    seconds = ["1700000000", "1700000060"]
    assert parse_column(pa.array(seconds), Type.MOMENT, Reading()).values.to_pylist() == [
        parse_moment(text, "dmy").wall
        for text in seconds  # type: ignore[union-attr]
    ]


def test_a_zone_in_the_header_is_found() -> None:
    assert zone_in_header("Created (UTC)") == "UTC"
    assert zone_in_header("Conversation started at (Europe/Berlin)") == "Europe/Berlin"
    assert zone_in_header("Amount (USD)") is None
    assert zone_in_header("Place (Middle/Earth)") is None
