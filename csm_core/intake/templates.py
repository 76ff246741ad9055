"""A CSV template for each canonical table, with two rows that show what belongs into its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from csm_core.tables import TABLES

# Column → what stands in the first and in the second example row; where a table means something else by it, below.
_EXAMPLES: Mapping[str, tuple[str, str]] = {
    "account_id": ("A-1001", "A-1002"),
    "account_name": ("Harbor Kites Ltd", "Lumen Dairy AB"),
    "external_id": ("cus_1001", "cus_1002"),
    "domain": ("harborkites.example", "lumendairy.example"),
    "contact_email": ("ana@harborkites.example", "sara@lumendairy.example"),
    "parent_account_id": ("", "A-1001"),
    "created_at": ("2025-01-10 09:30:00", "2025-03-02 14:05:00"),
    "start_date": ("2025-02-01", "2025-03-15"),
    "end_date": ("", "2026-03-15"),
    "owner": ("Maya Lind", "Priya Anand"),
    "country": ("United Kingdom", "Sweden"),
    "industry": ("Leisure", "Food"),
    "employee_count": ("120", "430"),
    "plan": ("Team", "Enterprise"),
    "seats_purchased": ("12", "50"),
    "renewal_date": ("2027-02-01", "2026-03-15"),
    "acquisition_cost": ("1500.00", "4200.00"),
    "acquisition_channel": ("Referral", "Webinar"),
    "contact_id": ("P-1", "P-2"),
    "user_id": ("u-17", "u-42"),
    "subscription_id": ("S-1", "S-2"),
    "product": ("Core", "Analytics"),
    "quantity": ("12", "1"),
    "mrr": ("240.00", "900.00"),
    "amount": ("20.00", "10800.00"),
    "billing_interval": ("month", "year"),
    "billing_interval_count": ("1", "1"),
    "currency": ("EUR", "EUR"),
    "status": ("active", "canceled"),
    "status_at": ("2025-02-01", "2026-03-15"),
    "trial_start": ("2025-01-18", ""),
    "trial_end": ("2025-02-01", ""),
    "trial_converted_at": ("2025-02-01", ""),
    "cancel_requested_at": ("", "2025-12-20"),
    "term_end": ("2027-02-01", "2026-03-15"),
    "auto_renew": ("yes", "no"),
    "paused_at": ("2025-08-01", ""),
    "resumed_at": ("2025-09-01", ""),
    "discount": ("0.1", ""),
    "discount_end": ("2025-05-01", ""),
    "is_recurring": ("yes", "yes"),
    "is_metered": ("no", "no"),
    "cancel_reason": ("", "Too expensive"),
    "month": ("2026-01-31", "2026-02-28"),
    "movement_date": ("2026-01-12", "2026-02-03"),
    "mrr_delta": ("40.00", "-900.00"),
    "mrr_after": ("280.00", "0.00"),
    "movement_type": ("expansion", "churn"),
    "invoice_id": ("INV-2041", "INV-2042"),
    "invoice_date": ("2026-01-01", "2026-02-01"),
    "document_type": ("invoice", "credit_note"),
    "due_date": ("2026-01-31", "2026-03-03"),
    "paid_at": ("2026-01-20 10:15:00", ""),
    "total": ("240.00", "900.00"),
    "line_total": ("240.00", "900.00"),
    "unit_amount": ("20.00", "900.00"),
    "amount_due": ("0.00", "900.00"),
    "period_start": ("2026-01-01", "2026-02-01"),
    "period_end": ("2026-01-31", "2026-02-28"),
    "amount_paid": ("240.00", "0.00"),
    "amount_refunded": ("0.00", "0.00"),
    "event_at": ("2026-02-03 10:14:00", "2026-02-04 08:30:00"),
    "event_name": ("Report exported", "Signed in"),
    "session_id": ("s-1", "s-2"),
    "duration_minutes": ("12.5", "3"),
    "event_count": ("1", "4"),
    "responded_at": ("2026-02-03 10:14:00", ""),
    "score": ("9", ""),
    "survey_type": ("nps", "nps"),
    "scale": ("0-10", "0-10"),
    "comment": ("Fast help", ""),
    "sent_at": ("2026-02-01 09:00:00", "2026-02-01 09:00:00"),
    "followed_up_at": ("2026-02-05", ""),
    "touchpoint": ("After onboarding", "After onboarding"),
    "response_id": ("R-1", "R-2"),
    "ticket_id": ("T-48211", "T-48212"),
    "first_response_at": ("2025-01-10 10:00:00", ""),
    "first_response_minutes": ("30", ""),
    "solved_at": ("2025-01-10 15:30:00", ""),
    "resolution_minutes": ("360", ""),
    "agent_replies": ("2", "0"),
    "reopens": ("0", "0"),
    "assignee_changes": ("1", "0"),
    "group_changes": ("0", "0"),
    "priority": ("high", "low"),
    "channel": ("Email", "Chat"),
    "ticket_status": ("solved", "open"),
    "escalated_at": ("2025-01-10 11:00:00", ""),
    "escalation_closed_at": ("2025-01-10 15:00:00", ""),
    "subject": ("Export fails", "Question about a bill"),
    "opportunity_id": ("O-1", "O-2"),
    "opportunity_type": ("renewal", "expansion"),
    "stage": ("Closed Won", "Negotiation"),
    "close_date": ("2026-02-01", "2026-06-30"),
    "category": ("CS salaries", "Advertising"),
    "purpose": ("retention", "acquisition"),
    "date": ("2026-01-31", "2026-02-28"),
    "rate": ("0.97", "1.19"),
    "measure": ("Hours saved", "Share of orders online"),
    "actual": ("120", "45"),
    "target": ("100", "60"),
    "less_is_better": ("no", "no"),
    "metric": ("net_revenue_retention", "nps"),
    "by_date": ("2026-12-31", "2026-12-31"),
    "filters": ("", "country=Sweden"),
    "campaign_id": ("C-1", "C-2"),
    "name": ("Spring launch", "Win-back"),
    "feature": ("Report exported", ""),
    "text": ("Price change", "Outage of two hours"),
    "cohort": ("", "2025-03"),
    "author": ("Maya Lind", "Priya Anand"),
    "sentiment": ("Happy", "At risk"),
    "band": ("green", "red"),
    "reason": ("New sponsor", "Sponsor left"),
    "until": ("2026-04-30", ""),
}
_OF_TABLE: Mapping[tuple[str, str], tuple[str, str]] = {
    ("invoices", "status"): ("paid", "open"),
    ("invoices", "discount"): ("0", ""),
    ("costs", "amount"): ("12000.00", "8000.00"),
    ("opportunities", "amount"): ("24000.00", "3000.00"),
    ("fx_rates", "currency"): ("USD", "GBP"),
}


def template(table: str) -> bytes:
    """The table's columns as headers and two example rows: UTF-8 CSV with a mark, as spreadsheets want it."""
    names = [column.name for column in TABLES[table].columns]
    examples = [_OF_TABLE.get((table, name), _EXAMPLES.get(name, ("", ""))) for name in names]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([names, *zip(*examples, strict=True)])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def template_name(table: str) -> str:
    """What the template's file is called."""
    return f"{table}_template.csv"
