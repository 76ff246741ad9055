"""Ratings in words are answers on a scale from 0 to 1, and the ratings of known exports are taken or named."""

import pytest

from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import Ingested, ingest_source

ZENDESK = "Id,Requester,Organization,Assignee,Group,Subject,Status,Via,Created at,Solved at,Satisfaction Score\n"
TICKETS = tuple(f"{n},Ann,Birch,Maya,Tier 1,Login,Solved,Mail,2025-01-0{n},2025-02-0{n}," for n in (1, 2, 3, 4))


def taken(text: str) -> Ingested:
    return ingest_source(Source("export.csv", text.encode()), None, lambda _stage, _share: None)


def answers(result: Ingested) -> list[tuple[str, float, str]]:
    return [
        (row["survey_type"], row["score"], row["scale"])
        for batch in result.batches
        if batch.table == "surveys"
        for row in batch.rows.to_pylist()
    ]


def named(result: Ingested) -> set[str]:
    return {header for report in result.reports for one in report.issues for header in one.headers}


def test_good_and_bad_of_a_help_desks_tickets_are_answers() -> None:
    words = ("Good", "Bad", "Offered", "Not Offered")
    ingested = taken(ZENDESK + "".join(f"{row}{word}\n" for row, word in zip(TICKETS, words, strict=True)))
    assert answers(ingested) == [("csat", 1.0, "0-1"), ("csat", 0.0, "0-1")]
    # Two tickets were not rated: told, and no fault.
    (issue,) = [one for report in ingested.reports for one in report.issues if one.code == "not_answered"]
    assert (issue.level, issue.message[:24]) == ("info", "2 rows have no answer: '")
    (ratings,) = [one for one in ingested.reports if one.kind == "surveys"]
    assert (ratings.rows_in, ratings.rows_kept, ratings.rows_quarantined) == (4, 2, 2)
    assert (ratings.rows_unanswered, ratings.rows_in_trouble) == (2, 0)


@pytest.mark.parametrize(
    ("good", "bad"),
    [("satisfied", "dissatisfied"), ("👍 Great", "Poor"), ("Zufrieden", "Unzufrieden"), ("bon", "mauvais")],
)
def test_words_of_other_desks_and_languages_are_answers_too(good: str, bad: str) -> None:
    rows = f"1,Birch,Login,high,2025-01-05,2025-01-06,{good}\n2,Elm,Export,low,2025-01-05,2025-01-07,{bad}\n"
    ingested = taken(f"Ticket ID,Customer,Subject,Priority,Created at,Solved at,Satisfaction\n{rows}")
    assert answers(ingested) == [("csat", 1.0, "0-1"), ("csat", 0.0, "0-1")]


TYPEFORM = "#,How likely are you to recommend us?,{},account_id,Start Date (UTC),Submit Date (UTC),Network ID\n"
ROWS = "a1,9,5,4,A,2025-01-05,2025-01-05,n\na2,6,3,2,B,2025-01-15,2025-01-15,n\na3,10,4,3,C,2025-01-25,2025-01-25,n\n"


def test_every_question_of_a_known_export_is_taken() -> None:
    asked = "How satisfied are you with support?,How easy was it to set up?"
    kinds = [kind for kind, _, _ in answers(taken(TYPEFORM.format(asked) + ROWS))]
    assert kinds == ["nps"] * 3 + ["csat"] * 3 + ["ces"] * 3


def test_a_rating_of_a_known_export_that_nobody_takes_is_named() -> None:
    asked = "How satisfied are you with support?,Rate our documentation"
    assert "Rate our documentation" in named(taken(TYPEFORM.format(asked) + ROWS))


def test_money_that_a_known_export_leaves_out_is_told_with_the_reason() -> None:
    ingested = taken(
        "Company Id,Name,SFDC Account Id,CSM,Stage,Current Score,Original Contract Date,ARR\n"
        "1,Birch,001A00000000001AAA,Maya,Live,80,2024-01-05,12000\n2,Elm,001A00000000002AAA,Noor,Live,60,2024-02-05,6000\n"
    )
    (issue,) = [one for report in ingested.reports for one in report.issues if one.code == "unused_columns"]
    assert issue.message == "'ARR' is left out: today's revenue without its past."
