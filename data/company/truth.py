"""The parameters the company is made from, read from the hand-written `truth.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

TRUTH_FILE = Path(__file__).resolve().parent.parent / "truth.json"
SEGMENTS = ("SMB", "Mid-Market", "Enterprise")
PLANS = ("Team", "Business", "Enterprise")
ADD_ONS = ("Forecast", "Automations")
CORE = "Planner"


@dataclass(frozen=True, slots=True)
class Truth:
    """What `truth.json` says, with its dates as day numbers (`date.toordinal`).

    `section(name)` gives a block of parameters as written in the file.
    """

    seed: int
    first_day: int
    tools_from: int
    as_of: int
    month_starts: tuple[int, ...]
    blocks: dict[str, Any]

    def section(self, name: str) -> Any:
        """Block `name` of the file, unchanged."""
        return self.blocks[name]

    def month_of(self, day: int) -> int:
        """Index of the month that `day` lies in; month 0 is the month of the first customer."""
        when = date.fromordinal(day)
        first = date.fromordinal(self.first_day)
        return (when.year - first.year) * 12 + when.month - first.month

    @property
    def last_month(self) -> int:
        """Index of the month that holds the as-of day."""
        return self.month_of(self.as_of)

    @property
    def tools_month(self) -> int:
        """Index of the first month that events, surveys and tickets are known for."""
        return self.month_of(self.tools_from)


def load_truth(path: Path = TRUTH_FILE) -> Truth:
    """Read the parameters. Raises `KeyError` where a block is missing."""
    blocks = json.loads(path.read_text(encoding="utf-8"))
    calendar = {name: date.fromisoformat(text) for name, text in blocks["calendar"].items()}
    first, last = calendar["first_customer"], calendar["simulated_to"]
    months = (last.year - first.year) * 12 + last.month - first.month + 2
    starts = tuple(
        date(first.year + (first.month - 1 + k) // 12, (first.month - 1 + k) % 12 + 1, 1).toordinal()
        for k in range(months)
    )
    return Truth(
        seed=blocks["seed"],
        first_day=first.toordinal(),
        tools_from=calendar["tools_from"].toordinal(),
        as_of=calendar["as_of"].toordinal(),
        month_starts=starts,
        blocks=blocks,
    )
