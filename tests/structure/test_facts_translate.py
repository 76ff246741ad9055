"""Facts may have to be built elsewhere, where the raw rows are too many for one machine. So their SQL keeps to what
means the same on every engine when it is translated.

What stands in BANNED is translated into text that runs and gives other numbers, or has no equal there at all, so that
a translator makes something up. The latest row before a moment is taken by `row_number() … = 1` in a subquery: it is
the one form that every engine has, that fails on none in silence and that says how ties are broken.

Not banned are forms that another engine refuses outright (`select * exclude (…)`, `group by all`): those are noticed
the first time that they run. Metrics and the ledger are free: they run here, on facts that came home.
"""

import re

import pytest

from csm_core.facts.build import FACTS, fact_sql
from csm_core.sources.views import LIVE_VIEWS
from csm_core.tables.catalogue import TABLES

# name → pattern, and an example that it must find
BANNED = {
    "anti join: in nulls and doubles engines differ; use left join … where … is null": (
        r"\banti\s+join\b|\bnot\s+in\s*\(\s*select\b",
        "select a from x anti join y using (a)",
    ),
    "semi join: as anti join": (r"\bsemi\s+join\b", "select a from x semi join y using (a)"),
    "isodow: days of the week are numbered otherwise; use date arithmetic from a Monday": (
        r"\b(?:isodow|dow|dayofweek|weekday|yearweek|weekofyear)\b",
        "select extract(isodow from day) from x",
    ),
    "arg_max and the like: ties and nulls are broken otherwise; use row_number() … = 1": (
        r"\b(?:arg_?max|arg_?min|max_by|min_by)(?:_null)?\s*\(",
        "select arg_max(value, day) from x",
    ),
    "first, last, any_value: no order, no answer": (
        r"\b(?:first|last|any_value|first_value|last_value|nth_value|mode)\s*\(",
        "select first(value) from x",
    ),
    "list with an order: the order is dropped in silence": (
        r"\b(?:list|array_agg|string_agg|group_concat|listagg)\s*\([^()]*\border\s+by\b",
        "select string_agg(name, ',' order by day) from x",
    ),
    "ignore nulls: dropped in silence": (
        r"\b(?:ignore|respect)\s+nulls\b",
        "select lag(value ignore nulls) over (order by day) from x",
    ),
    "quantile_cont and the like: interpolate otherwise": (
        r"\b(?:quantile\w*|percentile\w*|median|approx_\w+)\s*\(",
        "select quantile_cont(value, 0.5) from x",
    ),
    "round: halves of doubles go either way; cast to a decimal": (
        r"\bround(?:_even)?\s*\(",
        "select round(amount / 3, 2) from x",
    ),
    "date_diff in hours or less: some engines count edges, some whole hours; use epoch of the difference": (
        r"\b(?:date_?diff|date_?sub|time_?diff|timestamp_?diff)\s*\(\s*'?(?:hour|minute|second|millisecond)s?'?",
        "select date_diff('hour', a, b) from x",
    ),
    "asof join, distinct on, qualify: no equal elsewhere; use row_number() … = 1": (
        r"\basof\b|\bdistinct\s+on\b|\bqualify\b",
        "select a from x asof join y on x.day >= y.day",
    ),
    "random or the clock: not the same twice": (
        r"\b(?:random|uuid|now|today|current_date|current_timestamp)\b",
        "select now() from x",
    ),
    "sample: not the same twice": (r"\b(?:using|table)sample\b|\btablesample\b", "select a from x tablesample 10%"),
}
ZONES = ("UTC", "Europe/Berlin")


def bare(sql: str) -> str:
    """SQL in lower case without comments and without what stands in quotes, except for a unit of time."""
    without = re.sub(r"--[^\n]*", " ", sql.lower())
    return re.sub(r"'(?!(?:hour|minute|second|millisecond)s?')[^']*'", "''", without)


def untranslatable(sql: str) -> list[str]:
    return [name for name, (pattern, _) in BANNED.items() if re.search(pattern, bare(sql))]


def latest_by_other_means(sql: str) -> list[str]:
    """Numbered rows of which something other than the first is taken."""
    named = re.findall(
        r"row_number\(\)\s*over\s*\((?:[^()]|\([^()]*\))*?\border\s+by[^()]*desc[^()]*\)\s*as\s+(\w+)", bare(sql)
    )
    return [name for name in named if not re.search(rf"\b{name}\s*=\s*1\b", bare(sql))]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_a_facts_sql_means_the_same_on_every_engine(fact, zone) -> None:  # type: ignore[no-untyped-def]
    sql = fact_sql(fact, "facts", zone)
    assert untranslatable(sql) == []
    assert latest_by_other_means(sql) == []


@pytest.mark.parametrize("view", LIVE_VIEWS)
def test_the_rows_in_force_are_chosen_so_too(view: str) -> None:
    assert untranslatable(LIVE_VIEWS[view]) == []


@pytest.mark.parametrize("name", BANNED)
def test_the_rule_sees_each_form_also_in_the_middle_of_a_fact(name: str) -> None:
    sample = BANNED[name][1]
    assert untranslatable(sample) == [name]
    assert untranslatable(sample.upper()) == [name]
    whole = f"with a as (\n{fact_sql(FACTS[0], 'facts', 'UTC')}\n), b as (\n{sample}\n) select * from b"
    assert untranslatable(whole) == [name]


def test_words_in_a_comment_or_in_quotes_are_no_sql() -> None:
    assert untranslatable("select 'round(x)' as text -- arg_max(value, day) would break ties otherwise") == []


def test_the_rule_sees_a_latest_row_that_is_not_the_first_of_a_count_backwards() -> None:
    numbered = "select * from (select *, row_number() over (partition by a order by day desc) as place from x)"
    assert latest_by_other_means(numbered + " where place <= 2") == ["place"]
    assert latest_by_other_means(numbered + " where place = 1") == []


def test_facts_are_built_in_an_order_in_which_each_finds_what_it_reads() -> None:
    built: list[str] = []
    for fact in FACTS:
        named = set(re.findall(r"\bfacts\.(\w+)", fact_sql(fact, "facts", "UTC")))
        assert named <= set(fact.after), f"{fact.name} reads facts that it does not say it comes after"
        assert set(fact.after) <= set(built), f"{fact.name} is built before what it reads"
        built.append(fact.name)


# Views that say more of a canonical table's rows, and need no row of their own in `reads`.
BESIDE = {"attributes", *LIVE_VIEWS} - {*TABLES}


def test_a_fact_says_which_tables_it_reads() -> None:
    for fact in FACTS:
        named = set(re.findall(r"\b(?:live|canonical)\.(\w+)", bare(fact_sql(fact, "facts", "UTC")))) - BESIDE
        assert named <= set(fact.reads) <= set(TABLES), fact.name
