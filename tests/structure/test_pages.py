"""A page is a short script: what it shows, in order. What it needs to do lives below it."""

import ast

from tests.structure.sources import Source, sources

PAGE_LINES = 80
APP_LINES = 40


def definitions(source: Source) -> list[str]:
    return [
        source.at(node.lineno, f"defines {node.name}; a page defines nothing")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]


def too_long(source: Source, most: int) -> list[str]:
    lines = len(source.text.splitlines())
    return [source.at(lines, f"{lines} lines, the limit is under {most}")] if lines >= most else []


def test_pages_define_no_functions_and_no_classes() -> None:
    assert [problem for page in sources("pages/", "app.py", "asgi.py") for problem in definitions(page)] == []


def test_pages_are_short() -> None:
    assert [problem for page in sources("pages/") for problem in too_long(page, PAGE_LINES)] == []
    assert [problem for page in sources("app.py", "asgi.py") for problem in too_long(page, APP_LINES)] == []


def test_the_rules_see_a_function_a_class_and_a_long_page() -> None:
    page = Source("pages/voice.py", "def f(): ...\nif True:\n    class C: ...\n" + "x = 1\n" * 77)
    assert len(definitions(page)) == 2
    assert len(too_long(page, PAGE_LINES)) == 1
    assert too_long(Source("pages/voice.py", "x = 1\n" * 79), PAGE_LINES) == []
