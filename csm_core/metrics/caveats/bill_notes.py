"""What of the bills counts otherwise than it stands in the files, and what counts not at all: said beside figures."""

from __future__ import annotations

from csm_core.intake.check.bill_rows import NO_REVENUE
from csm_core.metrics.framework.context import Context
from csm_core.text.plural import plural

_NOTES = {
    "total_repeated": "Counted once, with the same total on each line: {n}.",
    "settles_by_id": "Not counted again, as they pay an invoice that is loaded: {n}.",
    "settles_by_account": ("Not counted, as no invoice has their id while their customers have invoices: {n}."),
    "credited": "Subtracted as credit notes or refunds: {n}.",
    "written_off": "Written off, so not revenue: {n}.",
    "refunded_whole": "Refunded without an amount, so counted as refunded in full: {n}.",
}
_NOUNS = {"total_repeated": "invoice", "settles_by_id": "payment", "settles_by_account": "payment"}
_QUARANTINED = """
select count(*) as bills from meta.quarantine q join meta.loads l on l.load_id = q.load_id
where l.superseded_by is null and l."table" = 'invoices' and q.code = any($codes::varchar[])
"""


def bill_notes(context: Context) -> tuple[str, ...]:
    """A sentence for each, with how many bills there are of it; empty where none."""
    gaps = context.workspace.recall(f"select cause, bills from {context.facts}.bill_gaps order by cause").to_pylist()
    (quarantined,) = context.workspace.recall(_QUARANTINED, {"codes": list(NO_REVENUE)}, of_files=True).to_pylist()
    notes = [_NOTES[row["cause"]].format(n=plural(row["bills"], _NOUNS.get(row["cause"], "bill"))) for row in gaps]
    if quarantined["bills"]:
        notes.append(
            f"Quarantined when loaded, as failed, void, draft or pending: {plural(quarantined['bills'], 'bill')}."
        )
    return tuple(notes)
