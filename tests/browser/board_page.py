"""A blank page with the board's own module in it: no server, no Streamlit, only what the browser runs."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from csm_ui.health.board.weights_board import HERE, module_text

LOAD = """async (text) => {
  window.board = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  window.bytes = (coded) => Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
}"""
MOUNT = """([html, css, coded]) => {
  const host = document.createElement("div");
  document.body.append(host);
  const root = host.attachShadow({ mode: "open" });
  root.append(document.createRange().createContextualFragment(`<style>${css}</style>${html}`));
  window.told = [];
  window.root = root;
  window.setStateValue = (name, value) => window.told.push([name, value]);
  window.receive = (coded) =>
    (window.unmount = window.board.default({ data: bytes(coded), parentElement: root, setStateValue }));
  window.receive(coded);
}"""


@contextmanager
def blank_page(chromium: Browser) -> Iterator[Page]:
    """A page with `window.board` (the module) and `window.bytes` (base64 to bytes). Any error fails the test."""
    page = chromium.new_page(viewport={"width": 1100, "height": 1000})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.evaluate(LOAD, module_text())
    yield page
    page.close()
    assert errors == []


def coded(packed: bytes) -> str:
    """The bytes as base64, to pass them into the page."""
    return base64.b64encode(packed).decode()


def mount(page: Page, packed: bytes) -> None:
    """Mount the board as Streamlit does: HTML and CSS in a shadow root, then the module's default export.

    `window.told` collects what the board tells the server; `window.receive` gives it new bytes.
    """
    html = (HERE / "board.html").read_text(encoding="utf-8")
    css = (HERE / "board.css").read_text(encoding="utf-8")
    page.evaluate(MOUNT, [html, css, coded(packed)])
