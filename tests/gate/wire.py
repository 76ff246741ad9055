"""Requests as anybody on the net may write them, header by header."""

import os
import socket
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, parse_headers
from urllib.parse import urlsplit

STREAM = "/_stcore/stream"
HANDSHAKE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}


@dataclass
class Answer:
    """Status, headers (the same one several times, as it comes) and text of an answer."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def __getitem__(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())


def ask(address: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """One request on a connection of its own; underscores in the names of headers stand for hyphens."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request(method, path, body, _named(headers))
    answer: HTTPResponse = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return Answer(answer.status, answer.getheaders(), text)


def knock(address: str, **headers: str) -> int:
    """The status that a websocket's opening is answered with; 101 is one that is open."""
    with opened(address, **headers) as (status, _):
        return status


class opened:  # noqa: N801 - reads as a phrase where it is used
    """A websocket, and the status of its opening."""

    def __init__(self, address: str, **headers: str) -> None:
        host = urlsplit(address)
        self.socket = socket.create_connection((host.hostname or "", host.port or 0), timeout=20)
        key = {"Sec-WebSocket-Key": b64encode(os.urandom(16)).decode()}
        lines = {"Host": host.netloc} | HANDSHAKE | key | _named(headers)
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.socket.sendall(f"GET {STREAM} HTTP/1.1\r\n{head}\r\n".encode())

    def __enter__(self) -> tuple[int, "opened"]:
        self.file = self.socket.makefile("rb")
        status = int(self.file.readline().split()[1])
        parse_headers(self.file)
        return status, self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def read_until(self, text: bytes) -> bytes:
        """What the server says until it has said that, too."""
        heard = b""
        while text not in heard:
            piece = self.file.read1(1 << 16)  # type: ignore[attr-defined]
            assert piece, "closed before"
            heard += piece
        return heard

    def send(self, message: bytes) -> None:
        """One masked binary frame (RFC 6455, 5.2)."""
        mask = os.urandom(4)
        assert len(message) < 1 << 16
        length = bytes([0x80 | len(message)]) if len(message) < 126 else b"\xfe" + len(message).to_bytes(2, "big")
        masked = bytes(letter ^ mask[index % 4] for index, letter in enumerate(message))
        self.socket.sendall(b"\x82" + length + mask + masked)


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
