"""The SQL of an answer as a script that runs when pasted into DuckDB with the workspace open."""

from __future__ import annotations

from csm_core.facts.build import FACTS, fact_sql
from csm_core.facts.ledger import ledger_sql
from csm_core.metrics.context import Context


def sql_script(context: Context, statements: tuple[str, ...]) -> str:
    """The statements with values in place, after what they need, before how their facts are built."""
    text = "\n\n".join(f"{statement};" for statement in statements)
    parts = []
    name = context.ledger.removeprefix("derived.main.")
    if context.ledger in text:
        days = str(context.rules.grace_days)
        definition = ledger_sql(context.facts, context.rules).replace("$grace_days", days).strip()
        parts.append(f"-- The ledger under these settings.\ncreate or replace temp table {name} as {definition};")
        text = text.replace(context.ledger, name)
    parts.append(f"-- The answer.\n{text}")
    used = [fact for fact in FACTS if f"{context.facts}.{fact.name}" in "\n".join(parts)]
    for fact in used:
        definition = fact_sql(fact, context.facts, context.scope.timezone)
        commented = "\n".join(f"-- {line}" for line in definition.splitlines())
        parts.append(f"-- How {context.facts}.{fact.name} was built: one row an {fact.one_row_per}.\n{commented}")
    script = "\n\n".join(parts)
    # The facts of another zone are built in memory; in the pasted script they stand beside the workspace's own.
    return script.replace("derived.tz_", "tz_")
