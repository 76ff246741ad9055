"""Words and habits that have no place here: unfinished work, unsafe calls, zeros made of nothing, paths outside."""

import ast
import re
from pathlib import Path

import pytest

from tests.structure.sources import APP, ROOT, Source, mentions, sources, within

CODE = (*APP, "data/", "bench/")
# This file has to name what it forbids.
TEXTS = [path for path in ROOT.glob("*") if path.suffix in {".md", ".toml", ".txt", ".py"} or path.name == "Makefile"]
FOLDERS = ("csm_core", "csm_ui", "pages", "data", "bench", "docs", "tests", "tools", ".ci", ".streamlit")
SUFFIXES = {".py", ".md", ".toml", ".sh", ".js", ".css", ".html", ""}

EVERYWHERE = re.compile(
    r"\b(?:TODO|FIXME|XXX|HACK)\b|\braise NotImplementedError|\.\./shared"
    r"|unsafe_allow_html\s*=|\.fillna\(\s*0|^\s*#\s*[-=#*]{4,}",
    re.MULTILINE,
)
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
UNSAFE = ("pickle", "cloudpickle", "joblib", "marshal", "shelve", "dill")


def unwanted_words(path: str, text: str) -> list[str]:
    return [
        f"{path}:{text.count(chr(10), 0, row.start()) + 1}: {row.group().strip()}"
        for row in EVERYWHERE.finditer(text)
    ]


def unsafe(source: Source) -> list[str]:
    """Calls that run text as a program, and formats that run a program when they are read."""
    calls = [
        source.at(node.lineno, f"calls {node.func.id}")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}
    ]
    return calls + [source.at(node.lineno, name) for node, name in mentions(source) if within(name, UNSAFE)]


def zeros_of_nothing(source: Source) -> list[str]:
    """`x or 0`: what is missing becomes zero, and the reader takes it for a measurement."""
    return [
        source.at(node.lineno, "'or 0' makes a number of what is missing")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)
        if isinstance(last := node.values[-1], ast.Constant) and last.value in (0, 0.0) and last.value is not False
    ]


def texts() -> list[Path]:
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
    return [path for path in [*TEXTS, *inside] if path.is_file() and "__pycache__" not in path.parts]


def test_no_unfinished_work_and_no_paths_outside() -> None:
    this_file = Path(__file__)
    items = [
        problem
        for path in texts()
        if path != this_file
        for problem in unwanted_words(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]
    assert items == []


def test_nothing_runs_text_as_a_program() -> None:
    assert [problem for source in sources(*CODE) for problem in unsafe(source)] == []


def test_what_is_missing_never_becomes_zero() -> None:
    assert [problem for source in sources(*APP) for problem in zeros_of_nothing(source)] == []


def test_every_file_is_named_for_what_is_in_it() -> None:
    assert [source.path for source in sources(*CODE, "tests/") if Path(source.path).stem in EMPTY_NAMES] == []


@pytest.mark.parametrize(
    "text",
    [
        "# TODO later",
        "x = 1  # FIXME",
        "raise NotImplementedError",
        "st.markdown(name, unsafe_allow_html=True)",
        "frame.fillna(0)",
        "read('../shared/design.md')",
        "    # ------ section",
    ],
)
def test_the_rule_sees_an_unwanted_word(text: str) -> None:
    assert len(unwanted_words("csm_core/x.py", f"x = 1\n{text}\n")) == 1


@pytest.mark.parametrize("text", ["eval('1')", "exec(text)", "import pickle", "from marshal import loads"])
def test_the_rule_sees_an_unsafe_call(text: str) -> None:
    assert len(unsafe(Source("csm_core/x.py", text))) == 1


def test_the_rule_sees_a_zero_made_of_nothing_and_no_other_or() -> None:
    assert zeros_of_nothing(Source("csm_core/x.py", "x = y or 0"))
    assert zeros_of_nothing(Source("csm_core/x.py", "x = f(y) or 0.0"))
    assert zeros_of_nothing(Source("csm_core/x.py", "x = y or False\nz = y or None\nw = y or ()")) == []
