"""A mark of how a metric was worked out, so that a kept figure can tell a change of definition from one of data."""

from __future__ import annotations

import hashlib
import re

from csm_core.metrics.framework.registry import metric_named
from csm_core.result import Result

# Days, texts and numbers in a statement are those of the question and the data; how many there are is no definition.
_VALUE = re.compile(r"date '[^']*'|'(?:[^']|'')*'|(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?|\b(?:true|false|null)\b")
_LIST = re.compile(r"\?(?:\s*,\s*\?)+")
_SPACE = re.compile(r"\s+")


def definition_mark(result: Result) -> str:
    """12 hex digits of the metric's formula, the variant and the statements that ran, without their values.

    Settings that choose another statement choose another mark.
    """
    statements = sorted({_SPACE.sub(" ", _LIST.sub("?", _VALUE.sub("?", sql))) for sql in result.sql})
    text = "\n".join([metric_named(result.metric).formula, result.variant, *statements])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
