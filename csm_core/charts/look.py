"""Look: how a picture is to be drawn, apart from what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from csm_core.units import Unit

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Look:
    """The reader's theme, the currency that money is written in, and the unit of the measure drawn where that
    is not the Result's own (a count of accounts in a Result of money)."""

    theme: Theme = "light"
    currency: str | None = None
    unit: Unit | None = None
