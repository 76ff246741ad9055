"""A table of a lake, as a Spark cluster reads it: by name or path, with the files that it is made of now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast, get_args

from csm_core.engines.spark_session import cluster_trouble, functions
from csm_core.errors import BadValue

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Form = Literal["table", "parquet", "delta", "csv"]
_FILE = "_metadata.file_path"


@dataclass(frozen=True, slots=True)
class LakeTable:
    """`name`: of a table, or the path of a file or folder; `form`: what is there."""

    name: str
    form: Form

    @classmethod
    def of(cls, text: str) -> LakeTable:
        """From 'lake.events', a path (Parquet unless it ends in .csv), or 'parquet:PATH', 'delta:PATH', 'csv:PATH'.

        Raises
        ------
        BadValue
            When nothing is named.
        """
        form, colon, path = text.partition(":")
        if colon and form in get_args(Form) and path:
            return cls(path, cast(Form, form))
        if not text.strip():
            raise BadValue.of("--table", text, "events=TABLE or events=PATH")
        if "/" not in text:
            return cls(text, "table")
        return cls(text, "csv" if text.rstrip("/").endswith((".csv", ".csv.gz")) else "parquet")

    @property
    def listing(self) -> str:
        """What lists its rows on the cluster, for a person to run there."""
        source = self.name if self.form == "table" else f"{self.form}.{_quoted(self.name)}"
        return " ".join(("select * from", source))

    def opened(self, session: SparkSession) -> OpenTable:
        """All of its rows, yet unread. Of CSV every column is text, and the first line holds the headers."""
        with cluster_trouble(f"opening '{self.name}'"):
            if self.form == "table":
                frame = session.read.table(self.name)
            elif self.form == "csv":
                # Files whose headers stand in another order are an error, and no other columns.
                frame = session.read.csv(self.name, header=True, escape='"', enforceSchema=False)
            elif self.form == "parquet":
                frame = session.read.parquet(self.name, mergeSchema=True)
            else:
                frame = session.read.format(self.form).load(self.name)
            kinds = dict(frame.dtypes)
        files = _files_of(frame, self.name)
        return OpenTable(self, frame, kinds, files, _version(session, self, frame, has_files=bool(files)))


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One file that a table is made of: its address, bytes, and last change in microseconds since 1970 (UTC)."""

    path: str
    size: int
    changed_at: int


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table, or some of its files. `kinds`: its columns, each with Spark's name of its type. `files`: what it is
    made of, in order; none where its source tells of no files. `version`: what else tells one state from another."""

    table: LakeTable
    frame: DataFrame
    kinds: Mapping[str, str]
    files: tuple[LakeFile, ...]
    version: str

    def of_files(self, files: Collection[LakeFile]) -> OpenTable:
        """The rows of some of its files alone."""
        rows = self.frame.filter(functions().col(_FILE).isin([file.path for file in files]))
        return replace(self, frame=rows, files=tuple(file for file in self.files if file in files))


def _files_of(frame: DataFrame, name: str) -> tuple[LakeFile, ...]:
    from pyspark.errors import AnalysisException

    f = functions()
    try:
        there = frame.select(
            f.col(_FILE).alias("path"),
            f.col("_metadata.file_size").alias("size"),
            f.unix_micros("_metadata.file_modification_time").alias("changed_at"),
        )
        there.schema  # noqa: B018 - asks whether the source has such columns
    except AnalysisException:
        return ()
    with cluster_trouble(f"listing the files of '{name}'"):
        rows = there.distinct().toArrow().to_pylist()
    return tuple(sorted((LakeFile(**row) for row in rows), key=lambda one: one.path))


def _version(session: SparkSession, table: LakeTable, frame: DataFrame, *, has_files: bool) -> str:
    """Delta's own number of the version, which also changes where rows are deleted and no file is; else what changes
    with any row of a table without files."""
    from pyspark.errors import PySparkException

    if table.form in ("table", "delta"):
        source = table.name if table.form == "table" else f"delta.{_quoted(table.name)}"
        try:
            newest = session.sql(f"describe history {source} limit 1").select("version").toArrow().to_pylist()
            return f"version {newest[0]['version']}"
        except PySparkException:
            pass  # no table of Delta's, or none that tells its history
    return "" if has_files and table.form != "delta" else _content_mark(frame, table.name)


def _content_mark(frame: DataFrame, name: str) -> str:
    """The number of rows and two sums of their hashes."""
    f = functions()
    row_hash = f.xxhash64(*(f.col(_quoted(column)) for column in frame.columns))
    with cluster_trouble(f"reading '{name}'"):
        rows = frame.agg(
            f.count(f.lit(1)).alias("row_count"),
            f.bit_xor(row_hash).alias("mixed"),
            f.sum(f.shiftright(row_hash, 20)).alias("total"),
        )
        (row,) = rows.toArrow().to_pylist()
    return ":".join(str(part) for part in row.values())


def _quoted(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"
