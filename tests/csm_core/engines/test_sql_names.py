"""The names in a SELECT are those that the engine's parser sees."""

import pytest

from csm_core.engines.sql_names import sql_names


def test_tables_are_told_wherever_they_are_read_and_columns_are_not() -> None:
    sql = """
        with lines as (select members, facts.day from facts.bills)
        select (select max(x) from rates) as periods from lines l join derived.main.ledger_1 on true
        where exists (select 1 from instants) -- from tickets
    """
    assert sql_names(sql).tables == {"facts.bills", "rates", "derived.main.ledger_1", "instants"}


def test_a_step_that_is_called_as_the_table_it_reads_leaves_the_table_read() -> None:
    assert sql_names("with members as (select * from members) select * from members").tables == {"members"}
    # A step that refers to itself reads no table of that name.
    counted = "with recursive n as (select 1 as i union all select i + 1 from n where i < $most) select * from n"
    assert sql_names(counted).tables == set()
    # The name is one within its brackets only.
    assert sql_names("select * from (with a as (select 1) select * from a) join a on true").tables == {"a"}


def test_parameters_are_told_by_name() -> None:
    assert sql_names("select $low, '$high' from t where x < $low and y = any($names::varchar[])").parameters == {
        "low",
        "names",
    }


@pytest.mark.parametrize("sql", ["select from where", "select 1; select 2", "delete from t", "with a as (select 1)"])
def test_what_is_not_one_select_is_refused(sql: str) -> None:
    with pytest.raises(ValueError, match="not one SELECT"):
        sql_names(sql)
