"""Yes/no columns that say whether a line is still running: 'Churned', 'Is Active', 'gekündigt'."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.yes_no import are_yes_or_no, yes_or_no
from csm_core.text.plural import plural

_ENDED = (
    r"churn|churned|cancell?ed|canceled|ended|expired|terminated|lost|inactive|gekundigt|beendet|inaktiv|resilie"
    r"|cancelado|cancelada|opgezegd"
)
_RUNNING = r"active|aktiv|actif|activo|activa|ativo|ativa|actief|is live"
_ASIDE = r"(is|has|was|flag|flagged|customer|account|subscription|yes no|y n|kunde|ist|now|currently)"
_HEADER = re.compile(rf"^({_ASIDE} )*(?:(?P<ended>{_ENDED})|(?P<running>{_RUNNING}))( {_ASIDE})*$")


def with_flag(mapping: FileMapping, headers: Sequence[str], samples: Mapping[str, Sequence[str]]) -> FileMapping:
    """Subscriptions without a status take it from the one yes/no column that says whether a line has ended."""
    if mapping.kind != "subscriptions" or "status" in {*mapping.columns, *mapping.constants}:
        return mapping
    used = set(mapping.columns.values())
    flags = [one for one in headers if one not in used and _HEADER.match(spoken(one)) and are_yes_or_no(samples[one])]
    return replace(mapping, columns={**mapping.columns, "status": flags[0]}) if len(flags) == 1 else mapping


def read_flags(typed: TypedColumns, mapping: FileMapping) -> None:
    """Yes and no of a status column become states; how many lines have so ended is told (`status_from_flag`)."""
    header, texts = mapping.columns.get("status"), typed.columns.get("status")
    if mapping.kind != "subscriptions" or header is None or texts is None:
        return
    match = _HEADER.match(spoken(header))
    if match is None or not are_yes_or_no(Distinct.of(texts).texts):
        return
    yes, no = ("canceled", "active") if match["ended"] else ("active", "canceled")
    states = Distinct.of(texts).parse(lambda text: yes if yes_or_no(text) else no, pa.string())
    typed.columns["status"] = states
    ended = int(pc.sum(pc.fill_null(pc.equal(states, "canceled"), False), min_count=0).as_py())
    message = f"'{header}' was read as whether a line has ended: {plural(ended, 'line')}."
    typed.remarks.append(Issue("status_from_flag", "info", message, column=header, canonical="status"))
