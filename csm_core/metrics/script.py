"""The SQL of an answer as a script that runs when pasted into DuckDB with the workspace open."""

from __future__ import annotations

import re
from collections.abc import Iterable

from csm_core.facts.build import FACTS, fact_sql, typed_fact_sql
from csm_core.facts.fact import Fact
from csm_core.facts.ledger import ledger_sql
from csm_core.metrics.context import Context


def sql_script(context: Context, statements: tuple[str, ...]) -> str:
    """The statements with values in place, after what they need that is not in the workspace file.

    The file holds the facts of UTC: their definitions follow as comments. Facts of another zone and the ledger are
    made as temporary tables, so that the script changes nothing and runs on a workspace opened for reading alone.
    """
    text = "\n\n".join(f"{statement};" for statement in statements)
    made: list[str] = []
    name = context.ledger.removeprefix("derived.main.")
    if context.ledger in text:
        days = str(context.rules.grace_days)
        definition = ledger_sql(context.facts, context.rules).replace("$grace_days", days).strip()
        made.append(f"-- The ledger under these settings.\ncreate or replace temp table {name} as {definition};")
        text = text.replace(context.ledger, name)
    answer = f"-- The answer.\n{text}"
    used = _with_what_they_read(re.findall(rf"\b{re.escape(context.facts)}\.(\w+)", "\n".join([*made, answer])))
    if context.facts == "facts":
        return "\n\n".join([*made, answer, *(_told(fact, context) for fact in used)])
    script = "\n\n".join([*(_made(fact, context) for fact in used), *made, answer])
    return script.replace(f"{context.facts}.", _beside(context))


def _told(fact: Fact, context: Context) -> str:
    definition = fact_sql(fact, context.facts, context.scope.timezone)
    commented = "\n".join(f"-- {line}" for line in definition.splitlines())
    return f"-- How {context.facts}.{fact.name} was built: one row an {fact.one_row_per}.\n{commented}"


def _made(fact: Fact, context: Context) -> str:
    definition = typed_fact_sql(fact, context.facts, context.scope.timezone)
    return (
        f"-- {fact.name} in the days of {context.scope.timezone}: one row an {fact.one_row_per}.\n"
        f"create or replace temp table {context.facts}.{fact.name} as {definition};"
    )


def _beside(context: Context) -> str:
    """What a table of another zone's facts begins with, among the temporary tables."""
    return context.facts.removeprefix("derived.") + "_"


def _with_what_they_read(names: Iterable[str]) -> list[Fact]:
    """The facts of these names and those that they read, in the order in which they can be built."""
    wanted = set(names)
    for fact in reversed(FACTS):
        if fact.name in wanted:
            wanted |= set(fact.after)
    return [fact for fact in FACTS if fact.name in wanted]
