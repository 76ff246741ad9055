"""In which encodings bytes that are no UTF-8 may be written."""

from __future__ import annotations

import codecs
import re

from chardetng_py import detect

SAMPLE = 60_000
# Old Macs and DOS wrote these; the detector is made for web pages, of which none is written so.
_OLD = ("mac_roman", "cp850", "cp437", "cp852")
_LAST = ("cp1252", "latin_1")
# What the web calls by a name under which Python knows fewer letters.
_WIDER = {"shift_jis": "cp932", "euc_kr": "cp949", "gbk": "gb18030", "iso8859-8-i": "iso8859-8", "koi8-u": "koi8_u"}
_SIGNS = r"\x80-\x9f¢£¤¥¦¨¬¯°±²³´µ¶·¸¹º»¼½¾¿×÷ƒˆ˜˙˚˛˝†‡‰•√∂∆∏∑∞∫≈≠≤≥◊Ωπ\u2500-\u259f"
_LETTER = r"[^\W\d_]"
_CAPITALS = "[À-ÖØ-ÞŒŠŸŽ]"
# Words hold no byte that the page has not, no such signs, no capital after a small letter or before one but first,
# no two alphabets, and no single sign of East Asia.
_ODD = re.compile(
    rf"{_LETTER}[{_SIGNS}‚„‹«]|[{_SIGNS}]{_LETTER}|[a-zß-öø-ÿ]{_CAPITALS}|{_LETTER}{_CAPITALS}[a-z]"
    r"|\ufffd|[A-Za-z][\u2e80-\u9fff\uff00-\uffef][a-z]"
    r"|[A-Za-z][\u0370-\u05ff]|[\u0370-\u05ff][A-Za-z]"
)


def likely_encodings(telling: bytes) -> tuple[str, ...]:
    """Encodings that lines with other bytes than ASCII may be written in, the likeliest first."""
    sample = telling[:SAMPLE]
    name = codecs.lookup(detect(sample)).name
    guess = _WIDER.get(name, name)
    odd = {page: _oddities(sample, page) for page in (guess, *_OLD)}
    likeliest = min(odd, key=lambda page: odd[page])
    return tuple(dict.fromkeys((likeliest, guess, *_LAST)))


def _oddities(sample: bytes, encoding: str) -> int:
    """How many places no word of any language has."""
    return len(_ODD.findall(sample.decode(encoding, errors="replace")))
