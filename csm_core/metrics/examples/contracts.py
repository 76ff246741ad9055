"""The worked examples of contracts and trials: what is given, and the months that are asked about."""

from __future__ import annotations

from csm_core.metrics.examples.months import Given, Row


def _contract(account: str, mrr: str, end: str, term: str) -> Row:
    return (
        *(("account_id", account), ("start_date", "2023-01-10"), ("end_date", end)),
        *(("term_end", term), ("mrr", mrr), ("currency", "EUR")),
    )


def _deal(account: str, amount: str, stage: str, day: str) -> Row:
    return (
        *(("account_id", account), ("opportunity_type", "Renewal"), ("stage", stage)),
        *(("amount", amount), ("currency", "EUR"), ("close_date", day)),
    )


FOUR_CONTRACTS: Given = (
    (
        "subscriptions",
        (
            _contract("A", "100", "2024-01-10", "2024-01-10"),
            (("account_id", "A"), ("start_date", "2024-01-10"), ("mrr", "80"), ("currency", "EUR")),
            _contract("B", "300", "", "2024-01-10"),
            _contract("C", "200", "2024-01-10", "2024-01-10"),
            _contract("D", "900", "2024-02-10", "2024-02-10"),
        ),
    ),
    (
        "opportunities",
        (
            _deal("A", "1000", "Closed Won", "2024-01-08"),
            _deal("C", "3000", "Closed Lost", "2024-01-10"),
            _deal("D", "9000", "Negotiation", "2024-01-30"),
        ),
    ),
)
JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-02-29"))


def _trial(account: str, start: str, trial_end: str, end: str) -> Row:
    return (
        *(("account_id", account), ("start_date", start), ("trial_start", start), ("trial_end", trial_end)),
        *(("end_date", end), ("mrr", "50"), ("currency", "EUR")),
    )


FOUR_TRIALS: Given = (
    (
        "subscriptions",
        (
            _trial("A", "2024-01-03", "2024-01-17", ""),
            _trial("B", "2024-01-10", "2024-01-24", "2024-01-24"),
            _trial("C", "2024-01-20", "2024-02-03", "2024-02-03"),
            _trial("D", "2024-01-25", "2024-02-08", ""),
            _trial("E", "2024-02-20", "2024-03-05", ""),
        ),
    ),
)
TWO_MONTHS = (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29"))


def _since(account: str, start: str, end: str) -> Row:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", "100"), ("currency", "EUR"))


# Four customers when January begins, one of them lost on its last day, and two won in it for 160 in all.
FOUR_CUSTOMERS: Given = (
    (
        "subscriptions",
        (
            *(_since(account, "2023-12-01", "") for account in "ABC"),
            _since("D", "2023-12-01", "2024-01-31"),
            _since("E", "2024-01-10", ""),
            _since("F", "2024-01-20", ""),
        ),
    ),
    ("costs", ((("month", "2024-01-01"), ("category", "Sales"), ("amount", "160"), ("purpose", "acquisition")),)),
)
WINTER: Row = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))


def _ahead(account: str, mrr: str, end: str, term: str, asked: str) -> Row:
    return (
        *(("account_id", account), ("start_date", "2023-05-10"), ("end_date", end), ("term_end", term)),
        *(("cancel_requested_at", asked), ("mrr", mrr), ("currency", "EUR")),
    )


# Due in August: A, and B who has asked to leave. In May, D renewed and C did not.
CONTRACTS_AHEAD: Given = (
    (
        "subscriptions",
        (
            _ahead("A", "300", "", "2024-08-10", ""),
            _ahead("B", "50", "", "2024-08-20", "2024-06-01"),
            _ahead("C", "100", "2024-05-10", "2024-05-10", ""),
            _ahead("D", "100", "", "2024-05-10", ""),
        ),
    ),
)
END_OF_JUNE: Row = (("start", "2024-06-01"), ("end", "2024-07-01"), ("as_of", "2024-06-30"))
