"""A text that was parsed before runs as it does for the first time."""

import threading

import duckdb
import pytest

from csm_core.engines.parsed import run


def test_one_text_runs_on_any_connection_with_the_values_of_the_moment() -> None:
    sql = "select $number + 1 as next"
    one, other = duckdb.connect(), duckdb.connect()
    assert [run(cursor, sql, {"number": n}).fetchall() for cursor, n in ((one, 1), (other, 5), (one, 2))] == [
        [(2,)],
        [(6,)],
        [(3,)],
    ]


def test_of_several_statements_each_runs_and_the_last_one_answers() -> None:
    cursor = duckdb.connect()
    assert run(cursor, "create table t (a integer); insert into t values (7); from t").fetchall() == [(7,)]


def test_a_text_that_is_no_sql_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(duckdb.ParserException):
            run(duckdb.connect(), "selec 1")


def test_threads_that_run_one_text_each_get_their_own_answer() -> None:
    answers: dict[int, object] = {}

    def ask(number: int) -> None:
        cursor = duckdb.connect()
        rows = [run(cursor, f"select $n * 2 + {each}", {"n": number}).fetchall() for each in range(50)]
        answers[number] = rows

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: [[(number * 2 + each,)] for each in range(50)] for number in range(4)}
