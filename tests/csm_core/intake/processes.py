"""Processes as /proc tells of them."""

import time
from pathlib import Path


def is_alive(process_id: int) -> bool:
    fields = stat(process_id)
    return bool(fields) and fields[0] != "Z"


def wait_for_the_end_of(process_id: int) -> None:
    while is_alive(process_id):
        time.sleep(0.02)


def descendants(process_id: int) -> list[int]:
    """Its children and theirs."""
    parents = {
        int(path.name): int(fields[1])
        for path in Path("/proc").iterdir()
        if path.name.isdigit() and (fields := stat(int(path.name)))
    }
    children = [child for child, parent in parents.items() if parent == process_id]
    return [*children, *(one for child in children for one in descendants(child))]


def stat(process_id: int) -> list[str]:
    """The fields of its line from the state on; none where there is no such process."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
