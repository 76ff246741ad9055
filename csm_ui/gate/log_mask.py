"""Log mask: what opens something for whoever reads it is never written to a log, whoever writes the line."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from logging import LogRecord
from traceback import format_exception, format_tb

from csm_ui.visitor.keys import Key

# The token of a snapshot, in an address or wherever letters stand that look like one (32 bytes in base64); the code
# of a sign-in; and what follows the first letters of a session's number, with which its tab comes back to it.
_SECRET = re.compile(
    rf"((?:(?<![\w.])|(?<=%3[Ff])|(?<=%26)){Key.SHARED}(?:=|%3[Dd])|[?&]code=)[\w.~%+/-]+"
    r"|(?<![\w-])[\w-]{43}(?![\w-])"
    r"|(?<=\b[0-9a-f]{8}-)[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b"
)

_OF_THE_APP = "streamlit.error_util"


def mask_logs() -> None:
    """From now on, every line that is logged in this process has the tokens in it masked."""
    logging.setLogRecordFactory(_masked_record)


def masked(text: str) -> str:
    """The text without what opens something."""
    return _SECRET.sub(lambda match: f"{match[1] or ''}…", text)


def _masked_record(*arguments: object, **named: object) -> LogRecord:
    record = LogRecord(*arguments, **named)  # type: ignore[arg-type]
    record.msg = _without(record.msg)
    if isinstance(record.args, Mapping):
        record.args = {name: _without(value) for name, value in record.args.items()}
    elif record.args:
        record.args = tuple(map(_without, record.args))
    if record.exc_info and record.exc_info[0]:
        # What a formatter takes in place of its own.
        record.exc_text = masked(_trace(record))
    return record


def _trace(record: LogRecord) -> str:
    """Where an error came from; without the words of those that the app raised, which may hold data."""
    kind, error, frames = record.exc_info or (None, None, None)
    if record.name == _OF_THE_APP and kind is not None:
        return "".join(format_tb(frames)) + kind.__name__
    return "".join(format_exception(kind, error, frames)).rstrip("\n")


def _without(value: object) -> object:
    """What is logged, as it is where there is nothing to mask."""
    if value is None or isinstance(value, int | float):
        return value
    text = masked(str(value))
    return value if text == str(value) else text
