"""Success managers' own judgements: whose band they name, who said so, why, and from when to when it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting
from csm_core.metrics.health.components.memory import remembered
from csm_core.scoring.bands import Band
from csm_core.scoring.history import NOT_JUDGED

JUDGEMENT_DAYS = Setting("judgement_days", "Days that a judgement without an end date holds", 90, (1, 3660), "days")
IN_PLACE = "in_place"
JUDGEMENTS = Setting(
    "judgements",
    "Show a CSM's judgement beside the band, or in its place; it never changes the score",
    "beside",
    ("beside", IN_PLACE),
    "",
)
_WORDS = {
    Band.RED: ("red", "at risk", "risk", "negative", "bad", "poor", "critical", "unhappy", "churning", "r"),
    Band.AMBER: ("amber", "yellow", "orange", "watch", "neutral", "medium", "fair", "a", "y"),
    Band.GREEN: ("green", "healthy", "positive", "good", "happy", "great", "g"),
}
_BANDS = {word: band for band, words in _WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement: it holds on the days from `given_on` to `last_day`, and until a newer one of the account."""

    account_id: str
    given_on: date
    last_day: date
    author: str | None
    band: Band
    reason: str | None

    @property
    def sentence(self) -> str:
        """Who judged what, when, why, and until when it holds."""
        why = f": {self.reason}" if self.reason else ""
        by = f" by {self.author}" if self.author else ""
        return f"Judged '{self.band.word}'{by} on {self.given_on}{why} (holds until {self.last_day})."


@dataclass(frozen=True, slots=True)
class Judgements:
    """All that were given up to the as-of day, by account, the oldest first. `unread` counts those whose words name
    no band."""

    by_account: dict[str, tuple[Judgement, ...]]
    unread: int

    @property
    def note(self) -> tuple[str, ...]:
        """How many can't be read, in a sentence; nothing where none."""
        sentence = f"Judgements without a readable band (red, amber or green): {self.unread}."
        return (sentence,) if self.unread else ()

    def at(self, account_id: str, day: date) -> Judgement | None:
        """The judgement in force on a day: the newest one by then, if it still holds."""
        given = [one for one in self.by_account.get(account_id, ()) if one.given_on <= day]
        return given[-1] if given and day <= given[-1].last_day else None

    def bands_of(self, days: Sequence[date], accounts: Sequence[str]) -> npt.NDArray[np.uint8]:
        """The band in force for each pair of day and account, NOT_JUDGED without one."""
        codes = np.full(len(accounts), NOT_JUDGED, dtype=np.uint8)
        if not self.by_account:
            return codes
        for row, (day, account) in enumerate(zip(days, accounts, strict=True)):
            if account in self.by_account and (judgement := self.at(account, day)) is not None:
                codes[row] = judgement.band
        return codes


def judged_band(words: str | None) -> Band | None:
    """The band that a judgement's words name, None where they name none."""
    return _BANDS.get((words or "").strip().lower())


def judgements(context: Context) -> Judgements:
    """Every judgement of the workspace up to the as-of day; what is written on later days is not known yet."""
    holds = int(context.settings.get(JUDGEMENT_DAYS.name, JUDGEMENT_DAYS.default))
    return remembered(context, ("judgements", holds), lambda: _read(context, holds))


_GIVEN = Query("select * from given_judgements order by account_id, given_on, load_id, source_row")


def _read(context: Context, holds: int) -> Judgements:
    by_account: dict[str, list[Judgement]] = {}
    unread = 0
    for row in context.table(_GIVEN).to_pylist():
        band = judged_band(row["words"])
        if band is None:
            unread += 1
            continue
        last_day = row["last_day"] or row["given_on"] + timedelta(days=holds - 1)
        one = Judgement(row["account_id"], row["given_on"], last_day, row["author"], band, row["reason"])
        by_account.setdefault(one.account_id, []).append(one)
    return Judgements({account: tuple(given) for account, given in by_account.items()}, unread)
