"""Words beside a column's own make it another thing; where words fall short, the values tell."""

import pytest

from tests.soundness.company import company

# The file, and canonical column → header that must be its.
FILES = {
    "how many of a plan": (
        (
            "Subscription Id,Customer Id,Plan Id,Plan Quantity,Plan Unit Price,Billing Period Unit,Started At\n"
            "S1,C1,gold,2,50.00,Month,2025-01-05\nS2,C2,basic,1,1200.00,Year,2025-01-06\n"
        ),
        {"quantity": "Plan Quantity"},
    ),
    "a pipeline is no stage": (
        (
            "Deal - ID,Deal - Organization,Deal - Value,Deal - Status,Deal - Expected close date,Deal - Pipeline\n"
            "1,Acme,12000,Won,2025-01-15,Sales\n2,Birch,6000,Lost,2025-02-15,Sales\n3,Cedar,6000,Open,2025-09-15,Sales\n"
        ),
        {"stage": "Deal - Status"},
    ),
    "a payment to come is none": (
        (
            "Subscription ID,Plan Name,Customer ID,Status,Signup Date,Next Payment Date,Next Payment Amount,Currency,"
            "Cancellation Effective Date\n1,Pro,c1,active,2025-01-05,2025-02-05,29.00,USD,\n"
            "2,Team,c2,active,2025-01-06,2025-02-06,49.00,USD,\n3,Pro,c3,deleted,2025-01-06,,29.00,USD,2025-03-01\n"
        ),
        {"start_date": "Signup Date", "amount": "Next Payment Amount"},
    ),
    "customers in Japanese": (
        "顧客名,プラン,月額料金,契約開始日\nアクメ,プロ,10000,2025/01/03\nベータ,基本,25000,2025/02/14\n",
        {"account_name": "顧客名", "mrr": "月額料金"},
    ),
    "bills whose partner is the customer": (
        (
            "Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Total\n"
            "INV/1,Acme,2025-01-05,2025-02-04,115.00\nINV/2,Birch,2025-02-05,2025-03-06,230.00\n"
        ),
        {"account_name": "Invoice Partner Display Name", "total": "Total"},
    ),
    "codes of bills and credit notes": (
        (
            "Type,Account Ref,Date,Reference,Net Amount\nSI,ACME,05/01/2025,1001,100.00\n"
            "SI,BIRCH,17/02/2025,1003,250.00\nSC,BIRCH,19/02/2025,1004,50.00\n"
        ),
        {"document_type": "Type", "total": "Net Amount"},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_each_column_is_what_it_says(name: str) -> None:
    text, right = FILES[name]
    seen = company([("export.csv", text)])
    columns = {one.canonical: one.header for report in seen.reports for one in report.columns}
    assert {canonical: columns.get(canonical) for canonical in right} == right


@pytest.mark.parametrize(
    "text",
    [
        (
            "Credit Note Number,Customer,Date,Reason,Amount,Invoice Number\n"
            "CN-1,Acme,2025-02-10,Goodwill,40.00,INV-1\nCN-2,Acme,2025-02-20,Outage,10.00,INV-3\n"
        ),
        (
            "Refund ID,Charge ID,Customer,Refunded At,Refund Amount\nre_1,ch_1,Acme,2025-02-10,40.00\n"
            "re_2,ch_1,Acme,2025-02-20,10.00\n"
        ),
    ],
)
def test_a_list_of_what_was_given_back_is_subtracted(text: str) -> None:
    bills = "Invoice Number,Customer,Invoice Date,Total\nINV-1,Acme,2025-01-10,100.00\nINV-2,Birch,2025-01-11,30.00\n"
    seen = company([("invoices.csv", bills), ("list.csv", text)])
    rows = seen.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()
    # 100 - 40 - 10, and nothing of Birch.
    assert {row["account_id"]: float(row["value"]) for row in rows if row["account_id"]} == {"Acme": 50, "Birch": 30}


def test_a_start_is_no_month_whatever_the_file_is_called() -> None:
    text = "Customer,MRR,Start\nAcme,$1.2K,2025-01-03\nBirch,$25K,2025-02-14\nCedar,$400,2025-05-30\n"
    assert company([("mrr.csv", text)]).kinds == ("subscriptions",)


@pytest.mark.parametrize(
    "text",
    [
        # 100 new, 20 more and 40 lost are parts of a change: none of them is what the customer pays.
        "Month,Customer,New MRR,Expansion MRR,Churned MRR\n2025-01,Acme,100,0,0\n2025-02,Acme,0,20,40\n",
        "Month,Customer,Expansion MRR,Contraction MRR\n2025-01,Acme,10,0\n2025-02,Acme,0,20\n2025-02,Birch,5,0\n",
    ],
)
def test_parts_of_a_change_are_nobodys_mrr(text: str) -> None:
    columns = {one.canonical for report in company([("moves.csv", text)]).reports for one in report.columns}
    assert not {"mrr", "mrr_after", "mrr_delta"} & columns


@pytest.mark.parametrize(("word", "share"), [("MRR", 1), ("Revenue", 1), ("ARR", 12), ("Annual revenue", 12)])
def test_months_may_stand_beside_a_word_of_money(word: str, share: float) -> None:
    for headers in (f"{word} Jan-25,{word} Feb-25", f"Jan 2025 ({word}),Feb 2025 ({word})"):
        seen = company([("sheet.csv", f"Customer,{headers}\nAcme,1200,2400\nBirch,600,\n")])
        rows = seen.ask("mrr", {"start": "2025-01-01", "end": "2025-03-01", "as_of": "2025-02-28"}).table.to_pylist()
        assert [float(row["value"]) for row in rows] == [1800 / share, 2400 / share]


def test_of_months_of_two_figures_mrr_counts_once() -> None:
    text = "Customer,MRR Jan-25,ARR Jan-25,MRR Feb-25,ARR Feb-25\nAcme,100,1200,100,1200\nBirch,50,600,60,720\n"
    rows = company([("sheet.csv", text)]).ask(
        "mrr", {"start": "2025-02-01", "end": "2025-03-01", "as_of": "2025-02-28"}
    )
    # 100 + 60
    assert rows.table.column("value").to_pylist() == [160]


def test_what_many_customers_share_is_no_subscription_of_theirs() -> None:
    text = "Klant,Abonnement,Bedrag per maand,Ingangsdatum\nAcme,Pro,100,2025-01-03\nBirch,Pro,250,2025-02-14\n"
    text += "Cedar,Basis,40,2025-03-30\n"
    columns = {one.canonical: one.header for one in company([("a.csv", text)]).reports[0].columns}
    assert (columns.get("plan"), columns.get("subscription_id")) == ("Abonnement", None)


def test_the_last_days_of_months_are_months() -> None:
    text = 'Account,Plan,31/01/2025,28/02/2025\nAcme,Pro,"1,000","1,200"\nBirch,Pro,"2,500",-\n'
    seen = company([("mrr.csv", text)])
    rows = seen.ask("mrr", {"start": "2025-01-01", "end": "2025-03-01", "as_of": "2025-02-28"}).table.to_pylist()
    assert [float(row["value"]) for row in rows] == [3500, 1200]


def test_months_of_movements_are_nobodys_mrr() -> None:
    # 100 won and 100 lost a month later: no customer's MRR is ever -100.
    text = "Customer,Type,Jan-25,Feb-25\nAcme,New,100,0\nAcme,Expansion,0,20\nBirch,New,100,0\nBirch,Churn,0,-100\n"
    assert "finance_months" not in company([("mrr.csv", text)]).kinds
