"""The demo's exports hold the truth they were written from, in the shapes of their tools."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from data.company.ledger import true_mrr
from data.company.model import Company
from data.company.truth import load_truth
from data.generate import main, write_demo

TRUTH = load_truth()
EPOCH = date(1970, 1, 1).toordinal()


def month_ends() -> list[int]:
    """Last days of the 36 months of the tools."""
    return [TRUTH.month_starts[m + 1] - 1 for m in range(TRUTH.tools_month, TRUTH.last_month + 1)]


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def day(text: str) -> int:
    return datetime.fromisoformat(text).date().toordinal()


def test_the_same_seed_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = write_demo(tmp_path)
    assert {path.name for path in again} == {path.name for path in folder.iterdir()}
    for path in again:
        assert digest(path) == digest(folder / path.name), path.name


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_command_line_wants_a_folder_and_lists_what_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, code in ([], 2), (["--help"], 0), (["--fold", "x"], 2):
        with pytest.raises(SystemExit, match=f"^{code}$"):
            main(arguments)
        printed = capsys.readouterr()
        assert "usage" in printed.err + printed.out
    assert main([str(tmp_path / "new")]) == 0
    assert capsys.readouterr().out.count("\n") == len(list((tmp_path / "new").iterdir())) == 19


def test_the_subscription_export_gives_the_true_mrr_at_every_month_end(company: Company, folder: Path) -> None:
    rates = {(r["date"], r["currency"]): float(r["rate"]) for r in rows(folder / "fx_rates.csv")}
    export = rows(folder / "stripe_subscriptions.csv")
    for when in month_ends():
        month = date.fromordinal(when).replace(day=1).isoformat()
        total = 0.0
        for r in export:
            start, end = day(r["Trial End (UTC)"] or r["Start Date (UTC)"]), r["Ended At (UTC)"]
            paused, resumed = r["paused_at (metadata)"], r["resumed_at (metadata)"]
            in_pause = bool(paused) and day(paused) <= when and (not resumed or when < day(resumed))
            if start <= when and (not end or when < day(end)) and not in_pause:
                months = 12 if r["Interval"] == "year" else 1
                total += float(r["Amount"]) * int(r["Quantity"]) / months * rates[month, r["Currency"].upper()]
        assert total == pytest.approx(true_mrr(company, TRUTH, when), abs=0.01)


def test_subscriptions_end_after_they_start_and_are_asked_to_end_before_they_do(folder: Path) -> None:
    for r in rows(folder / "stripe_subscriptions.csv"):
        start, end, asked = (r[name] for name in ("Start Date (UTC)", "Ended At (UTC)", "Canceled At (UTC)"))
        assert not end or start < end
        assert not asked or start <= asked
        assert not (asked and end) or asked <= end
        assert (r["Status"] == "canceled") == bool(end)


def test_the_export_has_every_status_that_a_reader_must_tell_apart(folder: Path) -> None:
    statuses = {r["Status"] for r in rows(folder / "stripe_subscriptions.csv")}
    assert {"active", "canceled", "past_due", "trialing"} <= statuses
    scheduled = [
        r for r in rows(folder / "stripe_subscriptions.csv") if r["Canceled At (UTC)"] and not r["Ended At (UTC)"]
    ]
    assert scheduled
    assert all(r["Cancel At Period End"] == "true" for r in scheduled)
    assert any(r["paused_at (metadata)"] for r in rows(folder / "stripe_subscriptions.csv"))


def test_no_invoice_lies_outside_its_subscription(folder: Path) -> None:
    lives = {r["id"]: r for r in rows(folder / "stripe_subscriptions.csv")}
    for r in rows(folder / "stripe_invoices.csv"):
        life = lives[r["Subscription"]]
        assert life["Customer ID"] == r["Customer"]
        assert life["Start Date (UTC)"] <= r["Date (UTC)"]
        assert not life["Ended At (UTC)"] or r["Date (UTC)"] < life["Ended At (UTC)"]
        assert (r["Status"] == "paid") == bool(r["Paid At (UTC)"])


def test_every_person_in_a_survey_or_ticket_is_a_contact(folder: Path) -> None:
    names = {r["Email"] for r in rows(folder / "hubspot_contacts.csv")}
    assert {r["person_email"] for r in rows(folder / "delighted_nps.csv")} <= names
    assert {r["contact_email"] for r in rows(folder / "survey_invitations.csv")} <= names
    assert {r["Requester email"] for r in rows(folder / "zendesk_tickets.csv")} <= names
    for name in ("qualtrics_csat.csv", "qualtrics_ces.csv"):
        assert {r["RecipientEmail"] for r in rows(folder / name)[2:]} <= names


def test_every_account_id_in_any_file_is_a_company(folder: Path) -> None:
    companies = rows(folder / "hubspot_companies.csv")
    names, stripe = {r["Record ID"] for r in companies}, {r["Stripe Customer ID"] for r in companies}
    for name, column in (
        ("stripe_subscriptions.csv", "hubspot_company_id (metadata)"),
        ("delighted_nps.csv", "customer_id"),
        ("stripe_invoices.csv", "hubspot_company_id (metadata)"),
        ("campaign_members.csv", "account_id"),
        ("hubspot_contacts.csv", "Associated Company IDs (Primary)"),
        ("outcomes.csv", "account_id"),
        ("hubspot_deals.csv", "Associated Company IDs (Primary)"),
        ("overrides.csv", "account_id"),
    ):
        assert {r[column] for r in rows(folder / name)} <= names, name
    assert {r["Customer ID"] for r in rows(folder / "stripe_subscriptions.csv")} == stripe


def test_nothing_recorded_is_later_than_the_as_of_day(folder: Path) -> None:
    last = date.fromordinal(TRUTH.as_of).isoformat() + " 23:59:59"
    for name, columns in {
        "stripe_subscriptions.csv": (
            "Start Date (UTC)",
            "Ended At (UTC)",
            "Canceled At (UTC)",
            "paused_at (metadata)",
            "resumed_at (metadata)",
        ),
        "stripe_invoices.csv": ("Date (UTC)", "Paid At (UTC)"),
        "hubspot_companies.csv": ("Create Date", "Close Date", "Last Activity Date"),
        "hubspot_contacts.csv": ("Create Date",),
        "zendesk_tickets.csv": ("Created at", "Solved at", "Escalated at [txt]", "Escalation closed at [txt]"),
        "survey_invitations.csv": ("sent_at",),
        "outcomes.csv": ("date",),
    }.items():
        for r in rows(folder / name):
            assert all(r[column] <= last for column in columns), (name, r)
    with gzip.open(folder / "mixpanel_events.jsonl.gz", "rt") as file:
        latest = max(json.loads(line)["properties"]["time"] for line in file)
    assert latest < (TRUTH.as_of + 1 - EPOCH) * 86400


def test_qualtrics_has_three_header_rows_and_answers_on_its_scale(folder: Path) -> None:
    for name, top in (("qualtrics_csat.csv", 5), ("qualtrics_ces.csv", 7)):
        labels, imports, *answers = rows(folder / name)
        assert labels["StartDate"] == "Start Date"
        assert json.loads(imports["StartDate"]) == {"ImportId": "startDate"}
        finished = [r for r in answers if r["Finished"] == "1"]
        assert len(finished) < len(answers)
        assert {int(r["Q1"]) for r in finished} <= set(range(1, top + 1))


def test_the_map_names_every_file_and_only_headers_that_are_there(folder: Path) -> None:
    mapping = json.loads((Path("data") / "demo_map.json").read_text(encoding="utf-8"))
    assert set(mapping) == {path.name for path in folder.iterdir()}
    for name, entry in mapping.items():
        if name.endswith(".csv"):
            delimiter = ";" if name == "costs.csv" else ","
            header = set(rows(folder / name, delimiter)[0])
            assert set(entry["columns"].values()) | set(entry.get("attributes", {}).values()) <= header, name
