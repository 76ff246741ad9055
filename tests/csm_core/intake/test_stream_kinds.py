"""Whatever is decided over all rows of a file comes out alike for a large file, whatever it holds and however late
the rows stand that tell."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from csm_core.intake.mapping import FileMapping, Options
from tests.csm_core.intake.both_ways import assert_alike

Cell = Callable[[random.Random], str]


def day(r: random.Random) -> str:
    return f"2024-{r.randint(1, 12):02}-{r.randint(1, 28):02}"


def one(*words: str) -> Cell:
    return lambda r: r.choice(words)


def whole(low: int, high: int) -> Cell:
    return lambda r: str(r.randint(low, high))


def ids(prefix: str, count: int = 10**6) -> Cell:
    return lambda r: f"{prefix}{r.randint(1, count)}"


GRAINS = (
    "2024-01-01 2024-02-01 2024-05-01",
    "2024-01-01 2024-01-08 2024-01-15 2024-01-22",
    "2024-W05 2024-W06",
    "2024-01",
)
# Kind, canonical column → what its cells usually are, and what a few or the last ones are besides.
KINDS: dict[str, tuple[str, dict[str, tuple[list[Cell], list[Cell]]]]] = {
    "bills": (
        "invoices",
        {
            "account_id": ([ids("cus_", 9), ids("A", 9)], [one("", "-")]),
            "invoice_id": ([ids("in_"), ids("in_", 400)], [one("in_1")]),
            "invoice_date": ([day, one("2024-01-01", "2024-02-01")], [one("2024-02-01")]),
            "total": ([whole(1, 90_000), one("4999", "9900", "1250"), one("12.50", "3")], [one("0.5", "7,25", "")]),
            "status": ([one("paid", "open", "void"), one("paid")], [one("pending", "gezahlt?", "Kulanz", "PAID")]),
            "document_type": ([one("invoice"), one("invoice", "payment")], [one("credit note", "odd", "payout")]),
            "currency": ([one("EUR"), one("")], [one("JPY", "usd", "XXZ")]),
        },
    ),
    "lines": (
        "invoices",
        {
            "account_id": ([ids("A", 9)], [one("A1")]),
            "invoice_date": ([day], [one("31.01.2024")]),
            "unit_amount": ([whole(1, 99), one("9,50", "1.200,00")], [one("9.5")]),
            "quantity": ([one("1", "2"), one("1,5", "2,25")], [one("3.5", "x")]),
            "discount": (
                [one("0", "0.2", "0.1"), one("0,5", "0,25"), one("0", "1"), one("10%", "20 %")],
                [one("15", "15,0", "1", "150", "€5")],
            ),
            "is_recurring": ([one("yes", "no")], [one("perhaps")]),
        },
    ),
    "months": (
        "mrr_snapshots",
        {
            "account_name": ([one("Ann", "Bo", "Cy"), one("None", "Ann")], [one("", "Nil", "null", "None")]),
            "account_id": ([ids("A", 30)], [one("", "1.2E+11")]),
            "month": ([lambda r: f"2024-{r.randint(1, 12):02}-01"], [one("2024-05", "2052-01-01")]),
            "mrr": ([whole(1, 900), whole(1_000, 90_000)], [one("-5", "9.99", "12K", "1200 EUR/yr")]),
        },
    ),
    "use": (
        "events",
        {
            "account_id": ([ids("A", 9)], [one("")]),
            "event_at": (
                [day, *(one(*days.split()) for days in GRAINS)],
                [one("2024-01-17", "2024-03-01 10:00:00", "soon")],
            ),
            "event_count": ([whole(1, 9)], [one("1.5")]),
        },
    ),
    "desk": (
        "tickets",
        {
            "ticket_id": ([ids("T"), ids("T", 300)], [one("", "T1")]),
            "account_id": ([ids("A", 9)], [one("")]),
            "created_at": ([day, lambda r: f"{r.randint(1, 12)}/{r.randint(1, 12)}/2024 10:05"], [one("13/1/2024")]),
            "first_response_minutes": ([whole(1, 99), one("1:30", "0:05"), one("1,5")], [one("2h 5m", "1.234,5")]),
            "priority": ([one("High", "low")], [one("URGENT")]),
        },
    ),
    "lines of contracts": (
        "subscriptions",
        {
            "subscription_id": ([ids("sub_"), ids("S", 300)], [one("", "S1")]),
            "account_id": ([ids("cus_", 60), ids("A", 60)], [one("")]),
            "start_date": ([lambda r: f"2023-{r.randint(1, 12):02}-01", day], [one("2024-01-01")]),
            "end_date": ([one("", "2024-03-31", "2024-12-31"), one("", "2024-04-01"), one("")], [one("2024-06-30")]),
            "mrr": ([whole(1, 900), one("4999", "9900"), one("9,50")], [one("12.50", "120 EUR/yr")]),
            "status": ([one("active", "canceled"), one("yes", "no")], [one("odd")]),
            "discount": ([one("", "0.1"), one("", "20")], [one("250", "5%")]),
            "billing_interval": ([one("month", "year"), one("1", "12")], [one("one-time", "blue moon", "6 months")]),
        },
    ),
    "changes": (
        "mrr_movements",
        {
            "account_id": ([ids("A", 40)], [one("")]),
            "movement_date": ([day], [one("2024-12-31")]),
            "mrr_delta": ([whole(1, 99), one("4999", "5900")], [one("-5", "-7.5")]),
            "movement_type": ([one("new", "churn", "upgrade")], [one("downgrade", "strange")]),
        },
    ),
}


def random_file(seed: int, path: Path) -> FileMapping:
    """A file of one kind: usual cells, a few of the others anywhere or at the end alone, equal rows, and columns that
    are a hundredth of the money beside them."""
    r = random.Random(seed)
    kind, columns = KINDS[sorted(KINDS)[seed % len(KINDS)]]
    usual = {name: r.choice(cells) for name, (cells, _) in columns.items()}
    odd = {name: r.choice(cells) for name, (_, cells) in columns.items()}
    money = next((name for name in ("total", "mrr", "mrr_delta", "unit_amount") if name in columns), None)
    has_hundredth = money is not None and r.random() < 0.4
    count, how_often, only_late = r.randint(200, 500), r.choice([0, 0.005, 0.05]), r.random() < 0.5
    breaks = r.choice([0.0, 0.004])
    lines = [",".join([*columns, *(["amount net"] if has_hundredth else [])])]
    for number in range(count):
        late = number > 0.9 * count if only_late else r.random() < 0.5
        row = {name: odd[name](r) if late and r.random() < how_often else usual[name](r) for name in columns}
        cells = list(row.values())
        if money is not None and has_hundredth:
            is_whole = row[money].isdigit() and r.random() >= breaks
            cells.append(f"{int(row[money]) / 100:.2f}" if is_whole else r.choice(["5.00", ""]))
        lines.append(",".join(f'"{cell}"' if "," in cell else cell for cell in cells))
        if r.random() < r.choice([0, 0.01]):
            lines.append(r.choice(lines[1:]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = r.choice([Options(), Options(), Options(duplicates="once"), Options(duplicates="keep")])
    return FileMapping(kind, None, {name: name for name in columns}, options=options)


@pytest.mark.parametrize("first", range(0, 28, 14))
def test_files_of_every_kind_come_out_alike_both_ways(first: int, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    by_block = [assert_alike(path, random_file(seed, path), 7_000) for seed in range(first, first + 14)]
    assert sum(by_block) >= 5
