"""The app in a test: each page as a visitor with a given workspace sees it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
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
Visit = Callable[..., AppTest]
SECRETS = {
    "auth": {
        "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
        "cookie_secret": "b9f2c8d17a6e45309c1d8e7f6a5b4c3d",
        "client_id": "csm",
        "client_secret": "of the provider",
        "server_metadata_url": "http://127.0.0.1:1/.well-known/openid-configuration",
    }
}
NOW = datetime.now(UTC).replace(tzinfo=None)

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


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Visit]:
    """visit("ann@example.com", "data"): the page as she sees it who signed in so; None is nobody."""
    monkeypatch.setenv("CSM_WORKSPACES", str(tmp_path))
    monkeypatch.setenv("CSM_ALLOWED_DOMAINS", "example.com")
    monkeypatch.delenv("CSM_WORKSPACE", raising=False)

    def run(
        who: str | None,
        page: str = "data",
        secrets: object = SECRETS,
        **address: str,
    ) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.secrets = secrets
        app.user = {"is_logged_in": True, "email": who, "email_verified": True} if who else {"is_logged_in": False}
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        for name, value in address.items():
            app.query_params[name] = value
        # A page's first run ends in a second one that comes through the app; from the third on, widgets keep.
        app.switch_page(f"pages/{page}.py").run()
        app.run()
        assert_sound(app)
        return app

    yield run
    for workspace in list(Workspace._open.values()):
        workspace.close()


def texts(app: AppTest) -> str:
    parts = (*app.text, *app.caption, *app.error, *app.warning, *app.info, *app.markdown)
    return " ".join(str(part.value) for part in parts)
