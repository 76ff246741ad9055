"""Invitations to surveys and what came back."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from .comments import write_comment
from .model import Account, Answer, Contact, Line, Ticket
from .truth import CORE, Truth

_UNIX_EPOCH = date(1970, 1, 1).toordinal()
_MOST_INVITED = 6


class Voice:
    """Writes invitations and answers; scores follow latent health, the person, and the price change."""

    def __init__(
        self,
        rng: np.random.Generator,
        truth: Truth,
        accounts: list[Account],
        contacts: list[Contact],
        health: NDArray[np.float64],
    ) -> None:
        self.rng, self.truth, self.accounts, self.contacts, self.health = rng, truth, accounts, contacts, health
        self.block = truth.section("surveys")
        self.leaning = rng.normal(0, 0.9, len(contacts))
        self.price_day = date.fromisoformat(truth.section("price_change")["announced"]).toordinal()
        self.launch_day = date.fromisoformat(truth.section("launch")["date"]).toordinal()
        self.last_second = (truth.as_of + 1 - _UNIX_EPOCH) * 86400 - 1

    def nps(self, lines: list[Line], first_contacts: list[int]) -> list[Answer]:
        """A wave a quarter to up to six users of each live account."""
        answers: list[Answer] = []
        core = [line for line in lines if line.product == CORE and line.ended_by != "trial"]
        for month in range(self.truth.tools_month, self.truth.last_month + 1, 3):
            start, end = self.truth.month_starts[month], self.truth.month_starts[month + 3]
            days = self.rng.integers(start, end, len(self.accounts))
            for line in core:
                day = int(days[line.account])
                if not line.live_on(day) or day - self.accounts[line.account].first_day < 45:
                    continue
                chosen = self.rng.permutation(line.quantity)[: min(_MOST_INVITED, max(2, line.quantity // 3))]
                for slot in chosen:
                    contact = first_contacts[line.account] + int(slot)
                    answers.append(self._nps_answer(contact, day))
        return answers

    def after_tickets(self, tickets: list[Ticket]) -> list[Answer]:
        """CSAT and CES invitations after solved tickets: one or the other, never both."""
        answers: list[Answer] = []
        for ticket in tickets:
            if ticket.resolution is None or self.rng.random() > 0.65:
                continue
            sent = ticket.created + ticket.resolution * 60 + 3600
            kind = "csat" if self.rng.random() < 0.6 else "ces"
            slow = np.log1p(ticket.resolution / 60) - 2.6
            burden = 0.35 * slow + 0.5 * ticket.reopens + 0.7 * (ticket.escalated is not None)
            if sent <= self.last_second:
                answers.append(self._support_answer(kind, ticket.contact, sent, float(burden)))
        return answers

    def _state(self, contact: int, second: int) -> float:
        day = second // 86400 + _UNIX_EPOCH
        return float(self.health[self.contacts[contact].account, self.truth.month_of(day)])

    def _reply_time(self, sent: int) -> int:
        return sent + int(min(self.rng.exponential(1.4), 20.0) * 86400) + 120

    def _nps_answer(self, contact: int, day: int) -> Answer:
        sent = (day - _UNIX_EPOCH) * 86400 + 8 * 3600 + int(self.rng.integers(0, 3600))
        responded = self._reply_time(sent)
        if self.rng.random() > self.block["nps_response_rate"] or responded > self.last_second:
            return Answer("nps", contact, sent)
        change = self.truth.section("price_change")
        months_since = (day - self.price_day) / 30.4
        fading = max(0.0, 1 - months_since / change["nps_recovery_months"]) if months_since >= 0 else 0.0
        dip = change["nps_latent_drop"] * fading
        latent = 8.4 + 0.95 * self._state(contact, sent) + self.leaning[contact] + self.rng.normal(0, 1.1) - dip
        score = int(np.clip(round(latent), 0, 10))
        comment = self._comment(contact, score / 10, 0 <= months_since < 8, day >= self.launch_day)
        return Answer("nps", contact, sent, responded, score, comment, "Quarterly relationship survey")

    def _support_answer(self, kind: str, contact: int, sent: int, burden: float) -> Answer:
        responded = self._reply_time(sent)
        if self.rng.random() > self.block[f"{kind}_response_rate"] or responded > self.last_second:
            return Answer(kind, contact, sent, touchpoint="After support")
        top, middle, spread = (5, 4.6, 0.75) if kind == "csat" else (7, 6.0, 1.1)
        noise = self.rng.normal(0, spread)
        latent = middle + 0.4 * self._state(contact, sent) + 0.3 * self.leaning[contact] - burden + noise
        score = int(np.clip(round(float(latent)), 1, top))
        day = sent // 86400 + _UNIX_EPOCH
        comment = self._comment(contact, (score - 1) / (top - 1), False, day >= self.launch_day)
        return Answer(kind, contact, sent, responded, score, comment, "After support")

    def _comment(self, contact: int, mood: float, after_price_change: bool, after_launch: bool) -> str:
        if self.rng.random() > self.block["comment_share"]:
            return ""
        language = self.accounts[self.contacts[contact].account].language
        return write_comment(
            self.rng, language, mood=mood, after_price_change=after_price_change, after_launch=after_launch
        )
