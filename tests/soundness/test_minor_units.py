"""Money in cents is seen where its source writes it so or another column proves it; where it may be, a person is
asked."""

import pyarrow.compute as pc
import pytest

from csm_core.intake.mapping import FileMapping, Options
from tests.csm_core.intake.taking import take
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
