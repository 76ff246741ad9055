"""Columns that count what happened are no ids and no replies; yes and no of an escalation is a fact without a day."""

from datetime import date

import pytest

from csm_core.intake.batch import Issue
from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.soundness.company import company


def proposed(text: str) -> Proposal:
    (raw,) = read(Source("export.csv", text.encode()))
    return propose(raw)


def asked(result: Proposal, canonical: str) -> list[Issue]:
    return [one for one in result.questions if one.canonical == canonical]


def test_whole_numbers_under_sessions_are_counted_and_name_none() -> None:
    rows = "2025-03-01,A,5,12,140\n2025-03-02,A,6,14,150\n2025-03-02,B,1,1,5\n"
    proposal = proposed("Date,Account ID,Active users,Sessions,Pageviews\n" + rows)
    assert proposal.mapping is None or not {"session_id", "user_id"} & set(proposal.mapping.columns)


def test_a_session_by_its_number_is_one() -> None:
    rows = "2025-03-01 09:00,u1,1001,login\n2025-03-01 09:05,u1,1001,export\n2025-03-02 09:00,u2,1002,login\n"
    mapping = proposed("Timestamp,User ID,Session,Event\n" + rows).mapping
    assert mapping is not None
    assert mapping.columns["session_id"] == "Session"


def test_which_of_several_counts_are_the_events_is_asked() -> None:
    rows = "2025-03-01,A,140,10,2\n2025-03-02,A,150,12,0\n2025-03-02,B,5,0,1\n"
    proposal = proposed("Date,Account ID,Pageviews,Reports (count),Exports (count)\n" + rows)
    (question,) = asked(proposal, "event_count")
    assert set(question.headers) == {"Pageviews", "Reports (count)", "Exports (count)"}
    # One count of named events is no question.
    named = proposed("Date,Account ID,Event,Event count\n2025-03-01,A,Login,2\n2025-03-02,B,Export,3\n")
    assert not asked(named, "event_count")


@pytest.mark.parametrize(
    ("header", "are_replies"),
    [
        ("Agent replies", True),
        ("Agent messages", True),
        ("Number of messages", False),
        ("Customer interactions", False),
    ],
)
def test_messages_of_anybody_are_no_replies_of_agents(header: str, are_replies: bool) -> None:
    rows = "1,2025-03-01 09:00,2025-03-01 12:00,high,4\n2,2025-03-02 09:00,2025-03-02 10:00,low,2\n"
    mapping = proposed(f"Ticket ID,Created at,Solved at,Priority,{header}\n{rows}").mapping
    assert mapping is not None
    assert ("agent_replies" in mapping.columns) == are_replies


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("is_escalated", "true", "false"),
        ("Escalated?", "Yes", "No"),
        ("Eskaliert", "ja", "nein"),
        ("Escaladé", "oui", "non"),
    ],
)
def test_yes_or_no_says_who_was_escalated(header: str, yes: str, no: str) -> None:
    opened = "2025-03-0{n},2025-03-0{n},high,{flag}"
    rows = [f"{n},{opened.format(n=n, flag=flag)}" for n, flag in enumerate((yes, no, yes, no, no), start=1)]
    seen = company([("tickets.csv", "\n".join((f"Ticket ID,Created at,Solved at,Priority,{header}", *rows)) + "\n")])
    march = {"start": "2025-03-01", "end": "2025-04-01", "as_of": "2025-03-31"}
    (row,) = seen.ask("escalation_rate", march).table.to_pylist()
    assert (row["value"], row["n"]) == (pytest.approx(2 / 5), 5)
    # Nobody says when: no day is made up.
    assert seen.workspace.query("select count(escalated_at) as n from live.tickets").to_pylist() == [{"n": 0}]


def test_days_of_escalations_stay_days() -> None:
    rows = "1,2025-03-01,2025-03-04,high,2025-03-02\n2,2025-03-02,2025-03-03,low,\n"
    mapping = proposed("Ticket ID,Created at,Solved at,Priority,Escalated\n" + rows).mapping
    assert mapping is not None
    assert mapping.columns["escalated_at"] == "Escalated"
    assert "is_escalated" not in mapping.columns


def test_where_all_say_no_the_rate_is_0_and_not_unknown() -> None:
    rows = "1,2025-03-01,high,no\n2,2025-03-02,low,no\n"
    seen = company([("tickets.csv", "Ticket ID,Created at,Priority,Is escalated\n" + rows)])
    march = {"start": "2025-03-01", "end": "2025-04-01", "as_of": date(2025, 3, 31).isoformat()}
    assert seen.ask("escalation_rate", march).table.column("value").to_pylist() == [0.0]
