"""How much of the files that were given was understood: what the exit code of `read` and `load` says."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from csm_core.errors import NothingLoaded
from csm_core.intake.batch import FileReport

_ALL, _SOME = 0, 1


def code_of(reports: Sequence[FileReport]) -> int:
    """The exit code where some file was understood: 1 where another was not, which standard error names.

    A file is understood when a sheet of it is: of a known kind, with a row that could be kept or with no row at all.

    Raises
    ------
    NothingLoaded
        When none was understood.
    """
    by_file: dict[str, bool] = {}
    for report in reports:
        is_understood = report.kind is not None and (report.rows_kept > 0 or report.rows_in == 0)
        by_file[report.file] = by_file.get(report.file, False) or is_understood
    left = [file for file, is_understood in by_file.items() if not is_understood]
    if left and len(left) == len(by_file):
        raise NothingLoaded.of_files(left)
    if left:
        names = ", ".join(f"'{file}'" for file in left)
        remedy = "Say with --map MAP.json which header is which column."
        sys.stderr.write(f"No row of {names} could be kept; the other files were understood. {remedy}\n")
    return _SOME if left else _ALL
