"""Typeform answers: the questions' wording is the headers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect, LeftOut
from csm_core.intake.dialects.rewrite import is_any


def _unfinished(cells: pa.Table) -> Sequence[LeftOut]:
    rows = is_any(cells, "Response Type", ("partial", "started"))
    message = "This answer was started but not finished."
    return () if rows is None else (LeftOut(rows, "unfinished_answer", message),)


DIALECTS = (
    Dialect(
        source="Typeform",
        kind="surveys",
        signature=("#", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"),
        columns={
            "response_id": ("#",),
            "responded_at": ("Submit Date (UTC)",),
            "account_id": (re.compile(r"(?i)^(account|company|customer|org|workspace)[ _]?id$"),),
            "contact_email": (re.compile(r"(?i)^e-?mail"),),
            "score": (
                re.compile(r"(?i)how likely|recommend|weiterempf|recommand|recomend"),
                re.compile(r"(?i)satisf|zufrieden|how easy|made it easy|effort|rate"),
            ),
            "comment": (re.compile(r"(?i)reason|why|comment|tell us|feedback|improve"),),
        },
        unused={
            "when and how the answer came in": (
                "Response Type",
                "Start Date (UTC)",
                "Stage Date (UTC)",
                "Network ID",
            ),
            "text that no metric uses": ("Tags",),
        },
        leave_out=_unfinished,
    ),
)
