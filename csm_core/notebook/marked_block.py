"""The marks of Markdown round a block of a note, for whoever writes what was understood of it as Markdown again."""

from __future__ import annotations

from csm_core.notebook.prose import Block


def marked_block(block: Block, words: str, code: str) -> str:
    """The block as Markdown. `words` are its runs, and `code` the block of code that it is, as the reader wants them
    written: what has to be escaped is not the same on a screen and in a file."""
    match block.kind:
        case "heading":
            # The page's own title is the first heading.
            return f"{'#' * min(block.level + 1, 4)} {words}"
        case "item":
            mark = "-" if block.number is None else f"{block.number}."
            return f"{'    ' * block.level}{mark} {words}"
        case "more":
            return f"{'    ' * (block.level + 1)}{words}"
        case "quote":
            return f"> {words}"
        case "code":
            return code
        case "rule":
            return "---"
        case "paragraph":
            return words
