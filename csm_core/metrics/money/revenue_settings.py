"""The settings that mean the same wherever recurring revenue is counted."""

from __future__ import annotations

from csm_core.metrics.framework.declare import Setting

# What says what recurs: as soon as one of them is loaded, bills are not asked.
RECURRING = ("subscriptions", "mrr_snapshots", "mrr_movements")
# How recurring revenue is read from bills, where no subscriptions, snapshots or movements are loaded.
INVOICE_SETTINGS: tuple[Setting, ...] = (
    Setting(
        "invoice_revenue",
        "Invoices only: a bill pays for its service period or the usual interval, or for its month",
        "spread",
        ("spread", "month"),
        "",
    ),
    Setting(
        "idle_intervals",
        "Invoices only: lost after this many usual intervals without a bill",
        1.5,
        (1, 10),
        "intervals",
    ),
    Setting("idle_days", "Invoices only: but not before this many days without a bill", 45, (1, 1000), "days"),
)
REVENUE_SETTINGS: tuple[Setting, ...] = (
    Setting("discounts", "Which discounts are taken off", "all", ("all", "lasting", "none"), ""),
    Setting("metered", "Usage-based lines: excluded, or the mean of three month-ends", "out", ("out", "mean3"), ""),
    Setting("paused", "Paused subscriptions count as 0, or as before the pause", "zero", ("zero", "kept"), ""),
    Setting(
        "churn_moment",
        "Customers are lost when service ends, or when they asked to cancel",
        "end_of_term",
        ("end_of_term", "requested"),
        "",
    ),
    Setting("grace_days", "Returning within this many days is not churn", 0, (0, 366), "days"),
    *INVOICE_SETTINGS,
    Setting(
        "fx", "Convert other currencies at each day's rate, or all at the latest one", "dated", ("dated", "fixed"), ""
    ),
)
