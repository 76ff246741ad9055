"""Which library is used where: each has one owner, and some things the core never touches."""

import ast
import re

import pytest

from tests.structure.sources import APP, CORE, Source, mentions, sources, within

# What only its owner may use. A path prefix ends at a folder, a file, or the common beginning of some files.
OWNERS = {
    ("streamlit",): ("app.py", "asgi.py", "pages/", "csm_ui/"),
    ("starlette",): ("csm_ui/gate/",),
    ("duckdb",): (
        "csm_core/store/workspace.py",
        "csm_core/store/insert.py",
        "csm_core/store/revision.py",
        "csm_core/store/format.py",
        "csm_core/store/seals.py",
        "csm_core/engines/duckdb.py",
        "csm_core/engines/parsed.py",
        "csm_core/engines/file_trouble.py",
        "csm_core/intake/read/",
        "csm_core/intake/layout/",
    ),
    ("sqlglot", "pyspark"): ("csm_core/engines/",),
    ("altair",): ("csm_core/charts/",),
    ("rich",): ("csm_core/cli/",),
    ("currency_converter",): ("csm_core/loading/reference_rates.py",),
    ("jinja2",): ("csm_core/report/html_page.py",),
    ("msgspec",): ("csm_core/codec.py",),
    (  # file formats and encodings; to write or to compress is no reading, so csv.writer and zlib.compress are free
        "python_calamine",
        "openpyxl",
        "chardetng_py",
        "codecs",
        "csv.reader",
        "csv.DictReader",
        "csv.Sniffer",
        "zipfile",
        "tarfile",
        "gzip",
        "bz2",
        "lzma",
        "zlib.decompress",
        "zlib.decompressobj",
        "xml",
        "pyarrow.csv",
        "pyarrow.json",
        "pyarrow.parquet",
        "pandas.read_csv",
        "pandas.read_excel",
        "pandas.read_parquet",
        "pandas.read_json",
    ): ("csm_core/intake/read/", "csm_core/intake/stream/"),
}

NETWORK = (
    *("socket", "ssl", "requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "http.server"),
    *("ftplib", "smtplib", "socketserver", "xmlrpc"),
)
# Pairs of sockets have no address: they join processes of ours, and reach nobody else.
PAIRED = "csm_core/intake/worker/fork_server.py"
PAIRS = ("socket.socketpair", "socket.socket", "socket.send_fds", "socket.recv_fds", "socket.SHUT_WR")
# `csm run` asks whether its port is free; it reaches nobody, and nobody reaches it.
LISTENER = "csm_ui/command.py"
BINDS = ("socket.socket", "socket.SOL_SOCKET", "socket.SO_REUSEADDR")
ADDRESSED = ("connect", "connect_ex", "bind", "listen", "sendto")
CLOCK = (
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime"),
    *("pandas.Timestamp.now", "pandas.Timestamp.today", "pandas.Timestamp.utcnow"),
)
ENVIRONMENT = ("os.environ", "os.environb", "os.getenv", "os.putenv")
CHANCE = ("random", "numpy.random", "secrets", "uuid.uuid1", "uuid.uuid4", "os.urandom")
SEEDED = ("random.Random", "numpy.random.default_rng", "numpy.random.SeedSequence", "numpy.random.PCG64")
NO_CHANCE_BY_ITSELF = ("numpy.random.Generator", "numpy.random.BitGenerator")

# What nobody below the path may use.
BANS = {
    "": NETWORK,
    "pages/": ("pandas", "duckdb", "pyarrow", "numpy"),
    CORE: (*CLOCK, *ENVIRONMENT),
}

SQL_CLOCK = re.compile(
    r"\b(current_date|current_timestamp|current_time|localtimestamp)\b"
    r"|\b(now|today|random|uuid|gen_random_uuid|get_current_timestamp|getenv)\s*\(",
    re.IGNORECASE,
)


def strangers(source: Source) -> list[str]:
    """Uses of a library outside its owner's files, and of what is banned below the file's path."""
    rows = []
    for node, name in mentions(source):
        for libraries, owners in OWNERS.items():
            if within(name, libraries) and not source.path.startswith(owners):
                rows.append(source.at(node.lineno, f"{name} belongs to {', '.join(owners)}"))
        for below, banned in BANS.items():
            if source.path.startswith(below) and within(name, banned) and not reaches_nobody(source, name):
                rows.append(source.at(node.lineno, f"{name} is not for {below or 'this program'}"))
    return rows


def reaches_nobody(source: Source, name: str) -> bool:
    """Whether a use of sockets joins processes of ours or asks for a free port, in the one file that needs to."""
    used = {node.attr for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)} & set(ADDRESSED)
    if source.path == LISTENER:
        return (name == "socket" or within(name, BINDS)) and used <= {"bind"}
    return source.path == PAIRED and (name == "socket" or within(name, PAIRS)) and not used


def unseeded(source: Source) -> list[str]:
    """Chance that a seed does not settle. A seeded generator is made by calling it with an argument."""
    seeded_calls = {
        id(node.func) for node in ast.walk(source.tree) if isinstance(node, ast.Call) and (node.args or node.keywords)
    }
    return [
        source.at(node.lineno, f"{name} without a seed")
        for node, name in mentions(source)
        if isinstance(node, ast.Attribute | ast.Name)
        and within(name, CHANCE)
        and name not in ("random", "numpy.random", *NO_CHANCE_BY_ITSELF)
        and not (name in SEEDED and id(node) in seeded_calls)
    ]


def clock_in_sql(source: Source) -> list[str]:
    """Text handed to the engine that would ask it for the time or for chance."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        source.at(node.lineno, f"asks the engine for {match.group()}")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        if (match := SQL_CLOCK.search(node.value))
    ]


def test_each_library_stays_with_its_owner() -> None:
    assert [problem for source in sources(*APP) for problem in strangers(source)] == []


def test_the_core_takes_no_chance_without_a_seed() -> None:
    assert [problem for source in sources(CORE) for problem in unseeded(source)] == []


def test_no_query_of_the_core_asks_for_the_time_or_for_chance() -> None:
    assert [problem for source in sources(CORE) for problem in clock_in_sql(source)] == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("csm_core/metrics/voice/nps.py", "import streamlit as st"),
        ("csm_core/metrics/voice/nps.py", "import duckdb"),
        ("csm_core/facts/activity/answers.py", "from sqlglot import parse"),
        ("csm_ui/exhibits/show.py", "import altair as alt"),
        ("csm_ui/data/upload.py", "import zipfile"),
        ("csm_core/intake/values/parse_column.py", "import codecs"),
        ("csm_core/intake/map.py", "import csv\nrows = csv.DictReader"),
        ("csm_core/store/workspace.py", "import pyarrow.parquet as pq"),
        ("pages/voice.py", "import pandas as pd"),
        ("csm_core/cli/main.py", "from datetime import date\nx = date.today()"),
        ("csm_core/cli/main.py", "import datetime as dt\nx = dt.datetime.now(dt.UTC)"),
        ("csm_core/cli/main.py", "import time\nx = time.time()"),
        ("csm_core/intake/read/any_file.py", "import os\nx = os.environ['HOME']"),
        ("csm_ui/share/share.py", "import urllib.request"),
        ("csm_core/store/workspace.py", "from socket import create_connection"),
        ("csm_core/store/workspace.py", "from socket import socketpair"),
        (PAIRED, "from socket import create_connection"),
        (LISTENER, "import socket\nsocket.socket().connect(('127.0.0.1', 80))"),
        (PAIRED, "import socket\nsocket.socket().connect(('127.0.0.1', 80))"),
    ],
)
def test_the_rule_sees_a_library_in_the_wrong_place(path: str, text: str) -> None:
    assert strangers(Source(path, text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("csm_ui/page/frame.py", "import streamlit as st\nimport datetime\nx = datetime.datetime.now(datetime.UTC)"),
        ("csm_core/intake/read/archive.py", "import zipfile, zlib"),
        ("csm_core/cli/main.py", "import csv, zlib\nx = csv.writer, zlib.compress"),
        ("csm_core/scope.py", "from urllib.parse import quote"),
        ("csm_core/intake/read/any_file.py", "import time\nx = time.monotonic()"),
        (PAIRED, "import socket\nours, theirs = socket.socketpair()"),
        ("csm_core/periods.py", "def today(now: int) -> int:\n    return now"),
    ],
)
def test_the_rule_lets_a_library_pass_where_it_belongs(path: str, text: str) -> None:
    assert strangers(Source(path, text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "import random\nx = random.random()",
        "import random\nx = random.Random()",
        "import numpy as np\nx = np.random.default_rng()",
        "import numpy as np\nx = np.random.normal(0, 1)",
        "from uuid import uuid4\nx = uuid4()",
    ],
)
def test_the_rule_sees_chance_without_a_seed(text: str) -> None:
    assert unseeded(Source("csm_core/stats/bootstrap.py", text))


def test_a_seeded_generator_and_its_type_are_fine() -> None:
    text = "import numpy as np\ndef f(g: np.random.Generator) -> None: ...\nx = np.random.default_rng(7)"
    assert unseeded(Source("csm_core/stats/bootstrap.py", text)) == []


def test_the_rule_sees_a_clock_in_sql_but_not_in_a_docstring() -> None:
    text = '"""Not now()."""\nquery = "select * from answers where responded_at < current_date"'
    assert len(clock_in_sql(Source("csm_core/facts/activity/answers.py", text))) == 1
