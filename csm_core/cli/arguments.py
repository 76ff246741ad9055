"""What can be said on the command line: each command with its arguments, what they take, and an example."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NoReturn

from csm_core.cli.facts import ENGINES
from csm_core.errors import BadValue
from csm_core.named_pairs import read_currency, read_day
from csm_core.periods import Grain, Month, Weekday
from csm_core.scope import Compare
from csm_core.timezones import read_timezone
from csm_core.version import __version__

SCOPE = (
    "start", "to", "end", "grain", "split", "as_of", "compare", "currency", "timezone", "week_start", "fiscal_start",
)  # fmt: skip
_EPILOG = """csm run [WORKSPACE] starts the app; csm run --help says how.
Without an installation: python -m csm_core in place of csm.

Exit codes: 0 done, 1 done but there is no value, 2 wrong input or arguments."""
_A_ZONE, _ZONE_HELP = "a name such as Europe/Berlin", "where days begin, such as Europe/Berlin (UTC)"
_MONTHS = [*(month.value for month in Month), *(str(month.number) for month in Month)]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One clear line, and nothing else."""
        text = message.removeprefix("argument ")
        raise BadValue(f"{text[0].upper()}{text[1:]}. See '{self.prog} --help'.")


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """What was said, checked: files may also stand behind the options of `load`. Raises BadValue."""
    whole = parser()
    chosen, rest = whole.parse_known_args(arguments)
    if chosen.command == "load" and not any(word.startswith("-") for word in rest):
        chosen.files += rest
    elif rest:
        whole.error(f"unrecognized arguments: {' '.join(rest)}")
    return chosen


def parser() -> argparse.ArgumentParser:
    """The parser of `csm`; `command` says which one was chosen. Its errors are BadValue."""
    raw = argparse.RawDescriptionHelpFormatter
    whole = _Parser(
        "csm", description="Metrics from the exports you already have.", epilog=_EPILOG, formatter_class=raw
    )
    whole.add_argument("--version", action="version", version=f"csm {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def add(name: str, words: str, example: str) -> argparse.ArgumentParser:
        epilog = f"Example:\n  csm {example}"
        return commands.add_parser(
            name, help=words, description=f"{words[0].upper()}{words[1:]}.", epilog=epilog, formatter_class=raw
        )

    read = add("read", "say what each file is, and what is wrong with it", "read exports/*.csv")
    _add_files(read)
    _add_json(read)
    _add_load(add("load", "load files into a workspace", "load team.duckdb exports/*.csv --map MAP.json"))
    loads = add("loads", "list what is loaded into a workspace", "loads team.duckdb")
    _add_workspace(loads)
    _add_json(loads)
    undo = add("undo", "undo one load", "undo team.duckdb 3")
    _add_workspace(undo)
    undo.add_argument("load", metavar="LOAD", help="the number of the load, as 'csm loads' lists it")
    _add_benchmark(add("benchmark", "list, add or remove benchmarks: lines across a metric's charts",
                       "benchmark team.duckdb nps 41 --source KeyBanc --date 2025-01-01"))  # fmt: skip
    demo = add("demo", "create a workspace with the demo company", "demo demo.duckdb")
    demo.add_argument("workspace", metavar="WORKSPACE", help="the workspace file to create")
    _add_json(demo)
    metrics = add("metrics", "list every metric: id, name and question", "metrics")
    _add_json(metrics)
    _add_metric(add("metric", "answer one metric", "metric nps team.duckdb --start 2026-01-01 --split Segment"))
    _add_question(add("sql", "print the SQL of one metric, ready for DuckDB", "sql mrr team.duckdb --grain quarter"))
    _add_facts(add("facts", "print the SQL that builds the facts", "facts user_days --engine spark"))
    _add_care(add)
    _add_report(add("report", "write a notebook as a file", "report team.duckdb -o board.html"))
    return whole


def _add_care(add: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    backup = add("backup", "write a backup of a workspace, also while it is in use", "backup team.duckdb copy.duckdb")
    _add_workspace(backup)
    backup.add_argument("out", metavar="OUT", help="the file to write")
    check = add("check", "read a workspace through and say whether it is whole", "check team.duckdb")
    _add_workspace(check)
    check.add_argument("--accept", action="store_true", help="take it as it is, though other than it was saved")
    restore = add("restore", "put a backup in the place of a workspace", "restore team.duckdb copy.duckdb")
    restore.add_argument("workspace", metavar="WORKSPACE", help="the workspace file; what is there is kept beside it")
    latest = "the backup; without it, the latest whole one that the app made beside the workspace"
    restore.add_argument("backup", nargs="?", metavar="BACKUP", help=latest)
    _add_personal(add)


def _add_personal(add: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    who = "a customer's id or name, or a person's address or id"
    about = add("about", "print all that is known of a customer or a person", "about team.duckdb ann@acme.example")
    _add_workspace(about)
    about.add_argument("who", metavar="WHO", help=who)
    erase = add("erase", "erase a customer or a person for good", "erase team.duckdb ann@acme.example --yes")
    _add_workspace(erase)
    erase.add_argument("who", metavar="WHO", help=who)
    erase.add_argument("--yes", action="store_true", help="erase; without it, only say what there is")
    erase.add_argument("--snapshots", metavar="FOLDER", help="of the snapshots, if not beside the workspace")
    erase.add_argument("--backups", metavar="FOLDER", help="of the backups, if not beside the workspace")


def _add_workspace(command: argparse.ArgumentParser) -> None:
    command.add_argument("workspace", metavar="WORKSPACE", help="a workspace file, made by 'csm load' or 'csm demo'")


def _add_files(command: argparse.ArgumentParser, how_many: str = "+") -> None:
    kinds = "exports: CSV, Excel, OpenDocument, JSON, Parquet, HTML tables, or a ZIP of them"
    command.add_argument("files", nargs=how_many, metavar="FILE", help=kinds)
    _add_map(command)


def _add_load(command: argparse.ArgumentParser) -> None:
    command.add_argument("workspace", metavar="WORKSPACE", help="the workspace file; created if it does not exist")
    _add_files(command, "*")
    engine = "a Spark cluster's Connect server, for rows that stay where they are (docs/spark.md)"
    command.add_argument("--engine", metavar="sc://HOST:PORT", help=engine)
    table = "the events there: a table, or a path of Parquet, CSV (csv:PATH) or Delta (delta:PATH)"
    command.add_argument("--table", metavar="events=TABLE", help=table)
    quarantine = "a path to which the cluster writes all rows that it quarantines, as Parquet"
    command.add_argument("--quarantine", metavar="PATH", help=quarantine)
    _add_json(command)


def _add_map(command: argparse.ArgumentParser) -> None:
    command.add_argument("--map", metavar="MAP.json", help="a saved mapping: which header is which column")


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON")


def _add_benchmark(command: argparse.ArgumentParser) -> None:
    _add_workspace(command)
    command.add_argument("metric", nargs="?", metavar="METRIC", help="the metric's id; without it, list all")
    command.add_argument("value", nargs="?", metavar="VALUE", help="such as 41, or 92%% for a rate")
    command.add_argument("--source", help="who published it")
    command.add_argument("--measure", help="which of the metric's measures (the first by default)")
    command.add_argument("--date", metavar="DAY", help="the date of the source")
    command.add_argument("--segment", metavar="ATTRIBUTE=VALUE", help="the segment that it applies to")
    command.add_argument("--currency", metavar="CODE", help="the currency of an amount of money")
    columns = "metric, value, source; optionally measure, date, segment, currency"
    command.add_argument("--file", metavar="FILE", help=f"add many from a file with the columns {columns}")
    command.add_argument("--remove", metavar="NUMBER", help="remove one, by its number in the list")
    _add_json(command)


def _add_question(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", help="the metric's id, as 'csm metrics' lists it")
    inputs = "a workspace file, or export files to read for this answer alone"
    command.add_argument("inputs", nargs="+", metavar="WORKSPACE|FILE", help=inputs)
    _add_map(command)
    command.add_argument("--variant", help="another variant of the metric, as 'csm metrics --json' lists them")
    setting = "a setting of the metric, such as grace_days=30; can be repeated"
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=setting)
    _add_scope(command)


def _add_metric(command: argparse.ArgumentParser) -> None:
    _add_question(command)
    command.add_argument("--rows", action="store_true", help="print the rows behind the answer, with accounts")
    command.add_argument(
        "--strict", action="store_true", help="exit with 1 if any value is missing or any row quarantined"
    )
    shape = command.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print JSON")
    shape.add_argument("--csv", action="store_true", help="print CSV")


def _add_facts(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "fact", nargs="?", metavar="FACT", help="one fact; without it, all in the order they build on"
    )
    command.add_argument("--engine", choices=ENGINES, default="duckdb", help="whose SQL it is (duckdb)")
    command.add_argument("--timezone", type=_checked(read_timezone, _A_ZONE), metavar="ZONE", help=_ZONE_HELP)


def _add_report(command: argparse.ArgumentParser) -> None:
    _add_workspace(command)
    out = "the file to write; its extension sets the kind"
    command.add_argument("-o", "--out", required=True, metavar="OUT.html|.pdf|.pptx|.xlsx|.md", help=out)
    source = command.add_mutually_exclusive_group()
    source.add_argument("--notebook", metavar="NAME", help="a notebook saved in the workspace")
    source.add_argument("--template", metavar="NAME", help="a template (monthly_board by default)")
    command.add_argument("--account", metavar="ID", help="the account, for a template about one account")
    command.add_argument("--slides", type=int, metavar="N", help="slides of a .pptx at most (8)")
    brand = command.add_argument_group("whose it is", "Without these: as the workspace keeps it.")
    brand.add_argument("--company", metavar="NAME", help="the company's name")
    brand.add_argument("--colour", metavar="COLOUR", help="its colour, such as '#0B5CAD'")
    brand.add_argument("--logo", metavar="FILE", help="its logo, a PNG or JPEG")
    _add_scope(command)


def _add_scope(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("what to look at", "Without these: all data.")
    day, grains = _checked(read_day, "a day such as 2026-03-31"), [grain.value for grain in Grain]
    compared = [one.value for one in Compare]
    group.add_argument("--start", type=day, metavar="DAY", help="the first day, such as 2026-01-01")
    group.add_argument("--to", type=day, metavar="DAY", help="the last day, such as 2026-03-31")
    group.add_argument("--end", type=day, help=argparse.SUPPRESS)  # the former option: the day after the last
    group.add_argument("--as-of", type=day, metavar="DAY", help="show what was known on this day")
    group.add_argument("--grain", choices=grains, help="the length of a period (month)")
    group.add_argument("--split", metavar="ATTRIBUTE", help="one answer per value of an account attribute")
    where = "only accounts with this value, such as Segment=Enterprise; can be repeated"
    group.add_argument("--where", action="append", default=[], metavar="ATTRIBUTE=VALUE", help=where)
    group.add_argument("--compare", choices=compared, help="what each period is compared with (previous)")
    code = _checked(read_currency, "a three-letter code such as EUR")
    group.add_argument("--currency", type=code, metavar="CODE", help="show amounts in it, such as EUR")
    group.add_argument("--timezone", type=_checked(read_timezone, _A_ZONE), metavar="ZONE", help=_ZONE_HELP)
    weekdays = [day.value for day in Weekday]
    group.add_argument("--week-start", type=str.title, choices=weekdays, metavar="WEEKDAY", help="when weeks begin")
    years = "the month in which fiscal years begin, such as April or 4"
    group.add_argument("--fiscal-start", type=str.title, choices=_MONTHS, metavar="MONTH", help=years)


def _checked(read: Callable[[str], object], accepted: str) -> Callable[[str], str]:
    """The text as it was given, where `read` takes it."""

    def check(text: str) -> str:
        try:
            read(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{text}' is not {accepted}") from None
        return text

    return check
