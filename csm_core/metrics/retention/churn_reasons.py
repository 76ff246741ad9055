"""Why customers left."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.value_of import total
from csm_core.metrics.examples.months import FEBRUARY, Given, Row
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    OwnUnit,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.moved_revenue import MOVED, NOBODY_PAID
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.result import SCHEMA
from csm_core.units import Unit

NONE_GIVEN = "(none given)"
RARER = "(rarer reasons)"

_WORDS = re.compile(r"[^\W_]+")


def grouped_reasons(reasons: Iterable[str], most: int) -> Mapping[str, str]:
    """For each text the name of its group.

    Texts of the same words (whatever their case, order, underscores and punctuation) are one reason. A text that
    holds all the words of a commoner one, and more, belongs to it: 'it was too expensive' to 'too expensive'. The
    `most` largest groups have names, the words of their most frequent spelling; all others are one.

    `reasons` may repeat: that is how often each was given.
    """
    spelled: dict[frozenset[str], Counter[str]] = {}
    for text in reasons:
        spelled.setdefault(_words(text), Counter())[text] += 1
    counts = {words: spellings.total() for words, spellings in spelled.items()}
    order = sorted(counts, key=lambda words: (-counts[words], len(words), sorted(words)))
    groups: dict[frozenset[str], list[frozenset[str]]] = {}
    for words in order:
        home = next((group for group in groups if group and group < words), words)
        groups.setdefault(home, []).append(words)
    sizes = {group: sum(counts[words] for words in members) for group, members in groups.items()}
    named = sorted(sizes, key=lambda group: (-sizes[group], sorted(group)))[:most]
    return {
        text: _name(spelled[group]) if group in named else RARER
        for group, members in groups.items()
        for words in members
        for text in spelled[words]
    }


def ranked(names: Iterable[str]) -> list[str]:
    """Each name once: the most frequent first, the name of the rarer ones last."""
    counts = Counter(names)
    return sorted(counts, key=lambda name: (name == RARER, -counts[name], name))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.casefold()))


def _name(spellings: Counter[str]) -> str:
    usual = min(spellings, key=lambda text: (-spellings[text], text))
    return " ".join(_WORDS.findall(usual)).casefold() or usual


# The reason belongs to this loss when the line that bears it ended, or was called off, in the same period.
_CTES = {
    **MOVED,
    "told": """
    select v.period, v.account_id, c.reason, c.ended_on, row_number() over (partition by v.period, v.account_id
        order by c.ended_on desc, c.requested_on desc nulls last, c.reason) as place
    from moved v
    join spans s on s.period = v.period
    join cancellations c on c.account_id = v.account_id
        and ((s.start_instant <= c.ended_on and c.ended_on < s.end_instant)
            or (s.start_instant <= c.requested_on and c.requested_on < s.end_instant))
    where v.movement = 'churn'""",
    "endings": """
    select v.period, v.account_id, max(l.valid_to) as ended_on
    from moved v
    join spans s on s.period = v.period
    join ledger l on l.account_id = v.account_id and not l.is_metered
        and s.start_instant <= l.valid_to and l.valid_to < s.end_instant
    where v.movement = 'churn'
    group by v.period, v.account_id""",
}
_LOST = Query(
    """
    select v.period, v.segment, v.account_id, n.account_name, t.reason,
        coalesce(e.ended_on, t.ended_on) as ended_on, cast(-v.amount as double) as mrr
    from moved v
    join account_names n on n.account_id = v.account_id
    left join endings e on e.period = v.period and e.account_id = v.account_id
    left join told t on t.period = v.period and t.account_id = v.account_id and t.place = 1
    where v.movement = 'churn'
    order by v.period, v.segment, mrr desc, v.account_id""",
    _CTES,
)
# All reasons ever given, whoever gave them: so a reason has one name whatever one looks at.
_GIVEN_EVER = Query("select reason from cancellations order by reason")
_BASE = Query("select distinct period, segment from standing order by period, segment", MOVED)
_CELLS = pa.schema([SCHEMA.field(name) for name in ("period", "segment", "measure", "series", "value", "n")])


def lost_answer(context: Context) -> Answer:
    """Accounts and MRR lost by reason; zero where a period with customers has none of it."""
    given, groups = _given(context)
    series = [*ranked(groups[reason] for reason in given), NONE_GIVEN]
    sums: dict[tuple[object, ...], list[float]] = {}
    for row in lost_rows(context).to_pylist():
        sums.setdefault((row["period"], row["segment"], row["measure"], row["series"]), []).append(row["amount"])
    cells = [
        {"period": base["period"], "segment": base["segment"], "measure": measure, "series": name}
        | {"value": math.fsum(amounts), "n": len(amounts)}
        for base in context.table(_BASE).to_pylist()
        for measure in ("accounts", "mrr")
        for name in series
        for amounts in [sums.get((base["period"], base["segment"], measure, name), [])]
    ]
    note = "No churn reasons in the data. Map cancel_reason to see them."
    table = with_gaps(pa.Table.from_pylist(cells, _CELLS), context, NOBODY_PAID)
    return Answer(table, notes=(note,) if len(series) == 1 else ())


def lost_rows(context: Context) -> pa.Table:
    """For each measure one row a lost account, with its reason as it was given and the group that it is in."""
    _, groups = _given(context)
    rows = context.table(_LOST)
    named = [groups.get(reason, NONE_GIVEN) for reason in rows.column("reason").to_pylist()]
    rows = rows.append_column("series", pa.array(named, pa.string()))
    amounts = {"accounts": pa.repeat(pa.scalar(1.0), rows.num_rows), "mrr": rows.column("mrr")}
    return pa.concat_tables(
        [
            rows.append_column("amount", amount).append_column("measure", pa.repeat(pa.scalar(name), rows.num_rows))
            for name, amount in amounts.items()
        ]
    )


def _given(context: Context) -> tuple[list[str], Mapping[str, str]]:
    """Every reason as it was given, and the group of each."""
    given = context.table(_GIVEN_EVER).column("reason").to_pylist()
    return given, grouped_reasons(given, context.whole("named"))


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    return total(rows, "amount")


def _line(account: str, end: str, mrr: str, reason: str) -> Row:
    return (
        *(("account_id", account), ("start_date", "2024-01-05"), ("end_date", end), ("mrr", mrr)),
        *(("currency", "EUR"), ("cancel_reason", reason)),
    )


_GIVEN: Given = (
    (
        "subscriptions",
        (
            _line("A", "2024-02-10", "100", "Too expensive"),
            _line("B", "2024-02-12", "50", "too_expensive!"),
            _line("C", "2024-02-15", "70", ""),
            _line("D", "", "90", ""),
        ),
    ),
)


def _cell(measure: str, series: str, value: float) -> tuple[tuple[str, str | float | None], ...]:
    return (("measure", measure), ("series", series), ("value", value))


METRIC = Metric(
    id="churn_reasons",
    family="retention",
    name="Churn reasons",
    question="Why do customers leave?",
    definition=(
        "Customers lost in the period, as in the MRR bridge, and their MRR, by the reason given. If there are "
        "several, the reason on the line that ended last is used. Reasons with the same words are merged, and one "
        "with extra words joins the more common one. Customers without a reason are shown as none given. Segments "
        "are those of the period's start."
    ),
    formula="accounts, and their MRR, by reason",
    inputs=(Input(("subscriptions",), ("account_id", "cancel_reason", "end_date", "mrr")),),
    unit=Unit.COUNT,
    direction=Direction.NEITHER,
    additive=True,
    shape=Shape.DISTRIBUTION,
    adds_up_over_time=True,
    measures=("accounts", "mrr"),
    series=(),
    interval=None,
    interval_holds_value=True,
    variants=(Variant("usual", "Standard definition", "Reasons in their own words.", (0.0, None), Unit.COUNT),),
    refused=(
        Refused(
            "Shares among those who gave a reason",
            "Customers who gave no reason had reasons too; they are shown, not dropped.",
        ),
        Refused(
            "One reason for each cancelled subscription",
            "A customer with three subscriptions would count three times, and one who stays could count as lost.",
        ),
    ),
    settings=(
        Setting("named", "Reasons shown by name; rarer ones are grouped", 12, (1, 100), "reasons"),
        *REVENUE_SETTINGS,
    ),
    compute=lost_answer,
    rows=lost_rows,
    value_of=_value_of,
    references=("Gold (2020), Fighting Churn with Data, chapter 1: what customers say of leaving",),
    examples=(
        Example(
            "Two for the price, one without a word",
            _GIVEN,
            FEBRUARY,
            None,
            (),
            (
                _cell("accounts", "too expensive", 2.0),
                _cell("mrr", "too expensive", 150.0),
                _cell("accounts", "(none given)", 1.0),
            ),
        ),
    ),
    own_units=(OwnUnit("mrr", Unit.MONEY, (0.0, None)),),
)
