"""A score of health or risk that another tool gave is never read as customers' answers to a survey."""

import pytest

from csm_core.intake.read.source import Source
from csm_core.intake.vocabulary.judged import is_judged
from csm_core.intake.worker.work import ingest_source


@pytest.mark.parametrize(
    "header",
    ["health_score", "Health Score", "healthScore", "Account Health Index", "churn_risk_score", "Churn probability",
     "Risk Score", "engagement_score", "Adoption score", "Gesundheitswert", "Score de santé", "puntuación de salud",
     "Lead score", "health"],
)  # fmt: skip
@pytest.mark.parametrize("date", ["snapshot_date", "date", "Scored On"])
def test_dated_scores_of_a_tool_are_no_survey(header: str, date: str) -> None:
    rows = "A1,2025-01-31,64.5\nA1,2025-02-28,50.5\nB1,2025-01-31,88\nB1,2025-02-28,91\n"
    ingested = ingest_source(
        Source("export.csv", f"account_id,{date},{header}\n{rows}".encode()), None, lambda *_: None
    )
    assert not {"surveys", "opportunities"} & {batch.table for batch in ingested.batches}


@pytest.mark.parametrize(
    "header",
    [
        "score",
        "NPS score",
        "CSAT Score",
        "Rating",
        "Satisfaction score",
        "How healthy is your relationship? (CSAT)",
        "How likely is it that you would recommend us?",
        "survey_health_score",
    ],
)
def test_what_customers_answered_stays_a_survey(header: str) -> None:
    assert not is_judged(header)
