"""What can be said on the command line: each command with its arguments, what they take, and an example."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from csm_core.cli.facts import ENGINES
from csm_core.cli.parser import Parser, number_from, one_of, pair_like
from csm_core.cli.scope_arguments import CODE, DAY, SEGMENT, ZONE, ZONE_HELP, add_scope
from csm_core.errors import UnknownName
from csm_core.version import __version__

_EPILOG = """Without an installation: python -m csm_core in place of csm, and make run for the app.

Exit codes:
  0  done
  1  done in part: metric and report have no value, read and load did not understand some file,
     check met saved documents that can't be read
  2  not done: wrong input or arguments, or no file was understood"""
_SLIDES = number_from(3, 99, "a number of slides from 3 (cover, page, sources), such as 8")
_SETTING = pair_like("grace_days=30")
_NONE: Mapping[str, Command] = {}


@dataclass(frozen=True, slots=True)
class Command:
    """A command that stands above the core: what it does, an example, its arguments, and what runs it."""

    words: str
    example: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def parsed(arguments: Sequence[str], above: Mapping[str, Command] = _NONE) -> argparse.Namespace:
    """What was said, checked: files may also stand behind the options of `load`. Raises BadValue."""
    whole = parser(above)
    names = [name for name in arguments[:1] if not name.startswith("-")]
    if names and names[0] not in whole.commands:
        raise UnknownName.of("command", names[0], whole.commands)
    chosen, rest = whole.parse_known_args(arguments)
    if chosen.command == "load" and not any(word.startswith("-") for word in rest):
        chosen.files += rest
    elif rest:
        whole.commands[chosen.command].unknown(rest)
    return chosen


def parser(above: Mapping[str, Command] = _NONE) -> Parser:
    """The parser of `csm`; `command` says which one was chosen. Its errors are BadValue.

    Parameters
    ----------
    above
        Commands that the core knows nothing of, by name; they come first.
    """
    raw = argparse.RawDescriptionHelpFormatter
    whole = Parser(
        "csm", description="Metrics from the exports you already have.", epilog=_EPILOG, formatter_class=raw
    )
    whole.add_argument("--version", action="version", version=f"csm {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)

    def add(name: str, words: str, example: str) -> argparse.ArgumentParser:
        description, epilog = f"{words[0].upper()}{words[1:]}.", f"Example:\n  csm {example}"
        command = commands.add_parser(name, help=words, description=description, epilog=epilog, formatter_class=raw)
        command.example = f"csm {example}"
        whole.commands[name] = command
        return command

    for name, command in above.items():
        command.add_arguments(add(name, command.words, command.example))
    read = add("read", "say what each file is, and what is wrong with it", "read exports/*.csv")
    _add_files(read)
    _add_json(read)
    _add_load(add("load", "load files into a workspace", "load team.duckdb exports/*.csv --map MAP.json"))
    loads = add("loads", "list what is loaded into a workspace", "loads team.duckdb")
    _add_workspace(loads)
    _add_json(loads)
    undo = add("undo", "undo one load", "undo team.duckdb 3")
    _add_workspace(undo)
    undo.add_argument("load", metavar="LOAD", help="the number of the load, as 'csm loads' lists it, such as 3")
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
    _add_weights(add("weights", "say which health score everybody uses, or use another",
                     "weights team.duckdb --set weight.nps=20 --name Voice"))  # fmt: skip


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
    command.add_argument("--source", help="who published it, such as KeyBanc")
    command.add_argument("--measure", help="which of the metric's measures (the first by default)")
    command.add_argument("--date", type=DAY, metavar="DAY", help="the date of the source, such as 2025-01-31")
    command.add_argument(
        "--segment", type=SEGMENT, metavar="ATTRIBUTE=VALUE", help="its segment, such as Segment=Enterprise"
    )
    command.add_argument("--currency", type=CODE, metavar="CODE", help="the currency of money, such as EUR")
    columns = "metric, value, source; optionally measure, date, segment, currency"
    command.add_argument("--file", metavar="FILE", help=f"add many from a file with the columns {columns}")
    command.add_argument("--remove", metavar="NUMBER", help="remove one, by its number in the list")
    _add_json(command)


def _add_weights(command: argparse.ArgumentParser) -> None:
    _add_workspace(command)
    command.add_argument("--use", metavar="NAME", help="a saved scenario, or 'default', for everybody from now on")
    setting = "a weight, limit or rule, such as weight.nps=20; can be repeated, and used for everybody from now on"
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=setting)
    command.add_argument("--name", metavar="NAME", help="the name of what --set says")
    _add_json(command)


def _add_question(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", help="the metric's id, as 'csm metrics' lists it")
    inputs = "a workspace file, or export files to read for this answer alone"
    command.add_argument("inputs", nargs="+", metavar="WORKSPACE|FILE", help=inputs)
    _add_map(command)
    command.add_argument("--variant", help="another variant of the metric, as 'csm metrics --json' lists them")
    setting = "a setting of the metric, such as grace_days=30; can be repeated"
    command.add_argument("--set", type=_SETTING, action="append", default=[], metavar="NAME=VALUE", help=setting)
    add_scope(command)


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
    whose = "whose SQL it is: duckdb or spark (duckdb)"
    command.add_argument("--engine", type=one_of(ENGINES), metavar="ENGINE", default="duckdb", help=whose)
    command.add_argument("--timezone", type=ZONE, metavar="ZONE", help=ZONE_HELP)


def _add_report(command: argparse.ArgumentParser) -> None:
    _add_workspace(command)
    out = "the file to write; its extension sets the kind"
    command.add_argument("-o", "--out", required=True, metavar="OUT.html|.pdf|.pptx|.xlsx|.md", help=out)
    source = command.add_mutually_exclusive_group()
    source.add_argument("--notebook", metavar="NAME", help="a notebook saved in the workspace")
    source.add_argument("--template", metavar="NAME", help="a template (monthly_board by default)")
    command.add_argument("--account", metavar="ID", help="the account, for a template about one account")
    command.add_argument("--slides", type=_SLIDES, metavar="N", help="slides of a .pptx at most (8)")
    brand = command.add_argument_group("whose it is", "Without these: as the workspace keeps it.")
    brand.add_argument("--company", metavar="NAME", help="the company's name")
    brand.add_argument("--colour", metavar="COLOUR", help="its colour, such as '#0B5CAD'")
    brand.add_argument("--logo", metavar="FILE", help="its logo, a PNG or JPEG")
    add_scope(command)
