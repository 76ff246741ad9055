"""Accounts at risk and accounts that leave, by name: why, who looks after them, and when they renew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.attention.entries import attention_entries
from csm_core.metrics.health.components.matrix import health_matrix
from csm_core.scoring.bands import Band
from csm_core.scoring.components import COMPONENTS

_RENEWAL = next(index for index, component in enumerate(COMPONENTS) if component.id == "renewal")
_WORDS = (Band.LEAVING.word, Band.RED.word)


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One account: its band and score (0 to 100), MRR, owner, segment (None where nothing splits), the next renewal
    or end of term, the gravest reason, and every one in sentences. None where it is not known."""

    account_id: str
    account_name: str
    band: str
    score: float | None
    mrr: float | None
    owner: str | None
    segment: str | None
    renews_on: date | None
    reason: str
    why: str


def accounts_at_risk(context: Context) -> tuple[AtRisk, ...]:
    """Those that gave notice first, then the most urgent, on the last day of the scope; `context` is of
    `attention_list`."""
    periods = context.periods[-1:]
    if not periods:
        return ()
    day = min(periods[0].last_day, context.as_of)
    then = context.with_scope(replace(context.scope, as_of=day))
    matrix = health_matrix(then, [day])
    renewal_days = dict(zip(matrix.account_ids, matrix.raw[:, _RENEWAL].tolist(), strict=True))
    accounts = []
    for account, group in groupby(attention_entries(context), key=lambda row: str(row["account_id"])):
        rows = list(group)
        first, ahead = rows[0], renewal_days.get(account, np.nan)
        if first["band"] in _WORDS:
            accounts.append(
                AtRisk(
                    account_id=account,
                    account_name=str(first["account_name"]),
                    band=str(first["band"]),
                    score=_number(first["score"]),
                    mrr=_number(first["mrr"]),
                    owner=_text(first["owner"]),
                    segment=_text(first["segment"]),
                    renews_on=None if np.isnan(ahead) else day + timedelta(days=int(ahead)),
                    reason=_short(str(first["sentence"])),
                    why=" ".join(_short(str(row["sentence"])) for row in rows),
                )
            )
    return tuple(accounts)


def _short(sentence: str) -> str:
    """Beside the band and the score, what they say needs no words."""
    before, mark, weakest = sentence.partition("pulled down by ")
    return f"{weakest[:1].upper()}{weakest[1:]}" if mark and before.startswith("Score") else sentence


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
