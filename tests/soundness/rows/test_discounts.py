"""A discount is a share, a percentage or money off: the file says which, or a person is asked."""

import pytest

from csm_core.intake.mapping import FileMapping, Options
from csm_core.intake.propose.propose import propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.soundness.mrr import Revenue, csv


def _subs(header: str, *rows: str) -> dict[str, str]:
    return {"subs.csv": csv("\n".join((f"Customer ID | Plan | MRR | {header} | Start Date", *rows)))}


CASES = (
    Revenue(
        "taken off already, as the amount's header says",
        {"subs.csv": csv("""
            Account | Start Date | MRR (after discount) | Discount %
            A | 2024-01-01 | 180 | 10
            B | 2024-01-01 | 100 | 0""")},
        {"2025-03": 280}, silent=("discount_in_percent", "unused_columns"),
    ),
    Revenue(
        "money off; more than the amount leaves nothing",
        _subs("Discount Amount", "A | Pro | 200 | 30 | 2025-01-01", "B | Basic | 49 | 50 | 2025-01-01"),
        {"2025-03": 170},
    ),
    Revenue(
        "per cent, by the header",
        _subs("Discount %", "A | Pro | 200 | 30 | 2025-01-01", "B | Basic | 50 | 0 | 2025-01-01"),
        {"2025-03": 190}, silent=("discount_assumed",),
    ),
    Revenue(
        "a sign of money in the cells",
        _subs("Discount", "A | Pro | 200 | €30 | 2025-01-01", "B | Basic | 50 | €5.50 | 2025-01-01"),
        {"2025-03": 214.5}, ("discount_in_money",),
    ),
    Revenue(
        "shares",
        _subs("Discount", "A | Pro | 200 | 0.2 | 2025-01-01", "B | Basic | 50 | 1 | 2025-01-01"),
        {"2025-03": 160}, silent=("discount_assumed",),
    ),
    Revenue(
        "more than a hundred can't be per cent",
        _subs("Discount", "A | Pro | 2000 | 150 | 2025-01-01", "B | Basic | 50 | 5 | 2025-01-01"),
        {"2025-03": 1895}, ("discount_in_money",),
    ),
    # By hand: 200 × 0.85 + 50 × 0 + 100 = 270.
    Revenue(
        "shares with one of which all is taken off",
        _subs("Discount", "A | Pro | 200 | 0.15 | 2025-01-01", "B | Basic | 50 | 1 | 2025-01-01",
              "C | Pro | 100 | 0 | 2025-01-01"),
        {"2025-03": 270}, ("discount_as_share",), silent=("discount_assumed",),
    ),
    Revenue(
        "percentages with one of which all is taken off",
        _subs("Discount %", "A | Pro | 200 | 15 | 2025-01-01", "B | Basic | 50 | 100 | 2025-01-01",
              "C | Pro | 100 | 0 | 2025-01-01"),
        {"2025-03": 270}, ("discount_in_percent",), silent=("discount_assumed",),
    ),
    Revenue(
        "per cent signs with one of which all is taken off",
        _subs("Discount", "A | Pro | 200 | 15 % | 2025-01-01", "B | Basic | 50 | 100 % | 2025-01-01",
              "C | Pro | 100 | 0 | 2025-01-01"),
        {"2025-03": 270}, ("discount_in_percent",), silent=("discount_assumed",),
    ),
    # 200 × 0.85 + 0 + 100: the header says per cent, so 160 is no money off the 300.
    Revenue(
        "above a hundred under a header of percentages",
        _subs("Discount %", "A | Pro | 200 | 15 | 2025-01-01", "B | Pro | 300 | 160 | 2025-01-01",
              "C | Pro | 100 | 0 | 2025-01-01"),
        {"2025-03": 270}, ("discount_in_percent", "discount_above_whole"), silent=("discount_in_money",),
    ),
    Revenue(
        "above a hundred among signs",
        _subs("Discount", "A | Pro | 200 | 15% | 2025-01-01", "B | Pro | 300 | 160% | 2025-01-01",
              "C | Pro | 100 | 0 | 2025-01-01"),
        {"2025-03": 270}, ("discount_in_percent", "discount_above_whole"),
    ),
    Revenue(
        "shares and percentages in one column are asked about",
        _subs("Discount", "A | Pro | 200 | 0.15 | 2025-01-01", "B | Pro | 300 | 20 | 2025-01-01"),
        # 200 × 0.9985 + 300 × 0.8
        {"2025-03": 439.7}, ("discount_assumed",),
    ),
    Revenue(
        "figures that may be either are asked about",
        _subs("Discount", "A | Pro | 200 | 37 | 2025-01-01", "B | Basic | 90 | 12 | 2025-01-01"),
        {"2025-03": 205.2}, ("discount_assumed",),
    ),
)  # fmt: skip
HELD = (
    Revenue(
        "per cent signs in the cells",
        _subs("Discount", "A | Pro | 200 | 30% | 2025-01-01", "B | Basic | 50 |  | 2025-01-01"),
        {"2025-03": 190}, silent=("discount_assumed",),
    ),
    Revenue(
        "a yearly price with money off the year",
        {"subs.csv": csv("""
            Customer ID | Price | Billing Interval | Quantity | Discount Amount | Start Date
            A | 120 | yearly | 2 | 60 | 2025-01-01""")},
        {"2025-03": 15},
        mapping=FileMapping(
            "subscriptions", None,
            {"account_id": "Customer ID", "amount": "Price", "start_date": "Start Date",
             "discount": "Discount Amount", "quantity": "Quantity", "billing_interval": "Billing Interval"},
        ),
    ),
    Revenue(
        "a person says money",
        _subs("Off", "A | Pro | 200 | 30 | 2025-01-01"), {"2025-03": 170},
        mapping=FileMapping(
            "subscriptions", None,
            {"account_id": "Customer ID", "mrr": "MRR", "start_date": "Start Date", "discount": "Off"},
            options=Options(discount="money"),  # type: ignore[call-arg,unused-ignore]
        ),
    ),
    Revenue(
        "a person says per cent, of half a per cent too",
        _subs("Off", "A | Pro | 200 | 0.5 | 2025-01-01"), {"2025-03": 199},
        mapping=FileMapping(
            "subscriptions", None,
            {"account_id": "Customer ID", "mrr": "MRR", "start_date": "Start Date", "discount": "Off"},
            options=Options(discount="percent"),  # type: ignore[call-arg,unused-ignore]
        ),
    ),
    Revenue(
        "a discount of which the header says that it is a value",
        _subs("discount_value", "A | Pro | 200 | 30 | 2025-01-01", "B | Basic | 90 | 10 | 2025-01-01"),
        {"2025-03": 250},
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", [*CASES, *HELD], ids=lambda case: case.name)
def test_a_discount_is_what_the_file_says(case: Revenue) -> None:
    assert case.faults() == []


@pytest.mark.parametrize(
    ("full", "off", "net"),
    [
        ("100 200 300", "10 0 60", "90 200 240"),
        ("100 200 300", "10% 0% 20%", "90 200 240"),
        ("50 80 90", ".2 0 .5", "40 80 45"),
    ],
)
def test_a_discount_beside_two_prices_proves_which_is_paid(full: str, off: str, net: str) -> None:
    lines = zip("ABC", full.split(), off.split(), net.split(), strict=True)
    text = "customer_id,start_date,List MRR,Discount,Net MRR\n" + "".join(
        f"{who},2025-01-23,{a},{b},{c}\n" for who, a, b, c in lines
    )
    (raw,) = read(Source("file.csv", text.encode()))
    proposal = propose(raw)
    assert proposal.mapping is not None
    assert proposal.mapping.columns["mrr"] == "Net MRR"
    assert "discount" not in proposal.mapping.columns
    assert not proposal.questions
    assert any(one.code == "net_price_proven" for one in proposal.assumed)


def test_two_prices_without_arithmetic_are_asked() -> None:
    text = "customer_id,start_date,List MRR,Discount,Net MRR\nA,2025-01-23,100,10,95\nB,2025-01-24,200,0,200\n"
    (raw,) = read(Source("file.csv", text.encode()))
    assert any({"List MRR", "Net MRR"} <= set(one.headers) for one in propose(raw).questions)
