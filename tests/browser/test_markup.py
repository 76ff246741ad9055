"""Markup in every text that a file may hold, on the pages that show most of them: it is shown as the text it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csm_core import Workspace
from csm_core.tables.catalogue import TABLES, Type
from tests.browser.conftest import Visit
from tests.browser.rig import ROOT, served
from tests.workspaces import LOADED_AT, batch_of

# Each would show itself: by an element, a request or an error on the console.
MARKUP = (
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](http://example.invalid/beacon.png)",
    "$$\\href{javascript:alert(1)}{x}$$",
    "<script>alert(1)</script>",
    ":red[x] :material/home:",
    "<svg onload=alert(1)>",
)
MADE_OF_IT = """() => [
    ...document.querySelectorAll('[onerror], [onload], [onclick], body script, .katex, [href^="javascript"]'),
    ...[...document.querySelectorAll('img')].filter((one) => /x$|beacon/.test(one.src)),
].map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "marked.duckdb"
    workspace = Workspace.open(path)
    workspace.load([batch_of(table, rows(table), f"{MARKUP[0]} {table}.csv") for table in TABLES], LOADED_AT, "add")
    workspace.close()
    with served(ROOT / "asgi.py", tmp_path / "server.log", CSM_WORKSPACE=str(path)) as address:
        yield address


def rows(table: str) -> list[dict[str, str]]:
    """As many rows as there are marks, each with one in every text; accounts have an attribute of that name, too."""
    extra = {"<b onclick=alert(1)>": MARKUP[0]} if table == "accounts" else {}
    return [
        {column.name: value(column.name, column.type, number) for column in TABLES[table].columns} | extra
        for number in range(len(MARKUP))
    ]


def value(name: str, kind: Type, number: int) -> str:
    if name == "account_id":
        return f"A{number} {MARKUP[number]}"
    if name == "currency":
        return "EUR"
    if kind is Type.TEXT:
        return MARKUP[number]
    return f"2024-0{1 + number % 6}-11" if kind is Type.MOMENT else str(number + 1)


def test_markup_in_any_text_stays_text(marked: str, visit: Visit) -> None:
    screen = visit(marked)
    screen.page.on("dialog", lambda dialog: screen.problems.append(f"dialog: {dialog.message}"))
    shown = ""
    for page in ("", "data", "voice", f"account?account=A0 {MARKUP[0]}"):
        screen.open(f"/{page}")
        assert screen.page.evaluate(MADE_OF_IT) == []
        shown += screen.page.inner_text("body").replace("\N{WORD JOINER}", "")
    assert MARKUP[0] in shown
