"""What a SELECT reads: the tables and parameters that it names, by the engine's own parser."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from csm_core.engines.parsed import PARSING, parser


@dataclass(frozen=True, slots=True)
class SqlNames:
    """Tables as they are written, schema included and without the names that `with` gives; names of parameters."""

    tables: frozenset[str]
    parameters: frozenset[str]


@cache
def sql_names(sql: str) -> SqlNames:
    """The names in one SELECT.

    Raises
    ------
    ValueError
        When the text is no SELECT, or more than one.
    """
    with PARSING:
        row = parser().execute("select json_serialize_sql($sql)", {"sql": sql}).fetchone()
    tree = json.loads(row[0] if row else "{}")
    statements = tree.get("statements", ())
    if len(statements) != 1:
        raise ValueError(f"not one SELECT: {tree.get('error_message', '')}\n{sql}")
    nodes = tuple(_nodes(statements[0]["node"], frozenset()))
    return SqlNames(
        frozenset(name for kind, name in nodes if kind == "BASE_TABLE"),
        frozenset(name for kind, name in nodes if kind == "VALUE_PARAMETER"),
    )


def _nodes(node: Any, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Kind and name of every table and parameter below a node; `named` are the names of `with` that it may read."""
    if isinstance(node, list):
        for part in node:
            yield from _nodes(part, named)
        return
    if not isinstance(node, Mapping):
        return
    kind = node.get("type")
    if kind == "VALUE_PARAMETER":
        yield kind, node["identifier"]
    elif kind == "BASE_TABLE" and ((name := ".".join(node["qualified_name"]["path"])) not in named):
        yield kind, name
    for entry in node.get("cte_map", {}).get("map", ()):
        query = entry["value"]["query_node"]
        itself = {entry["key"]} if query["type"] == "RECURSIVE_CTE_NODE" else set()
        yield from _nodes(query, named | itself)
        named |= {entry["key"]}
    for key, part in node.items():
        if key != "cte_map":
            yield from _nodes(part, named)
