"""A query knows what it reads, and is refused before it runs where it can't."""

import pytest

from csm_core.facts.scoped.query import Query, joined_sql


def test_a_query_knows_the_inputs_that_it_reads_itself_and_by_its_ctes() -> None:
    query = Query("select * from paid", {"paid": "select s.account_id as members from account_starts s"})
    assert query.inputs == {"account_starts"}
    assert list(query.needed) == ["paid"]


def test_a_cte_that_nothing_reads_is_left_out_with_what_it_reads() -> None:
    ctes = {"a": "select 1 as x from ledger", "b": "select x from a", "c": "select 1 as x from bills"}
    assert list(Query("select * from b", ctes).needed) == ["a", "b"]
    assert Query("select * from b", ctes).inputs == {"ledger"}


@pytest.mark.parametrize(
    ("select", "ctes", "what"),
    [
        ("select * from ledgers", {}, "ledgers"),
        # The facts themselves are nobody's to read: no filter and no as-of day has been applied to them.
        ("select * from facts.tickets", {}, "facts.tickets"),
        ("select * from a", {"a": "select * from b", "b": "select 1"}, "b"),
        ("select * from members", {"members": "select 1"}, "name of a scoped input"),
        ("with a as (select 1) select * from a", {}, "belongs to the CTEs"),
        ("select from where", {}, "not one SELECT"),
        ("select 1; drop table x", {}, "not one SELECT"),
        ("select 1", {"a": "select 1)"}, "not one SELECT"),
    ],
)
def test_a_query_that_can_not_run_is_refused_before_it_runs(select: str, ctes: dict[str, str], what: str) -> None:
    query = Query(select, ctes)
    with pytest.raises(ValueError, match=what):
        _ = query.inputs
    with pytest.raises(ValueError, match=what):
        _ = query.needed


def test_a_cte_may_read_itself() -> None:
    counted = {"n": "select 1 as i union all select i + 1 from n where i < 3"}
    assert joined_sql(Query("select * from n", counted).needed, "select * from n").startswith("with recursive n as (")


def test_ctes_stand_behind_with_by_their_own_margins() -> None:
    ctes = {
        "a": """
            select 1 as x,
                2 as y""",
        "b": "select x from a",
    }
    assert joined_sql(ctes, "\n    select *\n    from b\n") == (
        "with a as (\n    select 1 as x,\n        2 as y\n),\nb as (\n    select x from a\n)\nselect *\nfrom b"
    )
    assert joined_sql({}, "select 1") == "select 1"
