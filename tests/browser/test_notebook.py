"""A notebook from three pages that outlives its server, and its report, opened from a disk without a network."""

from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from csm_core import Workspace
from csm_core.notebook.cell import Cell, Form, Text
from csm_core.notebook.notebook import Notebook
from csm_core.report.html_page import html_page
from csm_core.report.printed import printed
from csm_core.scope import Scope
from tests.browser.conftest import Visit
from tests.browser.menus import open_menu
from tests.browser.rig import ROOT, Screen, served
from tests.contract.company import company
from tests.workspaces import LOADED_AT, batch_of, workspace_of

# What is wider than the card or the page that it stands in, but for tables that scroll.
_CUT = """() => [...document.querySelectorAll("h1, h2, p, .cell, .chart svg")].filter((one) => !one.matches(".heard")
  && one.getBoundingClientRect().right > one.parentElement.getBoundingClientRect().right + 1)
  .map((one) => one.outerHTML)"""
NOTE = "Prices **rose**; nobody left."


def pin(screen: Screen, index: int, note: str = "") -> None:
    page = screen.page
    open_menu(screen, "Pin", index=index)
    body = page.get_by_test_id("stPopoverBody")
    if note:
        write(screen, note)
    with screen.change():
        body.get_by_role("button", name="Pin to the notebook").click()


def write(screen: Screen, note: str) -> None:
    box = screen.page.get_by_test_id("stPopoverBody").get_by_role("textbox", name="Note")
    with screen.change():
        box.fill(note)
        box.press("Control+Enter")


def headings(page: Page) -> list[str]:
    """What each cell of the notebook says: its finding, or the label of its figure."""
    cells = page.locator('[data-testid="stMain"] [class*="st-key-cell-"]')
    return [cell.locator("h2, [data-testid='stMetricLabel']").first.inner_text() for cell in cells.all()]


def words(page: Page) -> str:
    """What the page says, without the unseen joiners that keep text from becoming markup."""
    return page.get_by_test_id("stMain").inner_text().replace("\N{WORD JOINER}", "")


def test_a_notebook_of_six_cells_from_three_pages_outlives_its_server(visit: Visit, tmp_path: Path) -> None:
    path, log = tmp_path / "team.duckdb", tmp_path / "server.log"
    workspace = Workspace.open(path)
    workspace.load([batch_of(name, rows) for name, rows in company().items()], LOADED_AT, "add")
    workspace.close()
    with served(ROOT / "asgi.py", log, CSM_WORKSPACE=str(path)) as address:
        her = visit(address)
        page = her.page
        for name, places in (("voice", (0, 4)), ("support", (0, 4)), ("lifetime_value", (0, 4))):
            her.open(f"/{name}")
            for index in places:
                pin(her, index, NOTE if (name, index) == ("support", 4) else "")
        her.open("/notebook")
        before = headings(page)
        assert len(before) == 6
        assert "Prices rose; nobody left." in words(page)

        with her.change():
            page.get_by_test_id("stMain").get_by_text("Edit", exact=True).click()
        with her.change():
            page.get_by_role("button", name="Down").first.click()
        reordered = [before[1], before[0], *before[2:]]
        expect(page.locator('[class*="st-key-cell-"] h2').first).to_have_text(reordered[0])
        with her.change():
            page.get_by_role("button", name="Edit").first.click()
        write(her, "Written *in place*.")
        with her.change():
            page.keyboard.press("Escape")
        with her.change():
            page.get_by_role("button", name="Freeze").first.click()
        expect(page.get_by_text("the data is the same today")).to_be_visible()
        assert headings(page) == reordered
        assert her.exceptions() == []
        link = page.url.removeprefix(address)
        page.goto("about:blank")

    with served(ROOT / "asgi.py", log, CSM_WORKSPACE=str(path)) as address:
        his = visit(address).open(link)
        assert headings(his.page) == reordered
        for kept in (
            "Prices rose; nobody left.",
            "Written in place.",
            "the data is the same today",
        ):
            assert kept in words(his.page)
        assert his.exceptions() == []
        his.page.goto("about:blank")


def test_the_report_opens_from_a_disk_with_the_network_off(chromium: Browser, tmp_path: Path) -> None:
    cells = (Cell("mrr", form=Form.FIGURE), Cell("nps"), Cell("mrr_movements"), Cell("cohort_retention"), Cell("mrr"))
    scoped = [Cell(cell.metric, scope=Scope(), form=cell.form, note=NOTE) for cell in cells]
    report = printed(workspace_of(**company()), Notebook.of("Board", [Text("# Why"), *scoped]))
    (tmp_path / "board.html").write_bytes(html_page(report))
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    rows: list[str] = []
    page.on("console", lambda message: rows.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: rows.append(str(error)))
    page.on("request", lambda request: rows.append(request.url) if not request.url.startswith("file:") else None)
    page.goto((tmp_path / "board.html").as_uri())
    expect(page.locator(".chart svg")).to_have_count(4)
    alts = [section.picture.alt for section in report.sections if section.picture]
    assert [one.get_attribute("aria-label") for one in page.locator(".picture[role=img]").all()] == alts
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        assert page.evaluate(_CUT) == []
    texts = [text for text in page.locator("h2, p:not(.heard)").all_inner_texts() if len(text) > 40]
    notes = [text for text in texts if text == "Prices rose; nobody left."]
    assert len(texts) - len(notes) == len(set(texts) - set(notes))
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    actual = page.evaluate("async () => (await axe.run()).violations.map((one) => one.id)")
    page.emulate_media(media="print")
    for section in report.sections[1:]:
        expect(page.get_by_role("heading", name=section.title, exact=True).first).to_be_visible()
    context.close()
    assert rows == []
    assert actual == []
