"""Brand: whose reports these are, as a workspace keeps it: a name, a colour and a logo."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from csm_core.charts.palette import contrast, luminance
from csm_core.codec import BadRecord, Codec, Record
from csm_core.errors import BadValue
from csm_core.store.documents import Documents
from csm_core.store.workspace import Workspace

KIND, _NAME = "brand", "brand"
USUAL_COLOUR = "#0B5CAD"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LONGEST_NAME, _MOST_LOGO_BYTES = 60, 1_000_000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_LEAST_CONTRAST = 3.0  # of large text and lines on white (WCAG 2.2, 1.4.3 and 1.4.11)


@dataclass(frozen=True, slots=True)
class Brand:
    """The company's name ('' for none), its colour as '#RRGGBB', and its logo as the bytes of a PNG or JPEG."""

    company: str = ""
    colour: str = USUAL_COLOUR
    logo: bytes | None = None

    def checked(self) -> Brand:
        """The same, tidied.

        Raises
        ------
        BadValue
            For a name that is too long, a colour that is none or too pale to be read on white, or a logo that is
            neither PNG nor JPEG or larger than a megabyte.
        """
        company = " ".join(self.company.split())
        if len(company) > _LONGEST_NAME or not company.isprintable():
            raise BadValue.of("the company's name", company, f"one line of at most {_LONGEST_NAME} characters")
        if not _COLOUR.fullmatch(self.colour):
            raise BadValue.of("the colour", self.colour, "a colour such as #0B5CAD")
        if contrast(luminance(self.colour), 1.0) < _LEAST_CONTRAST:
            raise BadValue.of("the colour", self.colour, "a darker one: it can't be read on white")
        if self.logo is not None and not _is_picture(self.logo):
            raise BadValue.of("the logo", f"{len(self.logo):,} bytes", "a PNG or JPEG of at most a megabyte")
        return replace(self, company=company, colour=self.colour.upper())

    @property
    def logo_type(self) -> str | None:
        """The media type of the logo."""
        if self.logo is None:
            return None
        return "image/png" if self.logo.startswith(_PNG) else "image/jpeg"

    @property
    def logo_address(self) -> str | None:
        """The logo as an address that holds it."""
        if self.logo is None:
            return None
        return f"data:{self.logo_type};base64,{base64.b64encode(self.logo).decode()}"


NO_BRAND = Brand()


def _is_picture(logo: bytes) -> bool:
    """Whether its head says what it is and how large it is: what is printed later has to fit it in."""
    if len(logo) > _MOST_LOGO_BYTES or not logo.startswith((_PNG, _JPEG)):
        return False
    from pptx.parts.image import Image  # half a second

    try:
        width, height = Image.from_blob(logo).size
    except Exception:  # whatever a broken file makes it stumble over
        return False
    return width > 0 and height > 0


class _BrandRecord(Record, frozen=True):
    company: str = ""
    colour: str = USUAL_COLOUR
    logo: bytes | None = None


def _read(record: _BrandRecord) -> Brand:
    try:
        return Brand(record.company, record.colour, record.logo).checked()
    except BadValue as error:
        raise BadRecord(str(error).rstrip(".")) from error


_CODEC: Codec[Brand, _BrandRecord] = Codec(
    _BrandRecord, 1, lambda brand: _BrandRecord(brand.company, brand.colour, brand.logo), _read
)


def saved_brand(workspace: Workspace) -> Brand:
    """The brand that the workspace keeps; the usual one where it keeps none.

    Raises
    ------
    UnreadableDocument
        When what is kept can't be read.
    """
    document = brand_documents(workspace).get(_NAME)
    return NO_BRAND if document is None else document.required()


def brand_documents(workspace: Workspace) -> Documents[Brand]:
    """The brand of a workspace, where one was kept."""
    return Documents(workspace, KIND, _CODEC)


def save_brand(workspace: Workspace, brand: Brand, at: datetime) -> None:
    """Keep the brand in the workspace, in place of the one before.

    Raises
    ------
    BadValue
        When it can't be used; see `Brand.checked`.
    """
    brand_documents(workspace).put(_NAME, brand.checked(), at)


def logo_of(path: Path) -> bytes:
    """The logo in a file.

    Raises
    ------
    BadValue
        When it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadValue.of("the logo", path, "a file that can be read") from error
