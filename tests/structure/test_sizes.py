"""Files and functions stay small enough to be read in one go. Docstrings and decorators count for nothing."""

import ast

from tests.structure.sources import Source, sources

FILE_LINES = 250
FUNCTION_LINES = 40
# One declaration that is read as a list, not as code; splitting it would hide what it is there to show.
LISTS: dict[str, str] = {}


def long_file(source: Source) -> list[str]:
    lines = len(source.text.splitlines())
    if lines <= FILE_LINES or source.path in LISTS:
        return []
    return [source.at(lines, f"{lines} lines, at most {FILE_LINES}")]


def long_functions(source: Source) -> list[str]:
    return [
        source.at(node.lineno, f"{node.name} has {code_lines(node)} lines, at most {FUNCTION_LINES}")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > FUNCTION_LINES
    ]


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def test_files_are_short() -> None:
    assert [problem for source in sources("csm_core/", "csm_ui/") for problem in long_file(source)] == []


def test_functions_are_short() -> None:
    assert [problem for source in sources("csm_core/", "csm_ui/") for problem in long_functions(source)] == []


def test_the_rules_see_a_long_file_and_a_long_function() -> None:
    assert long_file(Source("csm_core/x.py", "x = 1\n" * 251))
    assert long_file(Source("csm_core/x.py", "x = 1\n" * 250)) == []
    body = "    x = 1\n"
    assert long_functions(Source("csm_core/x.py", "def f():\n" + body * 40))
    assert long_functions(Source("csm_core/x.py", "def f():\n" + body * 39)) == []


def test_a_docstring_makes_no_function_long() -> None:
    text = "def f():\n" + '    """One\n' + "    more\n" * 60 + '    """\n' + "    x = 1\n" * 39
    assert long_functions(Source("csm_core/x.py", text)) == []
