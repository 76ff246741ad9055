"""The spellings of an empty cell."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.letters import Letters
from csm_core.intake.noted_cells import NotedCells, any_of
from csm_core.text.spreadsheet import GUARDED

# What a spreadsheet writes where a formula failed, and we where it was never calculated.
ERRORS = (
    *(
        "#n/a",
        "#na",
        "#ref!",
        "#value!",
        "#div/0!",
        "#name?",
        "#num!",
        "#null!",
        "#spill!",
        "#calc!",
        "#getting_data",
    ),
    *("err:502", "err:508", "#unknown!", "#field!", "#blocked!", "#connect!", "#busy!"),
)
UNCALCULATED = "#formula!"
# Plain in any column, also in names and comments.
_SIGNS = (
    *("-", "--", "---", "–", "—", "\\n", "n/a", "n.a.", "n.a", "(blank)", "(empty)", "(null)", "(none)"),
    *("<null>", "<na>", "(not set)", "[null]"),
)
# What programs write, in the case in which they do: people and firms are called Null, Nil or Undefined, too.
_PROGRAMS = ("null", "NULL", "nil", "NIL", "nan", "NaN", "NAN", "none", "None", "NONE", "undefined", "UNDEFINED")
_PROGRAM_WORDS = ("null", "nil", "nan", "none", "undefined")
# Only where the column can't hold words: 'NA' is also Namibia, 'none' a comment.
_TYPED = ("na", "?", ".", "/", "unknown", "not set", "not available", "not applicable", "k.a.", "s/o", "never", "tbd")
_FEW = 0.05  # of the filled cells of a column of names
# What stands around a cell and is no part of it.
TRIMMED = " \t\r\n\u00a0\u2007\u202f\u200b\ufeff"
_BLANK = r"^[\s\x{200b}\x{feff}\x{00a0}\x{2007}\x{202f}]*$"


def nothing_to_null(texts: pa.Array, typed: bool, further: Sequence[str] = (), words: Sequence[str] = ()) -> pa.Array:
    """The texts, trimmed and NFC-normalised, with every spelling of nothing made null.

    `typed`: the column can't hold words. `further`: spellings of nothing that the file has besides; `words`: such
    as are words in it.
    """
    if len(texts) > 1_000 and len(pc.unique(texts.slice(0, 1_000))) < 500:
        distinct = pc.dictionary_encode(texts)
        return _tidied(distinct.dictionary, typed, further, words).take(distinct.indices)
    return _tidied(texts, typed, further, words)


def spelled_nothing(typed: bool, further: Sequence[str] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every spelling of nothing: those in lower case that any case of them is, and those as they are written."""
    lower = (*ERRORS, UNCALCULATED, *_SIGNS, *((*_TYPED, *_PROGRAM_WORDS) if typed else ()), "")
    return (*lower, *(word.strip().casefold() for word in further)), () if typed else _PROGRAMS


def _tidied(texts: pa.Array, typed: bool, further: Sequence[str], words: Sequence[str]) -> pa.Array:
    letters = Letters.of(texts)
    trimmed = texts
    if not letters.is_ascii or letters.may_begin_or_end_with(b" \t\r\n'"):
        trimmed = pc.utf8_trim(texts, TRIMMED)
        if pc.any(pc.starts_with(trimmed, "'")).as_py():
            # The guard that keeps spreadsheets from running a cell, ours or another tool's, is no part of its text.
            trimmed = pc.replace_substring_regex(trimmed, *GUARDED)
    if not letters.is_ascii:
        trimmed = pc.utf8_normalize(trimmed, "NFC")
    lower, exact = spelled_nothing(typed, further)
    possible = letters.possible([*lower, *_PROGRAM_WORDS])
    least = pc.min((pc.binary_length if letters.is_ascii else pc.utf8_length)(trimmed)).as_py()
    if least is None or least > max(map(len, possible), default=0):
        return trimmed
    empty = pc.is_in(pc.utf8_lower(trimmed), pa.array(lower, pa.string()))
    if exact:
        empty = pc.or_(empty, pc.is_in(trimmed, pa.array(exact, pa.string())))
    if words:
        empty = pc.and_not(empty, pc.is_in(trimmed, pa.array([word.strip() for word in words], pa.string())))
    return pc.if_else(empty, pa.scalar(None, pa.string()), trimmed)


def nothing_notes(cells: pa.Array, texts: pa.Array, numbers: pa.Array, header: str, typed: bool) -> list[NotedCells]:
    """What is to be said of the cells that were read as empty though something stands there, and of words kept.

    `cells` and `texts`: before and after `nothing_to_null`.
    """
    notes = []
    if texts.null_count > cells.null_count:
        spelled = pc.and_(pc.is_null(texts), pc.fill_null(pc.invert(pc.match_substring_regex(cells, _BLANK)), False))
        notes += _spelled(cells, spelled, numbers, header)
    if not typed and Letters.of(texts).possible(_PROGRAM_WORDS):
        kept = pc.fill_null(pc.is_in(pc.utf8_lower(texts), pa.array(_PROGRAM_WORDS, pa.string())), False)
        kept = pc.and_(kept, pc.is_valid(texts))
        if any_of(kept):
            sentence = "{cells} in '{header}' {are} {examples}, read as text, not as empty"
            notes.append(NotedCells.saying(sentence, kept, numbers, texts, ("nothing_kept", header, None)))
    return notes


class NameWords:
    """What programs write for nothing, and a column of names shows to be names; `further`: what means nothing in it.

    It does where people write such names too ('Null', 'Nil'), which no program writes so, or where the column has
    blank cells besides, and few of these words: a program that writes 'None' leaves no cell blank.
    """

    def __init__(self, further: Sequence[str] = ()) -> None:
        words = set(_PROGRAM_WORDS) - {word.strip().casefold() for word in further}
        self._words = pa.array(sorted(words), pa.string())
        self._distinct: set[str] = set()
        self._count = self._blanks = self._filled = 0

    def take(self, names: pa.Array) -> None:
        """Further cells of the column."""
        trimmed = pc.utf8_trim_whitespace(names)
        words = trimmed.filter(pc.fill_null(pc.is_in(pc.utf8_lower(trimmed), self._words), False))
        blanks = trimmed.null_count + pc.sum(pc.equal(trimmed, ""), min_count=0).as_py()
        self._distinct |= set(pc.unique(words).to_pylist())
        self._count += len(words)
        self._blanks += blanks
        self._filled += len(trimmed) - blanks

    def outcome(self) -> tuple[str, ...]:
        """The words that are names in the cells taken so far."""
        by_people = bool(self._distinct - set(_PROGRAMS)) and self._count < self._filled
        few = self._blanks > 0 and self._count <= _FEW * self._filled
        return tuple(sorted(self._distinct)) if by_people or few else ()


def _spelled(cells: pa.Array, spelled: pa.Array, numbers: pa.Array, header: str) -> list[NotedCells]:
    if not any_of(spelled):
        return []
    lower = pc.utf8_lower(pc.utf8_trim_whitespace(cells))
    failed = pc.and_(spelled, pc.fill_null(pc.is_in(lower, pa.array(ERRORS, pa.string())), False))
    formulas = pc.and_(spelled, pc.fill_null(pc.equal(lower, UNCALCULATED), False))
    others = pc.and_not(spelled, pc.or_(failed, formulas))
    notes = []
    if any_of(formulas):
        sentence = (
            "{cells} in '{header}' {hold} a formula that was never calculated, and {were} read as empty; open the "
            "file in Excel, save it and upload it again"
        )
        notes.append(
            NotedCells.saying(sentence, formulas, numbers, cells, ("uncalculated_formula", header, None), "warning")
        )
    if any_of(failed):
        sentence = "{cells} in '{header}' {hold} a spreadsheet error ({examples}) and {were} read as empty"
        notes.append(NotedCells.saying(sentence, failed, numbers, cells, ("error_cells", header, None), "warning"))
    if any_of(others):
        sentence = "{cells} in '{header}', such as {examples}, {were} read as empty"
        notes.append(NotedCells.saying(sentence, others, numbers, cells, ("read_as_empty", header, None)))
    return notes
