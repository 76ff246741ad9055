"""Problems come by cause, with counts, examples and what to do about all rows of a cause."""

from csm_core.intake.batch import Batch
from csm_core.intake.check.remedies import Remedy, causes, remedied
from csm_core.intake.mapping import FileMapping, Options
from tests.csm_core.intake.taking import take

INVOICES = "customer id;invoice date;total\nA;03/04/2025;10\nB;05/06/2025;x9\nC;07/08/2025;x9\nD;n/a?;5\n"
MAPPING = FileMapping(
    "invoices", columns={"account_id": "customer id", "invoice_date": "invoice date", "total": "total"}
)


def taken(mapping: FileMapping) -> Batch:
    return take(INVOICES, mapping.kind, mapping.columns, mapping.constants, mapping.options)


def test_causes_are_counted_with_examples_and_the_largest_comes_first() -> None:
    batch = taken(MAPPING)
    items = [(one.code, one.column, one.quarantined, one.examples) for one in causes(batch.report, batch.quarantined)]
    assert items == [
        ("not_an_amount", "total", 2, ((3, "x9"),)),
        ("not_a_date", "invoice date", 1, ((5, "n/a?"),)),
        ("date_order_assumed", "invoice date", 0, ()),
    ]


def test_what_is_offered_is_what_can_help() -> None:
    batch = taken(MAPPING)
    offered = {
        one.code: [(remedy.option, remedy.value) for remedy in one.remedies]
        for one in causes(batch.report, batch.quarantined)
    }
    assert offered["date_order_assumed"] == [("date_order", "dmy"), ("date_order", "mdy")]
    # No order of day and month makes a date of 'n/a?'.
    assert offered["not_a_date"] == []


def test_a_remedy_is_an_option_or_a_constant_of_the_mapping_and_the_rows_are_read_anew() -> None:
    mended = remedied(MAPPING, Remedy("date_order", "mdy", ""))
    assert mended.options == Options(date_order="mdy")
    batch = taken(mended)
    assert "date_order_assumed" not in [one.code for one in causes(batch.report, batch.quarantined)]
    assert remedied(MAPPING, Remedy("scale", "1-5", "")).options.scale == (1.0, 5.0)
    assert remedied(MAPPING, Remedy("null_values", "-", "")).options.null_values == ("-",)
    assert remedied(MAPPING, Remedy("currency", "EUR", "")).constants == {"currency": "EUR"}
