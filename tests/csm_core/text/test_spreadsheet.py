"""What is taken away as a file carries no formula, and comes back as it was."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.text.csv_text import safe_csv
from csm_core.text.spreadsheet import GUARDED, STARTERS, original_text, safe_text

TEXTS = st.text(st.one_of(st.sampled_from("'=+-@\t\r \n\xa0\u3000x1,\""), st.characters(codec="utf-8")), max_size=8)


@settings(deadline=None)
@given(text=TEXTS)
@example("=1+1")
@example("'=1+1")
@example("\u3000@x")
def test_a_guarded_text_begins_no_formula_and_has_its_way_back(text: str) -> None:
    guarded = safe_text(text)
    assert guarded.lstrip()[:1] not in set(STARTERS) or not guarded.lstrip()
    assert guarded[:1] not in ("\t", "\r")
    assert original_text(guarded) == text
    # Whole columns are freed by another expression library, to the same texts.
    assert pc.replace_substring_regex(pa.array([guarded]), *GUARDED).to_pylist() == [text]


@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=5))
def test_a_csv_that_is_taken_away_reads_back_as_it_was(texts: list[str]) -> None:
    table = pa.table({"name": texts, "id": [str(n) for n in range(len(texts))]})
    written = csv.reader(io.StringIO(safe_csv(table).decode("utf-8-sig"), newline=""))
    assert [original_text(row[0]) for row in written][1:] == texts


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@SUM(A1)", "'=x", "''+x", "O'Neill", "'tis", "- Dash Co"])
def test_the_reader_gives_a_taken_away_text_back(text: str) -> None:
    (raw,) = read(Source("back.csv", safe_csv(pa.table({"Account ID": ["A", "B"], "Name": [text, "Bolt"]}))))
    assert nothing_to_null(raw.cells["Name"].combine_chunks(), typed=False).to_pylist() == [text, "Bolt"]


def test_a_header_that_would_be_a_formula_comes_back_too() -> None:
    (raw,) = read(Source("back.csv", safe_csv(pa.table({"Account ID": ["A"], "=Name": ["Acme"]}))))
    assert raw.headers == ("Account ID", "=Name")
