"""Money in cents is seen where its source writes it so or another column proves it; where it may be, a person is
asked."""

import pyarrow.compute as pc
import pytest

from csm_core.intake.mapping import FileMapping, Options
from tests.csm_core.intake.taking import issue, take
from tests.soundness.company import company
from tests.soundness.mrr import Revenue, csv

STRIPE = """
    id | subscription_id | customer_id | status | start_date | plan_amount | plan_interval | quantity | currency
    si_1 | sub_1 | cus_A | active | 2025-01-23 00:00:00 | 10000 | month | 1 | usd
    si_2 | sub_2 | cus_B | active | 2025-01-23 00:00:00 | 4900 | month | 1 | usd"""
CASES = (
    Revenue("Stripe's objects", {"subscription_item.csv": csv(STRIPE)}, {"2025-02": 149}, ("cents_inferred",)),
    Revenue(
        "another column is a hundredth of it",
        {"subs.csv": csv("""
            customer_id | amount | amount_usd | billing_interval | start_date
            A | 10000 | 100.00 | month | 2025-01-01
            B | 4950 | 49.50 | month | 2025-01-01""")},
        {"2025-02": 149.5}, ("cents_inferred",),
    ),
    Revenue(
        "whole amounts of people who charge whole amounts",
        {"subs.csv": csv("""
            customer_id | mrr | start_date
            A | 100 | 2025-01-01
            B | 2500 | 2025-01-01""")},
        {"2025-02": 2600}, silent=("cents_inferred", "cents_assumed"),
    ),
    Revenue(
        "a person says that they are not",
        {"subs.csv": csv(STRIPE)}, {"2025-02": 14900}, silent=("cents_inferred", "cents_assumed"),
        mapping=FileMapping(
            "subscriptions", None,
            {"account_id": "customer_id", "amount": "plan_amount", "start_date": "start_date",
             "billing_interval": "plan_interval"},
            options=Options(minor_units=False),
        ),
    ),
    Revenue(
        "Stripe's ids beside amounts with decimals are no cents",
        {"subs.csv": csv("""
            subscription_id | customer_id | plan_amount | plan_interval | start_date
            sub_1 | cus_A | 100.00 | month | 2025-01-01
            sub_2 | cus_B | 49.00 | month | 2025-01-01""")},
        {"2025-02": 149}, silent=("cents_inferred",),
    ),
)  # fmt: skip
HELD = (
    Revenue(
        "the same under a person's own mapping that says nothing of cents",
        {"subs.csv": csv(STRIPE)}, {"2025-02": 149}, ("cents_inferred",),
        mapping=FileMapping(
            "subscriptions", None,
            {"account_id": "customer_id", "amount": "plan_amount", "start_date": "start_date",
             "billing_interval": "plan_interval", "subscription_id": "subscription_id"},
        ),
    ),
    Revenue(
        "Stripe's ids beside an amount of any name: asked",
        {"subs.csv": csv("""
            subscription_id | customer_id | mrr | start_date
            sub_1 | cus_A | 10000 | 2025-01-01
            sub_2 | cus_B | 4900 | 2025-01-01""")},
        {"2025-02": 14900}, ("cents_assumed",),
    ),
    Revenue(
        "unit amounts",
        {"items.csv": csv("""
            subscription_id | customer_id | unit_amount | interval | quantity | start_date | currency
            sub_1 | cus_A | 1500 | month | 2 | 2025-01-01 | eur
            sub_2 | cus_B | 12000 | year | 1 | 2025-01-01 | eur""")},
        {"2025-02": 40}, ("cents_inferred",),
    ),
    Revenue(
        "yen have no hundredths",
        {"items.csv": csv("""
            subscription_id | customer_id | unit_amount | interval | start_date | currency
            sub_1 | cus_A | 1500 | month | 2025-01-01 | jpy""")},
        {"2025-02": 1500}, silent=("cents_inferred",),
    ),
    Revenue(
        "prices that end in 99 without a mark: asked",
        {"subs.csv": csv("""
            customer_id | mrr | start_date
            A | 4999 | 2025-01-01
            B | 9999 | 2025-01-01
            C | 1999 | 2025-01-01""")},
        {"2025-02": 16997}, ("cents_assumed",),
    ),
)  # fmt: skip


# Figures that end as cents do, beside what only programs write: moments to the letter, as counts, ids with a prefix.
OBJECTS = (
    (
        "id,customer_id,currency,total,created_at\n11,1,USD,3000,2025-01-05T10:00:00.000000Z\n"
        "12,2,USD,12000,2025-02-05T10:00:00.000000Z\n13,3,USD,4505,2025-03-05T10:00:00.000000Z\n"
    ),
    (
        "oid,customer_oid,plan_amount,plan_interval,started_at\ns1,c1,4900,month,1735689600\n"
        "s2,c2,4900,month,1738368000\ns3,c3,19900,month,1738368000\n"
    ),
    (
        "paymentId,customerId,amount,paidAt\ntr_8a1,cst_9z,1000,2025-01-05\ntr_8a2,cst_8z,2500,2025-02-05\n"
        "tr_8a3,cst_7z,1500,2025-03-05\n"
    ),
)
# The same of a person's sheet, of a database of whole amounts, and beside amounts that do have decimals.
NO_OBJECTS = (
    (
        "ID,Customer,Currency,Total,Created At\n11,Birch,USD,3000,2025-01-05T10:00:00Z\n"
        "12,Elm,USD,12000,2025-02-05T10:00:00Z\n"
    ),
    "invoice_id,customer_id,invoice_date,total\nR1,K1,2025-01-05,12000\nR2,K2,2025-02-05,4500\n",
    (
        "id,customer_id,total,tax_amount,created_at\n11,1,3000,478.99,2025-01-05T10:00:00Z\n"
        "12,2,12000,1915.97,2025-02-05T10:00:00Z\n"
    ),
    "id,customer_id,total,created_at\n11,1,3012,2025-01-05T10:00:00Z\n12,2,17,2025-02-05T10:00:00Z\n",
)


@pytest.mark.parametrize("text", OBJECTS)
def test_whole_figures_of_a_programs_objects_are_asked_about(text: str) -> None:
    assert "cents_assumed" in {one.code for one in company([("export.csv", text)]).questions}


@pytest.mark.parametrize("text", NO_OBJECTS)
def test_whole_figures_of_people_and_of_whole_amounts_are_not_asked_about(text: str) -> None:
    codes = {one.code for one in company([("export.csv", text)]).issues}
    assert not codes & {"cents_assumed", "cents_inferred"}


INVOICES = """
    id | customer | amount_due | amount_paid | currency | created
    in_1 | cus_1 | 12000 | 12000 | jpy | 1735689600
    in_2 | cus_2 | 12000 | 12000 | usd | 1735689600
    in_3 | cus_3 | 12000 | 12000 | KWD | 1738368000"""


def test_each_currency_has_its_own_smallest_unit() -> None:
    batch = take(csv(INVOICES))
    # ISO 4217: a yen has no parts, a dollar 100, a Kuwaiti dinar 1000.
    assert [float(one) for one in batch.rows.column("amount_paid").to_pylist()] == [12000, 120, 12]
    assert "Amounts in JPY and KWD" in issue(batch, "cents_inferred").message


@pytest.mark.parametrize(
    "text",
    [
        (
            "DATE,MRR_MOVEMENT,MRR,MOVEMENT_TYPE,CUSTOMER_EXTERNAL_ID,CURRENCY_CODE\n2025-01-05,12000,12000,new_biz,A,JPY\n"
            "2025-01-05,4900,4900,new_biz,B,USD\n"
        ),
        (
            "account_id,movement_date,mrr_change_cents,mrr_after_cents,currency\nA,2025-01-05,12000,12000,JPY\n"
            "B,2025-01-05,4900,4900,USD\n"
        ),
    ],
)
def test_so_has_each_of_a_known_export_and_of_a_header_that_says_cents(text: str) -> None:
    assert [float(one) for one in take(text).rows.column("mrr_after").to_pylist()] == [12000, 49]


def test_months_in_cents_are_read_by_the_rows_currency() -> None:
    rows = take(
        "customer,currency,2025-01,2025-02\nA,JPY,12000,12000\nB,USD,4900,4900\n",
        "finance_months",
        {"account_id": "customer", "currency": "currency"},
        options=Options(minor_units=True),
    ).rows.to_pylist()
    assert {(row["account_id"], float(row["mrr"])) for row in rows} == {("A", 12000), ("B", 49)}


@pytest.mark.parametrize("case", [*CASES, *HELD], ids=lambda case: case.name)
def test_cents_are_seen_or_asked_about(case: Revenue) -> None:
    assert case.faults() == []


def test_a_running_number_beside_amounts_proves_no_cents() -> None:
    text = "id,customer_id,invoice_date,total_amount\n1,C1,2025-01-15,100\n2,C2,2025-02-15,200\n"
    columns = {"account_id": "customer_id", "invoice_date": "invoice_date", "total": "total_amount"}
    rows = take(text, "invoices", columns)
    assert [float(total) for total in rows.rows.column("total").to_pylist()] == [100.0, 200.0]


@pytest.mark.parametrize(
    ("last", "total", "code"),
    [
        # 2,500 rows of 50.00 written as 5000, and one of 50.00 more, however it is written.
        ("5000,50.00", 2501 * 50.0, "cents_inferred"),
        ("5000,", 2501 * 50.0, "cents_inferred"),
        # One row contradicts what all others show: as they stand, and asked.
        ("5000,7.00", 2501 * 5000.0, "cents_assumed"),
    ],
)
def test_every_row_is_asked_whether_money_is_in_cents(last: str, total: float, code: str) -> None:
    lines = [f"C{row},2025-01-15,5000,50.00" for row in range(2500)]
    text = "\n".join(["customer,day,total,amount usd", *lines, f"D,2025-01-16,{last}"]) + "\n"
    batch = take(text, "invoices", {"account_id": "customer", "invoice_date": "day", "total": "total"})
    assert float(pc.sum(batch.rows.column("total")).as_py()) == total
    assert [issue.code for issue in batch.report.issues] == [code]


def test_whole_figures_beside_a_machines_moment_are_asked_about_though_it_is_not_used() -> None:
    seen = company(
        [
            (
                "payments.csv",
                csv("""
        id | created_at | charge_date | amount | currency | status | customer_id
        P1 | 2025-01-02T00:00:00Z | 2025-01-06 | 12000 | GBP | paid | CU1
        P2 | 2025-01-02T00:00:00Z | 2025-01-06 | 5000 | GBP | paid | CU2
        P3 | 2025-01-09T00:00:00Z | 2025-01-13 | 5000 | GBP | paid | CU2"""),
            )
        ]
    )
    assert "cents_assumed" in {one.code for one in seen.questions}


@pytest.mark.parametrize(("header", "is_asked"), [("value", True), ("plan_amount", True), ("mrr", False)])
def test_prices_of_a_program_are_asked_about_and_what_people_add_up_is_not(header: str, is_asked: bool) -> None:
    lines = ("s1,c1,pro,month,2900,2025-01-05", "s2,c2,team,year,29000,2025-01-09", "s3,c3,pro,month,2900,2025-02-01")
    text = "\n".join((f"subscription_id,customer_id,plan,plan_interval,{header},started_at", *lines)) + "\n"
    assert ("cents_assumed" in {one.code for one in company([("subs.csv", text)]).questions}) is is_asked
