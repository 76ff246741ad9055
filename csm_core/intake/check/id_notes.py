"""What is to be said of ids: such as a spreadsheet has rounded or shortened, and accounts that stand there twice."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.letters import Letters
from csm_core.intake.dialects.rewrite import repeats
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells, any_of
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.tables.table import Table

_ROUNDED = r"^\d(?:[.,]\d+)?[eE]\+\d{1,3}$"


def id_notes(table: Table, typed: TypedColumns, mapping: FileMapping) -> None:
    """Note ids that a spreadsheet wrote as 1.23457E+11; in a list of accounts also ids that are there more than once,
    and such as seem to have lost the zeros that others begin with."""
    for name, header in mapping.columns.items():
        texts = typed.texts.get(name)
        if texts is None or not name.endswith("_id") or b"+" not in Letters.of(texts).text:
            continue
        rounded = pc.fill_null(pc.match_substring_regex(texts, _ROUNDED), False)
        if any_of(rounded):
            sentence = (
                "{cells} in '{header}', such as {examples}, {were} rounded by a spreadsheet, so different ids may "
                "have merged; export the file again and load it without opening it"
            )
            typed.remarks.append(
                NotedCells.saying(sentence, rounded, typed.numbers, texts, ("id_rounded", header, None), "warning")
            )
    if table.name == "accounts" and "account_id" in mapping.columns:
        _accounts(typed, mapping.columns["account_id"])


def _accounts(typed: TypedColumns, header: str) -> None:
    texts = typed.texts["account_id"]
    again = repeats(pa.table({header: texts}), header)
    if again is not None and any_of(again):
        sentence = "{cells} in '{header}' {hold} an account that the file lists more than once"
        typed.remarks.append(
            NotedCells.saying(sentence, again, typed.numbers, texts, ("account_repeated", header, None))
        )
    plain = [text for text in Distinct.of(texts).texts if re.fullmatch(r"\d+", text)]
    padded = {len(text) for text in plain if text.startswith("0") and len(text) > 1}
    if len(padded) != 1:
        return
    (width,) = padded
    shortened = pc.and_(
        pc.fill_null(pc.match_substring_regex(texts, r"^[1-9]\d*$"), False), pc.less(pc.utf8_length(texts), width)
    )
    if any_of(shortened):
        sentence = (
            "{cells} in '{header}', such as {examples}, {are} shorter than the ids that begin with a zero; a "
            "spreadsheet may have removed their leading zeros"
        )
        of = ("id_shortened", header, None)
        typed.remarks.append(NotedCells.saying(sentence, shortened, typed.numbers, texts, of, "warning"))
