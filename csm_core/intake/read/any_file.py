"""Any file to raw text tables: what it is is decided by its bytes, never by its name."""

from __future__ import annotations

from dataclasses import replace

from csm_core.errors import UnreadableFile
from csm_core.intake.layout.month_columns import months_as_rows
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.archive import Member, unpack
from csm_core.intake.read.csv_text import read_csv
from csm_core.intake.read.html_page import read_html
from csm_core.intake.read.json_text import read_json
from csm_core.intake.read.parquet import read_parquet
from csm_core.intake.read.sniff import Format, misnamed, sniff
from csm_core.intake.read.source import Source
from csm_core.intake.read.workbook import read_workbook

_READERS = {
    Format.WORKBOOK: read_workbook,
    Format.PARQUET: read_parquet,
    Format.JSON: read_json,
    Format.TEXT: read_csv,
    Format.HTML: read_html,
}


def read(source: Source) -> tuple[RawTable, ...]:
    """Every table in the file: one for a CSV, one a sheet of a workbook, one or more a member of an archive.

    Raises UnreadableFile, with the cause and what to do, when nothing in it can be read. In an archive of
    several files, a member that can't be read becomes a RawTable without cells that carries the error.
    """
    members = unpack(Member(source.name, source.load()))
    if len(members) == 1:
        return _read_member(members[0])
    tables: list[RawTable] = []
    for member in members:
        try:
            tables.extend(_read_member(member))
        except UnreadableFile as error:
            tables.append(RawTable.unread(member.name, str(error)))
    if not any(table.cells.num_columns for table in tables):
        reasons = " ".join(issue.message for table in tables for issue in table.issues[:1])
        raise UnreadableFile.because(source.name, "None of the files in this archive can be read.", reasons)
    return tuple(tables)


def _read_member(member: Member) -> tuple[RawTable, ...]:
    form = sniff(member.name, member.content)
    tables = tuple(map(months_as_rows, _READERS[form](member.name, member.content)))
    issue = misnamed(member.name.removesuffix(".gz"), form)
    return tuple(replace(table, issues=(*issue, *table.issues)) for table in tables) if issue else tables
