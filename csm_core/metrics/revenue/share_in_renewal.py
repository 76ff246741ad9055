"""Share in renewal: how many of the customers, and how much of the MRR, come up for renewal soon."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.renewals import RENEWAL_SETTINGS
from csm_core.metrics.estimates.account_ratio import ratio_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.examples.contracts import CONTRACTS_AHEAD, END_OF_JUNE
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.text.plural import plural
from csm_core.units import Unit

# Lines stand on the day before `at`, and are due when a term of theirs ends on one of the days from `at` to `last`.
# A renewal date of the whole account is of all its lines.
_CTES = {
    "spans": """
    select period, case when $in_period then period else period_instant end as at_instant,
        case when $in_period then period_end - 1 else period_instant + cast($days_ahead as integer) - 1 end as last_on
    from periods where shown""",
    "standing": """
    select s.period, s.at_instant, s.last_on, l.account_id, i.subscription_id, i.product, i.term_end,
        cast(l.amount * r.rate as decimal(18, 4)) as mrr
    from spans s
    join ledger l on l.valid_from < s.at_instant and s.at_instant <= l.valid_to and not l.is_metered
    join rates r on r.instant = s.at_instant and r.currency = l.currency
    left join intervals i on i.interval_id = l.interval_id
    where l.amount > 0""",
    "lines": """
    select s.*, exists (
        select 1 from line_terms t
        where t.account_id = s.account_id and coalesce(t.months, $shortest_months) >= $shortest_months
            and s.at_instant <= t.ends_on and t.ends_on <= s.last_on
            and (t.term_end is null or (t.subscription_id is not distinct from s.subscription_id
                and t.product is not distinct from s.product and t.term_end = s.term_end))) as is_due
    from standing s""",
    "accounts": """
    select l.period, m.segment, l.account_id, cast(bool_or(l.is_due) as integer) as due, sum(l.mrr) as mrr,
        coalesce(sum(case when l.is_due then l.mrr end), 0) as mrr_due
    from lines l
    join members m on m.account_id = l.account_id and m.valid_from < l.at_instant and l.at_instant <= m.valid_to
    group by l.period, m.segment, l.account_id having sum(l.mrr) > 0""",
}
_ROWS = Query(
    """
    select k.measure, a.period, a.segment, a.account_id, n.account_name,
        cast(case k.measure when 'accounts' then a.due else a.mrr_due end as double) as part,
        cast(case k.measure when 'accounts' then 1 else a.mrr end as double) as whole
    from accounts a
    cross join (select unnest(['accounts', 'mrr']) as measure) k
    join account_names n on n.account_id = a.account_id
    order by k.measure, a.period, a.segment, part desc, whole desc, a.account_id""",
    _CTES,
)


def renewal_share_rows(context: Context) -> pa.Table:
    """One row a measure (accounts, mrr), shown period and account that pays: `part` that is due, of `whole`.

    Due are the days of the period itself in the variant in_period, else `days_ahead` days after its end.
    """
    return context.table(
        _ROWS,
        in_period=context.variant.name == "in_period",
        days_ahead=context.whole("days_ahead"),
        shortest_months=context.whole("shortest_months"),
    )


_UNKNOWN = Query("""
    select count(distinct s.account_id) as accounts, count(distinct t.account_id) as with_terms
    from account_states s left join contract_terms t on t.account_id = s.account_id
    where s.instant = (select max(period_instant) from periods) and s.amount > 0""")
_NO_TERMS = "No known contract terms. Load subscriptions with term_end, or accounts with renewal_date."
_NOBODY = "No paying customers on the day from which renewals are counted."
_KINDS = {"accounts": Kind.COUNTED, "mrr": Kind.SHARE}


def _compute(context: Context) -> Answer:
    counts = context.table(_UNKNOWN).to_pylist()[0]
    if not context.table(Query("select count(*) as terms from contract_terms")).to_pylist()[0]["terms"]:
        return Answer(with_gaps(pa.table({"value": pa.array([], pa.float64())}), context, _NO_TERMS))
    rows = renewal_share_rows(context)
    cells = [
        ratio_cells(rows.filter(pc.equal(rows.column("measure"), measure)), _NOBODY, kind)
        for measure, kind in _KINDS.items()
    ]
    without = counts["accounts"] - counts["with_terms"]
    note = f"Without a known term, so only in the denominator: {plural(without, 'paying account')}."
    return Answer(with_gaps(pa.concat_tables(cells), context, _NOBODY), notes=(note,) if without else ())


METRIC = Metric(
    id="share_in_renewal",
    family="revenue",
    name="Share in renewal",
    question="How many of our customers, and how much of our MRR, are up for renewal?",
    definition=(
        "Of the accounts that pay at the period's end, and of their MRR: those with a term that ends in the days "
        "after it. MRR in renewal is that of the lines whose term ends; other contracts of the account are in the"
        " whole alone. Accounts without a known term are in the whole, and a note counts them. Where billing "
        "tells only the present term, earlier ones follow from its interval."
    ),
    formula="accounts (and MRR) with a term that ends within the days ahead ÷ accounts (and MRR) that pay",
    inputs=(
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "term_end", "mrr")),
    ),
    unit=Unit.RATE,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.TREND,
    measures=("accounts", "mrr"),
    series=(),
    interval="Accounts: " + INTERVALS[Kind.COUNTED] + " MRR: " + INTERVALS[Kind.SHARE],
    interval_holds_value=True,
    variants=(
        Variant(
            "ahead", "Standard definition", "Due within `days_ahead` after the period's end.", (0.0, 1.0), Unit.RATE
        ),
        Variant(
            "in_period",
            "Renewal teams",
            "Due in the period, over customers paying at its start.",
            (0.0, 1.0),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "Renewal deals over all deals",
            "A deal is opened when someone gets to it; a term ends on its date.",
        ),
    ),
    settings=(
        Setting("days_ahead", "How far ahead a term must end", 90, (1, 1830), "days"),
        *(setting for setting in RENEWAL_SETTINGS if setting.name != "grace_days"),
    ),
    compute=_compute,
    rows=renewal_share_rows,
    value_of=ratio_of_parts,
    references=("Wilson (1927), Journal of the American Statistical Association 22: the interval",),
    examples=(
        # A (300), B (50) and D (100) pay at the end of June; the terms of A and B end in August, D's ended in May.
        Example(
            "Two of three, and 350 of 450",
            CONTRACTS_AHEAD,
            END_OF_JUNE,
            None,
            (),
            (
                (("measure", "accounts"), ("value", 2 / 3), ("n", 3)),
                (("measure", "mrr"), ("value", 350 / 450)),
            ),
        ),
        Example(
            "None in June itself",
            CONTRACTS_AHEAD,
            END_OF_JUNE,
            "in_period",
            (),
            ((("measure", "accounts"), ("value", 0.0), ("n", 3)),),
        ),
    ),
)
