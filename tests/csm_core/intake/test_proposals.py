"""Files of no known tool: what they are and what their columns mean is proposed, and asked where open."""

from __future__ import annotations

import pytest

from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source


def proposal(text: str, name: str = "file.csv") -> Proposal:
    (raw,) = read(Source(name, text.encode()))
    return propose(raw)


CASES = {
    "english subscriptions": (
        (
            "Customer ID,Contract start,Contract end,Monthly fee,Plan\n"
            "C1,2024-01-01,,100,Pro\nC2,2024-02-01,2024-09-01,50,Lite\n"
        ),
        "subscriptions",
        {
            "account_id": "Customer ID",
            "start_date": "Contract start",
            "end_date": "Contract end",
            "mrr": "Monthly fee",
        },
    ),
    "german subscriptions": (
        (
            "Kundennummer;Vertragsbeginn;Vertragsende;Monatsbetrag;Währung\n"
            "4711;01.02.2024;;1.200,50;EUR\n4712;15.03.2024;;99,00;EUR\n"
        ),
        "subscriptions",
        {"account_id": "Kundennummer", "start_date": "Vertragsbeginn", "mrr": "Monatsbetrag", "currency": "Währung"},
    ),
    "french invoices": (
        (
            "Numéro de facture;Numéro client;Date de facture;Échéance;Montant total;Devise\n"
            "F1;C1;14/02/2024;28/02/2024;1 200,50;EUR\n"
        ),
        "invoices",
        {"invoice_id": "Numéro de facture", "account_id": "Numéro client", "total": "Montant total"},
    ),
    "spanish surveys": (
        (
            "Fecha de respuesta,Puntuación,Comentario,Correo electrónico\n"
            "2024-05-14,9,Muy bien,a@a.example\n2024-05-15,3,Caro,b@b.example\n"
        ),
        "surveys",
        {"responded_at": "Fecha de respuesta", "score": "Puntuación", "comment": "Comentario"},
    ),
    "portuguese tickets": (
        (
            "Número de ticket,Criado em,Resolvido em,Prioridade,Assunto\n"
            "1,2024-05-14 10:00,2024-05-15 11:00,alta,Ajuda\n"
        ),
        "tickets",
        {"ticket_id": "Número de ticket", "created_at": "Criado em", "solved_at": "Resolvido em"},
    ),
    "dutch accounts": (
        "Klantnummer;Naam;Land;Medewerkers\nK1;Bakker;NL;12\nK2;Visser;BE;30\n",
        "accounts",
        {"account_id": "Klantnummer", "account_name": "Naam", "country": "Land", "employee_count": "Medewerkers"},
    ),
    "events": (
        "user_id,timestamp,event\nu1,2024-05-14 10:00:00,login\nu2,2024-05-14 11:00:00,export\n",
        "events",
        {"user_id": "user_id", "event_at": "timestamp", "event_name": "event"},
    ),
    "monthly mrr": (
        "customer_id,month,mrr\nC1,2024-01,100\nC1,2024-02,120\n",
        "mrr_snapshots",
        {"account_id": "customer_id", "month": "month", "mrr": "mrr"},
    ),
    "a finance sheet": (
        "Company,Jan 2024,Feb 2024,Mar 2024\nAcme,100,100,\nBeta,50,60,60\n",
        "finance_months",
        {"account_id": "Company"},
    ),
    "a question as a header": (
        (
            "Submitted at,How likely are you to recommend us to a friend?,Why?,Email\n"
            "2024-05-14,9,Good,a@a.example\n2024-05-15,10,,b@b.example\n2024-05-16,3,Slow,c@c.example\n"
        ),
        "surveys",
        {"responded_at": "Submitted at", "score": "How likely are you to recommend us to a friend?"},
    ),
    "values alone": (
        "When,Points,Who\n2024-05-14,9,a@a.example\n2024-05-15,10,b@b.example\n2024-05-16,3,c@c.example\n",
        "surveys",
        {"responded_at": "When", "score": "Points", "contact_email": "Who"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_kind_and_columns_are_found(case: str) -> None:
    text, kind, columns = CASES[case]
    suggestion = proposal(text)
    assert suggestion.mapping is not None
    assert suggestion.mapping.kind == kind
    assert columns.items() <= suggestion.mapping.columns.items()
    assert 0.5 <= suggestion.confidence <= 0.95
    assert ("kind_assumed" in [question.code for question in suggestion.questions]) == (case == "values alone")


def test_a_known_export_is_surer_than_a_guess() -> None:
    recorded = proposal("id,person,survey_type,score,comment,permalink,created_at\n1,2,nps,9,,x,1775902000\n")
    assert recorded.source == "Delighted"
    assert recorded.confidence > 0.95


def test_other_columns_of_accounts_are_proposed_as_attributes_but_no_mails_or_long_texts() -> None:
    long = "x" * 200
    suggestion = proposal(
        f"Account ID,Account Name,Region,Notes,Login,Empty\n"
        f"A,Acme,North,{long},a@a.example,\nB,Beta,South,y,b@b.example,\n"
    )
    assert suggestion.mapping is not None
    assert suggestion.mapping.attributes == {"Region": "Region"}


def test_samples_are_the_first_different_values_that_are_filled() -> None:
    suggestion = proposal("Ticket ID,Created at,Priority\n1,2024-05-14,high\n2,2024-05-14,\n3,2024-05-15,low\n")
    assert suggestion.samples["Priority"] == ("high", "low")
    assert suggestion.samples["Created at"] == ("2024-05-14", "2024-05-15")


def test_what_could_not_be_decided_is_a_question() -> None:
    suggestion = proposal("Ticket ID,Created at,Subject\n1,03/05/2024,Help\n2,04/05/2024,More help\n")
    assert [question.code for question in suggestion.questions] == ["date_order_assumed"]
    assert proposal("Ticket ID,Created at,Subject\n1,03/05/2024,Help\n2,24/05/2024,More help\n").questions == ()


def test_a_column_is_known_by_ids_that_were_loaded_before() -> None:
    text = "when,who,action\n2024-05-14 10:00:00,Q-77,opened\n2024-05-15 11:30:00,Q-78,closed\n"
    (raw,) = read(Source("file.csv", text.encode()))
    alone, helped = propose(raw), propose(raw, {"account_id": frozenset({"Q-77", "Q-78", "Q-79"})})
    assert alone.mapping is None or alone.mapping.columns.get("account_id") is None
    assert helped.mapping is not None
    assert helped.mapping.columns["account_id"] == "who"


def test_a_yearly_amount_is_a_years_and_of_the_whole_line() -> None:
    suggestion = proposal(
        "Cust ID,Pkg,Seats,Sub Start,ARR (EUR)\nC-1,Pro,50,2024-01-01,24000\nC-2,Pro,5,2024-02-01,2400\n"
    )
    assert suggestion.mapping is not None
    assert suggestion.mapping.constants["billing_interval"] == "year"
    assert "quantity" not in suggestion.mapping.columns


def test_a_price_of_no_stated_interval_or_unit_is_asked_about() -> None:
    suggestion = proposal("Customer ID,Contract start,Price,Qty\nC1,2024-01-01,100,3\nC2,2024-02-13,50,1\n")
    assert {"interval_assumed", "unit_price_assumed"} <= {question.code for question in suggestion.questions}


def test_quantities_that_are_all_blank_multiply_nothing_and_are_not_asked_about() -> None:
    suggestion = proposal("Customer ID,Contract start,Price,Qty\nC1,2024-01-01,100,\nC2,2024-02-13,50,\n")
    assert "unit_price_assumed" not in {question.code for question in suggestion.questions}


def test_columns_taken_by_their_values_alone_are_asked_about() -> None:
    suggestion = proposal(
        "When,Points,Who\n2024-05-14,9,a@a.example\n2024-05-15,10,b@b.example\n2024-05-16,3,c@c.example\n"
    )
    assert "columns_assumed" in {question.code for question in suggestion.questions}


def test_a_file_about_something_else_is_not_mapped() -> None:
    suggestion = proposal("verse,line\nroses,red\nviolets,blue\n")
    assert suggestion.mapping is None
    assert {column.header for column in suggestion.columns} == {"verse", "line"}


def test_money_counts_nothing_a_flag_is_no_money_and_a_refunds_day_is_no_bills() -> None:
    suggestion = proposal(
        "Order,Buyer,Total,Net Total ($),Refunded?,Refunded at,Created at\n"
        "p1,Al,10.00,9.00,0,,2025-01-03\np2,Bo,10.00,9.00,1,2025-02-01,2025-01-04\n"
        "p3,Al,10.00,9.00,0,,2025-02-03\np4,Cy,12.00,11.00,0,,2025-02-04\n"
    )
    assert suggestion.mapping is not None
    columns = suggestion.mapping.columns
    assert (columns.get("quantity"), columns.get("amount_refunded")) == (None, None)
    assert columns["invoice_date"] == "Created at"


def test_tax_in_the_total_of_a_known_export_is_said() -> None:
    suggestion = proposal(
        "id,Amount Due,Amount Paid,Currency,Customer,Customer Email,Date (UTC),Number,Subscription,Subtotal,Tax,"
        "Total,Status\nin_1,119.00,119.00,eur,cus_A,a@a.example,2025-01-05 09:10,X-1,sub_1,100.00,19.00,119.00,paid\n"
    )
    assert suggestion.source == "Stripe invoices"
    (items,) = [issue for issue in suggestion.assumed if issue.code == "unused_columns"]
    assert "'Subtotal' and 'Tax' are not used: amounts are counted with tax." in items.message


def test_months_without_any_word_of_money_are_asked_about_and_logins_are_no_revenue() -> None:
    sheet = "Account,Jan-25,Feb-25\nAlto,120,140\nBass,30,10\n"
    asked = proposal(sheet)
    assert "month_figures_assumed" in [issue.code for issue in asked.questions]
    # What is counted by month is use of months, each a row.
    used = proposal(sheet, "logins by account.csv").mapping
    assert used is not None
    assert (used.kind, used.columns["event_at"], used.columns["event_count"]) == ("events", "Month", "Logins")
    for name, text in (("mrr.csv", sheet), ("file.csv", sheet.replace("120", "$120.00"))):
        assert not proposal(text, name).questions


def test_an_export_that_lacks_what_its_tools_export_has_is_understood_by_its_columns() -> None:
    suggestion = proposal(
        "uuid,account_code,account_company,plan_code,quantity,unit_amount,currency,state,activated_at,canceled_at,expires_at,"
        "current_period_started_at,current_period_ends_at,plan_interval_length,plan_interval_unit\n"
        "u1,a1,Alto,gold,2,50.00,USD,active,2025-01-02T00:00:00Z,,,2025-05-02T00:00:00Z,2025-06-02T00:00:00Z,1,months\n"
        "u2,a2,Bass,year,1,600.00,USD,active,2025-01-12T00:00:00Z,,,2025-01-12T00:00:00Z,2026-01-12T00:00:00Z,"
        "12,months\n"
    )
    assert suggestion.mapping is not None
    columns = suggestion.mapping.columns
    assert (suggestion.mapping.kind, columns["amount"]) == ("subscriptions", "unit_amount")
    # 600 for 12 months, not for one.
    assert columns["billing_interval"] == "plan_interval_unit"
    assert columns["billing_interval_count"] == "plan_interval_length"


def test_what_one_table_of_a_file_leaves_open_its_other_columns_tell() -> None:
    suggestion = proposal(
        "Account ID,Account Name,Annual Revenue,Created Date,Customer Since,ARR\n"
        '1,Alto,"12,000,000",03/14/2021,04/01/2021,"24,000"\n2,Bass,"3,000,000",07/24/2022,08/01/2022,"6,000"\n'
    )
    assert [mapping.kind for mapping in suggestion.mappings] == ["accounts", "subscriptions"]
    options = suggestion.mappings[1].options
    assert (options.date_order, options.decimal) == ("mdy", ".")  # 03/14 is no 3 of month 14; 12,000,000 no decimals
    assert not {"date_order_assumed", "decimal_assumed"} & {issue.code for issue in suggestion.questions}


def test_money_of_a_customer_list_that_became_no_revenue_is_said() -> None:
    suggestion = proposal(
        "Cliente;Plano;Mensalidade;Data de início\nAlfa;Pro;R$ 1.200,00;05/01/2025\nBeta;Pro;R$ 800,00;17/02/2025\n"
    )
    assert suggestion.mapping is not None
    messages = [issue.message for issue in suggestion.assumed if issue.code == "unused_columns"]
    assert any("is not revenue" in message and "'Mensalidade'" in message for message in messages)


def test_ratings_in_words_under_a_help_desks_survey_results_are_answers() -> None:
    suggestion = proposal(
        "Ticket ID,Subject,Created time,Resolved time,Survey results,Company Name\n"
        "11,Printer,2025-05-02 09:00,2025-05-02 13:00,Extremely Happy,Acme\n"
        "12,Fax,2025-05-03 09:00,2025-05-03 17:00,Unhappy,Bolt\n"
    )
    assert [one.kind for one in suggestion.mappings] == ["tickets", "surveys"]
    assert suggestion.mappings[1].columns["score"] == "Survey results"
