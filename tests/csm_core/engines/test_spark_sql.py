"""DuckDB's SQL in the words of Spark. That facts come out equal is for tests/conformance to say."""

import pytest

from csm_core.engines.spark_sql import spark_steps


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        # Views have no schema in a session of Spark.
        ("select a from live.events", "SELECT a FROM live_events"),
        # Spark puts nulls first, DuckDB last.
        ("select a from t order by a", "SELECT a FROM t ORDER BY a NULLS LAST"),
        # Money over money is a float in DuckDB, and money in Spark.
        ("select a / b from t", "SELECT CAST(a AS DOUBLE) / b FROM t"),
        ("select avg(a) from t", "SELECT CAST(SUM(a) AS DOUBLE) / COUNT(a) FROM t"),
        # Java makes of a last capital sigma the small one for ends of words.
        (
            "select lower(trim(a)) from t",
            "lower(translate(regexp_replace(a, '^[\\\\p{Zs}]+|[\\\\p{Zs}]+$', ''), 'Σİ', 'σi'))",
        ),
        ("select epoch(b - a) from t", "(unix_micros(cast(b as timestamp)) - unix_micros(cast(a as timestamp)))"),
        (
            "select timezone('Europe/Berlin', timezone('UTC', a)) from t",
            "from_utc_timestamp(cast(a as timestamp), 'Europe/Berlin')",
        ),
        ("select list_sort(list(distinct a)), len(b) from t", "ARRAY_SORT(COLLECT_LIST(DISTINCT a)), SIZE(b)"),
        ("select greatest(a) from t", "SELECT a FROM t"),
    ],
)
def test_a_word_that_spark_reads_otherwise_is_put_in_its_terms(duckdb: str, spark: str) -> None:
    (step,) = spark_steps(duckdb, "fact")
    assert spark.lower() in step.sql.lower()


def test_what_spark_would_copy_to_many_places_is_worked_out_once() -> None:
    reads = " union all ".join(["select a from b"] * 5)
    steps = spark_steps(
        f"select a from (with b as (select a from t join u on true), c as ({reads}) select * from c)", "f"
    )
    assert [step.view for step in steps] == ["f_b", None]
    assert steps[0].sql == "SELECT a FROM t JOIN u ON TRUE"
    assert steps[1].sql.count("FROM f_b AS b") == 5


def test_what_is_read_in_few_places_stays_where_it_is() -> None:
    steps = spark_steps("with b as (select a from t) select x.a from b x join b y on y.a = x.a", "f")
    assert [step.view for step in steps] == [None]
