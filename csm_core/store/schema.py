"""The tables inside a workspace file, as the statements that make them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from csm_core.tables.catalogue import SQL, TABLES


def schema_statements() -> tuple[str, ...]:
    """Statements that make the tables of a new workspace, in order; run twice they change nothing."""
    return (
        "create schema if not exists meta",
        "create schema if not exists canonical",
        "create schema if not exists facts",
        "create sequence if not exists meta.load_ids",
        """create table if not exists meta.loads (
            load_id bigint primary key, file varchar, sheet varchar, kind varchar, "table" varchar, source varchar,
            content_hash varchar, mapping varchar, rows_in bigint, rows_kept bigint, rows_quarantined bigint,
            loaded_at timestamp, superseded_by bigint, report varchar)""",
        """create table if not exists meta.quarantine (
            load_id bigint, source_row bigint, code varchar, "column" varchar, value varchar, message varchar,
            raw varchar)""",
        """create table if not exists meta.saved (
            kind varchar, name varchar, text varchar, version bigint, saved_at timestamp,
            primary key (kind, name))""",
        # What a person said about a key that leads to an account: which one, or (null) none of those found.
        """create table if not exists meta.matches (
            kind varchar, key varchar, account_id varchar, primary key (kind, key))""",
        "create table if not exists meta.notes (key varchar primary key, value varchar)",
        """create table if not exists canonical.attributes (
            load_id bigint, account_id varchar, attribute varchar, value varchar)""",
        *(_table_sql(name) for name in TABLES),
    )


def missing_columns(present: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Statements that add what is declared today and was not when a workspace was made.

    `present`: canonical table → its columns.
    """
    return tuple(
        f'alter table canonical.{name} add column if not exists "{column.name}" {SQL[column.type]}'
        for name, columns in present.items()
        if name in TABLES
        for column in (*TABLES[name].columns, *TABLES[name].internal)
        if column.name not in columns
    )


def _table_sql(name: str) -> str:
    table = TABLES[name]
    columns = ", ".join(f'"{column.name}" {SQL[column.type]}' for column in (*table.columns, *table.internal))
    return f"create table if not exists canonical.{name} (load_id bigint, source_row bigint, {columns})"
