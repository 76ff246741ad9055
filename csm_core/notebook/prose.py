"""Notes in Markdown, read safely: words, lists and links; no pictures, no HTML, nothing that is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Kind = Literal["paragraph", "heading", "item", "more", "quote", "code", "rule"]
_LINKS = ("https://", "http://", "mailto:")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; `link` is where a click would lead, never fetched by itself."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading (`level` from 1), an item of a list (`level` from 0, `number` where it is counted),
    more of an item, a quotation, code, or a rule."""

    kind: Kind
    runs: tuple[Run, ...] = ()
    level: int = 0
    number: int | None = None

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


def prose(markdown: str) -> tuple[Block, ...]:
    """The blocks of a note. What would be a picture or HTML stands there as the text that it was written as."""
    return tuple(_blocks(_parser().parse(markdown[:_LONGEST])))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline", "entity"])


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    lists: list[int | None] = []
    quotes, heading, fresh = 0, 0, False
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                fresh = True
            case "list_item_close" if lists and lists[-1] is not None:
                lists[-1] += 1
            case "blockquote_open":
                quotes += 1
            case "blockquote_close":
                quotes -= 1
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "hr":
                yield Block("rule")
            case "fence" | "code_block":
                yield Block("code", (Run(token.content.rstrip("\n"), code=True),))
            case "inline":
                runs = tuple(_runs(token.children or []))
                if lists:
                    yield Block("item" if fresh else "more", runs, len(lists) - 1, lists[-1] if fresh else None)
                    fresh = False
                elif heading:
                    yield Block("heading", runs, heading)
                else:
                    yield Block("quote" if quotes else "paragraph", runs)


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    style = Run("")
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                style = replace(style, bold=token.nesting > 0)
            case "em_open" | "em_close":
                style = replace(style, italic=token.nesting > 0)
            case "link_open":
                target = str(token.attrs.get("href", ""))
                style = replace(style, link=target if target.startswith(_LINKS) else None)
            case "link_close":
                style = replace(style, link=None)
            case "softbreak" | "hardbreak":
                yield replace(style, text=" ")
            case "code_inline":
                yield replace(style, text=token.content, code=True)
            case _ if token.content:
                yield replace(style, text=token.content)
