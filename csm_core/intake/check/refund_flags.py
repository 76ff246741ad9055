"""Yes/no columns that say that a payment was paid back, and columns that say so without saying how much."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells, any_of
from csm_core.intake.values.fits import fits
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.bill_words import bill_state
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.yes_no import are_yes_or_no, yes_or_no
from csm_core.tables.catalogue import KINDS, TABLES
from csm_core.text.plural import agreeing

_BACK = (
    r"refund(?:ed)?|reimbursed|paid back|returned|(?:zuruck)?erstattet|rembourse|reembolsad[oa]|devuelt[oa]"
    r"|estornad[oa]|devolvid[oa]|terugbetaald|charged? ?backs?|charged back|(?:zu)?ruckgebucht|contracargo"
)
_ASIDE = r"is|was|has|been|have|flag|payment|order|invoice|charge|transaction|sale|status"
_IN_FULL = r"fully|in full|full|vollstandig|totalement|totalmente|volledig"
_FLAG = re.compile(rf"^(?:(?:{_ASIDE}) )*(?P<full>(?:{_IN_FULL}) )?(?:{_BACK})(?: (?:{_ASIDE}))*$")
# What may or may not have sent the money back, or part of it.
_PERHAPS = re.compile(
    r"\b(?:disputed?|in dispute|partially refunded|partial refund|strittig|litige|disputad[oa]|betwist"
    rf"|refund(?:ed)? (?:at|on|date|time)|(?:date|datum|fecha|data) .*(?:{_BACK}))\b"
    rf"|^(?:{_BACK}) (?:am|le|el|em|op)$"
)
_DISPUTE = re.compile(r"disput|strittig|litige|betwist")
_IN_FAVOUR = re.compile(r"\bwon\b|gewonnen|gagne|ganad[oa]|ganho")
_PART = "partially_refunded"


def with_refund_flag(
    mapping: FileMapping, headers: Sequence[str], samples: Mapping[str, Sequence[str]]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """Bills with the one yes/no column that says which were paid back as `is_refunded`, and what is to be asked: of
    columns that say that something was, beside it, or of a part (`refund_asked`).

    A column of those paid back in full goes before one of any, unless an amount says how much."""
    if KINDS[mapping.kind] != "invoices":
        return mapping, ()
    free = [one for one in headers if one not in mapping.columns.values() and samples.get(one)]
    flags = {
        one: match["full"] for one in free if (match := _FLAG.match(spoken(one))) and are_yes_or_no(samples[one])
    }
    chosen = sorted(flags, key=lambda one: bool(flags[one]) == ("amount_refunded" in mapping.columns))
    if chosen and "is_refunded" not in mapping.columns:
        mapping = replace(mapping, columns={**mapping.columns, "is_refunded": chosen[0]})
    rest = [
        one for one in free if one not in mapping.columns.values() and (one in flags or _may_say(one, samples[one]))
    ]
    asked = [one for one in rest if _says_something(one, samples[one]) and not _is_told(one, mapping, samples, flags)]
    if not asked:
        return mapping, ()
    names = " and ".join(f"'{one}'" for one in asked)
    message = (
        f"{names} {agreeing(len(asked), 'say')} that money may have been refunded, but not how much, so nothing "
        "was subtracted. Please map the refunded amounts, or a column that marks full refunds."
    )
    return mapping, (Issue("refund_asked", "warning", message, None, asked[0], None, "is_refunded", tuple(asked)),)


def read_refunds(typed: TypedColumns, mapping: FileMapping) -> None:
    """What `is_refunded` says becomes the state of a bill; bills of which a part of no known amount was paid back are
    asked about (`refund_amount_asked`)."""
    count = len(typed.numbers)
    states = typed.columns.get("status", pa.nulls(count, pa.string()))
    flags = typed.columns.get("is_refunded")
    if flags is not None:
        settled = pc.or_(pc.is_null(states), pc.is_in(states, pa.array(["paid", "open", "pending"])))
        back = pc.and_(pc.fill_null(flags, False), settled)
        states = typed.columns["status"] = pc.if_else(back, pa.scalar("refunded"), states)
    amounts = typed.columns.get("amount_refunded", pa.nulls(count, pa.float64()))
    unknown = pc.invert(pc.fill_null(pc.not_equal(pc.cast(amounts, pa.float64()), 0.0), False))
    parts = pc.and_(pc.fill_null(pc.equal(states, _PART), False), unknown)
    header = mapping.columns.get("status")
    if header is not None and any_of(parts):
        sentence = (
            "{cells} in '{header}', such as {examples}, {say} a partial refund, but no column says how much, so "
            "nothing was subtracted; please map the refunded amounts"
        )
        of = ("refund_amount_asked", header, "amount_refunded")
        typed.remarks.append(NotedCells.saying(sentence, parts, typed.numbers, typed.texts["status"], of, "warning"))


def _may_say(header: str, values: Sequence[str]) -> bool:
    moment = TABLES["invoices"].column("paid_at")
    is_date = moment is not None and fits(moment, values) >= 1
    words = spoken(header)
    return bool(_PERHAPS.search(words)) and not _IN_FAVOUR.search(words) and (is_date or are_yes_or_no(values))


def _says_something(header: str, values: Sequence[str]) -> bool:
    """A date says that it happened; a yes does, and a no does not."""
    return not are_yes_or_no(values) or any(yes_or_no(one) for one in values)


def _is_told(
    header: str, mapping: FileMapping, samples: Mapping[str, Sequence[str]], flags: Mapping[str, str | None]
) -> bool:
    """Whether another column says of the same rows that they were paid back: an amount, a state, or a yes beside the
    date."""
    if _DISPUTE.search(spoken(header)):
        return False
    states = samples.get(mapping.columns.get("status", ""), ())
    if "amount_refunded" in mapping.columns or any(bill_state(one) in ("refunded", _PART) for one in states):
        return True
    return "is_refunded" in mapping.columns and (header not in flags or bool(flags[header]))
