"""Subscription lives, month by month: who stays, grows, shrinks, pauses, leaves and comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .accounts import token
from .contract import Contract, unit_price
from .model import Account, Line, Opportunity, ended
from .truth import ADD_ONS, CORE, PLANS, Truth

_REASONS = (
    "too_expensive",
    "missing_features",
    "switched_service",
    "unused",
    "low_quality",
    "customer_service",
    "too_complex",
    "other",
    "",
)
_REASON_SHARES = (0.22, 0.17, 0.15, 0.14, 0.07, 0.05, 0.06, 0.06, 0.08)
_MOST_HAZARD = 0.85


class Lives:
    """One run of the simulation. `run()` returns every line and every renewal opportunity."""

    def __init__(
        self, rng: np.random.Generator, truth: Truth, accounts: list[Account], health: NDArray[np.float64]
    ) -> None:
        self.rng, self.truth, self.health = rng, truth, health
        self.accounts = accounts
        self.live: dict[int, Contract] = {}
        self.returns: dict[int, list[int]] = {}
        self.done: list[Line] = []
        self.opportunities: list[Opportunity] = []
        self.moves = truth.section("monthly_moves")
        self.leaving = truth.section("churn")
        self.price_day = date.fromisoformat(truth.section("price_change")["announced"]).toordinal()

    def run(self) -> tuple[list[Line], list[Opportunity]]:
        """Lines in the order of account and start, and opportunities in the order of time."""
        arrivals: dict[int, list[Account]] = {}
        for account in self.accounts:
            arrivals.setdefault(self.truth.month_of(account.first_day), []).append(account)
        for month in range(len(self.truth.month_starts) - 1):
            hazards = self._hazards(month)
            for index in list(self.live):
                self._one_month(self.live[index], month, hazards.get(index, 0.0))
            for account in arrivals.get(month, []):
                self._arrive(account)
            for index in self.returns.pop(month, []):
                self._come_back(self.accounts[index], month)
        for contract in self.live.values():
            self.done.extend(contract.open.values())
        return sorted(self.done, key=lambda line: (line.account, line.start, line.product)), self.opportunities

    def _boundary(self, account: Account, month: int) -> int:
        """The account's billing day in `month`; it is never past the 28th."""
        anchor = account.first_day - self.truth.month_starts[self.truth.month_of(account.first_day)]
        return self.truth.month_starts[month] + anchor

    def _stratum(self, contract: Contract) -> str:
        return f"{contract.account.segment}/{contract.interval}"

    def _hazards(self, month: int) -> dict[int, float]:
        """The chance to leave at this month's renewal, for every live account.

        Base hazard of the stratum × exp(β × health of the months before), divided by the mean of that
        factor over the stratum's live accounts: so the stated hazard is the stratum's mean in each month.
        """
        factors: dict[str, list[tuple[int, float]]] = {}
        for index, contract in self.live.items():
            day = self._boundary(contract.account, month)
            if contract.paused_until is not None and day < contract.paused_until:
                continue
            span = slice(month - 1, month) if contract.interval == "month" else slice(max(month - 4, 0), month - 1)
            health = float(self.health[index, span].mean()) if month > 1 else 0.0
            weight = float(np.exp(self.leaving["health_log_hazard"] * health))
            factors.setdefault(self._stratum(contract), []).append((index, weight))
        hazards: dict[int, float] = {}
        for stratum, members in factors.items():
            mean = sum(weight for _, weight in members) / len(members)
            base = self.truth.section("churn_per_opportunity")[stratum]
            hazards.update({index: min(base * weight / mean, _MOST_HAZARD) for index, weight in members})
        return hazards

    def _arrive(self, account: Account) -> None:
        if not account.converts:
            self._lost_trial(account)
            return
        book = self.truth.section("price_change")["factor"] if account.first_day >= self.price_day else 1.0
        interval = "month" if account.starts_monthly else "year"
        self._open(account, account.plan, account.seats, interval, account.first_day, book, first=True)

    def _lost_trial(self, account: Account) -> None:
        if account.trial_start is None or account.trial_end is None:
            raise ValueError(f"{account.name} has no trial that it could lose")
        asked = account.trial_start + int(self.rng.integers(1, account.trial_end - account.trial_start + 1))
        line = Line(
            self._subscription_id(),
            account.index,
            CORE,
            account.plan,
            "month",
            min(account.seats, 5),
            unit_price(self.truth, account.plan, account.currency, "month", 1.0),
            account.currency,
            account.trial_start,
            account.trial_end,
            account.trial_end,
            "trial",
            asked,
            "",
            trial_start=account.trial_start,
            first_of_account=True,
        )
        self.done.append(line)

    def _come_back(self, account: Account, month: int) -> None:
        seats = max(2, round(account.seats * 0.8))
        interval = "year" if account.segment == "Enterprise" or self.rng.random() < 0.3 else "month"
        self._open(
            account,
            account.plan,
            seats,
            interval,
            self._boundary(account, month),
            self.truth.section("price_change")["factor"],
            first=False,
        )

    def _open(
        self, account: Account, plan: str, seats: int, interval: str, day: int, book: float, *, first: bool
    ) -> None:
        contract = Contract(account, plan, seats, interval, day, day, book)
        contract.term_end = self._next_term(contract, day)
        chance = {"SMB": 0.12, "Mid-Market": 0.3, "Enterprise": 0.5}[account.segment]
        contract.add_ons = [name for name in ADD_ONS if self.rng.random() < chance]
        self.live[account.index] = contract
        self._rewrite(contract, day)
        if first:
            core = contract.open[CORE]
            contract.open[CORE] = replace(core, trial_start=account.trial_start, first_of_account=True)

    def _next_term(self, contract: Contract, day: int) -> int:
        """The next day after `day` on which the contract can be left."""
        step = 1 if contract.interval == "month" else 12
        month = min(self.truth.month_of(day) + step, len(self.truth.month_starts) - 1)
        if self.truth.month_of(day) + step < len(self.truth.month_starts):
            return self._boundary(contract.account, month)
        return day + 365

    def _subscription_id(self) -> str:
        return "sub_1" + token(self.rng, 22)

    def _rewrite(self, contract: Contract, day: int) -> None:
        """Bring the open lines in step with the contract: what differs is closed and opened anew."""
        account = contract.account
        wanted = {CORE: (contract.plan, contract.seats)} | {name: (name, 1) for name in contract.add_ons}
        for product in list(contract.open):
            if product not in wanted:
                self.done.append(ended(contract.open.pop(product), day, "change", day))
        for product, (plan, quantity) in wanted.items():
            old = contract.open.get(product)
            unit = unit_price(self.truth, plan, account.currency, contract.interval, contract.price_book)
            if old is not None and (old.plan, old.quantity, old.unit, old.interval) == (
                plan,
                quantity,
                unit,
                contract.interval,
            ):
                continue
            if old is not None:
                self.done.append(ended(old, day, "change", day))
            contract.open[product] = Line(
                self._subscription_id(),
                account.index,
                product,
                plan,
                contract.interval,
                quantity,
                unit,
                account.currency,
                day,
                None,
                contract.term_end,
                replaced_mrr=old.mrr if old is not None else 0.0,
            )

    def _one_month(self, contract: Contract, month: int, hazard: float) -> None:
        """What happens at one billing day of one live account."""
        day = self._boundary(contract.account, month)
        if contract.paused_until is not None:
            if day >= contract.paused_until:
                contract.paused_until = None
            else:
                contract.term_end = self._next_term(contract, day)
                return
        renewal = day >= contract.term_end
        if renewal:
            churned = self._decide(contract, day, hazard)
            if churned:
                self._leave(contract, day, month)
                return
            contract.term_start, contract.term_end = day, self._next_term(contract, day)
        self._move(contract, month, renewal=renewal)
        self._maybe_pause(contract, month, day)
        if contract.paused_until is None:
            self._rewrite(contract, day)

    def _decide(self, contract: Contract, day: int, hazard: float) -> bool:
        churned = bool(self.rng.random() < hazard)
        low, high = self.leaving["notice_days_month" if contract.interval == "month" else "notice_days_year"]
        request = day - int(self.rng.integers(low, high + 1)) if churned else None
        if request is not None:
            request = max(request, max(line.start for line in contract.open.values()))
        self.opportunities.append(
            Opportunity(contract.account.index, day, self._stratum(contract), hazard, churned, request)
        )
        return churned

    def _leave(self, contract: Contract, day: int, month: int) -> None:
        account, last = contract.account, self.opportunities[-1]
        unpaid = contract.interval == "month" and self.rng.random() < self.leaving["payment_failure_share_of_monthly"]
        end = day + self.leaving["dunning_days"] if unpaid else day
        reason = "payment_failed" if unpaid else str(self.rng.choice(_REASONS, p=_REASON_SHARES))
        if unpaid:
            self.opportunities[-1] = replace(last, request=None)
        for line in contract.open.values():
            self.done.append(ended(line, end, "churn", end if unpaid else last.request, reason))
        del self.live[account.index]
        low, high = self.leaving["return_after_months"]
        back = month + int(self.rng.integers(low, high + 1))
        if self.rng.random() < self.leaving["return_probability"]:
            self.returns.setdefault(back, []).append(account.index)

    def _move(self, contract: Contract, month: int, *, renewal: bool) -> None:
        """Seats, plan, add-ons, price and billing term; a yearly contract shrinks at its renewal only."""
        roll, health = self.rng.random(8), float(self.health[contract.account.index, month])
        yearly, up, down = contract.interval == "year", float(np.exp(0.45 * health)), float(np.exp(-0.45 * health))
        step = float(self.rng.uniform(0.08, 0.30))
        shrink = self.moves["seats_down_renewal" if yearly else "seats_down_month"] * down * renewal
        if roll[0] < self.moves["seats_up"] * up:
            contract.seats += max(1, round(contract.seats * step))
        elif roll[1] < shrink:
            contract.seats = max(2, contract.seats - max(1, round(contract.seats * step)))
        rank = PLANS.index(contract.plan)
        drop = self.moves["plan_down_renewal" if yearly else "plan_down_month"] * renewal
        if roll[2] < self.moves["plan_up"] * up and rank < 1:
            contract.plan = PLANS[rank + 1]
        elif roll[3] < drop * down and rank == 1:
            contract.plan = PLANS[rank - 1]
        self._move_add_ons(contract, roll[4:6], up, renewal=renewal)
        if renewal and self._boundary(contract.account, month) >= self.price_day:
            contract.price_book = self.truth.section("price_change")["factor"]
        if not yearly and roll[6] < self.moves["month_to_year"]:
            contract.interval = "year"
            contract.term_end = self._next_term(contract, self._boundary(contract.account, month))

    def _move_add_ons(self, contract: Contract, roll: NDArray[np.float64], up: float, *, renewal: bool) -> None:
        dropped = self.moves["add_on_dropped_renewal" if contract.interval == "year" else "add_on_dropped_month"]
        for name, chance in zip(ADD_ONS, roll, strict=True):
            if name in contract.add_ons:
                if renewal and chance < dropped / up:
                    contract.add_ons.remove(name)
            elif chance < self.moves["add_on_bought"] * up:
                contract.add_ons.append(name)

    def _maybe_pause(self, contract: Contract, month: int, day: int) -> None:
        """A monthly account may pause once, for one to three whole billing months."""
        if contract.interval != "month" or contract.has_paused or self.rng.random() >= self.moves["pause"]:
            return
        back = month + int(self.rng.integers(1, 4))
        if back >= len(self.truth.month_starts) - 1:
            return
        self._rewrite(contract, day)
        resumed = self._boundary(contract.account, back)
        contract.has_paused, contract.paused_until = True, resumed
        contract.open = {
            product: replace(line, paused=day, resumed=resumed) for product, line in contract.open.items()
        }
