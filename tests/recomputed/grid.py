"""The same company lived through day by day: of every account and every day, whether it was served and what it paid.

Everything is then counted from two tables of accounts × days, without any notion of lines, ends or gaps.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FIRST, LAST = "2021-12-01", "2026-09-30"


class Grid:
    """`served` and `paid` (in the account's own currency) by account and day; `rate` makes euros of a day's money."""

    def __init__(self, folder: Path) -> None:
        self.days = pd.date_range(FIRST, LAST)
        subs = pd.read_csv(folder / "stripe_subscriptions.csv", dtype=str)
        moments = {
            name: pd.to_datetime(subs[header]).dt.normalize()
            for name, header in {
                "start": "Start Date (UTC)",
                "trial": "Trial End (UTC)",
                "end": "Ended At (UTC)",
                "pause": "paused_at (metadata)",
                "resume": "resumed_at (metadata)",
            }.items()
        }
        beyond = self.days[-1] + pd.Timedelta(days=1)
        begins = self._index(moments["trial"].fillna(moments["start"]))
        ends = self._index(moments["end"].fillna(beyond))
        pauses, resumes = (
            self._index(moments["pause"].fillna(beyond)),
            self._index(moments["resume"].fillna(beyond)),
        )
        self.accounts = pd.Index(sorted(set(subs["hubspot_company_id (metadata)"])))
        row = self.accounts.get_indexer(subs["hubspot_company_id (metadata)"])
        monthly = subs["Amount"].astype(float) * subs["Quantity"].astype(float)
        monthly /= np.where(subs["Interval"] == "year", 12, 1)
        self.served = np.zeros((len(self.accounts), len(self.days)), dtype=bool)
        self.paid = np.zeros(self.served.shape)
        for index in range(len(subs)):
            self.served[row[index], begins[index] : ends[index]] = True
            self.paid[row[index], begins[index] : ends[index]] += monthly[index]
            since, until = max(pauses[index], begins[index]), min(resumes[index], ends[index])
            if since < until:
                self.paid[row[index], since:until] -= monthly[index]
        self.paid[self.paid < 1e-6] = 0
        currency = (
            subs.groupby("hubspot_company_id (metadata)")["Currency"].first().reindex(self.accounts).str.upper()
        )
        rates = pd.read_csv(folder / "fx_rates.csv", parse_dates=["date"]).pivot_table("rate", "date", "currency")
        daily = rates.reindex(rates.index.union(self.days)).ffill().bfill().loc[self.days]
        self.rate: NDArray[np.float64] = daily[list(currency)].to_numpy().T
        companies = pd.read_csv(folder / "hubspot_companies.csv", dtype=str).set_index("Record ID")
        self.attributes = companies.reindex(self.accounts)[["Segment", "Country/Region"]]

    def _index(self, moments: pd.Series) -> NDArray[np.int64]:
        return np.clip((moments - self.days[0]).dt.days.to_numpy(), 0, len(self.days))

    def at(self, day: date | pd.Timestamp) -> int:
        return int((pd.Timestamp(day) - self.days[0]).days)

    def closings(self, grain: str, as_of: str = LAST) -> pd.Series:
        """Period → the place of its last day; the running one closes on the as-of day."""
        days = self.days[self.days <= as_of]
        return pd.Series(np.arange(len(days)), index=days).groupby(days.to_period(grain)).max()

    def mrr(self, close: int) -> NDArray[np.float64]:
        """What each account pays on a day, in that day's euros."""
        return self.paid[:, close] * self.rate[:, close]

    def movements(self, opened: int, close: int) -> dict[str, NDArray[np.float64]]:
        """Each account's part of each bar of the bridge."""
        start, end = self.mrr(opened), self.mrr(close)
        before, change = self.paid[:, opened] * self.rate[:, close], end - self.paid[:, opened] * self.rate[:, close]
        was, is_ = self.paid[:, opened] > 0, self.paid[:, close] > 0
        ever = self.served[:, : opened + 1].any(axis=1)
        held_then, held_now = self.served[:, opened] & ~was, self.served[:, close] & ~is_
        kinds = {
            "expansion": was & is_ & (change > 0),
            "contraction": was & is_ & (change < 0),
            "churn": was & ~is_ & ~held_now,
            "paused": was & held_now,
            "resumed": held_then & is_,
            "reactivation": ~was & ~held_then & is_ & ever,
            "new": ~was & is_ & ~ever,
        }
        bars = {kind: np.where(chosen, change, 0) for kind, chosen in kinds.items()}
        return {"start": start, "currency": before - start, **bars, "end": end}

    def kept(self, then: int, now: int) -> tuple[float, float]:
        """NRR and GRR between two days, in the later one's euros."""
        before, after = self.paid[:, then] * self.rate[:, now], np.where(self.paid[:, then] > 0, self.mrr(now), 0)
        return after.sum() / before.sum(), np.minimum(before, after).sum() / before.sum()

    def cohorts(self, grain: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Cohort × age: how many are still served at the close of the period, and cohort sizes."""
        closings = self.closings(grain)
        first = self.served.argmax(axis=1)
        cohort = np.searchsorted(closings.to_numpy(), first)
        cohort[~self.served.any(axis=1)] = -1
        at_close = self.served[:, closings.to_numpy()]
        size = np.array([(cohort == row_index).sum() for row_index in range(len(closings))])
        still = np.full((len(closings), len(closings)), -1)
        for index in range(len(closings)):
            counted = at_close[cohort == index, index:].sum(axis=0)
            still[index, : len(counted)] = counted
        return still, size
