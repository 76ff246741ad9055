"""A column of texts through the reader, for tests of what its cells become and of what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csm_core.intake.batch import Batch
from csm_core.intake.mapping import FileMapping, Options
from tests.csm_core.intake.taking import take


def events(texts: Sequence[str], header: str = "At", options: Mapping[str, object] | None = None) -> Batch:
    """Events whose moments are these texts."""
    return _taken("events", {"account_id": "Account", "event_at": header}, header, texts, options)


def invoices(texts: Sequence[str], options: Mapping[str, object] | None = None) -> Batch:
    """Invoices of these totals, one a day."""
    columns = {"account_id": "Account", "invoice_date": "Date", "total": "Total"}
    return _taken("invoices", columns, "Total", texts, options)


def customers(texts: Sequence[str], options: Mapping[str, object] | None = None) -> Batch:
    """Customers of these names."""
    return _taken("accounts", {"account_id": "Account", "account_name": "Name"}, "Name", texts, options)


def answers(texts: Sequence[object], kind: str = "NPS", options: Mapping[str, object] | None = None) -> Batch:
    """Survey answers of one kind."""
    columns = {"account_id": "Account", "responded_at": "Date", "score": "Score"}
    return _taken("surveys", columns, "Score", [str(one) for one in texts], options, {"survey_type": kind})


def messages(batch: Batch) -> dict[str, str]:
    """What was said of the file: code → message."""
    return {one.code: one.message for one in batch.report.issues}


def asked(batch: Batch) -> list[str]:
    """The codes of what a person should decide."""
    return [one.code for one in batch.report.issues if one.is_question]


def values(batch: Batch, column: str) -> list[str | None]:
    """The kept values as text; midnights as dates."""
    texts = [None if one is None else str(one) for one in batch.rows[column].to_pylist()]
    return [text and text.removesuffix(" 00:00:00") for text in texts]


def _taken(
    kind: str,
    columns: Mapping[str, str],
    header: str,
    texts: Sequence[str],
    options: Mapping[str, object] | None,
    constants: Mapping[str, str] | None = None,
) -> Batch:
    quoted = ['"' + text.replace('"', '""') + '"' for text in texts]
    dated = "Date" in columns.values()
    lines = [f"Account,{'Date,' if dated else ''}{header}"]
    lines += [
        f"A{number},{f'2025-01-{number % 28 + 1:02},' if dated else ''}{text}" for number, text in enumerate(quoted)
    ]
    entry = {"kind": kind, "columns": dict(columns), "options": dict(options or {})}
    read: Options = FileMapping.from_json(entry, "file.csv").options
    return take("\n".join(lines) + "\n", kind, columns, constants, read)
