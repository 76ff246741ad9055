"""MAP.json: read as given, refused by name, written back the same."""

from __future__ import annotations

import json

import pytest

from csm_core.errors import BadMapping
from csm_core.intake.mapping import FileMapping, MappingFile, Options
from csm_core.intake.read.source import Source
from csm_core.intake.worker.ingest import ingest

WHOLE = {
    "answers.csv": {
        "kind": "surveys",
        "sheet": None,
        "columns": {"score": "Note", "responded_at": "Datum", "contact_email": "Mail"},
        "constants": {"survey_type": "nps"},
        "attributes": {},
        "options": {
            "date_order": "dmy",
            "decimal": ",",
            "timezone": "Europe/Berlin",
            "scale": [0, 10],
            "null_values": ["-9"],
        },
    }
}


def test_a_mapping_file_reads_and_writes_back_the_same() -> None:
    parsed = MappingFile.parse(json.dumps(WHOLE))
    assert parsed.files["answers.csv"][0].options == Options("dmy", ",", "Europe/Berlin", (0, 10), ("-9",))
    assert MappingFile.parse(parsed.serialise()) == parsed
    assert json.loads(parsed.serialise()) == WHOLE


def test_one_file_may_be_mapped_to_several_kinds() -> None:
    csv = b"Account,Email,MRR,Start\nA1,x@a.example,100,2024-01-01\n"
    text = json.dumps(
        {
            "crm.csv": [
                {"kind": "accounts", "columns": {"account_id": "Account", "contact_email": "Email"}},
                {"kind": "subscriptions", "columns": {"account_id": "Account", "mrr": "MRR", "start_date": "Start"}},
            ]
        }
    )
    ingested = ingest(Source("crm.csv", csv), MappingFile.parse(text))
    assert [batch.table for batch in ingested.batches] == ["accounts", "subscriptions"]
    assert [report.kind for report in ingested.reports] == ["accounts", "subscriptions"]


@pytest.mark.parametrize(
    ("entry", "cause"),
    [
        ({"kind": "poems"}, "the kind 'poems' is not one of"),
        ({"kind": "surveys", "columns": {"colour": "x"}}, "'colour' is not a column of surveys"),
        ({"kind": "surveys", "column": {}}, "'column' is not one of"),
        ({"kind": "surveys", "options": {"date_order": "myd"}}, "'date_order' takes dmy, mdy, ymd"),
        ({"kind": "surveys", "options": {"timezone": "Berlin"}}, "'timezone' must be a name such as Europe/Berlin"),
        ({"kind": "surveys", "options": {"scale": [10, 0]}}, "'scale' must be the lowest and highest"),
        ({"kind": "surveys", "options": {"colour": 1}}, "the option 'colour' is not one of"),
        ({"kind": "surveys", "columns": {"score": 3}}, "'score' in 'columns' must be text"),
        ({"kind": "surveys", "attributes": {"Region": "Region"}}, "only account files"),
        ("surveys", "must be an object"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_file_and_the_cause(entry: object, cause: str) -> None:
    with pytest.raises(BadMapping, match=r"The mapping of answers\.csv can't be used") as refused:
        MappingFile.parse(json.dumps({"answers.csv": entry}))
    assert cause in str(refused.value)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(BadMapping, match="not valid JSON"):
        MappingFile.parse("{")


def test_a_header_that_the_file_has_not_is_named_with_those_it_has() -> None:
    mapping = MappingFile({"a.csv": (FileMapping("accounts", columns={"account_id": "Kunde"}),)})
    with pytest.raises(BadMapping, match=r"there is no column 'Kunde'\. The file has: 'Customer', 'Name'\."):
        ingest(Source("a.csv", b"Customer,Name\n1,A\n"), mapping)


def test_a_mapping_finds_its_file_inside_an_archive_and_its_sheet_in_a_workbook() -> None:
    one, two = FileMapping("accounts", "CRM"), FileMapping("tickets")
    mapping = MappingFile({"book.xlsx": (one,), "t.csv": (two,)})
    assert mapping.of("book.xlsx", "CRM") == (one,)
    assert mapping.of("book.xlsx", "Other") == ()
    assert mapping.of("export.zip/t.csv", None) == (two,)
