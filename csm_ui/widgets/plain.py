"""Text from files, shown as it is: nothing in a name becomes markup, a link, a picture or an icon."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\`*_\[\]<>#~$&|]")
# At the beginning of a line these make a list or a rule.
_LINE_START = re.compile(r"^(\d*)([+\-=.)])")
# Signs, e-mail addresses and web addresses are found after the Markdown is read, where an escape is no hindrance;
# an unseen joiner is: in ':smile:', '--', '->', 'a@b.example', 'https://' and 'www.'.
_PAIRS = re.compile(r"([:\-<=>@]|www(?=\.))(?=[^\s\d])", re.IGNORECASE)
# A no-break space is meant: it keeps a figure and its unit on one line.
_BLANKS = re.compile(r"[^\S\xa0]+")
_JOINER = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """`text` for a place that reads Markdown (labels, captions, titles, alerts): it looks as it was written."""
    one_line = _PAIRS.sub(rf"\1{_JOINER}", _BLANKS.sub(" ", text).strip(" "))
    return _LINE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", one_line))
