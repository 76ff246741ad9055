"""Statement: SQL with the values that it runs with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from csm_core.store.workspace import Parameter

_PARAMETER = re.compile(r"\$([a-z_0-9]+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with named parameters, and their values."""

    sql: str
    parameters: Mapping[str, Parameter]

    def with_literals(self) -> str:
        """The statement as it can be pasted into any DuckDB: values in place, texts quoted."""
        return _PARAMETER.sub(
            lambda match: _literal(self.parameters[match[1]]) if match[1] in self.parameters else match[0], self.sql
        )


def _literal(value: Parameter) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "[" + ", ".join(_literal(each) for each in value) + "]"
