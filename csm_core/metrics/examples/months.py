"""The worked examples that several metrics share: what is given, and the month that is asked about."""

from __future__ import annotations

Row = tuple[tuple[str, str], ...]
Given = tuple[tuple[str, tuple[Row, ...]], ...]


def _line(account: str, start: str, end: str) -> Row:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", "10"), ("currency", "EUR"))


def _month(account: str, month: str, mrr: str) -> Row:
    return (("account_id", account), ("month", f"2024-{month}-01"), ("mrr", mrr))


# 100 customers when June begins: 11 leave for good, 1 leaves and returns; 20 join, of whom 1 leaves inside June.
HUNDRED_CUSTOMERS: Given = (
    (
        "subscriptions",
        (
            *(_line(f"stays {number}", "2024-01-10", "") for number in range(88)),
            *(_line(f"leaves {number}", "2024-01-10", f"2024-06-{number + 5:02d}") for number in range(11)),
            _line("returns", "2024-01-10", "2024-06-08"),
            _line("returns", "2024-06-20", ""),
            *(_line(f"joins {number}", f"2024-06-{number + 3:02d}", "") for number in range(19)),
            _line("joins and leaves", "2024-06-04", "2024-06-25"),
        ),
    ),
)
JUNE: Row = (("start", "2024-06-01"), ("end", "2024-07-01"), ("as_of", "2024-06-30"))

# A 100 → 150 → 120, B 100 → 0 → 80, C joins at 50 and ends at 90.
THREE_CUSTOMERS: Given = (
    (
        "mrr_snapshots",
        (
            *(_month("A", "01", "100"), _month("A", "02", "150"), _month("A", "03", "120")),
            *(_month("B", "01", "100"), _month("B", "02", "0"), _month("B", "03", "80")),
            *(_month("C", "02", "50"), _month("C", "03", "90")),
        ),
    ),
)
MARCH: Row = (("start", "2024-03-01"), ("end", "2024-04-01"), ("as_of", "2024-03-31"))


def _product(account: str, product: str, start: str, end: str, mrr: str) -> Row:
    return (
        *(("account_id", account), ("product", product), ("start_date", start), ("end_date", end)),
        *(("mrr", mrr), ("currency", "EUR")),
    )


# A pays 30 more for Core, B adds Insights, C goes from Core to Insights, D stays as it was, E is new.
BOUGHT_MORE: Given = (
    (
        "subscriptions",
        (
            _product("A", "Core", "2024-01-05", "2024-02-10", "100"),
            _product("A", "Core", "2024-02-10", "", "130"),
            _product("B", "Core", "2024-01-05", "", "100"),
            _product("B", "Insights", "2024-02-05", "", "40"),
            _product("C", "Core", "2024-01-05", "2024-02-20", "100"),
            _product("C", "Insights", "2024-02-20", "", "120"),
            _product("D", "Core", "2024-01-05", "", "100"),
            _product("E", "Core", "2024-02-20", "", "100"),
        ),
    ),
)
FEBRUARY: Row = (("start", "2024-02-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29"))
