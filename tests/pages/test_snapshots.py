"""Sharing a read-only copy on the screen: made, opened by somebody else, taken back."""

from collections.abc import Callable
from pathlib import Path
from time import sleep
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from csm_core import Workspace
from csm_ui.share import links
from csm_ui.visitor.keys import Key
from tests.pages.conftest import ROOT, Open, assert_sound
from tests.workspaces import workspace_of

Reader = Callable[[str], AppTest]


@pytest.fixture
def company() -> Workspace:
    """Six customers who pay 100 each in two regions, and six answers."""
    names = [f"Customer{number}" for number in range(6)]
    return workspace_of(
        accounts=[
            {"account_id": name, "account_name": name, "Region": ("North", "South")[index % 2]}
            for index, name in enumerate(names)
        ],
        subscriptions=[
            {"account_id": name, "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"} for name in names
        ],
        surveys=[
            {
                "account_id": name,
                "responded_at": "2024-03-10",
                "score": "9",
                "survey_type": "nps",
                "contact_email": f"someone@{name}.example",
                "comment": f"Said by {name}",
            }
            for name in names
        ],
    )


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Reader:
    """Whoever has a link and nothing else, in a browser of their own."""
    monkeypatch.setenv("CSM_SNAPSHOTS", str(tmp_path))

    def run(token: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.query_params[Key.SHARED] = token
        app.run()
        app.query_params[Key.SHARED] = token
        app.switch_page("pages/snapshot.py").run()
        app.run()
        assert_sound(app)
        return app

    return run


def share(app: AppTest) -> str:
    """Open the popover, make the link; its token."""
    app.session_state["share"] = True
    app.run()
    next(button for button in app.button if button.label == "Create link").click().run()
    assert_sound(app)
    # It is made beside the page, which asks again and again.
    for _ in range(100):
        if any("/snapshot?" in code.value for code in app.code):
            break
        sleep(0.1)
        app.session_state["share"] = True
        app.run()
    assert_sound(app)
    return next(code.value for code in app.code if "/snapshot?" in code.value).split("s=")[-1]


def texts(app: AppTest) -> str:
    parts = (*app.title, *app.header, *app.caption, *app.error, *app.warning, *app.info, *app.markdown)
    return " ".join(str(part.value) for part in parts)


def test_a_copy_shows_the_same_numbers_and_neither_names_nor_comments(
    company: Workspace, open_page: Open, reader: Reader
) -> None:
    hers = open_page("revenue", company)
    his = reader(share(hers))
    shown = {metric.label: metric.value for metric in his.metric}
    assert shown["MRR"] == next(metric.value for metric in hers.metric if metric.label == "MRR")
    assert "account names were not shared" in texts(his)
    assert "Customer" not in texts(his)
    assert not his.sidebar.selectbox
    assert not his.expander  # no rows behind, no SQL


@pytest.mark.parametrize(
    ("here", "public", "link", "stays_here"),
    [
        ("http://localhost:8501/revenue", "", "http://localhost:8501/snapshot?s=t", True),
        ("http://127.0.0.1:8501/base/revenue", "", "http://127.0.0.1:8501/base/snapshot?s=t", True),
        ("http://0.0.0.0:8501/", "", "http://0.0.0.0:8501/snapshot?s=t", True),
        ("http://192.0.2.7:8501/revenue", "", "http://192.0.2.7:8501/snapshot?s=t", False),
        ("http://127.0.0.1:8501/", "https://csm.example.com/app/", "https://csm.example.com/app/snapshot?s=t", False),
    ],
)
def test_a_link_begins_with_what_the_host_says_and_it_is_known_whether_others_can_open_it(
    here: str, public: str, link: str, stays_here: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSM_PUBLIC_URL", public)
    monkeypatch.setattr(links, "st", SimpleNamespace(context=SimpleNamespace(url=here)))
    assert links.link_to([("s", "t")], "snapshot") == link
    assert links.is_of_this_computer() is stays_here


def test_a_link_that_was_taken_back_or_cut_off_says_so(company: Workspace, open_page: Open, reader: Reader) -> None:
    hers = open_page("voice", company)
    token = share(hers)
    assert "This snapshot does not exist" in texts(reader(token[:-2]))
    assert "This snapshot does not exist" in texts(reader(""))
    next(button for button in hers.button if button.label == "Revoke").click().run()
    assert_sound(hers)
    assert "was revoked" in texts(reader(token))


def test_a_viewer_of_a_workspace_shares_nothing(company: Workspace, open_page: Open, reader: Reader) -> None:
    viewer = open_page("revenue", company.for_reading())
    viewer.session_state["share"] = True
    viewer.run()
    assert "Only an editor of this workspace can share copies of it." in texts(viewer)
    assert not any(button.label == "Create link" for button in viewer.button)
