"""A notebook written to a file of the kind that its name asks for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from csm_core.errors import BadValue
from csm_core.notebook.notebook import Notebook
from csm_core.report.brand import Brand
from csm_core.report.printed import printed
from csm_core.report.report import file_kind
from csm_core.store.workspace import Workspace


def write_report(
    workspace: Workspace,
    notebook: Notebook,
    out: Path,
    overlay: Sequence[tuple[str, str]],
    brand: Brand,
    most_slides: int | None = None,
) -> bool:
    """Write the report; whether any of its cells has a value. The file appears whole or not at all.

    Parameters
    ----------
    overlay
        Parts of a Scope that take the place of the cells' own, as names and values of an address.
    brand
        Whose report it is.
    most_slides
        Slides of a presentation at most, three or more; eight without it.

    Raises
    ------
    BadValue, NothingLoaded
        For a file that can't be written, an empty workspace.
    """
    kind = file_kind(out.name)
    report = printed(workspace, notebook, overlay, with_rows=kind.with_rows, brand=brand)
    if most_slides is not None:
        report = replace(report, most_slides=most_slides)
    _write(out, kind.write(report))
    return any(section.answer is not None and section.answer.result.has_value for section in report.sections)


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all."""
    part = out.with_name(out.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise BadValue(f"-o: '{out}' can't be written ({reason}). Choose another path.") from error
