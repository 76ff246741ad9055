"""PDF: its words are text, hostile ones too, and the same report gives the same bytes."""

import io
from dataclasses import replace

from pypdf import PdfReader

from csm_core.report.brand import Brand
from csm_core.report.pdf_page import pdf_page
from csm_core.report.printed import Printed

MARKUP = '#read("data.json") *x* $y$ <b> \x00'


def test_a_pdf_has_its_titles_and_numbers_as_text_and_a_number_on_every_page(report: Printed) -> None:
    content = pdf_page(replace(report, brand=Brand(company=MARKUP.replace("\x00", ""))))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    whole = " ".join(" ".join(pages).split())
    for section in report.sections:
        assert section.title.split(":")[0] in whole
        if section.answer and section.answer.cell.form.value == "figure" and section.figure:
            assert section.figure.value.replace("\N{NO-BREAK SPACE}", " ") in whole.replace("\N{NO-BREAK SPACE}", " ")
    assert "#read(" in whole
    for number, page in enumerate(pages, start=1):
        assert f"{number} of {len(pages)}" in page


def test_the_same_report_gives_the_same_pdf(report: Printed) -> None:
    assert pdf_page(report) == pdf_page(report)
