"""Small companies that hold what two engines may well read differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Rows = Sequence[Mapping[str, str]]

# Names that differ by case, accents, composition, blanks and legal forms, or hold what a text of SQL would escape.
_NAMES = (
    *("Ärzte GmbH", "ΟΔΥΣΣΕΥΣ ΑΕ", "İstanbul Ltd.", "Zoe\u0308 & Co", "Zoë & Co. KG", 'O\'Neil\\Sons "X"'),
    *("\u2003Wide\u00a0", "ÆSIR ASA", "STRASSE AG", "Straße ag", "日本 K.K.", "%_\\d+", "The The Inc", "gmbh"),
)
_PARENTS = ("c01", "c02", "c00", "c00", "c04", "c03", "", "x-9", "c07")
# Either side of the hours that Berlin skips and repeats, of midnights, and of the ends of a leap year.
_MOMENTS = (
    *("2024-03-31 00:59:59.999", "2024-03-31 01:00:00", "2024-10-27 00:30:00", "2024-10-27 01:30:00"),
    *("2024-02-29 23:30:00", "2024-12-31 22:59:59", "2024-12-31 23:00:00", "2024-01-01", "2024-06-30 12:00:00"),
    *("2024-06-30 12:30:00", "2024-06-30 13:00:01", "2024-06-30 12:00:00", "1999-12-31 23:59:59.999999"),
)
# Two tellings of one day, and a code in small letters.
_RATES = (("usd", "2024-01-01", "0.9"), ("USD", "2024-03-01", "0.91"), ("USD", "2024-03-01", "0.915"))


def tangled() -> dict[str, Rows]:
    """Customers whose names, parents, people and money are as tangled as exports get."""
    ids = [f"c{number:02}" for number in range(len(_NAMES))]
    accounts = [
        {"account_id": one, "account_name": name}
        | {"external_id": f"x-{number % 11}", "Region": "Süd" if number % 3 else ""}
        | {"contact_email": f"Boss@{'Gmail' if number % 4 == 0 else 'ONE'}{number % 5}.example"}
        | {"parent_account_id": _PARENTS[number] if number < len(_PARENTS) else ""}
        | {"domain": f" HTTPS://www.d{number}.example/x"}
        | {"start_date": f"2023-{number % 12 + 1:02}-28", "end_date": "2024-12-31" if number % 5 == 1 else ""}
        | {"initial_mrr": "12.3456" if number in (10, 11) else ""}
        | {"acquisition_cost": "0.0001" if number % 2 else ""}
        for number, (one, name) in enumerate(zip(ids, _NAMES, strict=True))
    ]  # fmt: skip
    contacts = [
        {"contact_email": f"p{number % 6}@one{number % 3}.example", "user_id": f"u{number % 7}"}
        | {"account_id": ids[number]}
        for number in range(9)
    ]  # fmt: skip
    return {
        "accounts": accounts,
        "contacts": contacts,
        "subscriptions": _subscriptions(ids),
        "mrr_movements": _movements(),
        "mrr_snapshots": _snapshots(),
        "events": _events(ids),
        "surveys": _surveys(ids),
        "tickets": _tickets(ids),
        "opportunities": _opportunities(ids),
        "health_scores": _scores(ids),
        "costs": [
            {"month": f"2024-0{month}-15", "category": category, "amount": f"{month}00.{month:04}"}
            | {"currency": currency}
            for month in (1, 2, 3)
            for category, currency in (("Customer marketing", "eur"), ("SALES", ""), ("Ünknown", "USD"))
        ],
        "fx_rates": [
            {"date": day, "currency": code, "rate": rate}
            for code, day, rate in _RATES
        ],
        "outcomes": [
            {"account_id": one, "measure": "Zeit", "date": "2024-05-01", "actual": actual, "target": "3"}
            | {"less_is_better": less}
            for one, actual, less in ((ids[0], "0", "true"), (ids[1], "7", "true"), (ids[2], "1", ""))
        ],
        "campaigns": [{"campaign_id": "k", "name": "Größe", "start_date": "2024-02-01 23:30:00"}],
        "campaign_members": [
            {"campaign_id": "k", "account_name": _NAMES[9].upper()},
            {"campaign_id": "k", "account_id": "nobody"},
        ],
    }  # fmt: skip


def _subscriptions(ids: Sequence[str]) -> Rows:
    intervals = ("week", "month", "quarter", "year", "day", "")
    return [
        {"account_id": ids[number % 9], "product": ("Core", "Zusätze", "")[number % 3]}
        | {"subscription_id": f"s{number}"}
        | {"start_date": f"2024-01-{number % 28 + 1:02}", "amount": f"{10 + number}.3333"}
        | {"currency": ("EUR", "", "usd")[number % 3]}
        | {"billing_interval": intervals[number % 6], "billing_interval_count": str(number % 2 + 1)}
        | {"quantity": str(number % 4)}
        | {"discount": ("", "0.15", "1.5")[number % 3], "discount_end": "2024-04-01" if number % 4 == 1 else ""}
        | {"end_date": "2024-09-30" if number % 5 == 2 else ""}
        | {"term_end": "2024-12-31" if number % 7 == 1 else ""}
        | {"cancel_requested_at": "2024-06-30 22:30:00" if number % 3 == 1 else ""}
        | {"cancel_reason": " \u00a0Zu teuer " if number % 3 == 1 else ""}
        | {"status": ("active", "paused", "canceled", "unpaid", "TRIALING", "")[number % 6]}
        | {"paused_at": "2024-05-05" if number % 6 == 1 else ""}
        | {"resumed_at": "2024-07-07 01:00:00" if number % 12 == 1 else ""}
        | {"status_at": "2024-08-01" if number % 6 in (2, 3) else ""}
        | {"trial_end": "2024-01-31" if number % 6 == 4 else ""}
        for number in range(24)
    ]  # fmt: skip


def _movements() -> Rows:
    changes = (
        ("2024-01-05", "100", "new"),
        ("2024-02-29 23:30:00", "-20.5", ""),
        ("2024-02-29 23:30:00", "5", "expansion"),
    )
    return [
        {"account_id": account, "movement_date": day, "mrr_delta": delta, "movement_type": kind}
        | {"currency": "EUR", "product": product}
        for account, product in (("c10", ""), ("c11", "Core"))
        for day, delta, kind in changes
    ]  # fmt: skip


def _snapshots() -> Rows:
    balances = (("2024-01-31", "80"), ("2024-02-29", "0"), ("2024-04-30", "90.01"))
    return [
        {"account_name": _NAMES[12].lower(), "month": month, "mrr": mrr, "plan": plan}
        for month, mrr in balances
        for plan in ("Pro", "Basic")
    ]


def _events(ids: Sequence[str]) -> Rows:
    people = ("u1", "U1", "p1@ONE1.example", "new@d3.example", "", "ü2")
    return [
        {"event_at": moment, "account_id": "" if number % 5 == 0 else ids[number % 8]}
        | {"user_id": people[number % 6]}
        | {"account_name": _NAMES[number % 14] if number % 5 == 0 else ""}
        | {"event_name": ("öffnen", "Open", "open", "")[number % 4]}
        | {"session_id": f"v{number % 3}" if number % 4 == 0 else "", "event_count": ("", "0", "3")[number % 3]}
        | {"duration_minutes": f"0.{number}" if number % 2 else ""}
        for number, moment in enumerate(_MOMENTS * 9)
    ]  # fmt: skip


def _surveys(ids: Sequence[str]) -> Rows:
    return [
        {"account_id": ids[number % 6] if number % 2 else ""}
        | {"contact_email": f"P{number % 6}@one1.example" if number % 3 else ""}
        | {"score": str(number % 11), "survey_type": ("NPS", "csat", "")[number % 3]}
        | {"scale": ("0-10", "1-5", "", "a-b")[number % 4]}
        | {"responded_at": _MOMENTS[number % 9], "sent_at": "2024-01-01 23:59:00" if number % 4 else ""}
        for number in range(20)
    ]  # fmt: skip


def _tickets(ids: Sequence[str]) -> Rows:
    return [
        {"created_at": moment, "ticket_id": f"t{number}", "account_id": ids[number % 4] if number % 2 else ""}
        | {"contact_email": "boss@ONE2.example", "resolution_minutes": f"{number * 333}.5" if number % 3 else ""}
        | {
            "solved_at": "2024-12-31 23:15:00" if number % 3 == 0 else "",
            "priority": "DRINGEND İ" if number % 2 else "",
        }
        for number, moment in enumerate(_MOMENTS)
    ]


def _opportunities(ids: Sequence[str]) -> Rows:
    return [
        {
            "account_id": ids[number % 5],
            "close_date": f"2024-0{number % 9 + 1}-01",
            "stage": stage,
            "amount": f"{number}.99",
        }
        | {"opportunity_type": ("Renewal", "New", "")[number % 3], "currency": ("usd", "")[number % 2]}
        for number, stage in enumerate(("Closed WON", "closed lost", "Not renewed", "", "Ünterwegs", "Renewed") * 2)
    ]


def _scores(ids: Sequence[str]) -> Rows:
    return [
        {
            "account_id": ids[number % 3],
            "date": _MOMENTS[number % 9],
            "score": str(number * 9),
            "points": f"{number * 9}.05",
        }
        | {"band": ("green", "")[number % 2], "tool": ("Tööl", "")[number % 2]}
        for number in range(12)
    ]


def billed() -> dict[str, Rows]:
    """Customers of whom nothing but bills, credit notes, refunds and payments is known."""
    invoices = [
        {"account_id": f"b{number % 7}", "invoice_id": f"i{number // 2}" if number % 3 else ""}
        | {"invoice_date": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"}
        | {"total": ("100.005", "", "-12.34", "99.99")[number % 4]}
        | {"line_total": "33.3333" if number % 4 == 1 else ""}
        | {"quantity": "3" if number % 4 == 1 else "", "unit_amount": "11.11" if number % 8 == 5 else ""}
        | {"discount": "0.1" if number % 8 == 5 else ""}
        | {"document_type": ("", "credit_note", "payment", "", "refund")[number % 5]}
        | {"amount_paid": "50" if number % 5 == 2 else ""}
        | {"amount_refunded": "10" if number % 9 == 4 else ""}
        | {"status": ("paid", "refunded", "written_off", "open")[number % 4] if number % 3 else ""}
        | {"period_start": "2024-01-31" if number % 6 == 0 else ""}
        | {"period_end": "2024-02-29" if number % 6 == 0 else ""}
        | {"currency": ("EUR", "", "usd")[number % 3]}
        | {"paid_at": f"2024-12-{number % 28 + 1:02} 23:30:00" if number % 2 else ""}
        for number in range(60)
    ]  # fmt: skip
    monthly = [
        {"account_id": account, "invoice_id": f"{account}-{month}", "invoice_date": f"2024-{month:02}-{day}"}
        | {"total": "20", "currency": "EUR"}
        for account, day in (("m1", "28"), ("m2", "01"), ("m3", "15"))
        for month in range(1, 13 if account != "m3" else 2)
    ]  # fmt: skip
    return {"invoices": [*invoices, *monthly]}
