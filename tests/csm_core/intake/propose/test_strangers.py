"""Files of strangers that used to be taken for other things, refused, or used by half."""

from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.csm_core.intake.taking import take


def proposed(text: str, name: str = "export.csv") -> Proposal:
    (raw,) = read(Source(name, text.encode()))
    return propose(raw)


def mapped(text: str) -> FileMapping:
    mapping = proposed(text).mapping
    assert mapping is not None
    return mapping


def test_a_customer_and_a_date_make_no_deal() -> None:
    mapping = mapped("Date,Account,NPS\n2025-01-01,Ash,Promoter\n2025-01-09,Bay,Detractor\n")
    assert mapping.kind != "opportunities"


def test_people_whom_only_their_address_names_use_the_product() -> None:
    mapping = mapped(
        "date,org_id,user_email,feature\n2025-01-01,O1,a@o.example,export\n2025-01-02,O1,b@o.example,share\n"
    )
    assert (mapping.kind, mapping.columns["user_id"]) == ("events", "user_email")


def test_conversations_begin_with_their_first_message() -> None:
    mapping = mapped(
        "Conversation ID,Subject,Status,Account,First message at,Resolved at,Resolution time (seconds)\n"
        "cnv_1,Login,archived,Ash,2025-01-01 09:00:00,2025-01-01 10:00:00,3600\n"
        "cnv_2,Export,open,Bay,2025-01-04 09:00:00,,\n"
    )
    assert (mapping.kind, mapping.columns["created_at"]) == ("tickets", "First message at")


def test_escalations_in_german_are_escalations() -> None:
    mapping = mapped(
        "Ticketnr;Kunde;Eröffnet am;Gelöst am;Eskaliert am;Eskalation beendet\n"
        "T1;Ash;02.01.2025;05.01.2025;03.01.2025;04.01.2025\nT2;Bay;13.01.2025;14.01.2025;;\n"
    )
    assert mapping.columns["escalated_at"] == "Eskaliert am"
    assert mapping.columns["escalation_closed_at"] == "Eskalation beendet"


def test_goals_outcomes_and_members_of_campaigns_are_called_by_many_names() -> None:
    goals = mapped("KPI,Target,Deadline,Owner\nNPS,45,2025-12-31,Ann\nCSAT,90%,2025-12-31,Bo\n")
    assert (goals.kind, goals.columns["metric"], goals.columns["by_date"]) == ("goals", "KPI", "Deadline")
    outcomes = mapped(
        "Customer,Objective,Target,Actual,Measured on\nAsh,Tickets,50,60,2025-03-01\nBay,Hours,10,12,2025-03-01\n"
    )
    assert (outcomes.kind, outcomes.columns["measure"], outcomes.columns["date"]) == (
        "outcomes",
        "Objective",
        "Measured on",
    )
    members = mapped(
        "Campaign ID,Campaign Name,Account ID,Member First Associated Date\n"
        "701A,Spring,001,2025-03-01\n701A,Spring,002,2025-03-02\n"
    )
    assert (members.kind, members.columns["added_at"]) == ("campaign_members", "Member First Associated Date")


def test_a_time_without_a_unit_is_named_and_not_used() -> None:
    proposal = proposed(
        "Ticket ID,Created,Customer,Resolution time,Status\n1,2025-01-01,Ash,240,Closed\n2,2025-01-02,Bay,95,Closed\n"
    )
    (items,) = [one for one in proposal.assumed if one.code == "unused_columns"]
    assert (
        "'Resolution time' is not used: the header does not say whether minutes or hours are meant." in items.message
    )


def test_answers_after_a_case_are_answers_whatever_their_cases_are() -> None:
    proposal = proposed(
        "case_no,ces_score,submitted_on,customer_no\nT1,5,2025-02-01,C1\nT2,2,2025-02-11,C2\nT3,4,2025-02-15,C1\n"
    )
    assert proposal.mapping is not None
    assert proposal.mapping.kind == "surveys"


def test_counts_with_a_mark_of_thousands_are_whole_numbers() -> None:
    batch = take("Datum;Kunde;Aufrufe\n01.02.2025;Ash;1.234\n02.02.2025;Ash;2.500\n13.02.2025;Bay;980\n")
    assert [row["event_count"] for row in batch.rows.to_pylist()] == [1234, 2500, 980]


def test_times_that_say_their_own_unit_need_none_in_the_header() -> None:
    batch = take("Ticket ID,Created,Customer,Time to resolve\n1,2025-01-01,Ash,2d 4h\n2,2025-01-02,Bay,45m\n")
    assert [row["resolution_minutes"] for row in batch.rows.to_pylist()] == [52 * 60, 45]


def test_people_who_once_became_users_are_no_use_of_that_day() -> None:
    rows = "".join(f"U{n},u{n}@ash.example,Ash,2025-03-0{n},{5 * n},2024-0{n}-01\n" for n in range(1, 6))
    assert mapped(f"User,Email,Company,Last login,Number of logins,Created\n{rows}").kind == "contacts"


def test_whole_numbers_beside_a_day_and_a_customer_are_counts_and_asked_about() -> None:
    proposal = proposed(
        "hour,customer_id,api_calls\n2025-03-01T01:00:00Z,X,3\n2025-03-01T02:00:00Z,X,5\n2025-03-01T02:00:00Z,Y,1\n"
    )
    assert proposal.mapping is not None
    assert proposal.mapping.columns["event_count"] == "api_calls"
    (asked,) = [one for one in proposal.questions if one.code == "columns_assumed"]
    assert "'api_calls' as event count" in asked.message


def test_a_row_for_each_question_is_an_answer_to_that_question() -> None:
    rows = "".join(
        f"r{n},2025-08-0{n},A{n},{question},{answer}\n"
        for n, (nps, csat) in enumerate(((9, 4), (10, 5), (3, 2)), 1)
        for question, answer in (("NPS: would you recommend us", nps), ("How satisfied are you", csat))
    )
    batch = take(f"response_id,submitted_at,account_id,question,answer\n{rows}")
    kinds = [(row["survey_type"], row["score"]) for row in batch.rows.to_pylist()]
    assert [score for kind, score in kinds if kind == "nps"] == [9, 10, 3]
    assert [score for kind, score in kinds if kind == "csat"] == [4, 5, 2]


def test_a_risk_of_churn_is_a_score_of_health() -> None:
    mapping = mapped("Date,Client,Churn risk (%),Reason\n2025-01-31,Ash,80%,usage\n2025-01-31,Bay,10%,\n")
    assert (mapping.kind, mapping.constants["less_is_better"]) == ("health_scores", "yes")


def test_of_several_counts_a_row_the_one_that_was_taken_is_asked_about() -> None:
    proposal = proposed(
        "date,account_id,logins,exports,dashboards_viewed\n2025-01-01,A,3,1,9\n2025-01-02,A,2,0,4\n2025-01-12,B,1,1,1\n"
    )
    (asked,) = [one for one in proposal.questions if one.code == "column_assumed"]
    assert set(asked.headers) == {"logins", "exports", "dashboards_viewed"}


def test_scores_of_days_beside_what_is_paid_are_scores() -> None:
    rows = "".join(f"V{n},Ash {n},{9 - n},2025-05-0{day}T08:00:00Z,100\n" for n in (1, 2, 3) for day in (1, 2))
    proposal = proposed(f"Account ID,Account,Health Score,Calculated At,MRR\n{rows}")
    assert "health_scores" in [mapping.kind for mapping in proposal.mappings]
