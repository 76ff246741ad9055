"""The texts in a JSON text, each put through a function: keys and values alike, nothing else is touched."""

from __future__ import annotations

import json
from collections.abc import Callable


def in_json(text: str, change: Callable[[str], str]) -> str:
    """The JSON text with every string in it changed; the very same text where that changes nothing.

    A text that is no JSON is changed as a whole.
    """
    try:
        value = json.loads(text)
    except ValueError:
        return change(text)
    changed = _changed(value, change)
    if changed == value:
        return text
    return json.dumps(changed, ensure_ascii=False, indent=1 if "\n" in text else None)


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_changed(one, change) for one in value]
    if isinstance(value, dict):
        return {change(key): _changed(one, change) for key, one in value.items()}
    return value
