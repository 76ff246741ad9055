"""Google Analytics 4 reports: a comment block, then counts by day without any customer."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect, Header, LeftOut, find_header


def _whose(cells: pa.Table) -> Sequence[LeftOut]:
    """Without a column that names an account or a person there is nobody to count the events for."""
    if find_header(_ACCOUNT + _USER, cells.column_names) is not None:
        return ()
    message = "Google Analytics does not say whose visits these are, so they do not show any customer's usage."
    return (LeftOut(pa.repeat(pa.scalar(True), cells.num_rows), "no_account", message),)


_ACCOUNT: tuple[Header, ...] = ("account_id", "Company ID")
_USER: tuple[Header, ...] = ("User ID", "Effective user ID")
DIALECTS = (
    Dialect(
        source="Google Analytics 4",
        kind="events_aggregate",
        signature=("Date", "Event name", "Event count"),
        columns={
            "event_at": ("Date",),
            "event_name": ("Event name",),
            "event_count": ("Event count",),
            "account_id": _ACCOUNT,
            "user_id": _USER,
        },
        unused={
            "counts of people and visits, beside the event that is counted": (
                "Total users",
                "Sessions",
                "Key events",
                "Engagement rate",
            ),
            "text that no metric uses": ("Session primary channel group (Default Channel Group)",),
        },
        leave_out=_whose,
    ),
)
