"""Nothing from a file, a URL or a widget becomes SQL text: values are bound, and text is put together in few places.

Two rules, by where the text stands:

- Almost everywhere, SQL is a constant, put together at most from constants (UPPER_CASE names, or a look-up in one)
  and from text that says in its name that it is SQL of ours: variables and functions called `…_sql`, or `ctes` and
  `…_ctes` for the named ones of a query. What is given to such a name is held to the same rule, so the name can't
  launder a value.
- In the assemblers, which build facts and scoped inputs and write whole tables, text may also be put together from
  the names in OURS. A name stands there because its text is always our own: a declared table or column, a clause, a
  generated name. To add one is to claim that of it; a name that could ever hold a visitor's text (a filter's value,
  an attribute, a header, a setting) does not belong there, and is to be bound as a parameter instead.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from csm_core.errors import CsmError
from csm_core.facts.framework.fact import Day
from tests.structure.sources import APP, Source, dotted, sources

SQL = re.compile(
    r"\bselect\s|\binsert into\b|\bdelete from\b|\bcreate (or replace )?(temp )?(table|view|schema|sequence)\b"
    r"|\bupdate \S+ set\b|\b(left|inner|asof|cross) join\b|\bunion all\b|\bgroup by\b|\border by\b"
    r"|^\s*(from|where|with|attach)\s|^\s*copy(\s*\(|\s+(\S+\s+)?(from|to)\s)",
    re.IGNORECASE,
)
RUNS_SQL = ("table", "query", "execute", "sql")
METRICS = "csm_core/metrics/"
# These write for people and run no SQL: prose ("rose from …"), or a script to be pasted elsewhere.
WRITERS = (
    "csm_core/metrics/asking/script.py",
    "csm_core/charts/",
    "csm_core/glossary/",
    "csm_core/cli/facts.py",
    "csm_core/cli/main.py",
    "csm_core/cli/text.py",
)
ASSEMBLERS = (
    "csm_core/store/schema.py",
    "csm_core/store/workspace.py",
    "csm_core/store/insert.py",
    "csm_core/store/seals.py",
    "csm_core/engines/duckdb.py",
    "csm_core/backups/rewritten.py",
    "csm_core/privacy/",
    "csm_core/snapshot/shared.py",
    "csm_core/snapshot/take.py",
    "csm_core/intake/read",
    "csm_core/facts/",
    "csm_core/plausibility/checks/",
    "csm_core/sources/",
    "csm_core/metrics/framework/context.py",
    "csm_core/metrics/asking/ask.py",
    "csm_core/metrics/caveats/money_gaps.py",
    "csm_core/metrics/caveats/unpriced.py",
    "csm_core/metrics/caveats/unmatched_rows.py",
    "csm_core/metrics/caveats/bill_notes.py",
    "csm_core/metrics/caveats/billed_notes.py",
    "csm_core/metrics/health/components/band_history.py",
)
OURS = frozenset(
    {
        # tables, schemas and columns, declared in code or generated
        *(
            "table",
            "schema",
            "target",
            "source",
            "facts",
            "ledger",
            "fact",
            "rows",
            "key",
            "context",
            "load_id",
            "filled",
            "disputed",
        ),
        *("column", "columns", "name", "names", "account", "user", "address", "day", "local"),
        # the name of a time zone, which must be one of the zone database's before it gets here
        "timezone",
        # clauses and expressions
        *(
            "select",
            "order",
            "joins",
            "joined",
            "wheres",
            "shared",
            "plain",
            "standing",
            "parts",
            "candidates",
            "segment",
        ),
        *("first", "last", "ends", "metered", "paused", "discounted", "rules"),
    }
)
# Where the facts and the ledger stand; the scope that is beside them is a visitor's.
BASIS = ("basis.facts", "basis.ledger")


def names(node: ast.AST) -> Iterator[str]:
    """The names whose text would become SQL text: not those of a condition, a function, or a look-up's key."""
    if isinstance(node, ast.Name):
        yield node.id
    elif dotted(node) in BASIS:
        yield dotted(node).rpartition(".")[2]
    elif isinstance(node, ast.Call) and (is_sql(dotted(node.func)) or dotted(node.func) == "field"):
        return
    elif isinstance(node, ast.IfExp):
        yield from (*names(node.body), *names(node.orelse))
    elif isinstance(node, ast.Call):
        method = node.func.value if isinstance(node.func, ast.Attribute) else None
        for part in (method, *node.args, *(keyword.value for keyword in node.keywords)):
            if part is not None:
                yield from names(part)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and constant(node.value.id):
        return
    elif isinstance(node, ast.GeneratorExp | ast.ListComp | ast.DictComp):
        bound = {name for generator in node.generators for name in names(generator.target)}
        made = node.value if isinstance(node, ast.DictComp) else node.elt
        yield from (name for name in names(made) if name not in bound)
        for generator in node.generators:
            yield from names(generator.iter)
    else:
        for child in ast.iter_child_nodes(node):
            yield from names(child)


def constant(name: str) -> bool:
    return name.isupper()


def is_sql(name: str) -> bool:
    return name.endswith(("_sql", "_ctes")) or name == "ctes"


def put_together(source: Source) -> Iterator[tuple[ast.expr, set[str]]]:
    """Each expression that puts SQL text together, with the names that go into the text."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            parts, fixed = [part.value for part in node.values if isinstance(part, ast.FormattedValue)], node.values
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            parts, fixed = [node.left, node.right], [node.left, node.right]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            parts, fixed = [*node.args, *(keyword.value for keyword in node.keywords)], [node.func.value]
        else:
            continue
        text = "".join(part.value for part in fixed if isinstance(part, ast.Constant) and isinstance(part.value, str))
        if SQL.search(text):
            yield node, {name for part in parts for name in names(part)}


def run_by_metrics(source: Source) -> Iterator[tuple[ast.expr, set[str]]]:
    """The statements that a metric runs, whatever they look like, with the names that go into their text."""
    if not source.path.startswith(METRICS):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and dotted(node.func) == "Query":
            for part in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield part, set(names(part))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS_SQL:
            for statement in node.args[:1]:
                if isinstance(statement, ast.JoinedStr | ast.BinOp):
                    yield statement, set(names(statement))


def called_sql(source: Source) -> Iterator[tuple[ast.expr, set[str]]]:
    """What is given to a variable called `…_sql`, or returned by a function of such a name."""
    for node in ast.walk(source.tree):
        given: list[ast.expr | None] = []
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            given = [node.value for target in targets if isinstance(target, ast.Name) and is_sql(target.id)]
        elif isinstance(node, ast.FunctionDef) and is_sql(node.name):
            given = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return)]
        elif isinstance(node, ast.Call):
            given = [keyword.value for keyword in node.keywords if keyword.arg and is_sql(keyword.arg)]
        yield from ((value, set(names(value))) for value in given if value is not None)


def foreign(source: Source) -> list[str]:
    """Names that would bring text into SQL and are neither constants nor, in an assembler, known to be ours."""
    recorded = OURS if source.path.startswith(ASSEMBLERS) else frozenset()
    return sorted(
        {
            source.at(node.lineno, f"'{name}' becomes SQL text; bind it as a parameter")
            for node, row in (*put_together(source), *run_by_metrics(source), *called_sql(source))
            for name in row
            if not constant(name) and not is_sql(name) and name not in recorded
        }
    )


def test_no_text_from_outside_becomes_sql() -> None:
    asked = [source for source in sources(*APP) if not source.path.startswith(WRITERS)]
    assert [problem for source in asked for problem in foreign(source)] == []


def test_a_time_zone_is_checked_where_it_becomes_text() -> None:
    # The one name in OURS that a visitor chooses. Whoever builds a Scope by hand goes round the URL's check.
    with pytest.raises(CsmError):
        Day("UTC', now()); drop table facts.answers; --")


@pytest.mark.parametrize(
    "text",
    [
        "ctx.table(f'select * from answers where score > {low}')",
        "ctx.table(f'{how}')",
        "ctx.table('select * from answers where touchpoint = ' + touchpoint)",
        "ctx.table('select * from answers where touchpoint = %s' % touchpoint)",
        "ctx.table('select {} from answers'.format(column))",
        "ctx.table(Query(f'select * from answers where score > {low}'))",
        "ctx.table(Query(how))",
        "ctx.table(Query('select * from a', {'a': touchpoint}))",
        "ctx.table(Query('select * from a', _CTES | made))",
        "ctes = {'a': touchpoint, **_CTES}",
        "def cell_ctes(touchpoint):\n    return {**_CTES, 'a': f'{touchpoint}'}",
        "query = f'select {ctx.scope.split} from answers'",
        "cells_sql = touchpoint",
        "def cells_sql(touchpoint):\n    return f'{touchpoint}'",
        "show(cells_sql=touchpoint)",
        "query = f'select {\", \".join(x for x in chosen)} from answers'",
        "query = f'copy {kept} to stdout'",
        "query = f'copy ({kept}) to stdout'",
        "query = f'''\n  with a as (select 1) select * from a order by {settings['order']}'''",
    ],
)
def test_the_rule_sees_a_metric_that_makes_sql_of_a_value(text: str) -> None:
    assert len(foreign(Source("csm_core/metrics/voice/nps.py", text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ctx.table('select * from answers where score > $low', low=low)",
        "ctx.table(f'select {NPS} from answers')",
        "ctx.table(f'select {MEASURES[mode]} from answers')",
        "ctx.table(_STATEMENT)",
        "cells_sql = ages_sql(ctx.scope.grain) + _SUMS\nctx.table(cells_sql + _ROWS)",
        "ctes = age_ctes(ctx.scope.grain) | _CELLS\nctx.table(Query(_ROWS, {**ctes, 'a': _A.format(of=of_sql)}))",
        "QUERIES = {kind: Query(_ROWS.format(part=_PARTS[kind]), _CTES) for kind in _PARTS}",
        "context.table(_PAYING, end=end)",
        "def ages_sql(grain):\n    return f'select {_MONTHS[grain]} as months'",
        "query = f'select {A if ctx.scope.split else B} from answers'",
        "message = f'Choose one of {names}; {column} is not known.'",
        "title = f'Copy of {title}, to be changed'",
    ],
)
def test_constants_and_bound_values_pass(text: str) -> None:
    assert foreign(Source("csm_core/metrics/voice/nps.py", text)) == []


@pytest.mark.parametrize(
    "name", ["value", "attribute", "header", "scope.split", "basis.scope.split", "settings['x']", "row[0]", "f(text)"]
)
def test_the_rule_sees_a_visitors_text_in_an_assembler(name: str) -> None:
    assert foreign(Source("csm_core/facts/scoped/statement.py", f'query = f"select {{{name}}} from answers"'))


def test_declared_names_pass_in_an_assembler_and_nowhere_else() -> None:
    text = 'query = f"select {columns} from {table}"'
    assert foreign(Source("csm_core/facts/scoped/statement.py", text)) == []
    assert len(foreign(Source("csm_ui/exhibits/show.py", text))) == 2
