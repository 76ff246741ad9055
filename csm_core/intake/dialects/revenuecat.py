"""RevenueCat's transactions."""

from __future__ import annotations

from csm_core.intake.dialect import Dialect

DIALECTS = (
    Dialect(
        source="RevenueCat transactions",
        kind="payments",
        signature=(
            "rc_original_app_user_id",
            "rc_last_seen_app_user_id_alias",
            "effective_end_time",
            "first_seen_time",
        ),
        columns={
            "account_id": ("rc_original_app_user_id",),
            "invoice_id": ("store_transaction_id", "transaction_id"),
            "invoice_date": ("purchase_date", "start_time"),
            "amount_paid": ("price_in_usd", "price", "revenue"),
            "currency": ("purchased_currency", "currency"),
            "product": ("product_identifier",),
        },
        ignored=(
            *("country", "country_source", "end_time", "grace_period_end_time", "effective_end_time"),
            *("auto_resume_time", "tax_percentage", "commission_percentage", "ownership_type"),
        ),
    ),
)
