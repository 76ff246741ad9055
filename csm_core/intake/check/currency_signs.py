"""Signs beside amounts held against what the row's currency is said to be."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.numbers import currencies_of
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells, any_of
from csm_core.intake.values.typed_columns import TypedColumns


def contradicted_currencies(typed: TypedColumns, mapping: FileMapping, amounts: tuple[str, ...]) -> None:
    """Rows whose amount has the sign or code of another currency than theirs are asked about; none is relabelled."""
    labels = Distinct.of(typed.columns["currency"])
    for name in amounts:
        texts = typed.texts.get(name)
        if texts is None or name not in mapping.columns:
            continue
        signs = Distinct.of(texts)
        possible = [currencies_of(text) for text in signs.texts]
        if not any(possible):
            continue
        width = len(labels.texts)
        pairs = pc.add(pc.multiply(signs.indices.cast(pa.int64()), width), labels.indices.cast(pa.int64()))
        both = [
            (pair, possible[pair // width], labels.texts[pair % width])
            for pair in pc.unique(pc.drop_null(pairs)).to_pylist()
        ]
        wrong = {pair: code for pair, codes, code in both if codes and code not in codes}
        mask = pc.and_(pc.is_in(pairs, pa.array(list(wrong), pa.int64())), pc.is_valid(pairs))
        if any_of(mask):
            sentence = (
                "{cells} in '{header}', such as {examples}, {have} a currency beside the amount that differs from "
                "the row's own, which was used; please say which it is"
            )
            of = ("currency_assumed", mapping.columns[name], "currency")
            typed.remarks.append(NotedCells.saying(sentence, mask, typed.numbers, texts, of, "warning"))
