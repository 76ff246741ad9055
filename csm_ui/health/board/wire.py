"""What the board is given, and its bytes on the way to the browser."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.bands import Cutoffs
from csm_core.scoring.components import Component
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.weights import Missing, rules_of

LARGEST = 200_000
"""The most accounts that are sent to a browser: 13 components of them are 5 MB."""
PREFIX = struct.Struct("<II")


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Past dates whose future is known, to try the weights on: one row an account and date.

    `label` says which, as the reader sees it; `matrix` is rows × components, accounts as they were known then;
    `lost` the loss that came within the horizon after, from 0 to below `losses`, -1 where none came; `account`
    whose row it is, from 0 to below `accounts`.
    """

    label: str
    matrix: NDArray[np.uint16]
    lost: NDArray[np.int32]
    losses: int
    account: NDArray[np.int32]
    accounts: int


@dataclass(frozen=True, slots=True, eq=False)
class Against:
    """What changes are measured against: a scenario's name, its weights and cuts, and the scores in tenths that
    it gives, by its own rules, to the accounts of the board and to the rows of its past."""

    name: str
    weights: tuple[int, ...]
    cutoffs: Cutoffs
    scores: NDArray[np.uint16]
    past_scores: NDArray[np.uint16] | None = None
    same_rules: bool = True


@dataclass(frozen=True, slots=True)
class Preset:
    """A weighting to start from, and why one would."""

    name: str
    meaning: str
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """A portfolio to weigh. Rows of `matrix` and `mrr_cents` are the same accounts in the same order.

    `matrix` is accounts × components in tenths, 65535 where there is no value; `mrr_cents` whole cents of
    `currency` (a code such as EUR), NaN where not known. All weights passed `check_weights`.
    """

    components: tuple[Component, ...]
    matrix: NDArray[np.uint16]
    mrr_cents: NDArray[np.float64]
    currency: str
    against: Against
    presets: tuple[Preset, ...]
    cutoffs: Cutoffs
    missing: Missing
    past: Past | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The components' names, in order."""
        return tuple(component.name for component in self.components)


def pack(board: Board, key: str, weights: Sequence[int], revision: str) -> bytes:
    """One buffer: two uint32 (length of the header, checksum), a JSON header, the arrays.

    Everything little-endian; the header lists each array's name, type, offset and count, and each starts on
    a multiple of 8 bytes. The matrix goes one component after the other. `revision` is new whenever the board
    has to take over `weights`; while it stays the same the board keeps its own. The checksum tells the board
    that a buffer is the one that it has.
    """
    arrays: dict[str, NDArray[np.uint16] | NDArray[np.float64] | NDArray[np.int32]] = {
        "matrix": board.matrix.ravel(order="F"),
        "mrr_cents": board.mrr_cents,
        "saved_scores": board.against.scores,
    }
    if board.past is not None:
        arrays["past_matrix"] = board.past.matrix.ravel(order="F")
        arrays |= {"past_lost": board.past.lost, "past_account": board.past.account}
        if board.against.past_scores is not None:
            arrays["past_saved_scores"] = board.against.past_scores
    # Offsets count from the start of the arrays until the header's own length is known.
    listed, parts, offset = [], [], 0
    for name, array in arrays.items():
        content = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
        listed.append({"name": name, "type": array.dtype.name, "offset": offset, "count": array.size})
        parts.append(content + bytes(-len(content) % 8))
        offset += len(parts[-1])
    header = _header(board, key, weights, revision)
    text = json.dumps(header | {"arrays": listed}).encode()
    text += b" " * (-(PREFIX.size + len(text)) % 8)
    body = b"".join([text, *parts])
    return PREFIX.pack(len(text), zlib.crc32(body)) + body


def _header(board: Board, key: str, weights: Sequence[int], revision: str) -> dict[str, object]:
    past, against = board.past, board.against
    return {
        "key": key,
        "revision": revision,
        "weights": list(weights),
        "saved": list(against.weights),
        "saved_name": against.name,
        "saved_cutoffs": _cuts(against.cutoffs),
        "rules_differ": not against.same_rules,
        "presets": [
            {"name": one.name, "meaning": one.meaning, "weights": list(one.weights)} for one in board.presets
        ],
        "accounts": len(board.matrix),
        "currency": board.currency,
        "missing": [rule.value for rule in rules_of(board.missing, len(board.components))],
        "cutoffs": _cuts(board.cutoffs),
        "past": None if past is None else {"label": past.label, "losses": past.losses, "accounts": past.accounts},
        "components": [
            {
                "id": component.id,
                "name": component.name,
                "meaning": component.meaning,
                "known": _coverage(rows, len(board.matrix)),
                "has_values": rows > 0,
            }
            for component, rows in zip(
                board.components, np.count_nonzero(board.matrix != MISSING, axis=0).tolist(), strict=True
            )
        ],
    }


def _cuts(cutoffs: Cutoffs) -> dict[str, int]:
    return {"red_below": cutoffs.red_below, "green_from": cutoffs.green_from}


def _coverage(rows: int, accounts: int) -> str:
    """Of how many accounts there is a value of a component, in words."""
    if rows == accounts:
        return "known for all"
    return f"known for {100 * rows // accounts} %" if rows else "known for none"
