"""Tokens in lines that anybody logs, in whatever shape."""

import logging

import pytest

from csm_ui.gate.log_mask import mask_logs, masked

TOKEN = "Zk3_x-9Qw2LmN8vB4rT6yU1iO5pA7sD0fG2hJ4kL6zX"  # 32 bytes in base64 are 43 letters


@pytest.mark.parametrize(
    ("line", "without"),
    [
        (f"GET /snapshot?s={TOKEN}&start=2026-01-01", "GET /snapshot?s=…&start=2026-01-01"),
        ("GET /snapshot?a=b&s=cut-off", "GET /snapshot?a=b&s=…"),
        (
            f"Referer: https://csm.example.com/snapshot%3Fs%3D{TOKEN}",
            "Referer: https://csm.example.com/snapshot%3Fs%3D…",
        ),
        (f"{{'s': '{TOKEN}'}}", "{'s': '…'}"),
        ("GET /oauth2callback?state=x&code=4/0A.b", "GET /oauth2callback?state=x&code=…"),
        (
            "PUT /_stcore/upload_file/d823f721-4ecf-4c5d-839d-6ff6aa2b1d3a/1 HTTP/1.1",
            "PUT /_stcore/upload_file/d823f721-…/1 HTTP/1.1",
        ),
        ("3 rows=7, periods=2, code=5", "3 rows=7, periods=2, code=5"),
        (f"sha256 {'0' * 64}", f"sha256 {'0' * 64}"),
    ],
)
def test_what_opens_something_is_masked_and_nothing_else(line: str, without: str) -> None:
    assert masked(line) == without


def test_it_holds_for_every_logger_its_arguments_and_its_errors(caplog: pytest.LogCaptureFixture) -> None:
    factory = logging.getLogRecordFactory()
    mask_logs()
    try:
        log = logging.getLogger("somebody.else")
        log.error("%s asked for %s", ("1.2.3.4", 5), f"/snapshot?s={TOKEN}")
        log.error("%(path)s", {"path": f"/snapshot?s={TOKEN}"})
        try:
            raise ValueError(f"no file for {TOKEN}")
        except ValueError as error:
            log.exception("failed")
            # What Streamlit says of an error in the app; its own words may hold data.
            logging.getLogger("streamlit.error_util").error("Uncaught", exc_info=error)
    finally:
        logging.setLogRecordFactory(factory)
    assert TOKEN not in caplog.text
    assert "('1.2.3.4', 5) asked for /snapshot?s=…" in caplog.text
    assert caplog.text.count("test_log_mask.py") >= 4
    assert caplog.text.count("no file for …") == 1
