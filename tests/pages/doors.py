"""The doors of the app: every function of the core by which the screen changes what is kept, read from the code."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.structure.sources import Source, imports, sources

CORE = "csm_core."
# Methods that change rows or documents, and what tells a document's from a list's or a text's.
ROWS, DOCUMENTS = {"load", "undo"}, {"put", "remove", "rename"}
HOLDS_DOCUMENTS = {"csm_core.store.documents.Documents", "csm_core.store.saved.Saved"}
# Of these rooms it counts as well whatever makes, moves or deletes a file.
FILES, KEEPS_FILES = {"write_text", "unlink", "replace", "open"}, ("csm_core.snapshot.vault", "csm_core.backups.")
WORKSPACE = "csm_core.store.workspace"
# What acts by itself, for nobody who clicks; and the program that runs on the host.
BY_ITSELF = ("csm_ui.visitor.caretaker", "csm_ui.visitor.daily_backups", "csm_ui.command")
COMMAND_LINE = "csm_core.cli"
# A file that names none of these changes nothing that is kept, so that it need not be parsed.
ABOUT = re.compile(r"\bWorkspace\b|\bDocuments\b|\bSaved\b|from pathlib")


@dataclass(frozen=True)
class Code:
    """A function or method, by its full name, with what the names in its file stand for."""

    node: ast.FunctionDef
    module: str
    names: Mapping[str, str]


def doors() -> set[str]:
    """Full names of what the screen calls to change a workspace, a register, a snapshot or a file."""
    core = [source for source in sources(CORE.replace(".", "/")) if ABOUT.search(source.text)]
    code = {name: one for source in core for name, one in functions(source)}
    writers = {name for name, one in code.items() if writes(one)}
    calls = {name: set(callees(name, one)) for name, one in code.items()}
    while grown := {name for name in code if name not in writers and calls[name] & writers}:
        writers |= grown
    writers |= {f"{WORKSPACE}.Workspace.{method}" for method in ROWS}
    screens = [one for one in sources("csm_ui/", "pages/") if one.module not in BY_ITSELF]
    given = {name: owner for source in (*core, *screens) for name, owner in makers(source)}
    return {name for source in screens for name in called(source, writers, given)}


def functions(source: Source) -> Iterator[tuple[str, Code]]:
    if source.module.startswith((WORKSPACE, COMMAND_LINE)):
        return
    names = stands_for(source)
    for node in source.tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        owner = f"{source.module}.{node.name}" if isinstance(node, ast.ClassDef) else source.module
        for one in inside:
            if isinstance(one, ast.FunctionDef):
                yield f"{owner}.{one.name}", Code(one, source.module, names)


def stands_for(source: Source) -> dict[str, str]:
    """What a name of the file is the name of elsewhere."""
    here = {node.name: f"{source.module}.{node.name}" for node in source.tree.body if hasattr(node, "name")}
    return here | {name.rpartition(".")[2]: name for _, name in imports(source) if name.startswith(CORE)}


def writes(code: Code) -> bool:
    """Whether it changes something itself."""
    for call in (node for node in ast.walk(code.node) if isinstance(node, ast.Call)):
        called_on = call.func.value if isinstance(call.func, ast.Attribute) else None
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method == "writing" and not any(keyword.arg == "derived" for keyword in call.keywords):
            return True
        if method in DOCUMENTS and HOLDS_DOCUMENTS & set(code.names.values()):
            return True
        if method in FILES and code.module.startswith(KEEPS_FILES):
            return True
        if method in ROWS and isinstance(called_on, ast.Name) and called_on.id == "workspace":
            return True
    return False


def callees(name: str, code: Code) -> Iterator[str]:
    """What it calls, as far as its names say."""
    for node in ast.walk(code.node):
        if isinstance(node, ast.Name) and node.id in code.names:
            yield code.names[node.id]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            yield f"{name.rpartition('.')[0]}.{node.attr}"


def makers(source: Source) -> Iterator[tuple[str, str]]:
    """Functions that give an object of the core, with its class."""
    names = stands_for(source)
    for node in source.tree.body:
        gives = node.returns if isinstance(node, ast.FunctionDef) else None
        gives = gives.value if isinstance(gives, ast.Subscript) else gives
        if isinstance(node, ast.FunctionDef) and isinstance(gives, ast.Name) and gives.id in names:
            yield f"{source.module}.{node.name}", names[gives.id]


def called(source: Source, writers: set[str], given: Mapping[str, str]) -> Iterator[str]:
    """Those of the writers that a file of the screen imports, or whose class it has and whose name it uses."""
    imported = {name for _, name in imports(source)}
    names = {*stands_for(source).values(), *(given[name] for name in imported if name in given)}
    attributes = {node.attr for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)}
    for writer in writers:
        owner, _, method = writer.rpartition(".")
        is_of_workspace = owner == f"{WORKSPACE}.Workspace"
        if writer in names or (method in attributes and (owner in names or (is_of_workspace and method == "undo"))):
            yield writer
