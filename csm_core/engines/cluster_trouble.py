"""ClusterTrouble: a Spark cluster can't be reached, or can't do what it was asked for."""

from __future__ import annotations

import re

from csm_core.errors import CsmError

_MOST_LETTERS = 300
_DETAILS = re.compile(r'details = "(.*)"')


class ClusterTrouble(CsmError):
    """Nothing was loaded because of the cluster; the workspace is as it was."""

    @classmethod
    def unreachable(cls, host: str, port: int, error: Exception) -> ClusterTrouble:
        """Nobody answers at the address, or who answers refuses a session."""
        return cls(
            f"No Spark Connect server gives a session at {host}:{port} ({_reason(error)}). Check the address given "
            "to --engine, whether the cluster's Connect server runs, and the token in the environment where it asks "
            "for one."
        )

    @classmethod
    def while_doing(cls, what: str, error: Exception) -> ClusterTrouble:
        """The cluster refused, or failed at, `what` ('reading lake.events')."""
        return cls(
            f"Nothing was loaded, and the workspace is unchanged: {what} failed on the cluster ({_reason(error)})."
        )

    @classmethod
    def changed_meanwhile(cls, table: str) -> ClusterTrouble:
        """The rows were others at the second look than at the first."""
        return cls(f"'{table}' changed while it was read, and nothing was loaded. Run the same command again.")


def _reason(error: Exception) -> str:
    """What the connection says went wrong, else the first line of the error."""
    details = _DETAILS.search(str(error))
    text = details[1] if details else str(error).split("\n", 1)[0]
    return " ".join(text.split())[:_MOST_LETTERS] or type(error).__name__
