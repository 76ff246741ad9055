"""Opening: a notebook from a template, whose first sentences are written from the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa

from csm_core.errors import CsmError
from csm_core.facts.queries.account_profile import account_names
from csm_core.facts.queries.span import data_span
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.notebook.answered import Answered, answered
from csm_core.notebook.cell import Cell, Text
from csm_core.notebook.drawn import picture_of
from csm_core.notebook.figure import Figure
from csm_core.notebook.findings import Asker, findings
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.prompts import PROMPTS
from csm_core.notebook.templates import Template
from csm_core.result import Result
from csm_core.scope import Scope, Span
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES
from csm_core.text.markdown import inline_markdown

Answer = Callable[[Cell], Answered]


def opened(
    workspace: Workspace, template: Template, name: str, account: str | None = None, answer: Answer | None = None
) -> Notebook:
    """The notebook of a template. Where its first text asks for sentences, the data writes them; a workspace without
    data, and a question that can't be answered, leave them to the reader.

    The sentences name no account: a copy for others holds notes word for word.

    Parameters
    ----------
    account
        The account that the template is about, where it is about one.
    answer
        Who answers a cell that has a Scope of its own; the workspace without it.

    Raises
    ------
    BadValue
        When the template is about one account and none is given.
    """
    notebook = template.notebook(name, account)
    account_names(workspace)  # builds the facts, whose views the span reads
    span = data_span(workspace, TABLES, "UTC")
    first = notebook.entries[0] if notebook.entries else None
    if span is None or first is None or not isinstance(first.content, Text):
        return notebook
    asked = answer or (lambda cell: answered(workspace, cell))
    sentences = _sentences(workspace, template, span, account, asked)
    if not sentences:
        return notebook
    lines = [line for line in first.content.note.split("\n") if line not in PROMPTS]
    items = "\n".join(f"- {inline_markdown(sentence)}" for sentence in sentences)
    return notebook.changed(replace(first, content=Text("\n".join(lines).rstrip() + "\n\n" + items)))


def _sentences(
    workspace: Workspace, template: Template, span: Span, account: str | None, answer: Answer
) -> list[str]:
    sentences = []
    for cell in template.leads:
        asked = replace(cell, account=account if template.of_account else None).asked(Scope(), span)
        try:
            answer_now = answer(asked)
        except CsmError:
            continue
        if answer_now.result.has_value:
            drawn = picture_of(answer_now, "light")
            sentences.append(_ended(drawn.title if drawn else Figure.of(answer_now).sentence))
    if template.changes:
        scope = template.leads[0].scope or Scope()
        changes = findings(_asker(workspace, scope, span))
        sentences += [one.nameless for one in changes[: template.changes]]
    return sentences


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _asker(workspace: Workspace, scope: Scope, span: Span) -> Asker:
    def result(cell: Cell) -> Result:
        return ask(workspace, cell.metric, cell.asked(scope, span).scope, cell.variant, dict(cell.settings))

    def rows(cell: Cell) -> pa.Table:
        return rows_behind(workspace, cell.metric, cell.asked(scope, span).scope, cell.variant, dict(cell.settings))

    return Asker(result, rows, scope.resolved(span))
