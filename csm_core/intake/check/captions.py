"""What stands beside a table, above its headers or in its name, and makes other money of its figures."""

from __future__ import annotations

import re

from csm_core.intake.batch import Issue
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.wide_months import are_yearly, month_headers

_OF_MONEY = frozenset({"finance_months", "mrr_snapshots", "mrr_movements", "subscriptions", "invoices", "payments"})
_BY_MONTH = frozenset({"finance_months", "mrr_snapshots"})
_MONEY = r"(€|\$|£|eur|usd|gbp|chf|euros?|dollars?)"
_UNIT = re.compile(
    rf"(?i)\b(in|en|em|all|amounts?|figures|values?|angaben)\b.{{0,20}}\b(thousands?|tsd|tausend|millions?|mio|mln|milliers"
    rf"|miles|cents?|centimes|k)\b|\b[kt] ?{_MONEY}(?!\w)|{_MONEY} ?[km]\b|{_MONEY} ?'?000s?\b|\b'?000s? {_MONEY}"
    rf"|\((thousands?|tsd\.?|millions?|mio\.?|'?000s?|cents?)\)"
)
_YEARLY = re.compile(r"(?i)(?<![a-z])(arr|acv|annual(i[sz]ed)? recurring|annual revenue)(?![a-z])")
_MONTHLY = re.compile(r"(?i)(?<![a-z])(mrr|monthly)(?![a-z])")


def caption_questions(raw: RawTable, mapping: FileMapping) -> tuple[Issue, ...]:
    """A unit of money that the lines above the headers state, and yearly figures that they, the sheet's or the file's
    name speak of: each is asked, as the figures are taken as they stand there."""
    if mapping.kind not in _OF_MONEY:
        return ()
    above = next((issue.value or "" for issue in raw.issues if issue.code == "preamble"), "")
    asked = []
    unit = _UNIT.search(above)
    if unit is not None and mapping.options.unit(_money(mapping)) is None:
        message = (
            f"The line above the headers says '{unit[0].strip()}'; amounts were taken as they are written, in "
            f"whole money. "
            "Please check, and say the unit (units)."
        )
        asked.append(Issue("unit_assumed", "warning", message, canonical=_money(mapping)))
    are_told = mapping.kind == "finance_months" and are_yearly(month_headers(raw.headers))
    if mapping.kind in _BY_MONTH and mapping.options.amounts_per is None and not are_told:
        asked += _yearly(raw, mapping, above)
    return tuple(asked)


def _yearly(raw: RawTable, mapping: FileMapping, above: str) -> list[Issue]:
    headers = " ".join(mapping.columns.get(name, "") for name in ("mrr", "month"))
    for where in (headers, above, raw.sheet or "", re.sub(r"\.\w+$", "", raw.file)):
        if _MONTHLY.search(where):
            return []
        yearly = _YEARLY.search(where)
        if yearly is not None:
            message = (
                f"'{where.strip()}' speaks of yearly amounts ('{yearly[0]}'); they were taken as amounts a month. "
                "Please check: where they are a year's, revenue is twelve times too high until you say so "
                "(amounts_per)."
            )
            return [Issue("yearly_assumed", "warning", message, canonical="mrr")]
    return []


def _money(mapping: FileMapping) -> str:
    named = ("mrr", "amount", "total", "mrr_delta", "mrr_after")
    return next((name for name in named if name in mapping.columns), "mrr")
