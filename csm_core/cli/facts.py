"""`csm facts`: the SQL that builds the facts, for DuckDB or to be run where the rows are, on a Spark cluster."""

from __future__ import annotations

import argparse

from csm_core.errors import BadValue, UnknownName
from csm_core.facts.build import FACTS, typed_fact_sql
from csm_core.facts.framework.fact import Fact

ENGINES = ("duckdb", "spark")
_DONE = 0


def show_facts(chosen: argparse.Namespace) -> int:
    """Print the SQL of one fact, or of all in the order in which they are built; returns the exit code.

    Raises
    ------
    UnknownName
        When there is no such fact.
    BadValue
        When the package that writes Spark's SQL is not installed.
    """
    facts = {fact.name: fact for fact in FACTS}
    if chosen.fact is not None and chosen.fact not in facts:
        raise UnknownName.of("fact", chosen.fact, facts)
    wanted = FACTS if chosen.fact is None else (facts[chosen.fact],)
    timezone = chosen.timezone or "UTC"
    if chosen.engine == "duckdb":
        print("\n\n".join(_duckdb_script(fact, timezone) for fact in wanted))
        return _DONE
    try:
        print("\n\n".join((_settings(), *(_spark_script(fact, timezone) for fact in wanted))))
    except ModuleNotFoundError as error:
        raise BadValue(f"Spark's SQL needs the package '{error.name}'. Run: pip install sqlglot.") from error
    return _DONE


def _duckdb_script(fact: Fact, timezone: str) -> str:
    select_sql = typed_fact_sql(fact, "facts", timezone)
    return f"{_head(fact)}\ncreate or replace table facts.{fact.name} as {select_sql};"


def _settings() -> str:
    from csm_core.engines.spark_sql import SETTINGS

    return "\n".join(f"set {name} = {value};" for name, value in SETTINGS.items())


def _spark_script(fact: Fact, timezone: str) -> str:
    """Each step is kept in the cluster's memory until the session ends: the next ones read it often."""
    from csm_core.engines.spark_sql import spark_steps

    steps = spark_steps(typed_fact_sql(fact, "facts", timezone), fact.name)
    parts = [f"cache table {step.view or f'facts_{fact.name}'} as {step.sql};" for step in steps]
    return "\n".join((_head(fact), *parts))


def _head(fact: Fact) -> str:
    return f"-- {fact.name}: one row per {fact.one_row_per}."
