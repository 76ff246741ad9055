"""Sign-in against an OpenID provider: who comes in, who doesn't, and what ends with it."""

import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from json import dumps
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.rig import HOME, PATIENCE, ROOT, free_port, served_by

WAIT = PATIENCE * 1000


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    log = tmp_path_factory.mktemp("provider") / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "tests.browser.provider", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOME}:{port}/.well-known/openid-configuration", timeout=1):
                break
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    yield f"http://{HOME}:{port}"
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def host(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("host"), free_port()
    (folder / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://{HOME}:{port}/oauth2callback"\nclient_id = "csm"\n'
        f'cookie_secret = "{secrets.token_urlsafe(48)}"\nclient_secret = "of the provider"\n'
        f'server_metadata_url = "{provider}/.well-known/openid-configuration"\n'
    )
    settings = {
        "CSM_WORKSPACES": str(folder / "workspaces"),
        "CSM_ALLOWED_DOMAINS": "example.com",
        "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
    }

    with served_by(ROOT / "asgi.py", folder / "server.log", port, **settings) as (address, _):
        yield address


def claims(provider: str, subject: str, **given: object) -> None:
    """What the provider says of somebody from now on."""
    request = urllib.request.Request(
        f"{provider}/users/{subject}", dumps(given).encode(), {"Content-Type": "application/json"}, method="PUT"
    )
    with urllib.request.urlopen(request, timeout=10):
        pass


def begin(page: Page, host: str) -> None:
    """Go to the provider."""
    page.goto(f"{host}/data")
    page.get_by_role("button", name="Sign in").click(timeout=WAIT)
    page.locator("input[name=sub]").wait_for(timeout=WAIT)


def authorise(page: Page, subject: str) -> None:
    page.locator("input[name=sub]").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def sign_in(context: BrowserContext, host: str, subject: str) -> Page:
    page = context.new_page()
    begin(page, host)
    authorise(page, subject)
    page.get_by_role("button", name="Sign out").first.wait_for(timeout=WAIT)
    return page


def session_cookies(context: BrowserContext) -> list[str]:
    return [cookie["name"] for cookie in context.cookies() if cookie["name"].startswith("_streamlit_user")]


def shown(page: Page) -> str:
    return page.inner_text("body").replace("\N{WORD JOINER}", "")


def test_signing_in_is_proved_from_beginning_to_end_and_ends_here_and_there(
    chromium: Browser, provider: str, host: str
) -> None:
    claims(provider, "ann", email="Ann@example.com", email_verified=True)
    context = chromium.new_context()
    page = context.new_page()
    begin(page, host)
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge")} == {True}
    authorise(page, "ann")
    expect(page.get_by_test_id("stSidebar").get_by_text("(owner)")).to_be_visible(timeout=WAIT)
    assert "ann@example.com" in shown(page)
    cookies = [one for one in context.cookies() if one["name"].startswith("_streamlit")]
    assert {(one["httpOnly"], one["sameSite"]) for one in cookies if "xsrf" not in one["name"]} == {(True, "Lax")}
    assert page.evaluate("document.cookie").find("user") == -1
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(f"{provider}/oauth2/end_session**", timeout=WAIT)
    assert session_cookies(context) == []
    page.goto(host)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=WAIT)
    context.close()


@pytest.mark.parametrize(
    ("subject", "address", "verified"),
    [("eve", "eve@evil-example.com", True), ("sub", "eve@sub.example.com", True), ("mal", "mal@example.com", False)],
)
def test_another_domain_and_an_address_that_nobody_verified_stay_outside(
    chromium: Browser, provider: str, host: str, subject: str, address: str, verified: bool
) -> None:
    claims(provider, subject, email=address, email_verified=verified)
    context = chromium.new_context()
    page = sign_in(context, host, subject)
    assert f"{address} has no access here" in shown(page)
    assert page.get_by_test_id("stSidebarUserContent").locator("button").count() == 0
    context.close()


def test_who_has_another_address_now_is_another_person(chromium: Browser, provider: str, host: str) -> None:
    claims(provider, "kim", email="kim@example.com", email_verified=True)
    context = chromium.new_context()
    page = sign_in(context, host, "kim")
    assert "kim@example.com (owner)" in shown(page)
    context.close()
    claims(provider, "kim", email="kim.new@example.com", email_verified=True)
    context = chromium.new_context()
    page = sign_in(context, host, "kim")
    assert "kim.new@example.com (owner)" in shown(page)
    assert "kim@example.com" not in shown(page)
    context.close()


def test_a_callback_opens_nothing_for_a_thief_nor_for_another_token_nor_twice(
    chromium: Browser, provider: str, host: str
) -> None:
    claims(provider, "bob", email="bob@example.com", email_verified=True)
    hers, thief = chromium.new_context(), chromium.new_context()
    page = hers.new_page()
    begin(page, host)
    # As far as the provider's answer, which somebody sees before her browser follows it.
    callback = hers.request.post(page.url, form={"sub": "bob"}, max_redirects=0).headers["location"]
    # In a browser that did not begin it; with another state; and with another's code behind a state of one's own.
    other = thief.new_page()
    begin(other, host)
    own_state = parse_qs(urlsplit(other.url).query)["state"][0]
    state, code = (parse_qs(urlsplit(callback).query)[name][0] for name in ("state", "code"))
    for forged in (
        callback,
        callback.replace(state, "x" * 30),
        f"{host}/oauth2callback?state={own_state}&code={code}",
    ):
        other.goto(forged)
        expect(other.get_by_role("button", name="Sign in")).to_be_visible(timeout=WAIT)
        assert session_cookies(thief) == []
    thief.close()
    # A token that was signed for another sign-in: its state and its proof are hers, its nonce is not.
    begin(page, host)
    nonce = parse_qs(urlsplit(page.url).query)["nonce"][0]
    other_nonce = page.url.replace(nonce, "n" * len(nonce))
    page.goto(hers.request.post(other_nonce, form={"sub": "bob"}, max_redirects=0).headers["location"])
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=WAIT)
    assert session_cookies(hers) == []
    # With the nonce left as it is, the same way leads in.
    begin(page, host)
    page.goto(hers.request.post(page.url, form={"sub": "bob"}, max_redirects=0).headers["location"])
    page.get_by_role("button", name="Sign out").first.wait_for(timeout=WAIT)
    hers.close()
    # Nor does it open anything again when it has been used.
    hers = chromium.new_context()
    page = hers.new_page()
    used: list[str] = []
    page.on("request", lambda request: used.append(request.url) if "/oauth2callback?" in request.url else None)
    begin(page, host)
    authorise(page, "bob")
    page.get_by_role("button", name="Sign out").first.wait_for(timeout=WAIT)
    hers.clear_cookies(name="_streamlit_user")
    hers.clear_cookies(name="_streamlit_user_tokens")
    page.goto(used[0])
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=WAIT)
    assert session_cookies(hers) == []
    hers.close()


def test_a_role_that_is_taken_away_holds_at_the_next_click_in_an_open_tab(
    chromium: Browser, provider: str, host: str
) -> None:
    claims(provider, "joe", email="joe@example.com", email_verified=True)
    claims(provider, "viv", email="viv@example.com", email_verified=True)
    owners, viewers = chromium.new_context(), chromium.new_context()
    owner, viewer = sign_in(owners, host, "joe"), sign_in(viewers, host, "viv")
    owner.goto(f"{host}/data")
    owner.get_by_label("Invite").first.fill("viv@example.com", timeout=WAIT)
    owner.get_by_role("button", name="Invite").click()
    expect(owner.get_by_role("button", name="Remove")).to_be_visible(timeout=WAIT)
    viewer.goto(f"{host}/data")
    viewer.get_by_test_id("stSidebar").get_by_role("combobox").first.click(timeout=WAIT)
    # Both are called "My workspace", as everybody's first one is.
    viewer.get_by_role("option", name="joe").click()
    expect(viewer.get_by_test_id("stSidebar").get_by_text("(viewer)")).to_be_visible(timeout=WAIT)
    expect(viewer.get_by_test_id("stFileUploader")).to_have_count(0)
    owner.get_by_role("button", name="Remove").click()
    expect(owner.get_by_role("button", name="Remove")).to_have_count(0, timeout=WAIT)
    # She has loaded nothing since; this is a click in the tab that is open.
    viewer.get_by_text("New workspace").last.click()
    viewer.get_by_role("button", name="Create").click()
    expect(viewer.get_by_text("no workspace by that name")).to_be_visible(timeout=WAIT)
    owners.close()
    viewers.close()
