"""One small company's report, asked once for all tests of what is made of it."""

from datetime import date

import pytest

from csm_core.notebook.cell import Cell, Form, Text
from csm_core.notebook.notebook import Notebook
from csm_core.report.printed import Printed, printed
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.contract.company import company
from tests.workspaces import new_workspace_of

HALF = Scope(date(2024, 1, 1), date(2024, 7, 1))
HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script> ![x](http://evil.example/p.png)"
NOTE = f"We **raised** the price.\n\n- first\n- second: {HOSTILE}"
CELLS = (
    Cell("mrr", scope=HALF, form=Form.FIGURE, label="MRR"),
    Cell("nps", scope=HALF, note=NOTE),
    Cell("mrr_movements", scope=HALF),
    Cell("cohort_retention", scope=HALF),
    Cell("health_score", scope=HALF, form=Form.TABLE),
)


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    rows = company()
    rows["accounts"][1]["account_name"] = HOSTILE
    return new_workspace_of(**rows)


@pytest.fixture(scope="session")
def report(workspace: Workspace) -> Printed:
    notebook = Notebook.of("Board of *June* <b>", [Text("# Why\n\nBecause."), *CELLS, Cell("no_such_metric")])
    return printed(workspace, notebook, with_rows=True)
