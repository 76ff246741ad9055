"""Subscriptions as a billing tool's interface nests them: each priced item counts, from the first start on."""

from __future__ import annotations

import json

from csm_core.intake.propose.propose import propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source


def sub(name: str, *items: tuple[int, int, str]) -> dict[str, object]:
    """`items`: cents a unit, units, interval."""
    data = [
        {
            "id": f"si_{name}{n}",
            "quantity": units,
            "price": {"unit_amount": cents, "recurring": {"interval": interval}},
        }
        for n, (cents, units, interval) in enumerate(items)
    ]
    moments = {"created": 1704067200, "current_period_start": 1735689600, "current_period_end": 1738368000}
    return {"id": f"sub_{name}", "customer": f"cus_{name}", **moments, "status": "active", "items": {"data": data}}


def test_every_item_of_a_subscription_is_a_line_in_whole_money() -> None:
    text = json.dumps(
        {"object": "list", "data": [sub("a", (4900, 1, "month"), (1000, 10, "month")), sub("b", (60000, 1, "year"))]}
    )
    ingested = ingest_source(Source("subs.json", text.encode()), None, lambda _stage, _share: None)
    (batch,) = ingested.batches
    rows = batch.rows.select(["account_id", "amount", "quantity", "billing_interval"]).to_pylist()
    # 49 + 10 × 10 a month for one, 600 a year for the other.
    assert [
        tuple(map(str, (r["account_id"], int(r["amount"]), int(r["quantity"]), r["billing_interval"]))) for r in rows
    ] == [
        ("cus_a", "49", "1", "month"),
        ("cus_a", "10", "10", "month"),
        ("cus_b", "600", "1", "year"),
    ]
    assert (batch.report.rows_in, batch.report.rows_kept) == (3, 3)
    # Not the current period, which began in 2025.
    assert {one.year for one in batch.rows["start_date"].to_pylist()} == {2024}
    assert batch.rows["end_date"].null_count == 3


def test_a_record_with_money_of_its_own_stays_one_row() -> None:
    bill = {"id": "in_1", "customer": "cus_a", "created": 1704067200, "total": 5900}
    lines = [{"amount": 4900, "quantity": 1}, {"amount": 1000, "quantity": 1}]
    (raw,) = read(
        Source("bills.json", json.dumps([bill | {"lines": {"data": lines}}, bill | {"id": "in_2"}]).encode())
    )
    assert raw.cells.num_rows == 2


def test_where_a_field_stands_in_its_record_makes_no_other_of_it() -> None:
    text = (
        "id,customer,status,created,current_period_start,items.data[0].price.unit_amount,items.data[0].quantity,"
        "items.data[0].price.recurring.interval\nsub_1,cus_1,active,2024-01-25,2025-01-25,4950,2,month\n"
        "sub_2,cus_2,active,2024-02-25,2025-02-25,60000,1,year\n"
    )
    (raw,) = read(Source("subs.csv", text.encode()))
    mapping = propose(raw).mapping
    assert mapping is not None
    assert mapping.columns["amount"] == "items.data[0].price.unit_amount"
    assert mapping.columns["quantity"] == "items.data[0].quantity"
    assert mapping.columns["billing_interval"] == "items.data[0].price.recurring.interval"
    assert mapping.columns["start_date"] == "created"
