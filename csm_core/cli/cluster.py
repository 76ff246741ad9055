"""`csm load --engine`: events from a Spark cluster, and the files beside them, in one load."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from csm_core.cli.files import last_change
from csm_core.cli.progress import progress_bar
from csm_core.engines.spark_source import LakeTable
from csm_core.errors import BadValue
from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.lake.fetch_use import fetch_use
from csm_core.loading.load_files import Loaded, Read, load_read, read_files
from csm_core.store.known_values import seen_in
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES

# How much of the work is reading files and what the cluster does, beside the load.
_FILES, _CLUSTER = 0.1, 0.6


def lake_table(chosen: argparse.Namespace) -> LakeTable | None:
    """The table of a cluster that a command names; None where it names files alone.

    Raises
    ------
    BadValue
        When something is missing that belongs to it, or the table is to be another one than events.
    """
    if chosen.engine is None and chosen.table is None:
        if chosen.quarantine is not None:
            raise BadValue(
                "--quarantine belongs to --engine and --table: quarantined rows of files come into the workspace."
            )
        if not chosen.files:
            raise BadValue("Missing: FILE. Example: csm load team.duckdb exports/*.csv. See 'csm load --help'.")
        return None
    if chosen.engine is None or chosen.table is None:
        raise BadValue(
            "--engine and --table belong together: the cluster, and the events on it. See 'csm load --help'."
        )
    canonical, equals, table = chosen.table.partition("=")
    if not equals or canonical not in TABLES:
        raise BadValue(f"--table: '{chosen.table}' is not events=TABLE or events=PATH, such as events=usage.events.")
    if canonical != "events":
        raise BadValue(
            f"Only events can stay on a cluster, not {canonical}: export them to a file, and name it beside --table."
        )
    return LakeTable.of(table)


def take_in_from_cluster(
    workspace: Workspace,
    chosen: argparse.Namespace,
    table: LakeTable,
    sources: Sequence[Source],
    mapping: MappingFile | None,
) -> Loaded:
    """Load the files and what the cluster makes of its rows, and build the facts: all of it, or nothing."""
    with progress_bar() as bar:

        def tell(stage: str, share: float) -> None:
            if bar is not None:
                bar(stage, share)

        read = read_files(
            sources, mapping, progress=lambda stage, share: tell(stage, _FILES * share), seen=seen_in(workspace)
        )
        use = fetch_use(
            workspace, chosen.engine, table, mapping, quarantine=chosen.quarantine,
            progress=lambda stage, share: tell(stage, _FILES + _CLUSTER * share),
        )  # fmt: skip
        batches = read.batches if use.batch is None else (*read.batches, use.batch)
        loaded_at = max([use.changed_at, *([last_change(sources)] if sources else [])])
        return load_read(
            workspace, Read(batches, (*read.reports, use.report)), loaded_at=loaded_at, corrected=use.replaces,
            progress=lambda stage, share: tell(stage, max(share, _FILES + _CLUSTER)), note=use.note,
        )  # fmt: skip
