"""Printed: a notebook with every answer filled in, ready for paper of any kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from csm_core.charts.picture import Picture
from csm_core.errors import CsmError, NothingLoaded
from csm_core.facts.queries.account_profile import account_names
from csm_core.facts.queries.span import data_span
from csm_core.metrics.asking.ask import rows_behind
from csm_core.metrics.compare.benchmarks import benchmark_words
from csm_core.metrics.compare.rolling import question_behind
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import metric_named
from csm_core.notebook.answered import Answered, answered
from csm_core.notebook.cell import Cell, Form
from csm_core.notebook.check import troubles_of
from csm_core.notebook.drawn import finding_of, picture_of
from csm_core.notebook.figure import Figure
from csm_core.notebook.moved import frozen_under, moved_since
from csm_core.notebook.notebook import Entry, Notebook
from csm_core.notebook.prompts import written
from csm_core.notebook.prose import Block, prose
from csm_core.report.brand import NO_BRAND, Brand, saved_brand
from csm_core.result import Result
from csm_core.scope import Scope, Span
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES
from csm_core.text.plural import plural

MOST_ROWS_BEHIND = 5_000
MOST_SLIDES = 8
Answer = Callable[[Cell], Answered]


@dataclass(frozen=True, slots=True)
class Section:
    """One entry on paper. `sentence` is what its picture says; `below` what the reader should know of it (scope,
    frozen or live, what moved, notes); `behind` the rows behind it, at most MOST_ROWS_BEHIND of `behind_rows`."""

    title: str
    sentence: str
    note: tuple[Block, ...]
    below: tuple[str, ...] = ()
    answer: Answered | None = None
    figure: Figure | None = None
    picture: Picture | None = None
    behind: pa.Table | None = None
    behind_rows: int = 0

    @property
    def metric(self) -> Metric | None:
        """The metric that was asked."""
        return metric_named(self.answer.result.metric) if self.answer else None


@dataclass(frozen=True, slots=True)
class Printed:
    """A report: its title, the data that it was made on in words, its sections, whose it is, and the last day of
    its data. `most_slides`: how many a presentation has at most."""

    title: str
    stamp: str
    sections: tuple[Section, ...]
    brand: Brand = NO_BRAND
    as_of: date | None = None
    most_slides: int = MOST_SLIDES

    @property
    def day(self) -> str:
        """The last day of the data in words; empty where it is not known."""
        return day_words(self.as_of) if self.as_of else ""

    @property
    def scope(self) -> str:
        """What most of the sections look at, in words: said once for all of them."""
        lines = Counter(section.below[0] for section in self.sections if section.answer and section.below)
        return lines.most_common(1)[0][0] if lines else ""

    @property
    def shared(self) -> tuple[str, ...]:
        """What is to be known of several sections: said once, at the end."""
        lines = Counter(line for section in self.sections if section.answer for line in section.below[1:])
        return tuple(line for line, count in lines.items() if count > 1)

    def lines_of(self, section: Section) -> tuple[str, ...]:
        """What is to be known of this section alone."""
        if section.answer is None:
            return section.below
        elsewhere = {self.scope, *self.shared}
        return tuple(line for line in section.below if line not in elsewhere)


def day_words(day: date) -> str:
    """'30 Sep 2026'."""
    return f"{day.day} {day:%b %Y}"


def printed(
    workspace: Workspace,
    notebook: Notebook,
    overlay: Sequence[tuple[str, str]] = (),
    *,
    scope: Scope | None = None,
    with_rows: bool = False,
    answer: Answer | None = None,
    brand: Brand | None = None,
) -> Printed:
    """The notebook with its answers; a cell that can't be answered says why in its place.

    Parameters
    ----------
    overlay
        Parts of a Scope as names and values, which take the place of the same parts of every live cell's own.
    scope
        What cells look at that have no Scope of their own; all data without it.
    with_rows
        Whether the rows behind each live cell are wanted too.
    answer
        Who answers a cell that has a Scope of its own; the workspace without it.
    brand
        Whose report it is; as the workspace keeps it without one.

    Raises
    ------
    NothingLoaded
        When the workspace is empty.
    """
    asked = answer or (lambda cell: answered(workspace, cell))
    account_names(workspace)  # builds the facts, whose views the span reads
    span = data_span(workspace, TABLES, "UTC")
    if span is None:
        raise NothingLoaded.at_all()
    sections = [
        _section(workspace, _laid_over(entry, overlay, scope, span), asked, with_rows) for entry in notebook.entries
    ]
    files = sum(1 for load in workspace.loads() if load.superseded_by is None)
    stamp = (
        f"{plural(files, 'file')}, {day_words(span.first)} to {day_words(span.last)} · data {workspace.fingerprint}"
    )
    return Printed(notebook.name, stamp, tuple(_with_content(sections)), brand or saved_brand(workspace), span.last)


def _with_content(sections: Sequence[Section]) -> Iterator[Section]:
    """Without headings that head nothing: what was to be written below them never was."""
    for section, after in zip(sections, [*sections[1:], None], strict=True):
        heads = [block.kind for block in section.note] == ["heading"]
        is_heading = section.answer is None and not section.below and (heads or not section.note)
        if not is_heading or (section.note and after is not None and (after.answer or after.below)):
            yield section


def _laid_over(entry: Entry, overlay: Sequence[tuple[str, str]], scope: Scope | None, span: Span) -> Entry:
    cell = entry.content
    if not isinstance(cell, Cell):
        return entry
    asked_cell = cell.asked(scope or Scope(), span)
    if overlay and asked_cell.scope is not None:
        changed, _ = Scope.from_query([*asked_cell.scope.to_query(), *overlay])
        asked_cell = replace(asked_cell, scope=changed)
    return replace(entry, content=asked_cell)


def _section(workspace: Workspace, entry: Entry, asked: Answer, with_rows: bool) -> Section:
    content = entry.content
    note = prose(written(content.note))
    if not isinstance(content, Cell):
        troubles = troubles_of(content)
        heading = next((block.text for block in note if block.kind == "heading"), "")
        return Section(heading or (troubles[0] if troubles else ""), "", note, troubles)
    troubles = troubles_of(content)
    if troubles:
        return Section(content.label or content.metric, "", note, troubles)
    try:
        answer = entry.frozen.answer if entry.frozen else asked(content)
        behind = _behind(workspace, content, answer.result) if with_rows and not entry.frozen else None
    except CsmError as error:
        return Section(content.label or metric_named(content.metric).name, "", note, (str(error),))
    return _filled(entry, answer, note, behind)


def _filled(entry: Entry, answer: Answered, note: tuple[Block, ...], behind: pa.Table | None) -> Section:
    figure = Figure.of(answer)
    picture = picture_of(answer, "light")
    if answer.cell.form is Form.FIGURE or not answer.result.has_value:
        title = figure.label
    else:
        title = picture.title if picture else figure.label
    return Section(
        title,
        _sentence(answer, figure),
        note,
        _below(entry, answer, picture),
        answer,
        figure,
        picture,
        None if behind is None else behind.slice(0, MOST_ROWS_BEHIND),
        0 if behind is None else behind.num_rows,
    )


def _sentence(answer: Answered, figure: Figure) -> str:
    """What the picture or the figure says; of a list, which has neither, how long it is."""
    if not answer.result.has_value:
        return _why_not(answer)
    accounts = set(answer.result.table.column("account_id").to_pylist()) - {None}
    if figure.now is None and accounts:
        return f"{figure.label}: {plural(len(accounts), 'account')}."
    return finding_of(answer)


def _why_not(answer: Answered) -> str:
    notes = [str(note) for note in answer.result.table.column("note").to_pylist() if note]
    return notes[0] if notes else "Nothing in this scope."


def _below(entry: Entry, answer: Answered, picture: Picture | None) -> tuple[str, ...]:
    result = answer.result
    parts = [result.scope.describe()]
    if answer.cell.account is not None:
        parts.insert(0, dict(answer.names).get(answer.cell.account, f"account {answer.cell.account}"))
    parts += [f"{name.replace('_', ' ')}: {value}" for name, value in answer.cell.settings]
    if entry.frozen is not None:
        parts.append(f"frozen on {entry.frozen.at:%d %b %Y} on data {result.fingerprint}")
    moved = moved_since(entry.seen, answer)
    drawn = picture.notes if picture else benchmark_words(answer.benchmarks)
    notes = (*drawn, *result.notes, *result.left_out)
    rules = frozen_under(entry.frozen) if entry.frozen else ()
    return (" · ".join(parts), *([moved] if moved else []), *rules, *notes)


def _behind(workspace: Workspace, cell: Cell, result: Result) -> pa.Table:
    scope, settings = question_behind(result, cell.scope, dict(cell.settings))
    behind = rows_behind(workspace, cell.metric, scope, cell.variant, settings)
    if cell.account is None or "account_id" not in behind.column_names:
        return behind
    mask = [one == cell.account for one in behind.column("account_id").to_pylist()]
    return behind.filter(pa.array(mask, pa.bool_()))
