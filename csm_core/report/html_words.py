"""Words as HTML: everything that comes from anywhere is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from csm_core.notebook.prose import Block, Run


def prose_html(blocks: Sequence[Block]) -> str:
    """A note as HTML; headings begin below those of the page."""
    parts: list[str] = []
    depth = -1
    kinds: list[str] = []
    for block in blocks:
        level = block.level if block.kind in ("item", "more") else -1
        while depth > level:
            parts.append(f"</li></{kinds.pop()}>")
            depth -= 1
        if block.kind == "item":
            if depth == level:
                parts.append("</li>")
            while depth < level:
                kinds.append("ul" if block.number is None else "ol")
                parts.append(f"<{kinds[-1]}>")
                depth += 1
            parts.append("<li>" if block.number is None else f'<li value="{block.number}">')
        parts.append(_block(block))
    parts += [f"</li></{kind}>" for kind in reversed(kinds)]
    return "".join(parts)


def table_html(headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], caption: str) -> str:
    """A table with a caption for who can't see where it stands."""
    marks = ['class="number"' if one else "" for one in numeric]
    head = "".join(f'<th scope="col" {mark}>{escape(text)}</th>' for text, mark in zip(headings, marks, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td {mark}>{escape(text)}</td>" for text, mark in zip(row, marks, strict=True)) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _block(block: Block) -> str:
    words = "".join(_run(run) for run in block.runs)
    match block.kind:
        case "heading":
            level = min(block.level + 1, 4)
            return f"<h{level}>{words}</h{level}>"
        case "item":
            return words
        case "quote":
            return f"<blockquote><p>{words}</p></blockquote>"
        case "code":
            return f"<pre>{escape(block.text)}</pre>"
        case "rule":
            return "<hr>"
        case "paragraph" | "more":
            return f"<p>{words}</p>"


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.code:
        text = f"<code>{text}</code>"
    if run.bold:
        text = f"<strong>{text}</strong>"
    if run.italic:
        text = f"<em>{text}</em>"
    if run.link:
        text = f'<a href="{escape(run.link)}" rel="noopener noreferrer">{text}</a>'
    return text
