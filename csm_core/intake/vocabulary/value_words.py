"""Words of other tools for billing intervals, states and survey kinds, in ours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from csm_core.intake.vocabulary.interval_words import interval_of

_MOSTLY = 0.8
_STATES = {
    "active": "active activated live current running in_force renewed ongoing "
    "wc_active pending_cancel wc_pending_cancel "
    "laufend vigente lopend non_renewing nonrenewing renewing aktiv actif activo ativo open "
    "aktywny aktywna активен активна активный действует 有効 契約中 利用中 活跃 有效 生效中",
    "trialing": "trialing in_trial trial trialling free_trial test okres_próbny пробный トライアル 試用中 试用",
    "past_due": "past_due pastdue overdue in_dunning dunning überfällig",
    "unpaid": "unpaid",
    "canceled": "canceled cancelled expired churned ended terminated inactive gekündigt résilié cancelado closed "
    "wc_cancelled wc_expired "
    "anulowany anulowana zakończony zakończona wygasła отменен отменена отменён завершен завершён истек "
    "解約 解約済み 終了 キャンセル 已取消 已终止 已过期 已流失",
    "paused": "paused on_hold wc_on_hold suspended pausiert wstrzymana приостановлен 停止中 休止中 暂停",
    "incomplete": "incomplete incomplete_expired pending future not_started",
}
_STATE = {word: ours for ours, words in _STATES.items() for word in words.split()}


def billing_interval(text: str) -> tuple[str, int] | None:
    """'yearly' is ('year', 1), '6 months' ('month', 6); None: no interval that is known, or none that recurs."""
    interval = interval_of(text)
    return (interval.unit, interval.count) if interval is not None and interval.recurs else None


def is_billing_interval(values: Iterable[str]) -> bool:
    """Whether a column's values are billing intervals, whatever its header is: nearly all known, one that recurs."""
    read = [interval_of(value) for value in values]
    intervals = [one for one in read if one is not None]
    return any(one.recurs for one in intervals) and len(intervals) >= _MOSTLY * len(read)


def subscription_state(text: str) -> str:
    """The state in our word; one that is not known stays as it is, in lower case."""
    word = re.sub(r"[ -]+", "_", text.strip().casefold())
    return _STATE.get(word, word)


_SURVEYS = {
    "nps": (
        r"\bnps\b|net promoter|recommend|loyalty|weiterempfehl|recommand|recomend|recomiend|aanbevelen|aanraden"
        r"|consiglier|polec(a|isz|i)"
    ),
    "csat": r"\bcsat\b|satisf|soddisf|zufrieden|tevreden|zadowol",
    "ces": (
        r"\bces\b|effort|how easy|easy for|easy to|made it easy|aufwand|einfach|facile|facil|fácil|makkelijk"
        r"|sencillo|esfuerzo|esforco|esforço|inspanning|sforzo|łatw"
    ),
}


def survey_type(text: str) -> str:
    """'nps', 'csat' or 'ces' where the text names or paraphrases one, else the text in lower case."""
    word = text.strip().casefold().replace("_", " ")
    return next((ours for ours, pattern in _SURVEYS.items() if re.search(pattern, word)), text.strip().casefold())
