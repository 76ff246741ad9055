"""Columns that one word decides: what ends a line, whose a name is, which of several MRRs counts."""

import pytest

from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.soundness.company import Company, company
from tests.soundness.mrr import csv


def proposed(text: str, name: str = "export.csv") -> Proposal:
    (raw,) = read(Source(name, csv(text).encode()))
    return propose(raw)


def taken(text: str) -> dict[str, str]:
    """Canonical column → header, of the main table."""
    mapping = proposed(text).mapping
    assert mapping is not None
    return dict(mapping.columns)


def asked(seen: Company) -> set[str]:
    return {one.code for one in seen.questions}


@pytest.mark.parametrize("header", ["finish", "Finished", "Finish date"])
def test_a_line_ends_when_it_is_finished(header: str) -> None:
    columns = taken(f"""
        client_id | began | {header} | mrr
        A | 2025-01-05 | 2025-06-05 | 100
        B | 2025-02-05 | | 50""")
    assert columns["end_date"] == header


def test_a_name_beside_the_customers_id_is_the_customers_where_there_are_as_many() -> None:
    rows = """
        account_id | name | start_date | mrr
        A | {} | 2025-01-05 | 100
        B | {} | 2025-02-05 | 50
        A | {} | 2025-03-05 | 20"""
    assert taken(rows.format("Birch Labs", "Elm Foods", "Birch Labs"))["account_name"] == "name"
    # Three lines of two customers: the lines' names.
    assert "account_name" not in taken(rows.format("Seats", "Support", "Hosting"))


@pytest.mark.parametrize(
    ("headers", "right"),
    [
        ("starting_mrr | ending_mrr | mrr_change", "ending_mrr"),
        ("MRR Start | MRR End | Delta MRR", "MRR End"),
    ],
)
def test_of_a_months_first_and_last_mrr_the_last_counts_unasked(headers: str, right: str) -> None:
    proposal = proposed(f"""
        customer | month | {headers}
        Birch | 2025-01-01 | 100 | 120 | 20
        Birch | 2025-02-01 | 120 | 120 | 0
        Elm | 2025-01-01 | 0 | 50 | 50""")
    assert proposal.mapping is not None
    assert (proposal.mapping.kind, proposal.mapping.columns["mrr"]) == ("mrr_snapshots", right)
    assert not [one for one in proposal.questions if one.canonical == "mrr"]


@pytest.mark.parametrize(("total", "start"), [("Recurring total", "Start date"), ("order_total", "start_date")])
def test_lines_of_a_shop_that_are_billed_at_intervals_are_subscriptions(total: str, start: str) -> None:
    proposal = proposed(f"""
        Subscription ID | Status | Billing company | Billing email | {start} | Next payment | Billing period | {total}
        101 | wc-active | Birch Labs | ann@birch.example | 2025-01-05 | 2025-02-05 | month | 49.00
        102 | wc-cancelled | Elm Foods | bo@elm.example | 2025-01-15 | | month | 99.00
        103 | wc-active | Oak Media | cy@oak.example | 2025-01-25 | 2026-01-25 | year | 590.00""")
    assert proposal.mapping is not None
    assert (proposal.mapping.kind, proposal.mapping.columns["amount"]) == ("subscriptions", total)
    assert "invoice_date" not in proposal.mapping.columns


@pytest.mark.parametrize("header", ["Abonnement mensuel HT", "Monthly subscription", "Cuota mensual"])
def test_what_customers_of_a_list_pay_a_month_is_revenue(header: str) -> None:
    seen = company(
        [
            (
                "liste.csv",
                csv(f"""
        Client | Licences | Date de début | {header}
        Bouleau | 12 | 2025-01-05 | 1200.00
        Orme | 5 | 2025-01-25 | 500.00"""),
            )
        ]
    )
    scope = {"start": "2025-02-01", "end": "2025-03-01", "as_of": "2025-02-28"}
    assert float(seen.ask("mrr", scope).table.column("value").to_pylist()[-1]) == 1700


@pytest.mark.parametrize("figures", [("$14,400", "$9,600"), ("€1,200", "€9,600"), ("-£1,200", "£9,600")])
def test_a_comma_behind_a_sign_close_to_its_figure_parts_thousands(figures: tuple[str, str]) -> None:
    rows = "".join(f'C{n},2025-01-05,"{figure}"\n' for n, figure in enumerate(figures))
    assert "decimal_assumed" not in asked(company([("subs.csv", f"Customer,Start,MRR\n{rows}")]))


@pytest.mark.parametrize("figure", ["$1.125", "1,125 €", "1,125"])
def test_what_may_be_three_decimals_is_asked_about(figure: str) -> None:
    rows = "".join(f'C{n},2025-01-05,"{figure}"\n' for n in range(2))
    assert "decimal_assumed" in asked(company([("subs.csv", f"Customer,Start,MRR\n{rows}")]))


def test_a_credit_note_that_was_applied_is_settled() -> None:
    seen = company(
        [
            (
                "credit_notes.csv",
                csv("""
        Credit Note Number | Customer | Credit Note Date | Total | Status
        CN1 | Birch | 2025-01-05 | 20.00 | Applied
        CN2 | Elm | 2025-02-15 | 10.00 | Unapplied"""),
            )
        ]
    )
    assert not asked(seen)


def test_answers_in_percent_are_on_a_scale_to_a_hundred() -> None:
    seen = company(
        [
            (
                "csat.csv",
                csv("""
        response_id | account_id | responded_at | CSAT
        1 | A | 2025-01-05 | 100%
        2 | B | 2025-01-16 | 50 %"""),
            )
        ]
    )
    rows = seen.workspace.query("select score, scale from canonical.surveys order by score").to_pylist()
    assert rows == [{"score": 50.0, "scale": "0-100"}, {"score": 100.0, "scale": "0-100"}]


@pytest.mark.parametrize("padding", ["", ",,"])
def test_a_second_section_may_be_wider_and_have_a_title(padding: str) -> None:
    active = "".join(f"A{n},Acme {n},2024-0{n + 1}-05,{1000 + n}{padding}\n" for n in range(4))
    ended = "".join(f"B{n},Beta {n},2023-0{n + 1}-05,{500 + n},2024-0{n + 1}-20,price\n" for n in range(3))
    text = (
        f"Active customers{',,,,,' if padding else ''}\naccount_id,account_name,start_date,mrr{padding}\n{active}"
        f"{',,,,,' if padding else ''}\nEnded customers{',,,,,' if padding else ''}\n"
        f"account_id,account_name,start_date,mrr,end_date,reason\n{ended}"
    )
    reports = company([("customers.csv", text)]).reports
    assert [(one.rows_in, one.rows_kept) for one in reports] == [(4, 4), (3, 3)]


def test_the_sales_price_of_a_line_is_that_of_one() -> None:
    columns = taken("""
        Customer | Invoice no | Date | Qty | Sales Price | Amount
        Acme | 1001 | 2025-01-15 | 2 | 100.00 | 200.00
        Beta | 1002 | 2025-02-15 | 1 | 50.00 | 50.00""")
    assert (columns["unit_amount"], columns["total"]) == ("Sales Price", "Amount")


def test_the_balance_of_customers_is_no_bill() -> None:
    customers = proposed("""
        account_code | account_company_name | account_email | account_state | account_created_at | account_balance
        acc-1 | Birch | ap@birch.example | active | 2023-02-01 | 0.00
        acc-2 | Elm | ap@elm.example | closed | 2022-01-01 | 12.50""").mapping
    assert customers is None or customers.kind != "invoices"
    # Of bills it is what is left to be paid, and asked about where nothing else says what was billed.
    bills = proposed("""
        invoice_number | customer_id | invoice_date | due_date | balance
        1 | A | 2025-01-05 | 2025-02-05 | 100.00
        2 | B | 2025-01-06 | 2025-02-06 | 50.00""")
    assert "due_assumed" in {one.code for one in bills.questions}


def test_when_a_score_was_calculated_nobody_began_to_pay() -> None:
    seen = proposed("""
        accountId | accountName | healthScore | healthScoreStatus | calculatedAt | mrr
        A | Birch Labs | 8.2 | good | 2025-03-31 | 500
        B | Elm Foods | 4.1 | poor | 2025-03-31 | 300""")
    assert "start_date" not in {name for one in seen.mappings for name in one.columns}
    (scores,) = [one for one in seen.mappings if one.kind == "health_scores"]
    assert (scores.columns["score"], scores.columns["band"]) == ("healthScore", "healthScoreStatus")
