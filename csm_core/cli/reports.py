"""`csm report`: a notebook of a workspace, or a template, written to a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from csm_core.cli.flags import given_with
from csm_core.cli.loads import existing_workspace
from csm_core.cli.question import asked_overlay
from csm_core.errors import BadValue, UnknownName
from csm_core.store.workspace import Workspace

# Slides and pictures take a second to import, and no other command needs them.
if TYPE_CHECKING:
    from csm_core.notebook.notebook import Notebook
    from csm_core.report.brand import Brand

_DONE, _NO_VALUE = 0, 1
_USUAL = "monthly_board"


def run_report(chosen: argparse.Namespace) -> int:
    """Write the report; the exit code says whether any cell has a value."""
    from csm_core.report.report import file_kind
    from csm_core.report.write import write_report

    out = Path(chosen.out)
    with given_with("-o", "board.html"):
        file_kind(out.name)
        if not out.parent.is_dir():
            raise BadValue(f"'{out}' lies in a folder that does not exist.")
    workspace = existing_workspace(Path(chosen.workspace))
    overlay, brand = asked_overlay(chosen, workspace), _brand(chosen, workspace)
    has_value = write_report(workspace, _notebook(chosen, workspace), out, overlay, brand, chosen.slides)
    print(f"Wrote {out}.")
    return _DONE if has_value else _NO_VALUE


def _brand(chosen: argparse.Namespace, workspace: Workspace) -> Brand:
    """What the workspace keeps, with what was given in its place."""
    from csm_core.report.brand import Brand, logo_of, saved_brand

    brand = saved_brand(workspace)
    with given_with("--company", "'Acme Ltd'"):
        brand = Brand(brand.company if chosen.company is None else chosen.company, brand.colour, brand.logo).checked()
    with given_with("--colour", "'#0B5CAD'"):
        brand = Brand(brand.company, chosen.colour or brand.colour, brand.logo).checked()
    with given_with("--logo", "logo.png"):
        logo = brand.logo if chosen.logo is None else logo_of(Path(chosen.logo))
        return Brand(brand.company, brand.colour, logo).checked()


def _notebook(chosen: argparse.Namespace, workspace: Workspace) -> Notebook:
    """The notebook that was named, or one of the template: the monthly board page where none was."""
    from csm_core.facts.queries.account_profile import account_names
    from csm_core.notebook.opening import opened
    from csm_core.notebook.shelf import Shelf
    from csm_core.notebook.templates import TEMPLATES

    shelf = Shelf(workspace)
    if chosen.notebook is not None:
        if not shelf.names():
            raise BadValue(f"--notebook: no notebook '{chosen.notebook}': none is saved in this workspace yet.")
        with given_with("--notebook", f"'{shelf.names()[0]}'"):
            return shelf.open(chosen.notebook)
    name = chosen.template or _USUAL
    with given_with("--template", _USUAL):
        if name not in TEMPLATES:
            raise UnknownName.of("template", name, TEMPLATES)
    template, account = TEMPLATES[name], chosen.account
    if not template.of_account:
        if account is not None:
            about = ", ".join(key for key, one in TEMPLATES.items() if one.of_account)
            raise BadValue(f"--account: '{name}' is not about one account. Add --template: {about}.")
        return opened(workspace, template, template.title)
    names = account_names(workspace)
    with given_with("--account", next(iter(names), "ID")):
        if account is None:
            raise BadValue(f"'{name}' is about one account: say which one.")
        if account not in names:
            raise UnknownName.of("account", account, names)
    return opened(workspace, template, f"Business review of {names[account]}", account)
