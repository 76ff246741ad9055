"""The SQL of an answer as a script that runs when pasted into DuckDB with the workspace open."""

from __future__ import annotations

from collections.abc import Iterable

from csm_core.engines.sql_names import sql_names
from csm_core.facts.build import FACTS, fact_sql, plain_schema, typed_fact_sql
from csm_core.facts.framework.fact import Fact
from csm_core.facts.revenue.ledger import ledger_statement
from csm_core.metrics.framework.context import Context


def sql_script(context: Context) -> str:
    """The statements of an answered question, values in place, after what they need that is not in the file.

    The file holds the facts of UTC: their definitions follow as comments. Facts of another zone, those of customer
    groups and the ledger are made as temporary tables, so that the script changes nothing and runs on a workspace
    opened for reading alone.
    """
    text = "\n\n".join(f"{statement};" for statement in context.statements)
    kept: list[str] = []
    selects = list(context.statements)
    for table, statement in context.kept.items():
        definition = statement.with_literals().strip()
        kept.append(f"-- What all splits and filters share.\ncreate or replace temp table {table} as {definition};")
        selects.append(definition)
    text = "\n\n".join([*kept, text])
    for table in context.kept:
        text = text.replace(table, table.removeprefix("derived.main."))
    made: list[str] = []
    for ledger, rules in context.ledgers.items():
        if ledger in text:
            name = ledger.removeprefix("derived.main.")
            definition = ledger_statement(context.facts, rules).with_literals().strip()
            made.append(f"-- The ledger under these settings.\ncreate or replace temp table {name} as {definition};")
            selects.append(definition)
            text = text.replace(ledger, name)
    answer = f"-- The answer.\n{text}"
    plain = plain_schema(context.scope.timezone)
    used = _with_what_they_read(_read(context.facts, selects))
    if context.facts == "facts":
        return "\n\n".join([*made, answer, *(_commented(fact, context) for fact in used)])
    before = [_made(fact, context.facts, context) for fact in used]
    if context.facts != plain and plain != "facts":
        # The facts of groups are made from those of accounts, which no file holds in this zone either.
        of_groups = [typed_fact_sql(fact, context.facts, context.scope.timezone) for fact in used]
        accounts = _with_what_they_read(_read(plain, of_groups))
        before = [*(_made(fact, plain, context) for fact in accounts), *before]
    script = "\n\n".join([*before, *made, answer])
    for schema in {context.facts, plain} - {"facts"}:
        script = script.replace(f"{schema}.", _beside(schema))
    return script


def _read(schema: str, selects: Iterable[str]) -> set[str]:
    """The tables of a schema that any of these reads."""
    tables = {table for select in selects for table in sql_names(select).tables}
    return {table.removeprefix(f"{schema}.") for table in tables if table.startswith(f"{schema}.")}


def _commented(fact: Fact, context: Context) -> str:
    definition = fact_sql(fact, context.facts, context.scope.timezone)
    commented = "\n".join(f"-- {line}" for line in definition.splitlines())
    return f"-- How {context.facts}.{fact.name} was built: one row an {fact.one_row_per}.\n{commented}"


def _made(fact: Fact, schema: str, context: Context) -> str:
    definition = typed_fact_sql(fact, schema, context.scope.timezone)
    return (
        f"-- {fact.name} in the days of {context.scope.timezone}: one row an {fact.one_row_per}.\n"
        f"create or replace temp table {schema}.{fact.name} as {definition};"
    )


def _beside(schema: str) -> str:
    """What a table of facts that are not in the file begins with, among the temporary tables."""
    return schema.removeprefix("derived.") + "_"


def _with_what_they_read(names: Iterable[str]) -> list[Fact]:
    """The facts of these names and those that they read, in the order in which they can be built."""
    wanted = set(names)
    for fact in reversed(FACTS):
        if fact.name in wanted:
            wanted |= set(fact.after)
    return [fact for fact in FACTS if fact.name in wanted]
