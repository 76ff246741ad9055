"""Qualtrics answers: three lines of headers, previews and unfinished answers among the rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect, LeftOut
from csm_core.intake.dialects.rewrite import is_any


def _no_answers(cells: pa.Table) -> Sequence[LeftOut]:
    masks = []
    preview = is_any(cells, "Status", ("1", "2", "4", "5", "9", "12", "17", "survey preview", "survey test", "spam"))
    if preview is not None:
        masks.append(LeftOut(preview, "survey_preview", "This is a preview or test of the survey, not an answer."))
    unfinished = is_any(cells, "Finished", ("0", "false"))
    if unfinished is not None:
        masks.append(LeftOut(unfinished, "unfinished_answer", "This answer was started but not finished."))
    return masks


DIALECTS = (
    Dialect(
        source="Qualtrics",
        kind="surveys",
        signature=(
            "StartDate",
            "EndDate",
            "Progress",
            "Finished",
            "RecordedDate",
            "ResponseId",
            "DistributionChannel",
        ),
        columns={
            "responded_at": ("EndDate", "RecordedDate"),
            "response_id": ("ResponseId",),
            "contact_email": ("RecipientEmail",),
            "account_id": ("account_id", "AccountId", "ExternalReference"),
            "score": (re.compile(r"(?i)^(q\d+[_. ])?(nps|csat|ces)(_1)?$"), re.compile(r"^Q\d+(_1)?$"), "NPS"),
            "comment": (re.compile(r"^Q\d+_TEXT$"), re.compile(r"(?i)comment|reason"), re.compile(r"^Q[2-9]$")),
        },
        unused={
            "names of people and teams": (
                "RecipientLastName",
                "RecipientFirstName",
            ),
            "when and how the answer came in": (
                "StartDate",
                "RecordedDate",
                "Status",
                "Progress",
                "Duration (in seconds)",
                "Finished",
                "IPAddress",
                "LocationLatitude",
                "LocationLongitude",
                "DistributionChannel",
                "UserLanguage",
            ),
            "what the tool derives from an answer": (
                re.compile(r"(?i)_NPS_GROUP$"),
                re.compile(r" - (Parent )?Topics$"),
            ),
        },
        leave_out=_no_answers,
    ),
)
