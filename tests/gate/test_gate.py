"""What stands before the app on a host, asked by requests: headers, origins, limits, and what is never logged."""

import secrets
import time
from collections.abc import Iterator
from json import dumps
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.browser.rig import ROOT, free_port, served_by
from tests.gate.wire import STREAM, ask, knock, opened

PUBLIC = "https://csm.example.com"
SECRET = "b9f2c8d17a6e45309c1d8e7f6a5b4c3d"
UPLOAD = "/_stcore/upload_file/a/b"
NOTHING = b"Nothing else can be reached from here"
SIGN_INS, VISITS, UPLOADS = 4, 6, 3


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A host with sign-in behind a proxy of its own."""
    folder, port = tmp_path_factory.mktemp("host"), free_port()
    (folder / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "{PUBLIC}/oauth2callback"\nclient_id = "csm"\ncookie_secret = "{SECRET}"\n'
        'client_secret = "x"\nserver_metadata_url = "http://127.0.0.1:1/.well-known/openid-configuration"\n'
    )
    settings = {
        "CSM_WORKSPACES": str(folder / "workspaces"),
        "CSM_ALLOWED_DOMAINS": "example.com",
        "CSM_PUBLIC_URL": PUBLIC,
        "CSM_PROXIES": "1",
        "CSM_SESSION_HOURS": "8",
        "CSM_LIMIT_SIGN_INS": str(SIGN_INS),
        "CSM_LIMIT_VISITS": str(VISITS),
        "CSM_LIMIT_UPLOADS": str(UPLOADS),
        "CSM_FRAME_ANCESTORS": "self, https://intranet.example.com",
        "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
    }
    with served_by(ROOT / "asgi.py", folder / "server.log", port, **settings) as (address, _):
        yield address


def cookie(secret: str = SECRET, **claims: object) -> str:
    """The cookie of somebody who signed in just now, as Streamlit signs it."""
    given = {"is_logged_in": True, "email": "ann@example.com", "email_verified": True, "iat": time.time()} | claims
    return f"_streamlit_user={create_signed_value(secret, '_streamlit_user', dumps(given)).decode()}"


def test_every_answer_binds_the_browser(host: str) -> None:
    answers = {
        "page": ask(host, "/"),
        "file": ask(host, "/_stcore/health"),
        "missing": ask(host, "/media/none.csv"),
        "refused": ask(host, UPLOAD, "PUT"),
        "elsewhere": ask(host, "/", Host="evil.example"),
    }
    assert [answer.status for answer in answers.values()] == [200, 200, 404, 403, 421]
    for name, answer in answers.items():
        policy = dict(rule.split(" ", 1) for rule in answer["Content-Security-Policy"].split("; "))
        assert "'unsafe-eval'" not in answer["Content-Security-Policy"], name
        assert "'unsafe-inline'" not in policy["script-src"]
        assert policy["default-src"] == policy["connect-src"] == "'self'"
        assert policy["object-src"] == policy["base-uri"] == policy["frame-src"] == "'none'"
        assert policy["frame-ancestors"] == "'self' https://intranet.example.com"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
    assert answers["missing"]["Cache-Control"] == "private, no-store"


def test_behind_tls_cookies_are_secure_and_browsers_are_told_to_stay_there(host: str) -> None:
    config = "/_stcore/host-config"
    by_header, by_name = ask(host, config, X_Forwarded_Proto="https"), ask(host, config, Host="csm.example.com")
    for answer in (by_header, by_name):
        assert answer["Strict-Transport-Security"] == "max-age=31536000"
    behind = ask(host, "/auth/logout", X_Forwarded_Proto="https", X_Forwarded_For="9.0.0.1")
    plain = ask(host, "/auth/logout", X_Forwarded_For="9.0.0.2")
    assert {"; Secure" in value for name, value in behind.headers if name == "set-cookie"} == {True}
    assert {"; Secure" in value for name, value in plain.headers if name == "set-cookie"} == {False}
    assert plain["Strict-Transport-Security"] == ""


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 403),  # no browser
        ("null", 403),  # a page in a sandbox, or a file
        ("https://evil.example", 403),
        ("http://csm.example.com", 403),  # the public name, but not by TLS
        ("https://csm.example.com.evil.example", 403),
        ("http://localhost:1", 403),  # another program of this computer
        (PUBLIC, 101),
        ("http://{host}", 101),
    ],
)
def test_a_websocket_is_opened_by_pages_of_this_app_alone(host: str, origin: str | None, status: int) -> None:
    address = f"8.0.0.{sum(map(ord, origin or '')) % 250}"
    headers = {} if origin is None else {"Origin": origin.format(host=host.removeprefix("http://"))}
    assert knock(host, X_Forwarded_For=address, **headers) == status


def test_no_website_opens_it_under_a_name_that_it_points_at_this_computer(host: str) -> None:
    assert knock(host, Host="evil.example", Origin="http://evil.example", X_Forwarded_For="8.1.0.1") == 421
    assert ask(host, "/_stcore/health", Host="10.0.0.7").text == "ok"  # whoever watches it has only a number


@pytest.mark.parametrize(
    "path",
    [
        *("/static/../../../pyproject.toml", "/static/%2e%2e/%2e%2e/pyproject.toml", "/app/static/../pyproject.toml"),
        *("/media/../../pyproject.toml", "/component/x/../../pyproject.toml", "//evil.example/pyproject.toml"),
        *("/pyproject.toml", "/.streamlit/secrets.toml", "/.git/config"),
        "/data%0d%0aSet-Cookie:%20a=b",
    ],
)
def test_no_address_leads_out_of_the_app_or_into_a_header(host: str, path: str) -> None:
    answer = ask(host, path, X_Forwarded_For="8.2.0.1")
    page = ask(host, "/", X_Forwarded_For="8.2.0.2").text
    assert answer.status in (400, 404) or answer.text == page
    assert "a=b" not in answer["Set-Cookie"]
    assert answer["Location"] == ""


def test_visits_are_counted_by_the_address_that_the_proxy_saw(host: str) -> None:
    def visit(address: str) -> int:
        return knock(host, Origin=PUBLIC, X_Forwarded_For=address)

    assert [visit(f"66.0.0.{number}, 7.0.0.1") for number in range(VISITS)] == [101] * VISITS
    assert visit("66.0.0.99, 7.0.0.1") == 429
    page = ask(host, "/retention", X_Forwarded_For="7.0.0.1")
    assert page.status == 429
    assert 1 <= int(page["Retry-After"]) <= 60 / VISITS
    assert "Too many requests" in page.text
    assert "<script" not in page.text
    assert ask(host, "/retention", X_Forwarded_For="7.0.0.2").status == visit("7.0.0.2") + 99 == 200
    # What a household gets of IPv6 is one.
    assert [visit(f"2001:db8:1:1::{number}") for number in range(VISITS + 1)] == [101] * VISITS + [429]
    assert visit("2001:db8:1:2::1") == 101


def test_a_port_behind_an_address_makes_no_other_caller(host: str) -> None:
    answers = [ask(host, "/auth/login", X_Forwarded_For=f"7.1.0.9:{4000 + number}") for number in range(SIGN_INS + 1)]
    assert [answer.status for answer in answers] == [302] * SIGN_INS + [429]


def test_sign_ins_are_counted_and_pages_that_need_none_are_not(host: str) -> None:
    answers = [ask(host, "/auth/login", X_Forwarded_For="7.1.0.1") for _ in range(SIGN_INS)]
    assert {answer.status for answer in answers} == {302}
    # Who comes back from the provider isn't kept out by those who begin.
    back = [ask(host, "/oauth2callback?state=x&code=y", X_Forwarded_For="7.1.0.1").status for _ in range(SIGN_INS)]
    assert 429 not in back
    for path in ("/auth/login", "/oauth2callback?state=x&code=y"):
        answer = ask(host, path, X_Forwarded_For="7.1.0.1")
        assert (answer.status, bool(answer["Retry-After"])) == (429, True)
    assert ask(host, "/", X_Forwarded_For="7.1.0.1").status == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"secret": "another-secret-of-32-characters-"},
        {"email": "eve@evil-example.com"},
        {"email_verified": False},
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"iat": 0},
        {"email": None},
    ],
)
def test_nobody_uploads_who_is_not_signed_in(host: str, claims: dict[str, str]) -> None:
    answer = ask(host, UPLOAD, "PUT", b"x", Origin=PUBLIC, Cookie=cookie(**claims), X_Forwarded_For="7.2.0.1")
    assert (answer.status, "Sign in" in answer.text) == (401, True)


def test_uploads_are_counted_by_person_wherever_they_come_from(host: str) -> None:
    hers, his = cookie(), cookie(email="bob@example.com")

    def upload(number: int, who: str) -> int:
        return ask(host, UPLOAD, "PUT", b"x", Origin=PUBLIC, Cookie=who, X_Forwarded_For=f"7.3.0.{number}").status

    # Streamlit refuses them itself, since they name no session.
    assert [upload(number, hers) for number in range(UPLOADS + 1)] == [403] * UPLOADS + [429]
    assert upload(0, his) == 403


@pytest.fixture(scope="module")
def chatty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The app as another server runs it, which logs each request, and Streamlit all that it knows."""
    log = tmp_path_factory.mktemp("chatty") / "server.log"
    settings = {"CSM_LIMIT_VISITS": "3", "CSM_LIMIT_WRONG_LINKS": "4", "STREAMLIT_LOGGER_LEVEL": "debug"}
    with served_by(ROOT / "asgi.py", log, by=("uvicorn", "asgi:app"), **settings) as (address, _):
        yield address, log


def test_without_a_proxy_nobody_has_another_address_by_saying_so(chatty: tuple[str, Path]) -> None:
    address, _ = chatty
    statuses = [knock(address, Origin=address, X_Forwarded_For=f"7.4.0.{number}") for number in range(4)]
    assert statuses == [101] * 3 + [429]
    assert knock(address, Origin=address) == 101


def snapshot(token: str) -> bytes:
    """What a browser sends to see a snapshot."""
    message = BackMsg()
    message.rerun_script.query_string = f"s={token}"
    message.rerun_script.page_name = "snapshot"
    return message.SerializeToString()


def test_what_opens_something_is_in_no_log(chatty: tuple[str, Path]) -> None:
    address, log = chatty
    token, code = secrets.token_urlsafe(32), secrets.token_urlsafe(12)
    assert ask(address, f"/snapshot?s={token}").status == 200
    ask(address, f"/oauth2callback?state=x&code={code}")
    with opened(address, Origin=address) as (status, socket):
        assert status == 101
        socket.send(snapshot(token))
        assert b"does not exist" in socket.read_until(NOTHING)
    lines = log.read_text("utf-8")
    assert "GET /snapshot?s=… HTTP/1.1" in lines
    assert "&code=…" in lines
    assert token not in lines
    assert code not in lines
    assert STREAM in lines


def test_whoever_guesses_links_is_made_to_wait(chatty: tuple[str, Path]) -> None:
    address, _ = chatty
    answers = []
    with opened(address, Origin=address) as (_, socket):
        for number in range(6):
            socket.send(snapshot(f"guess-{number}"))
            answers.append(b"Too many links that open nothing" in socket.read_until(NOTHING))
    assert answers[0] is False
    assert answers[-1] is True
