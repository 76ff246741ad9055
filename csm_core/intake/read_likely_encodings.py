"""In which encodings bytes that are no UTF-8 may be written."""

from __future__ import annotations

from charset_normalizer import from_bytes

SAMPLE = 60_000
_NEIGHBOURS = ("cp1250", "cp1254", "cp1257", "cp1258", "latin_1", "cp437", "cp850")
_SIGNS = frozenset("\N{NO-BREAK SPACE}€£§©®°²³´·º–—‘’‚“”„•…™«»¿¡½¼ª")


def likely_encodings(telling: bytes) -> tuple[str, ...]:
    """Encodings that lines with other bytes than ASCII may be written in, the likeliest first."""
    best = from_bytes(telling[:SAMPLE]).best()
    found = [best.encoding] if best is not None else []
    if best is None or best.encoding in _NEIGHBOURS or _is_western(telling, best.encoding):
        # Short Western texts fit many code pages; exports of Western tools are written in this one.
        found.insert(0, "cp1252")
    return (*found, "latin_1")


def _is_western(content: bytes, guess: str) -> bool:
    """True where one byte is one sign, and in the code page of Western tools the text is mostly plain letters with
    some accents and usual signs: short texts of that kind fit many other code pages by chance."""
    try:
        if len(content.decode(guess)) != len(content):
            return False
        text = content.decode("cp1252")
    except (UnicodeDecodeError, LookupError):
        return False
    odd = [sign for sign in text if not sign.isascii()]
    letters, accents = (sum(sign.isalpha() for sign in signs) for signs in (text, odd))
    return all(sign.isalpha() or sign in _SIGNS for sign in odd) and accents < 0.3 * max(letters, 1)
