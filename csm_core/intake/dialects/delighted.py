"""Delighted survey answers; times are UNIX seconds."""

from __future__ import annotations

import re

from csm_core.intake.dialects.declare import Dialect

DIALECTS = (
    Dialect(
        source="Delighted",
        kind="surveys",
        signature=("id", "person", "survey_type", "score", "comment", "permalink", "created_at"),
        columns={
            "response_id": ("id",),
            "survey_type": ("survey_type",),
            "score": ("score",),
            "comment": ("comment",),
            "responded_at": ("created_at",),
            "contact_email": ("person_email", "person.email", "email"),
            "account_id": (re.compile(r"(?i)^(person_properties\.|properties\.)?(customer|account|company)[ _]id$"),),
        },
        unused={
            "names of people and teams": ("person",),
            "text that no metric uses": (
                "permalink",
                "notes",
                "tags",
                "additional_answers",
            ),
            "days on which the record was created or changed": ("updated_at",),
        },
    ),
)
