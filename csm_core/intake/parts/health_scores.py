"""Files of dated scores that another tool gave its customers: a health score a week, a colour a month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pyarrow.compute as pc

from csm_core.intake.columns.guess import Guess
from csm_core.intake.columns.health_headers import Judged, Samples, is_of_risk, judged_columns, score_dates, tool_of
from csm_core.intake.columns.plain_columns import plain_columns
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.parts.part import Part
from csm_core.intake.values.month_figures import has_monthly_balances
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import TABLES

_TABLE = TABLES["health_scores"]
_WHO = ("account_id", "account_name")
_DESCRIBING = ("owner", "industry", "country", "plan", "employee_count", "domain", "start_date", "renewal_date",
               "acquisition_channel")  # fmt: skip
_OF_OTHERS = re.compile(
    r"\b(ticket|case|invoice|opportunity|deal|survey|response|respondent|order|author|set by|judged by|subject|stage"
    r"|e ?mail|user)\b"
)
_OF_PEOPLE = re.compile(r"\b(sentiment|pulse)\b")
_CHURN = re.compile(r"^(mrr )?churn(ed)?( mrr)?$")
_SURE, _WEAK, _FEWEST_TO_DESCRIBE = 0.9, 0.6, 2
_WEAK_DATE = 3


def dated_scores(raw: RawTable, samples: Samples, *, beside_money: bool = False) -> Guess | None:
    """The columns of a file whose rows are scores of customers by day; None where they are something else.

    A list that has each customer once and describes them is a list of customers, one with recurring amounts one of
    revenue, whatever score stands beside: `part_health` takes that. `beside_money`: take the scores although what is
    paid stands beside them.
    """
    headers = [one for one in raw.headers if samples.get(one)]
    judged = _columns(raw, headers, samples)
    dates = score_dates([one for one in headers if one not in {j.header for j in judged}], samples)
    who = plain_columns(_TABLE, _WHO, headers, samples)
    if not judged or not dates or not who or any(_OF_OTHERS.search(spoken(one)) for one in headers):
        return None
    if not beside_money and plain_columns(TABLES["mrr_snapshots"], ("mrr",), headers, samples):
        return None
    key = next(iter(who.values()))[0]
    is_once = len(pc.unique(raw.cells.column(key))) == raw.cells.num_rows
    described = plain_columns(TABLES["accounts"], _DESCRIBING, headers, samples)
    if is_once and len(described) >= _FEWEST_TO_DESCRIBE:
        return None
    rank, day = dates[0]
    is_tied = len(dates) > 1 and dates[1][0] == rank
    sure = _WEAK if is_tied or rank >= _WEAK_DATE else _SURE
    columns = dict(who) | {"date": (day, sure)} | {name: (one, _SURE) for name, one in _scored(judged).items()}
    columns |= plain_columns(_TABLE, ("tool", "scale", "score_name", "less_is_better"), headers, samples)
    return Guess("health_scores", columns, sure, 1.0)


def with_health_words(raw: RawTable, mapping: FileMapping) -> FileMapping:
    """The mapping with what the headers and the file's name say of the scores: their name, the tool, and whether
    less is better."""
    if mapping.kind != "health_scores":
        return mapping
    header = mapping.columns.get("score") or mapping.columns.get("band")
    if header is None:
        return mapping
    tool = tool_of((raw.file, raw.sheet or "", *raw.headers))
    constants = {"score_name": spoken(header).capitalize()}
    constants |= {"tool": tool} if tool else {}
    constants |= {"less_is_better": "yes"} if is_of_risk(header, tool) else {}
    free = {
        name: one for name, one in constants.items() if name not in mapping.columns and name not in mapping.constants
    }
    return replace(mapping, constants={**free, **mapping.constants})


def part_health(raw: RawTable, main: FileMapping, free: Sequence[str], samples: Samples) -> tuple[Part, ...]:
    """Dated scores beside the main content of a file: with a list of customers or revenue that says its day, and
    further scores of a file of scores. None where no column says the day: such scores describe the customer.

    `free`: headers that nobody took.
    """
    if main.kind not in ("accounts", "subscriptions", "mrr_snapshots", "events_aggregate", "health_scores"):
        return ()
    who = {name: main.columns[name] for name in _WHO if name in main.columns}
    day = main.columns.get("date") or main.columns.get("month") or _day(raw, samples)
    if main.kind == "events_aggregate":
        day = main.columns.get("event_at")
    judged = [one for one in _columns(raw, raw.headers, samples) if one.header in free]
    if not who or day is None or not judged:
        return ()
    parts: list[Part] = []
    while judged:
        scored = _scored(judged)
        mapping = FileMapping("health_scores", main.sheet, who | {"date": day} | scored)
        parts.append(Part(with_health_words(raw, mapping), dict.fromkeys(scored, _SURE)))
        judged = [one for one in judged if one.header not in scored.values()]
    return tuple(parts)


def _day(raw: RawTable, samples: Samples) -> str | None:
    """The one column that surely says the day of the scores of a list."""
    sure = [header for rank, header in score_dates(raw.headers, samples) if rank == 0]
    plain = [header for rank, header in score_dates(raw.headers, samples) if rank == 1]
    chosen = sure or plain
    return chosen[0] if len(chosen) == 1 else None


def _columns(raw: RawTable, headers: Sequence[str], samples: Samples) -> tuple[Judged, ...]:
    judged = judged_columns((raw.file.rsplit("/", 1)[-1].rsplit(".", 1)[0], raw.sheet or ""), headers, samples)
    has_balances = has_monthly_balances(raw.headers)

    def is_other(words: str) -> bool:
        # Between the MRR of a month's beginning and of its end, 'Churn' is what was lost.
        return bool(_OF_PEOPLE.search(words) or (has_balances and _CHURN.match(words)))

    return tuple(one for one in judged if not is_other(spoken(one.header)))


def _scored(judged: Sequence[Judged]) -> dict[str, str]:
    """score and band → header: the first of them, and what goes with it. The band of another topic stands alone."""
    first = judged[0]
    columns = {"band" if first.is_band else "score": first.header}
    for one in judged[1:]:
        goes_with = one.topic == first.topic or {one.topic, first.topic} <= {0, 1, 2}
        if one.is_band != first.is_band and goes_with and len(columns) < 2:
            columns["band" if one.is_band else "score"] = one.header
    return columns
