"""Use that finds no account: the page says so where the figures would stand, and joins it there."""

from tests.csm_core.metrics.caveats.test_unjoined import ACCOUNTS, NOBODYS
from tests.pages.conftest import Open
from tests.workspaces import new_workspace_of


def test_the_adoption_page_says_unknown_and_joins_by_ids_of_the_readers_own(open_page: Open) -> None:
    workspace = new_workspace_of(accounts=ACCOUNTS, events=NOBODYS)
    page = open_page("adoption", workspace)
    assert not page.exception
    texts = [one.value for kind in (page.caption, page.info) for one in kind]
    assert any("no event could be matched to an account" in text for text in texts)
    assert not any(card.value in ("0.0 %", "0.0\N{NO-BREAK SPACE}%") for card in page.metric)
    (field, *_) = [one for one in page.text_area if str(one.key).startswith("join.events")]
    field.set_value("u-1;Firm A")
    (button, *_) = [one for one in page.button if one.key == f"{field.key}.do"]
    button.click()
    page.run()
    assert not page.exception
    assert not [one for one in page.text_area if str(one.key).startswith("join.events")]
    assert workspace.query("select distinct account_id from facts.user_days").to_pylist() == [{"account_id": "A"}]
