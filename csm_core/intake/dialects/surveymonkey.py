"""SurveyMonkey answers: the question is the header, the answer's wording the line below it."""

from __future__ import annotations

import re

from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.mapping import Options

DIALECTS = (
    Dialect(
        source="SurveyMonkey",
        kind="surveys",
        signature=("Respondent ID", "Collector ID", re.compile(r"^(Start Date|Date Created)$"), "IP Address"),
        columns={
            "response_id": ("Respondent ID",),
            "responded_at": ("End Date", "Date Modified"),
            "contact_email": ("Email Address",),
            "account_id": (re.compile(r"(?i)^(account|company|customer).?id$"), "Custom Data 1"),
            "score": (
                re.compile(r"(?i)how likely|recommend|weiterempf|recommand|recomend"),
                re.compile(r"(?i)satisf|zufrieden|how easy|made it easy|effort"),
            ),
            "comment": (re.compile(r"(?i)reason|why|comment|tell us|feedback|improve|open-ended"),),
        },
        options=Options(date_order="mdy"),
        unused={
            "when and how the answer came in": (
                "Start Date",
                "Date Created",
                "Date Modified",
                "Collector ID",
                "IP Address",
            ),
            "names of people and teams": (
                "First Name",
                "Last Name",
            ),
        },
    ),
)
