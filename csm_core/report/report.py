"""Report: a notebook as a file of the kind that its name asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from csm_core.errors import BadValue
from csm_core.report.html_page import html_page
from csm_core.report.markdown_text import markdown_text
from csm_core.report.printed import Printed
from csm_core.report.workbook import workbook


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: what it is called, its media type, who writes it, and whether it holds the rows behind."""

    label: str
    mime: str
    write: Callable[[Printed], bytes]
    with_rows: bool = False


def _slides(report: Printed) -> bytes:
    from csm_core.report.slides import (
        slides,
    )  # its library takes half a second, and the page of notebooks lists kinds

    return slides(report)


def _pdf(report: Printed) -> bytes:
    from csm_core.report.pdf_page import pdf_page  # 34 MB of a library

    return pdf_page(report)


_OFFICE = "application/vnd.openxmlformats-officedocument"
FILE_KINDS: Mapping[str, FileKind] = {
    ".html": FileKind("Web page", "text/html", html_page),
    ".pdf": FileKind("PDF", "application/pdf", _pdf),
    ".pptx": FileKind("PowerPoint", f"{_OFFICE}.presentationml.presentation", _slides),
    ".xlsx": FileKind("Excel", f"{_OFFICE}.spreadsheetml.sheet", workbook, with_rows=True),
    ".md": FileKind("Markdown", "text/markdown", markdown_text),
}


def file_kind(name: str) -> FileKind:
    """The kind of file that a name ends with.

    Raises
    ------
    BadValue
        When it ends with none of them.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in FILE_KINDS:
        raise BadValue.of("the report's name", name, "a name that ends with " + ", ".join(FILE_KINDS))
    return FILE_KINDS[suffix]
