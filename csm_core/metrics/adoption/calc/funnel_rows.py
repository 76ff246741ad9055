"""What a funnel says of each step, and the rows behind it: who was there and who came on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.result import SCHEMA, complete_columns
from csm_core.stats.clustered_share import share_by_account

_DAY = 86400.0

_ROWS = pa.schema(
    [
        ("period", pa.date32()),
        *((name, pa.string()) for name in ("segment", "measure", "series", "account_id", "account_name", "user_id")),
        ("entered_on", pa.date32()),
        *((name, pa.float64()) for name in ("part", "whole", "days")),
    ]
)


def funnel_cells(people: pa.Table, steps: Sequence[str]) -> pa.Table:
    """Columns of Result for each period, segment and step, from `people` (as `funnel` gives them, all decided).

    conversion (of all who entered), step_conversion and drop (of those at the step before), each with the interval
    of a share in which those of one account are not independent, and the median days from the step before.
    """
    groups: dict[tuple[object, object], list[dict[str, object]]] = defaultdict(list)
    for person in people.select(["period", "segment", "account_id", "steps_done", "seconds"]).to_pylist():
        groups[person["period"], person["segment"]].append(person)
    cells = [
        {"period": period, "segment": segment, "series": _name(index, steps)} | cell
        for (period, segment), members in groups.items()
        for index in range(len(steps))
        for cell in _cells_of_step(members, index)
    ]
    return complete_columns(pa.Table.from_pylist(cells, SCHEMA))


def _cells_of_step(people: list[dict[str, object]], index: int) -> Iterator[dict[str, object]]:
    before = [person for person in people if _done(person) >= index]
    came = [person for person in before if _done(person) > index]
    yield _share("conversion", people, index, True)
    if index:
        yield _share("step_conversion", before, index, True)
        yield _share("drop", before, index, False)
    if index and came:
        waits = [_wait(person, index) for person in came]
        yield {"measure": "days", "value": median(waits), "n": len(waits)}


def _share(measure: str, people: list[dict[str, object]], index: int, came: bool) -> dict[str, object]:
    """How many of the people came past a step, or did not; those of one account are not independent."""
    event = [(_done(person) > index) is came for person in people]
    share = share_by_account(event, [person["account_id"] for person in people])
    note = None if people else "Nobody reached the previous step."
    values = {"value": share.value, "low": share.low, "high": share.high}
    return {"measure": measure, "n": len(people), "note": note} | values


def funnel_rows(people: pa.Table | None, steps: Sequence[str]) -> pa.Table:
    """A row for each decided person, step and measure: part over whole, or the days from the step before."""
    if people is None:
        return pa.Table.from_pylist([], _ROWS)
    decided = people.filter(pc.invert(people.column("is_open"))).to_pylist()
    return pa.Table.from_pylist([row for person in decided for row in _rows_of(person, steps)], _ROWS)


def _rows_of(person: dict[str, object], steps: Sequence[str]) -> Iterator[dict[str, object]]:
    keys = {key: person[key] for key in ("period", "segment", "account_id", "account_name", "user_id", "entered_on")}
    for index in range(min(len(steps), _done(person) + 1)):
        step = keys | {"series": _name(index, steps), "whole": 1.0}
        came = _done(person) > index
        yield step | {"measure": "conversion", "part": float(came)}
        if index:
            yield step | {"measure": "step_conversion", "part": float(came)}
            yield step | {"measure": "drop", "part": float(not came)}
        if index and came:
            yield step | {"measure": "days", "days": _wait(person, index)}
    for index in range(_done(person) + 1, len(steps)):
        yield keys | {"series": _name(index, steps), "whole": 1.0, "measure": "conversion", "part": 0.0}


def _name(index: int, steps: Sequence[str]) -> str:
    return f"{index + 1}. {steps[index]}"


def _done(person: dict[str, object]) -> int:
    return int(str(person["steps_done"]))


def _wait(person: dict[str, object], index: int) -> float:
    times = person["seconds"]
    return (times[index] - times[index - 1]) / _DAY  # type: ignore[index, no-any-return]
