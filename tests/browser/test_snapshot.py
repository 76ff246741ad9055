"""A read-only copy, from the page that it is made on to whoever opens its link, until it is taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from csm_core import Workspace
from tests.browser.conftest import Visit
from tests.browser.rig import ROOT, Screen, served
from tests.workspaces import LOADED_AT, batch_of

FIGURE = '[data-testid="stMetricValue"]'
NAMES = [f"Secretive{number} Ltd" for number in range(8)]


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Her app on the workspace, and another one that knows the folder of the snapshots and nothing else."""
    path = tmp_path / "team.duckdb"
    workspace = Workspace.open(path)
    accounts = [{"account_id": f"id-{name}", "account_name": name} for name in NAMES]
    paid = [
        {"account_id": f"id-{name}", "start_date": f"2024-0{1 + index % 3}-05", "mrr": "100", "currency": "EUR"}
        for index, name in enumerate(NAMES)
    ]
    workspace.load([batch_of("accounts", accounts), batch_of("subscriptions", paid)], LOADED_AT, "add")
    workspace.close()
    shared = {"CSM_SNAPSHOTS": str(tmp_path / "snapshots")}
    with (
        served(ROOT / "asgi.py", tmp_path / "hers.log", CSM_WORKSPACE=str(path), **shared) as hers,
        served(ROOT / "asgi.py", tmp_path / "his.log", **shared) as his,
    ):
        yield hers, his


def figures(screen: Screen) -> list[str]:
    return screen.page.get_by_test_id("stMain").get_by_test_id("stMetricValue").all_inner_texts()


def test_a_shared_copy_has_the_numbers_and_nothing_else_until_it_is_taken_back(
    hosts: tuple[str, str], visit: Visit, tmp_path: Path
) -> None:
    her = visit(hosts[0]).open("/revenue")
    page = her.page
    page.wait_for_selector(FIGURE, timeout=90_000)
    her.settled()
    numbers = figures(her)
    assert numbers
    with her.change():
        page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_test_id("stPopoverBody").get_by_text("Opens on this computer only.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name="Web page").click()
    assert numbers[0] in download.value.path().read_text("utf-8")
    with her.change():
        page.get_by_role("button", name="Create link").click()
    # The copy is made beside the page.
    expect(page.get_by_text("/snapshot?s=")).to_be_visible(timeout=60_000)
    link = page.get_by_test_id("stPopoverBody").locator("code").last.inner_text().replace("\n", "").strip()
    assert "/snapshot?s=" in link

    his = visit(hosts[1]).open("/snapshot?" + link.split("?")[1])
    his.page.wait_for_selector(FIGURE, timeout=90_000)
    his.settled()
    assert figures(his) == numbers
    assert "account names were not shared" in his.page.get_by_test_id("stMain").inner_text()
    assert "Secretive" not in his.page.content()
    assert his.exceptions() == []
    assert his.violations() == []
    # Every other way leads to a workspace of his own, which is empty.
    his.open("/revenue")
    assert figures(his) == []
    assert his.page.get_by_role("button", name="Try the demo company").count() == 1

    with her.change():
        page.get_by_role("button", name="Revoke").click()
    his.open("/snapshot?" + link.split("?")[1])
    assert "was revoked" in his.page.get_by_test_id("stMain").inner_text()
    his.open("/snapshot?s=somebody-guesses")
    assert "This snapshot does not exist" in his.page.get_by_test_id("stMain").inner_text()
    # Neither log nor audit log nor any other file of the host says what opens it.
    token = link.split("s=")[1].encode()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and token in path.read_bytes()] == []
