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
    """A kind of file: what it is called, what it is good for, its media type, who writes it, and whether it holds the
    rows behind."""

    label: str
    purpose: str
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
_SLIDES, _SHEETS = f"{_OFFICE}.presentationml.presentation", f"{_OFFICE}.spreadsheetml.sheet"
FILE_KINDS: Mapping[str, FileKind] = {
    ".html": FileKind("Web page", "One file that opens in any browser, without a network", "text/html", html_page),
    ".pdf": FileKind("PDF", "To print and to send", "application/pdf", _pdf),
    ".pptx": FileKind(
        "PowerPoint",
        "At most eight slides, with charts that can be edited",
        _SLIDES,
        _slides,
    ),
    ".xlsx": FileKind(
        "Excel",
        "Periods side by side, and the rows behind each figure",
        _SHEETS,
        workbook,
        with_rows=True,
    ),
    ".md": FileKind("Markdown", "Plain text with tables", "text/markdown", markdown_text),
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
        raise BadValue.of("a report", name, "a name that ends with " + ", ".join(FILE_KINDS))
    return FILE_KINDS[suffix]
