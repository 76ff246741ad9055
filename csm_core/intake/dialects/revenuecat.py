"""RevenueCat's transactions."""

from __future__ import annotations

from csm_core.intake.dialects.declare import Dialect

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
        unused={
            "text that no metric uses": (
                "country",
                "country_source",
                "ownership_type",
            ),
            "the time that the payment is for": (
                "end_time",
                "grace_period_end_time",
                "effective_end_time",
                "auto_resume_time",
            ),
            "what the store keeps": ("commission_percentage",),
            "the same person under another id": ("rc_last_seen_app_user_id_alias",),
            "days on which the record was created or changed": ("first_seen_time",),
        },
    ),
)
