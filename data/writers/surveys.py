"""Delighted's NPS responses, Qualtrics' CSAT and CES with their three header rows, and the send log."""

from __future__ import annotations

import json
from pathlib import Path

from ..company.model import Answer, Company
from .table import second_text, write_table

DELIGHTED_HEADER = (
    "id",
    "person",
    "person_email",
    "survey_type",
    "score",
    "comment",
    "permalink",
    "created_at",
    "updated_at",
    "customer_id",
    "tags",
    "notes",
)
QUALTRICS_HEADER = (
    "StartDate",
    "EndDate",
    "Status",
    "Progress",
    "Duration (in seconds)",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "RecipientLastName",
    "RecipientFirstName",
    "RecipientEmail",
    "ExternalReference",
    "DistributionChannel",
    "UserLanguage",
    "Q1",
    "Q2",
)
_QUESTION = {
    "csat": "Overall, how satisfied are you with how we handled your request? "
    "(1 = very dissatisfied, 5 = very satisfied)",
    "ces": "The company made it easy for me to handle my issue. (1 = strongly disagree, 7 = strongly agree)",
}
_LABELS = {
    "StartDate": "Start Date",
    "EndDate": "End Date",
    "Status": "Response Type",
    "RecordedDate": "Recorded Date",
    "ResponseId": "Response ID",
    "RecipientLastName": "Recipient Last Name",
    "RecipientFirstName": "Recipient First Name",
    "RecipientEmail": "Recipient Email",
    "ExternalReference": "External Data Reference",
    "DistributionChannel": "Distribution Channel",
    "UserLanguage": "User Language",
    "Q2": "What is the main reason?",
}
_LANGUAGE = {"en": "EN", "de": "DE", "fr": "FR"}


def write_nps(path: Path, company: Company) -> Path:
    """Answers alone, as Delighted exports them: times in UNIX seconds, no invitation without an answer."""
    answered = sorted((a for a in company.answers if a.kind == "nps" and a.responded is not None), key=_moment)
    return write_table(
        path,
        DELIGHTED_HEADER,
        (
            (
                24_250_001 + 11 * number,
                24_100_000 + answer.contact,
                company.contacts[answer.contact].email,
                "nps",
                answer.score,
                answer.comment,
                f"https://surveys.example/r/{24_250_001 + 11 * number}",
                answer.responded,
                answer.responded,
                company.accounts[company.contacts[answer.contact].account].account_id,
                "",
                "",
            )
            for number, answer in enumerate(answered)
        ),
    )


def write_qualtrics(path: Path, company: Company, kind: str) -> Path:
    """Answers of one `kind` ('csat' or 'ces'): field ids, then question texts, then import ids, then rows.

    CSAT carries the CRM id as external reference, CES none: there the e-mail alone says who answered.
    A preview of the survey's author stands first, and some answers were never finished.
    """
    answered = sorted((a for a in company.answers if a.kind == kind and a.responded is not None), key=_moment)
    labels = [_LABELS.get(name, name) if name != "Q1" else _QUESTION[kind] for name in QUALTRICS_HEADER]
    imports = [json.dumps({"ImportId": _import_id(name)}, separators=(",", ":")) for name in QUALTRICS_HEADER]
    rows: list[tuple[object, ...]] = [tuple(labels), tuple(imports)]
    for number, answer in enumerate(answered):
        rows.append(_response(company, answer, kind, number))
        if number % 60 == 0:
            rows.append(_unfinished(rows[-1], number))
    return write_table(path, QUALTRICS_HEADER, rows)


def write_invitations(path: Path, company: Company) -> Path:
    """The mail tool's log of invitations that brought no answer, all three surveys."""
    silent = sorted((a for a in company.answers if a.responded is None), key=lambda a: (a.sent, a.contact))
    return write_table(
        path,
        ("survey_type", "contact_email", "sent_at"),
        ((answer.kind, company.contacts[answer.contact].email, second_text(answer.sent)) for answer in silent),
    )


def _moment(answer: Answer) -> tuple[int, int]:
    return answer.responded if answer.responded is not None else answer.sent, answer.contact


def _import_id(name: str) -> str:
    columns = {
        "StartDate": "startDate",
        "EndDate": "endDate",
        "RecordedDate": "recordedDate",
        "ResponseId": "_recordId",
        "Q1": "QID1",
        "Q2": "QID2_TEXT",
    }
    return columns.get(name, name[0].lower() + name[1:])


def _response(company: Company, answer: Answer, kind: str, number: int) -> tuple[object, ...]:
    contact = company.contacts[answer.contact]
    account = company.accounts[contact.account]
    took, responded = 35 + (number * 37) % 240, _moment(answer)[0]
    return (
        second_text(responded - took),
        second_text(responded),
        0,
        100,
        took,
        1,
        second_text(responded + 1),
        f"R_{kind}{number:06d}x{answer.contact:05d}",
        contact.last,
        contact.first,
        contact.email,
        account.account_id if kind == "csat" else "",
        "email",
        _LANGUAGE[account.language],
        answer.score,
        answer.comment,
    )


def _unfinished(row: tuple[object, ...], number: int) -> tuple[object, ...]:
    """A started answer without a score, as Qualtrics keeps it."""
    cells = list(row)
    cells[3], cells[5], cells[7], cells[14], cells[15] = 50, 0, f"R_partial{number:06d}", "", ""
    return tuple(cells)
