"""The app in a test: each page as a visitor with a given workspace sees it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from csm_core import Workspace
from csm_ui.visitor.keys import Key
from tests.workspaces import demo_workspace, workspace_of

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = tuple(sorted(path.stem for path in (ROOT / "pages").glob("*.py")))

Open = Callable[..., AppTest]

# Each app of a test looks through every installed package for components anew: a tenth of a second.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(scope="session")
def demo() -> Workspace:
    """The demo company, made once; tests only read it."""
    return demo_workspace()


@pytest.fixture
def small() -> Workspace:
    """One account with a subscription, an answer with a comment, a ticket and a day of use."""
    return workspace_of(
        accounts=[{"account_id": "A", "account_name": "Acme", "start_date": "2024-01-05", "plan": "pro"}],
        subscriptions=[
            {
                "account_id": "A",
                "start_date": "2024-01-05",
                "amount": "100",
                "billing_interval": "month",
                "currency": "EUR",
            }
        ],
        surveys=[
            {
                "responded_at": "2024-03-10",
                "score": "9",
                "survey_type": "nps",
                "account_id": "A",
                "contact_email": "p@acme.example",
                "comment": "It works",
            }
        ],
        tickets=[{"account_id": "A", "created_at": "2024-03-01", "ticket_id": "1"}],
        events=[{"event_at": "2024-03-11", "account_id": "A", "user_id": "u", "event_name": "login"}],
    )


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Open:
    """open_page("voice", workspace, nps="..."): the page after its first run, with what the address says.

    `opened` are the keys of folds and menus that are open.
    """
    monkeypatch.delenv("CSM_WORKSPACE", raising=False)
    monkeypatch.setenv("CSM_THREADS", "1")

    def run(
        page: str, workspace: Workspace | None = None, opened: tuple[str, ...] = (), **address: str | list[str]
    ) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        # A first run without a page: from then on Streamlit knows the menu. Nothing is loaded yet, so that it need
        # not work out the first page of the menu for the sake of another one.
        app.session_state[Key.WORKSPACE] = Workspace.in_memory()
        app.run()
        if workspace is not None:
            app.session_state[Key.WORKSPACE] = workspace
        app.switch_page(f"pages/{page}.py")
        for key in opened:
            app.session_state[key] = True
        # Twice, as a link is opened: the first run only knows the widgets that come to be in it.
        for _ in range(2):
            for name, value in address.items():
                app.query_params[name] = value
            app.run()
        assert_sound(app)
        return app

    return run


def assert_sound(app: AppTest) -> None:
    """No exception, and none that was caught and shown as a bug in the app."""
    assert [one.value for one in app.exception] == []
    assert [one.value for one in app.error if "a bug in the app" in one.value] == []
