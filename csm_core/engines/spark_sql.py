"""DuckDB's SQL as Spark's: the text of a fact, put so that it says the same on a cluster.

Where the two engines read one word differently, the tree of the text is rewritten; sqlglot writes down the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlglot import exp

# With these a session of Spark counts days and moments as DuckDB does, what can't be worked out is an error and not
# null, and a long line of parent accounts is followed to its end.
SETTINGS: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.cteRecursionLevelLimit": "100000",
}

# A CTE that would be read anew in more places than this is worked out once.
_MOST_READS = 8
# What DuckDB takes off the ends of a text, as a class of characters.
_BLANKS = r"[\\p{Zs}]+"


@dataclass(frozen=True, slots=True)
class SparkStep:
    """One SELECT for Spark. `view`: the name under which later steps read what it gives; None for the last one."""

    view: str | None
    sql: str


def spark_steps(sql: str, name: str) -> tuple[SparkStep, ...]:
    """One SELECT for DuckDB as the SELECTs that Spark runs for it, in order.

    Each table `schema.name` is read from the view `schema_name`. Spark copies the text of a CTE to wherever it is
    read: what would be copied often is a step of its own, under a name that begins with `name`.
    """
    from sqlglot import exp, parse_one

    tree = parse_one(sql, read="duckdb")
    for node in reversed(list(tree.walk())):  # the innermost first
        change = _changes().get(type(node).__name__)
        if change is not None and (changed := change(node)) is not node:
            node.replace(changed)
    steps: list[SparkStep] = []
    holder = next((node for node in tree.find_all(exp.With) if not node.recursive), None)
    if holder is not None and _is_outermost(holder):
        steps = _parted(holder, name)
    return (*steps, SparkStep(None, _text(tree)))


def _text(tree: exp.Expr) -> str:
    return tree.sql(dialect="spark", comments=False)


def _is_outermost(holder: exp.With) -> bool:
    """Whether nothing but a SELECT of columns stands around the names that it gives."""
    from sqlglot import exp

    around = [type(node) for node in _parents(holder.parent)]
    return not set(around) & {exp.CTE, exp.Join, exp.Union}


def _parents(node: exp.Expr | None) -> Iterable[exp.Expr]:
    while node is not None and node.parent is not None:
        node = node.parent
        yield node


def _parted(holder: exp.With, name: str) -> list[SparkStep]:
    """The CTEs that are worked out once, taken out of their list; what reads them reads views instead."""
    from sqlglot import exp

    root = holder.root()
    size: dict[str, int] = {}
    steps: list[SparkStep] = []
    before: list[exp.CTE] = []
    for cte in list(holder.expressions):
        reads = [table.name for table in cte.this.find_all(exp.Table)]
        size[cte.alias] = sum(size.get(table, 1) for table in reads) or 1
        places = [table for table in root.find_all(exp.Table) if table.name == cte.alias]
        if len(places) > 1 and len(places) * size[cte.alias] > _MOST_READS:
            view = f"{name}_{cte.alias}"
            steps.append(SparkStep(view, _with(before, cte.this)))
            for table in places:
                table.set("alias", table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(cte.alias)))
                table.set("this", exp.to_identifier(view))
            size[view] = 1
            cte.pop()
        else:
            before.append(cte)
    for cte in reversed(list(holder.expressions)):  # what only the steps read
        if not any(table.name == cte.alias for table in root.find_all(exp.Table)):
            cte.pop()
    if not holder.expressions:
        holder.pop()
    return steps


def _with(before: Sequence[exp.CTE], body: exp.Expr) -> str:
    """The text of a CTE's body, with those of the CTEs before it that it reads, however indirectly."""
    from sqlglot import exp

    wanted = {table.name for table in body.find_all(exp.Table)}
    kept: list[exp.CTE] = []
    for cte in reversed(before):
        if cte.alias in wanted:
            kept.insert(0, cte.copy())
            wanted |= {table.name for table in cte.this.find_all(exp.Table)}
    select = body.copy()
    if kept:
        select.set("with_", exp.With(expressions=kept))
    return _text(select)


def _changes() -> Mapping[str, Callable[[Any], exp.Expr]]:
    return {
        "Table": _table,
        "TimeToUnix": _seconds,
        "Lower": _lower,
        "Trim": _trimmed,
        "Avg": _mean,
        "Div": _ratio,
        "Length": _length,
        "Least": _of_several,
        "Greatest": _of_several,
        "Anonymous": _function,
        "DateFromParts": _date,
    }


def _spark(text: str, /, **parts: exp.Expr) -> exp.Expr:
    """A piece of Spark's SQL with `:name` where a part goes."""
    from sqlglot import exp, parse_one

    whole = parse_one(text, read="spark")
    for gap in list(whole.find_all(exp.Placeholder)):
        gap.replace(parts[gap.name].copy())
    return whole


def _table(node: exp.Table) -> exp.Expr:
    from sqlglot import exp

    if node.db:
        node.set("this", exp.to_identifier("_".join(part.name for part in node.parts)))
        node.set("db", None)
        node.set("catalog", None)
    return node


def _seconds(node: exp.TimeToUnix) -> exp.Expr:
    """Seconds with their fraction, of a moment or between two."""
    from sqlglot import exp

    if isinstance(node.this, exp.Sub):
        text = "(unix_micros(cast(:last as timestamp)) - unix_micros(cast(:first as timestamp))) / 1000000D"
        return _spark(text, last=node.this.this, first=node.this.expression)
    return _spark("unix_micros(cast(:moment as timestamp)) / 1000000D", moment=node.this)


def _lower(node: exp.Lower) -> exp.Expr:
    """Letter by letter: Spark would make of a capital sigma what its place in the word asks for."""
    return _spark("lower(translate(:text, 'Σİ', 'σi'))", text=node.this)


def _trimmed(node: exp.Trim) -> exp.Expr:
    return _spark(f"regexp_replace(:text, '^{_BLANKS}|{_BLANKS}$', '')", text=node.this)


def _mean(node: exp.Avg) -> exp.Expr:
    """A float, of a sum that is exact where its amounts are."""
    return _spark("cast(sum(:amount) as double) / count(:amount)", amount=node.this)


def _ratio(node: exp.Div) -> exp.Expr:
    """Of two amounts of money, too, a float."""
    from sqlglot import exp

    node.set("this", exp.cast(node.this, "double"))
    return node


def _length(node: exp.Length) -> exp.Expr:
    """DuckDB's `len` is asked of lists alone here; of texts it is `length`."""
    return _spark("size(:items)", items=node.this)


def _of_several(node: exp.Least | exp.Greatest) -> exp.Expr:
    return node if node.expressions else node.this


def _date(node: exp.DateFromParts) -> exp.Expr:
    from sqlglot import exp

    for part in ("year", "month", "day"):
        node.set(part, exp.cast(node.args[part], "int"))
    return node


def _function(node: exp.Anonymous) -> exp.Expr:
    from sqlglot import exp

    if node.name.lower() == "timezone" and isinstance(inner := node.expressions[1], exp.Anonymous):
        return _spark("from_utc_timestamp(:moment, :zone)", moment=inner.expressions[1], zone=node.expressions[0])
    return node
