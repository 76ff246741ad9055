"""What known tools write oddly is put right."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal

from csm_core.intake.batch import Batch
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from tests.csm_core.intake import hostile


def take(text: str, name: str = "export.csv") -> Batch:
    ingested = ingest_source(Source(name, text.encode()), None, lambda _stage, _share: None)
    (batch,) = ingested.batches
    return batch


def causes(batch: Batch) -> list[str]:
    return batch.quarantined["code"].to_pylist()


def test_stripe_cancelling_at_period_end_is_the_opposite_of_renewing() -> None:
    batch = take(
        "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Start (UTC),Cancel At Period End\n"
        "sub_1,cus_1,team,12,eur,year,1200.00,active,2025-02-03 09:14,true\n"
        "sub_2,cus_2,team,1,eur,month,10.00,active,2025-02-03 09:14,false\n"
    )
    assert batch.report.source == "Stripe subscriptions"
    assert batch.rows["auto_renew"].to_pylist() == [False, True]
    assert batch.rows["amount"].to_pylist() == [Decimal("1200.0000"), Decimal("10.0000")]
    assert batch.rows["currency"].to_pylist() == ["EUR", "EUR"]


def test_a_list_of_running_subscriptions_alone_shows_no_churn_and_says_so() -> None:
    head = "id,Customer ID,Plan,Interval,Amount,Status,Start (UTC),Ended At (UTC)\n"
    rows = [f"s{n},c{n},team,month,10,active,2025-02-03 09:14," for n in range(20)]
    running = take(head + "\n".join(rows))
    assert [one.column for one in running.report.issues if one.code == "no_ends"] == ["Ended At (UTC)"]
    ended = take(head + "\n".join([*rows[1:], "s0,c0,team,month,10,canceled,2025-02-03 09:14,2025-06-03 09:14"]))
    assert not [one for one in ended.report.issues if one.code == "no_ends"]


def test_stripe_bills_that_are_no_revenue_are_quarantined() -> None:
    rows = "".join(f"in_{s},1,cus_1,{s},10,10,10,10,2025-02-03 09:14\n" for s in ("paid", "void", "draft", "open"))
    batch = take(f"id,Number,Customer,Status,Subtotal,Total,Amount Due,Amount Paid,Date (UTC)\n{rows}")
    assert batch.rows["invoice_id"].to_pylist() == ["in_paid", "in_open"]
    assert causes(batch) == ["void_bill", "draft_bill"]


def test_stripe_monthly_mrr_is_turned_into_rows() -> None:
    batch = take("Customer ID,Customer,Customer Email,Currency,2026-03,2026-04\ncus_1,A,a@a.example,eur,10,12.5\n")
    assert batch.table == "mrr_snapshots"
    assert batch.rows["mrr"].to_pylist() == [Decimal("10.0000"), Decimal("12.5000")]


def test_chartmogul_and_chargebee_api_money_is_in_cents() -> None:
    batch = take(
        "DATE,CUSTOMER_NAME,MRR_MOVEMENT,MRR,MOVEMENT_TYPE,CURRENCY_CODE,CUSTOMER_EXTERNAL_ID\n"
        "2026-02-03 10:14:00,A,2500,12500,expansion,USD,cus_1\n"
    )
    assert batch.rows["mrr_delta"].to_pylist() == [Decimal("25.0000")]
    assert batch.rows["mrr_after"].to_pylist() == [Decimal("125.0000")]
    head = "id,customer_id,plan_id,status,current_term_start,current_term_end,mrr,created_at,currency_code\n"
    api = take(f"{head}s1,c1,pro,non_renewing,1767225600,1798761600,9900,1735689600,EUR\n")
    screen = take(f"{head}s1,c1,pro,cancelled,2026-01-01,2027-01-01,99.00,2025-01-01,EUR\n")
    assert api.rows["mrr"].to_pylist() == screen.rows["mrr"].to_pylist() == [Decimal("99.0000")]
    assert api.rows["status"].to_pylist() == ["active"]
    assert screen.rows["status"].to_pylist() == ["canceled"]


def test_zendesk_counts_the_first_station_as_no_change() -> None:
    batch = take(
        "Id,Requester,Requester email,Assignee,Group,Subject,Status,Created at,Via,Group stations,Assignee stations,"
        "Resolution time,Full resolution time in minutes\n"
        "1,Lena,l@a.example,Omar,T1,Help,On-hold,2026-01-08 09:31:00,Mail,2,1,30,1771\n"
    )
    assert batch.rows["group_changes"].to_pylist() == [1]
    assert batch.rows["assignee_changes"].to_pylist() == [0]
    assert batch.rows["resolution_minutes"].to_pylist() == [1771.0]
    assert batch.rows["ticket_status"].to_pylist() == ["hold"]


def test_qualtrics_previews_and_unfinished_answers_are_no_answers() -> None:
    batch = take(
        "StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,ExternalReference,DistributionChannel,Q1\n"
        "Start Date,End Date,Response Type,Progress,Finished,Recorded Date,Response ID,Reference,Channel,"
        '"How satisfied are you? (1 = not at all, 5 = very)"\n'
        + ",".join(['"{""ImportId"":""x""}"'] * 10)
        + "\n2026-04-11 10:01:12,2026-04-11 10:03:40,0,100,1,2026-04-11 10:03:41,R_1,A1,email,5\n"
        "2026-04-11 10:01:12,2026-04-11 10:03:40,1,100,1,2026-04-11 10:03:41,R_2,A1,preview,1\n"
        "2026-04-11 10:01:12,2026-04-11 10:03:40,0,50,0,2026-04-11 10:03:41,R_3,A1,email,\n"
    )
    assert batch.rows["response_id"].to_pylist() == ["R_1"]
    assert batch.rows["survey_type"].to_pylist() == ["csat"]
    assert batch.rows["scale"].to_pylist() == ["1-5"]
    assert causes(batch) == ["survey_preview", "unfinished_answer"]
    assert not [one for one in batch.report.issues if one.code.endswith("_assumed")]


def test_a_mixpanel_event_delivered_twice_counts_once() -> None:
    event = {"event": "Opened", "properties": {"time": 1775902000, "distinct_id": "u1", "$insert_id": "a"}}
    other = {"event": "Opened", "properties": {"time": 1775902060, "distinct_id": "u1", "$insert_id": "b"}}
    batch = take("\n".join(map(json.dumps, (event, event, other))), "events.jsonl")
    assert batch.rows.num_rows == 2
    assert causes(batch) == ["duplicate_event"]


def test_intercom_times_stand_in_the_zone_of_the_header_and_replies_in_seconds() -> None:
    batch = take(
        "Conversation ID,Conversation started at (Europe/Berlin),Started by,Conversation source,"
        "Current conversation state,First response time (seconds)\n"
        "1,2026-02-01 10:00:05,Customer,Inbound message,Closed,540\n"
    )
    assert str(batch.rows["created_at"][0].as_py()) == "2026-02-01 09:00:05"
    assert batch.rows["first_response_minutes"].to_pylist() == [9.0]


def test_recurly_paid_until_it_expires_with_an_interval_from_its_period() -> None:
    batch = take(
        "uuid,account_code,plan_code,state,total_recurring_amount,activated_at,current_period_started_at,"
        "current_period_ends_at,expires_at,remaining_billing_cycles,canceled_at\n"
        "s1,A1,growth-y,canceled,495,2025-03-01 00:00:00 PST,2026-03-01 00:00:00 PST,2027-03-01 00:00:00 PST,"
        "2027-03-01 00:00:00 PST,0,2026-02-02 10:00:00 PST\n"
    )
    (row,) = batch.rows.to_pylist()
    assert (row["status"], row["billing_interval"], row["billing_interval_count"]) == ("active", "month", 12)
    assert str(row["start_date"]) == "2025-03-01 08:00:00"  # midnight in PST is eight o'clock in UTC


def test_a_hubspot_deal_is_of_its_primary_company_and_recurring_type() -> None:
    batch = take(
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Deal owner,Deal Type,Recurring revenue deal type,"
        "Associated Company IDs\n"
        "1,Renewal,Closed Won,Renewals,24000,2026-09-30,Priya,Existing Business,renewal,987;988\n"
        "2,New,Closed Won,Sales,100,2026-09-30,Priya,New Business,,989\n"
    )
    assert batch.rows["account_id"].to_pylist() == ["987", "989"]
    assert batch.rows["opportunity_type"].to_pylist() == ["renewal", "New Business"]


def test_stripe_payments_that_moved_no_money_are_quarantined() -> None:
    head = "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Customer ID,Converted Amount,Status,Mode\n"
    rows = "".join(
        f"ch_{n},2026-02-20 13:02:11,99.00,0.00,eur,true,cus_1,107,{status},{mode}\n"
        for n, (status, mode) in enumerate(
            (("Paid", "Live"), ("Failed", "Live"), ("Refunded", "Live"), ("Paid", "Test"))
        )
    )
    batch = take(head + rows)
    assert batch.table == "invoices"
    assert batch.rows["invoice_id"].to_pylist() == ["ch_0", "ch_2"]
    assert causes(batch) == ["no_payment", "test_payment"]


def test_hubspot_feedback_kinds_are_told_apart_and_its_sentiment_is_not_used() -> None:
    batch = take(
        "Date,Survey name,Survey type,Rating,Sentiment,Response,Contact email,Submission ID\n"
        "2026-04-11 10:03,Q2,Customer loyalty (NPS),9,Promoter,Fine,a@a.example,1\n"
        "2026-04-11 10:03,S,Customer support (CES),7,Promoter,Easy,b@b.example,2\n"
    )
    assert batch.rows["survey_type"].to_pylist() == ["nps", "ces"]
    assert batch.rows["scale"].to_pylist() == ["0-10", "1-7"]


def test_an_amplitude_zip_of_gzips_gives_events_with_the_groups_account() -> None:
    event = {"event_type": "Opened", "event_time": "2026-04-11 10:03:40.120000", "user_id": "u", "amplitude_id": 1}
    event |= {"device_id": "d", "session_id": -1, "uuid": "x", "groups": {"org id": ["7"]}}
    line = gzip.compress((json.dumps(event) + "\n" + json.dumps(event)).encode())
    ingested = ingest_source(Source("a.zip", hostile.zipped({"1.json.gz": line})), None, lambda _stage, _share: None)
    (batch,) = ingested.batches
    assert batch.rows.select(["account_id", "session_id"]).to_pylist() == [{"account_id": "7", "session_id": None}]
    assert causes(batch) == ["duplicate_event"]


def test_typeform_answers_that_were_not_finished_are_no_answers() -> None:
    batch = take(
        "#,How likely are you to recommend us?,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),"
        "Network ID,account_id\n"
        "a,9,completed,2026-04-11 10:01:12,,2026-04-11 10:03:40,n,A1\nb,,partial,2026-04-11 10:01:12,,,n,A2\n"
    )
    assert batch.rows["survey_type"].to_pylist() == ["nps"]
    assert batch.rows["account_id"].to_pylist() == ["A1"]
    assert causes(batch) == ["unfinished_answer"]


def test_one_intercom_conversation_is_one_ticket_however_many_messages() -> None:
    head = "conversation_id,conversation_state,conversation_created_at,message_author_email,message_type\n"
    row = "1,closed,2026-02-01 10:00:05,l@a.example,"
    batch = take(f"{head}{row}conversation_message\n{row}comment\n")
    assert batch.rows["ticket_id"].to_pylist() == ["1"]
    assert causes(batch) == ["later_message"]


def test_jira_months_have_names() -> None:
    batch = take(
        "Summary,Issue key,Issue Type,Status,Created,Resolved,Reporter\n"
        "Reset,SUP-1,Request,Resolved,02/Mar/26 8:55 AM,03/Mar/26 12:10 PM,Lena\n"
    )
    (row,) = batch.rows.to_pylist()
    assert (str(row["created_at"]), str(row["solved_at"])) == ("2026-03-02 08:55:00", "2026-03-03 12:10:00")
    assert row["ticket_status"] == "solved"


def test_rows_that_a_sync_tool_marks_as_deleted_are_quarantined() -> None:
    batch = take(
        "_fivetran_deleted,account_id,start_date,mrr\nfalse,A,2025-01-01,10\ntrue,B,2025-01-01,20\n,C,2025-01-01,30\n"
    )
    assert batch.rows["account_id"].to_pylist() == ["A", "C"]
    assert causes(batch) == ["deleted_row"]


def test_an_mrr_of_0_of_a_line_that_has_ended_is_of_today_and_its_amount_is_what_it_paid() -> None:
    batch = take(
        "subscription_id,customer_id,started_at,canceled_at,status,mrr,amount,billing_interval\n"
        "1,A,2025-01-01,,active,50,50,month\n2,B,2025-01-01,2025-04-01,canceled,0,600,year\n"
        "3,C,2025-01-01,2025-04-01,canceled,0,0,month\n"
    )
    assert batch.rows["mrr"].to_pylist() == [Decimal(50), None, Decimal(0)]  # 600 a year: the ledger makes 50 of it
    assert [one.row for one in batch.report.issues if one.code == "ended_by_amount"] == [3]


def test_an_mrr_of_0_of_a_line_that_has_ended_is_told_where_nothing_says_what_it_paid() -> None:
    batch = take(
        "customer_id,started_at,canceled_at,status,mrr\nA,2025-01-01,,active,50\nB,2025-01-01,2025-04-01,canceled,0\n"
    )
    (issue,) = [one for one in batch.report.issues if one.code == "ended_without_mrr"]
    assert "What they paid before is not in the file" in issue.message
