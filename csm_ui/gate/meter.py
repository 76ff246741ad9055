"""Meter: so many in a minute for each key, in bounded memory."""

from __future__ import annotations

import threading
from collections import OrderedDict

_MINUTE = 60.0
# Some 100 bytes each. Whoever has more addresses than this is not held by limits for addresses.
MOST_KEYS = 10_000


class Meter:
    """The generic cell rate algorithm (ITU-T I.371, annex A): a minute's worth at once, then as they trickle in.

    Of each key it remembers one number, the moment at which all that it took is made up for; from a minute after
    its latest taking, a key may be forgotten without anybody noticing.
    """

    def __init__(self, most_keys: int = MOST_KEYS) -> None:
        """Beyond `most_keys`, the keys that took longest ago are forgotten."""
        self._most_keys = most_keys
        self._made_up_at: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._made_up_at)

    def seconds_to_wait(self, key: str, a_minute: int, now: float) -> float:
        """Seconds until the key may take one; 0.0 where it may now. 0 `a_minute` is no limit.

        `now`: seconds of a clock that never goes back.
        """
        with self._lock:
            return self._wait(key, a_minute, now)

    def take(self, key: str, a_minute: int, now: float) -> float:
        """Take one where the key may: 0.0; else the seconds to wait, and nothing is taken."""
        with self._lock:
            wait = self._wait(key, a_minute, now)
            if a_minute and not wait:
                self._made_up_at[key] = max(self._made_up_at.get(key, now), now) + _MINUTE / a_minute
                self._made_up_at.move_to_end(key)
                while len(self._made_up_at) > self._most_keys:
                    self._made_up_at.popitem(last=False)
            return wait

    def _wait(self, key: str, a_minute: int, now: float) -> float:
        if not a_minute:
            return 0.0
        made_up_at = max(self._made_up_at.get(key, now), now)
        # A hair of tolerance: sixty sixtieths are a little more than one.
        wait = made_up_at + _MINUTE / a_minute - now - _MINUTE
        return wait if wait > 1e-6 else 0.0
