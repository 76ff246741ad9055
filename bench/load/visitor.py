"""A visitor without a browser: she speaks to the app as Streamlit's page does, in its messages over a websocket."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

_PATIENCE_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget of the page: its id, its kind, its message, and the part of the page that a click on it runs anew."""

    id: str
    kind: str
    message: object
    fragment: str


@dataclass(slots=True)
class Visitor:
    """One visit; `received` are all messages of the last run, as bytes."""

    address: str
    widgets: dict[str, Widget] = field(default_factory=dict)
    received: list[bytes] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    _socket: ClientConnection | None = None
    _http: httpx.Client | None = None
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _cached: dict[str, bytes] = field(default_factory=dict)
    _pages: dict[str, str] = field(default_factory=dict)
    _page: str = ""
    _query: str = ""
    _session: str = ""
    _again: tuple[str, float] | None = None

    def open(self, page: str = "", query: str = "") -> None:
        """Come in by an address, as a link is opened."""
        origin = {"Origin": self.address}
        self._http = httpx.Client(base_url=self.address, timeout=_PATIENCE_SECONDS, headers=origin)
        self._http.get("/_stcore/health")  # gives the cookie that an upload needs
        token = self._http.cookies.get("_streamlit_xsrf", "")
        name = f"ws://{urlsplit(self.address).netloc}/_stcore/stream"
        headers = {"Cookie": f"_streamlit_xsrf={token}", **origin}
        self._socket = connect(
            name,
            subprotocols=["streamlit"],
            additional_headers=headers,
            max_size=None,
            open_timeout=_PATIENCE_SECONDS,
            ping_timeout=_PATIENCE_SECONDS,
            legacy=True,
        )
        self._query = query
        message = BackMsg()
        message.rerun_script.page_name = page
        self._run(message)

    def go(self, page: str) -> None:
        """Choose a page of the menu."""
        self._page = self._pages[page]
        self._states.clear()
        self._run(BackMsg())

    def turn(self, key: str, value: str | float | int) -> None:
        """Give a widget a value: a choice by its text or its place, a figure, or the press of a button."""
        widget = self.widgets[key]
        state = WidgetState(id=widget.id)
        if widget.kind in ("button", "download_button"):
            state.trigger_value = True
        elif isinstance(value, str):
            state.string_value = value
        elif widget.kind == "radio":
            state.int_value = int(value)
        else:
            state.double_value = value
        self._send(widget, state)

    def write(self, key: str, text: str) -> None:
        """Type a text, which is sent with the next click, as in a form."""
        widget = self.widgets[key].id
        self._states[widget] = WidgetState(id=widget, string_value=text)

    def upload(self, key: str, name: str, content: bytes) -> None:
        """Drop a file into an uploader."""
        assert self._http is not None
        ask = BackMsg()
        ask.file_urls_request.request_id = str(uuid4())
        ask.file_urls_request.session_id = self._session
        ask.file_urls_request.file_names.append(name)
        self._put(ask)
        while (answer := self._next()).WhichOneof("type") != "file_urls_response":
            pass
        (urls,) = answer.file_urls_response.file_urls
        headers = {"X-Xsrftoken": self._http.cookies.get("_streamlit_xsrf", "")}
        self._http.put(urls.upload_url, files={"file": (name, content)}, headers=headers).raise_for_status()
        widget = self.widgets[key]
        state = WidgetState(id=widget.id)
        one = state.file_uploader_state_value.uploaded_file_info.add()
        one.file_id, one.name, one.size = urls.file_id, name, len(content)
        one.file_urls.CopyFrom(urls)
        self._send(widget, state)

    def download(self, key: str) -> tuple[bytes, int]:
        """What a download button gives, and how often it was pressed in vain before.

        Streamlit lets go of a file that was made on a click when two runs of whomsoever have ended since.
        """
        assert self._http is not None
        for again in range(20):
            answer = self._http.get(self._url_of(key))
            if answer.status_code != httpx.codes.NOT_FOUND:
                return answer.raise_for_status().content, again
        raise AssertionError(f"{key} gives no file")

    def _url_of(self, key: str) -> str:
        button = self.widgets[key].message
        if url := getattr(button, "url", ""):
            return str(url)
        ask = BackMsg()
        ask.backend_operation_request.request_id = str(uuid4())
        ask.backend_operation_request.session_id = self._session
        ask.backend_operation_request.deferred_file.file_id = button.deferred_file_id  # type: ignore[attr-defined]
        self._put(ask)
        while (answer := self._next()).WhichOneof("type") != "backend_operation_response":
            pass
        return answer.backend_operation_response.deferred_file.url

    def sent(self) -> bytes:
        """All that she was sent since the last click."""
        return b"".join(self.received)

    def wait(self, seconds: float) -> bool:
        """Let the page be for so long; whether it asked the app for something by itself, as some parts of it do."""
        end, asked = time.monotonic() + seconds, False
        while self._again and time.monotonic() + self._again[1] < end:
            fragment, interval = self._again
            time.sleep(interval)
            message = BackMsg()
            message.rerun_script.fragment_id = fragment
            message.rerun_script.is_auto_rerun = True
            self._run(message, is_own=False)
            asked = True
        time.sleep(max(0.0, end - time.monotonic()))
        return asked

    def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            self._socket.close()
        if self._http is not None:
            self._http.close()

    def _send(self, widget: Widget, state: WidgetState) -> None:
        message = BackMsg()
        message.rerun_script.fragment_id = widget.fragment
        self._run(message, state)
        if not state.trigger_value:
            self._states[widget.id] = state

    def _run(self, message: BackMsg, state: WidgetState | None = None, is_own: bool = True) -> None:
        """Send what the visitor did, and read until the app has answered; the time that took is kept."""
        client = message.rerun_script
        client.query_string, client.page_script_hash = self._query, self._page
        client.context_info.url = f"{self.address}/"
        client.context_info.timezone = "Europe/Berlin"
        states = [one for one in self._states.values() if state is None or one.id != state.id]
        client.widget_states.widgets.extend([*states, *([state] if state else [])])
        self.received.clear()
        start = time.perf_counter()
        self._put(message)
        while True:
            answer = self._next()
            # A run that ends early is followed by the one that it makes way for.
            if answer.WhichOneof("type") == "script_finished" and answer.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
            ):
                break
        if is_own:
            self.seconds.append(time.perf_counter() - start)

    def _put(self, message: BackMsg) -> None:
        assert self._socket is not None
        self._socket.send(message.SerializeToString())

    def _next(self, patience: float = _PATIENCE_SECONDS) -> ForwardMsg:
        assert self._socket is not None
        content = self._socket.recv(timeout=patience)
        assert isinstance(content, bytes)
        message = ForwardMsg.FromString(content)
        if message.WhichOneof("type") == "ref_hash":
            content = self._cached[message.ref_hash]
            metadata, message = message.metadata, ForwardMsg.FromString(content)
            message.metadata.CopyFrom(metadata)
        elif message.metadata.cacheable:
            self._cached[message.hash] = content
        self.received.append(content)
        self._take(message)
        return message

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._session = message.new_session.initialize.session_id
            if not message.metadata.run.fragment_ids:
                self.widgets.clear()
                self._again = None
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
            self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "auto_rerun":
            self._again = message.auto_rerun.fragment_id, message.auto_rerun.interval
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._element(message.delta)

    def _element(self, delta: Delta) -> None:
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind) if kind else None
        name = getattr(element, "id", "")
        if name and kind:
            # '$$ID-', 32 digits of a hash, '-', and the key that the app gave it.
            self.widgets[name[38:]] = Widget(name, kind, element, delta.fragment_id)
