"""The spellings of an empty cell."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.safe_cell import GUARDED

# Plain in any column, also in names and comments.
ALWAYS = (
    *("-", "--", "---", "–", "—", "null", "nil", "\\n", "nan", "n/a", "n.a.", "n.a", "#n/a", "#na", "none"),
    *("#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "(blank)", "(empty)", "(null)", "(none)"),
    *("<null>", "<na>", "undefined", "(not set)", "[null]"),
)
# Only where the column can't hold words: 'NA' is also Namibia, 'none' a comment.
TYPED = ("na", "?", ".", "/", "unknown", "not set", "not available", "not applicable", "k.a.", "s/o", "never", "tbd")


def nothing_to_null(texts: pa.Array, typed: bool, further: Sequence[str] = ()) -> pa.Array:
    """The texts, trimmed and NFC-normalised, with every spelling of nothing made null."""
    if len(texts) > 1_000 and len(pc.unique(texts.slice(0, 1_000))) < 500:
        distinct = pc.dictionary_encode(texts)
        return _tidied(distinct.dictionary, typed, further).take(distinct.indices)
    return _tidied(texts, typed, further)


def _tidied(texts: pa.Array, typed: bool, further: Sequence[str]) -> pa.Array:
    trimmed = pc.utf8_trim(texts, " \t\r\n\u00a0\u2007\u202f\u200b\ufeff")
    if pc.any(pc.starts_with(trimmed, "'")).as_py():
        # The guard that keeps spreadsheets from running a cell, ours or another tool's, is no part of its text.
        trimmed = pc.replace_substring_regex(trimmed, *GUARDED)
    if not pc.all(pc.string_is_ascii(trimmed), min_count=0).as_py():
        trimmed = pc.utf8_normalize(trimmed, "NFC")
    words = [*ALWAYS, *(TYPED if typed else ()), *(word.strip().casefold() for word in further), ""]
    shortest = pc.min(pc.utf8_length(trimmed)).as_py()
    if shortest is None or shortest > max(map(len, words)):
        return trimmed
    found = pc.is_in(pc.utf8_lower(trimmed), pa.array(words, pa.string()))
    return pc.if_else(found, pa.scalar(None, pa.string()), trimmed)
