"""The report command: a notebook of a workspace, or a template, written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from csm_core.errors import BadValue, UnknownName
from csm_core.facts.queries.account_profile import account_names
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.opening import opened
from csm_core.notebook.shelf import Shelf
from csm_core.notebook.templates import TEMPLATES
from csm_core.report.brand import Brand, logo_of, saved_brand
from csm_core.report.printed import printed
from csm_core.report.report import file_kind
from csm_core.store.workspace import Workspace

_USUAL = "monthly_board"
LEAST_SLIDES = 3


def chosen_brand(workspace: Workspace, company: str | None, colour: str | None, logo: Path | None) -> Brand:
    """What the workspace keeps, with what was given in its place.

    Raises
    ------
    BadValue
        When any of it can't be used.
    """
    kept = saved_brand(workspace)
    return Brand(
        kept.company if company is None else company,
        colour or kept.colour,
        kept.logo if logo is None else logo_of(logo),
    ).checked()


def write_report(
    workspace: Workspace,
    out: Path,
    overlay: Sequence[tuple[str, str]],
    notebook: str | None = None,
    template: str | None = None,
    account: str | None = None,
    brand: Brand | None = None,
    most_slides: int | None = None,
) -> bool:
    """Write the report; whether any of its cells has a value. The file appears whole or not at all.

    Parameters
    ----------
    overlay
        Parts of a Scope that take the place of the cells' own, as names and values of an address.
    notebook
        A notebook of the workspace. Without it a template: the monthly board page, or the one that is named.
    account
        The account that a template is about, where it is about one.
    brand
        Whose report it is; as the workspace keeps it without one.
    most_slides
        Slides of a presentation at most, from `LEAST_SLIDES`; eight without it.

    Raises
    ------
    BadValue, UnknownName, BadNotebook, NothingLoaded
        For a file that can't be written, a name that does not exist, a text that is no notebook, an empty workspace.
    """
    kind = file_kind(out.name)
    if notebook is not None and template is not None:
        raise BadValue.of("--template", template, "no value beside --notebook")
    if most_slides is not None and most_slides < LEAST_SLIDES:
        raise BadValue.of("--slides", most_slides, f"a number from {LEAST_SLIDES}: a cover, a page and the sources")
    if not out.parent.is_dir():
        raise BadValue.of("-o", out, "a path in a folder that exists")
    made = _template(workspace, template or _USUAL, account) if notebook is None else Shelf(workspace).open(notebook)
    report = printed(workspace, made, overlay, with_rows=kind.with_rows, brand=brand)
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
        raise BadValue.of("-o", out, f"a writable path ({error.strerror or type(error).__name__})") from error


def _template(workspace: Workspace, name: str, account: str | None) -> Notebook:
    if name not in TEMPLATES:
        raise UnknownName.of("template", name, TEMPLATES)
    template = TEMPLATES[name]
    title = template.title
    if template.of_account and account is not None:
        title = f"Business review of {account_names(workspace).get(account, account)}"
    return opened(workspace, template, title, account)
