"""The settings that mean the same wherever recurring revenue is counted."""

from __future__ import annotations

from csm_core.metrics.declare import Setting

REVENUE_SETTINGS: tuple[Setting, ...] = (
    Setting("discounts", "Which discounts are taken off", "all", ("all", "lasting", "none"), ""),
    Setting("metered", "Usage-based lines: out, or the mean of three month-ends", "out", ("out", "mean3"), ""),
    Setting("paused", "Paused subscriptions count nothing, or as before", "zero", ("zero", "kept"), ""),
    Setting(
        "churn_moment",
        "Customers are lost when service ends, or when they asked to cancel",
        "end_of_term",
        ("end_of_term", "requested"),
        "",
    ),
    Setting("grace_days", "A return within so many days is no churn", 0, (0, 366), "days"),
    Setting("fx", "Other currencies at each day's rate, or all at the last one", "dated", ("dated", "fixed"), ""),
)
