"""Rows of use judged and put together on a Spark cluster: what comes home is all that any fact can tell from them.

Equal uses of one feature that follow each other within a quarter of an hour come as their first and their last, with
how many and how long they were. Nothing else is lost: no visit, no turn from one feature to another, and no day of a
use in any time zone, whichever account its person turns out to belong to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csm_core.engines.spark_cells import DAY_MICROS, figure, micros_of, moment_cells, tidy_text
from csm_core.engines.spark_session import cluster_trouble, functions
from csm_core.engines.spark_source import OpenTable
from csm_core.intake.mapping import FileMapping
from csm_core.tables.catalogue import TABLES, Type

if TYPE_CHECKING:
    from datetime import datetime

    import pyarrow as pa
    from pyspark.sql import Column, DataFrame

TEXTS = ("account_id", "user_id", "account_name", "event_name", "session_id")
WHO = ("account_id", "user_id", "account_name")
SLICE_MICROS = 900_000_000
# Before 2012 the days of some time zones began within a quarter of an hour of UTC.
FIRST_SLICED_MICROS = 1_325_376_000_000_000
_ROWS_AT_A_TIME = 1_000_000


@dataclass(frozen=True, slots=True)
class MomentReading:
    """How the moments of a source are kept. `shows_times`: whether any is at another time than midnight;
    `are_dates`: midnights with a zone are dates; `first` and `after`: the range that is believed (UTC); `grain`: the
    period that each row is the total of."""

    shows_times: bool
    are_dates: bool
    are_moments: bool
    first: datetime | None
    after: datetime | None
    grain: str | None


class UseRows:
    """The rows of a source of events under a mapping. `ratio`: by how much durations are multiplied and divided."""

    def __init__(self, source: OpenTable, mapping: FileMapping, zone: str | None, ratio: tuple[int, int]) -> None:
        self._name, self._mapping, self._kinds = source.table.name, mapping, source.kinds
        self._source = frame = source.frame
        f = functions()
        texts = {column: self._text(column) for column in (*TEXTS, "event_at", "duration_minutes", "event_count")}
        header = mapping.columns["event_at"]
        moments = moment_cells(self._cell(header), source.kinds[header], texts["event_at"], zone)
        minutes = figure(texts["duration_minutes"], "double") * float(ratio[0]) / float(ratio[1])
        count = figure(texts["event_count"], "bigint")
        self._typed = frame.select(
            *(self._cell(column).cast("string").alias(f"raw_{index}") for index, column in enumerate(frame.columns)),
            *(texts[name].alias(name) for name in TEXTS),
            moments.micros.alias("written"),
            moments.shifted.alias("shifted"),
            moments.form.alias("form"),
            moments.state.alias("state"),
            (~f.coalesce(*(texts[name] for name in WHO)).isNotNull()).alias("lacks_who"),
            minutes.try_cast("decimal(18, 10)").alias("minutes"),
            f.coalesce(count, f.lit(1)).alias("events"),
            (texts["duration_minutes"].isNotNull() & minutes.isNull()).alias("wrong_minutes"),
            (texts["event_count"].isNotNull() & count.isNull()).alias("wrong_count"),
        )

    def tally(self) -> pa.Table:
        """How many rows there are of each kind, by day: state, form, lacks_who, is_midnight, day (as written) and
        utc_day (int64, days since 1970), row_count, wrong_minutes and wrong_count."""
        f = functions()
        kinds = ("state", "form", "lacks_who", "is_midnight", "day", "utc_day")
        rows = self._typed.select(
            "state", "form", "lacks_who", "wrong_minutes", "wrong_count",
            (f.pmod("written", f.lit(DAY_MICROS)) == 0).alias("is_midnight"),
            _day(f.col("written")).alias("day"), _day(f.col("shifted")).alias("utc_day"),
        )  # fmt: skip
        counted = rows.groupBy(*kinds).agg(
            f.count(f.lit(1)).alias("row_count"),
            *(f.sum(f.col(name).cast("bigint")).alias(name) for name in ("wrong_minutes", "wrong_count")),
        )
        with cluster_trouble(f"reading '{self._name}'"):
            return counted.toArrow()

    def quarantined(self, reading: MomentReading, most: int) -> pa.Table:
        """Rows that are not kept, `most` of them: `quarantined_because`, and each column of the source as text."""
        with cluster_trouble(f"quarantining rows of '{self._name}'"):
            return self._quarantine(reading).limit(most).toArrow()

    def write_quarantined(self, reading: MomentReading, path: str) -> None:
        """All of them written by the cluster to a path of its own, as Parquet; what is there is replaced."""
        with cluster_trouble(f"writing quarantined rows to '{path}'"):
            self._quarantine(reading).write.mode("overwrite").parquet(path)

    def _quarantine(self, reading: MomentReading) -> DataFrame:
        f = functions()
        rows = self._judged(reading).filter(f.col("code").isNotNull())
        named = [f.col(f"raw_{index}").alias(column) for index, column in enumerate(self._source.columns)]
        return rows.select(f.col("code").alias("quarantined_because"), *named)

    def stretches(self, reading: MomentReading, kept: int) -> Iterator[tuple[pa.Table, float]]:
        """What is kept, `kept` rows of the source, put together: some of it at a time, and the share that is home.

        Columns: TEXTS, `first_at` and `last_at` (microseconds since 1970), `is_use`, `events`, `minutes` and
        `row_count`.
        """
        f = functions()
        parts = max(-(-kept // _ROWS_AT_A_TIME), 1)
        rows = self._put_together(reading)
        with cluster_trouble(f"putting the rows of '{self._name}' together"):
            if parts == 1:
                yield rows.toArrow(), 1.0
                return
            rows = rows.persist()
            try:
                by = f.pmod(f.xxhash64("user_id", "account_id", "account_name", "first_at"), f.lit(parts))
                for part in range(parts):
                    yield rows.filter(by == part).toArrow(), (part + 1) / parts
            finally:
                rows.unpersist()

    def _judged(self, reading: MomentReading) -> DataFrame:
        """The typed rows with `at`, the moment as it is kept, and `code`: why a row is quarantined, else null."""
        f = functions()
        at = f.col("shifted") if reading.shows_times else f.col("written")
        is_far = f.lit(False)
        if reading.first is not None:
            is_far = is_far | (at < micros_of(reading.first))
        if reading.after is not None:
            is_far = is_far | (at >= micros_of(reading.after))
        code = (
            f.when(f.col("state") == "unread", "not_a_date")
            .when(f.col("state") == "placeholder", "placeholder_date")
            .when((f.col("state") == "read") & is_far, "far_date")
            .when(f.col("state") == "empty", "missing_moment")
            .when(f.col("lacks_who"), "missing_who")
        )
        is_marked = (f.col("form") == "zoned") & f.lit(not reading.are_dates or reading.shows_times)
        is_marked = is_marked | ((f.col("form") == "wall") & f.lit(reading.shows_times or reading.are_moments))
        is_marked = is_marked & f.lit(reading.grain is None) & (f.pmod(at, f.lit(DAY_MICROS)) == 0)
        return self._typed.withColumn("at", at + is_marked.cast("bigint")).withColumn("code", code)

    def _put_together(self, reading: MomentReading) -> DataFrame:
        from pyspark.sql.connect.window import Window

        f = functions()
        rows = self._judged(reading).filter(f.col("code").isNull())
        is_use = f.col("events") > 0
        rows = rows.select(*TEXTS, "at", "minutes", "events", is_use.alias("is_use"), self._slice().alias("slice"))
        # Of one id in the product, as it may be one person. Whoever has none may be anybody of an account.
        of_person = Window.partitionBy("user_id", "is_use", "slice").orderBy("at", "event_name")
        so_far = of_person.rowsBetween(Window.unboundedPreceding, Window.currentRow)
        # A run is broken by whatever lies between, also at the very moment at which it begins or ends.
        is_turn = ~f.col("event_name").eqNullSafe(f.lag("event_name").over(of_person))
        return (
            rows.withColumn("is_turn", is_turn.cast("int"))
            .withColumn("run", f.sum("is_turn").over(so_far))
            .groupBy(*TEXTS, "is_use", "slice", "run")
            .agg(
                f.min("at").alias("first_at"),
                f.max("at").alias("last_at"),
                f.sum(f.when(f.col("is_use"), f.col("events")).otherwise(0)).alias("events"),
                f.sum("minutes").cast("double").alias("minutes"),
                f.count(f.lit(1)).alias("row_count"),
            )
            .drop("slice", "run")
        )

    def _slice(self) -> Column:
        """Within which stretch of time uses are put together: a quarter of an hour, or the moment itself.

        The latter where a midnight may be a date, where nobody knows who acted, and where the text of an id may be
        another spelling of one.
        """
        f = functions()
        is_midnight = f.pmod("at", f.lit(DAY_MICROS)) <= 1
        is_plain = f.coalesce(f.col("user_id").rlike(r"^[ -~]+$"), f.lit(False))
        is_each = is_midnight | ~is_plain | (f.col("at") < FIRST_SLICED_MICROS)
        # Told apart from the midnight that it may begin with, and from that midnight's mark.
        quarter = f.col("at") - f.pmod("at", f.lit(SLICE_MICROS)) + 2
        begun: Column = f.when(is_each, f.col("at")).otherwise(quarter)
        return begun

    def _cell(self, header: str) -> Column:
        column: Column = self._source["`" + header.replace("`", "``") + "`"]
        return column

    def _text(self, name: str) -> Any:
        """A canonical column as tidy text; what the mapping says of every row fills what is empty."""
        f = functions()
        header, constant = self._mapping.columns.get(name), self._mapping.constants.get(name)
        fixed = f.lit(constant).cast("string")
        if header is None:
            return fixed
        column = TABLES["events"].column(name)
        options, is_typed = self._mapping.options, column is not None and column.type is not Type.TEXT
        return f.coalesce(
            tidy_text(self._cell(header), self._kinds[header], is_typed, options.null_values, options.words), fixed
        )


def _day(micros: Column) -> Column:
    f = functions()
    day: Column = ((micros - f.pmod(micros, f.lit(DAY_MICROS))) / DAY_MICROS).cast("bigint")
    return day
