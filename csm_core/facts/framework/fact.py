"""Fact: a compact table built once a load, declared with its columns, key and grain."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from csm_core.errors import BadValue
from csm_core.midnights import unmarked_sql
from csm_core.tables.catalogue import TABLES
from csm_core.timezones import known_timezones

# Ways to an account beside its id: a name; a person, an address or a domain; what somebody decided; a parent.
NAMES, PEOPLE, DECISIONS, PARENTS = "by name", "by person", "by decision", "by parent"
# The canonical tables, and the ways, of a workspace that has some of everything.
EVERYTHING = (*TABLES, NAMES, PEOPLE, DECISIONS, PARENTS)


@dataclass(frozen=True, slots=True)
class Day:
    """How a moment becomes a day of the workspace's time zone, as SQL text.

    A date without a time is never shifted. It is kept as its midnight, and a moment at midnight a little later
    (`midnights`).
    """

    timezone: str

    def __post_init__(self) -> None:
        # The name becomes SQL text below, so it must be one of the zone database's.
        if self.timezone not in known_timezones():
            raise BadValue.of("timezone", self.timezone, "a name such as 'Europe/Berlin'")

    def of(self, moment: str) -> str:
        """SQL for the local day of the column `moment`."""
        return f"cast({self.local(moment)} as date)"

    def local(self, moment: str) -> str:
        """SQL for the local time of the column `moment`."""
        if self.timezone == "UTC":
            return moment
        shifted = f"timezone('{self.timezone}', timezone('UTC', {unmarked_sql(moment)}))"
        return f"case when {moment} = date_trunc('day', {moment}) then {moment} else {shifted} end"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `sql` gives the SELECT for a time zone; it reads `live.<canonical table>` and `{facts}.<fact>`
    of the facts in `after`. `columns` are (name, SQL type), `key` the columns that one row is unique by.

    Facts of whole customer groups are built beside those of accounts, from the same rows: `identities` leads each of
    them to its group. `rolled_up` gives the SELECT where that is not enough; it may read `{plain}.<fact>`, those
    of accounts.

    `trimmed` gives the same SELECT without the parts that read other canonical tables than those given, which have no
    row, and without the ways to an account that are not among those given, which no row goes: to plan a part takes
    long, however little it reads.

    Where nothing of `needs` (of `reads`, where it names none) is there, the fact has no row: its SQL need not run.
    A fact that may have rows even then, from other facts or from what people said, is `beyond_reads`.
    """

    name: str
    one_row_per: str
    reads: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    sql: Callable[[Day], str]
    after: tuple[str, ...] = ()
    rolled_up: Callable[[Day], str] | None = None
    beyond_reads: bool = False
    needs: tuple[str, ...] = ()
    trimmed: Callable[[Day, Collection[str]], str] | None = None

    def is_surely_empty(self, filled: Collection[str]) -> bool:
        """Whether it can't have a row where, of EVERYTHING, only `filled` is there."""
        needs = self.needs or self.reads
        return not self.beyond_reads and bool(needs) and not set(needs) & set(filled)


def of_all(trimmed: Callable[[Day, Collection[str]], str]) -> Callable[[Day], str]:
    """The whole SELECT of a fact that can be trimmed: every canonical table may have rows."""
    return lambda day: trimmed(day, EVERYTHING)


def of_accounts(fact: str) -> Callable[[Day], str]:
    """How a fact is rolled up that stays as it is, account by account: rows find accounts, and groups come after."""

    def rolled_up(day: Day) -> str:
        del day
        return f"select * from {{plain}}.{fact}"

    return rolled_up
