"""What a file probably is, for a person to confirm: kind, columns, attributes, and what could not be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from csm_core.intake.batch import ColumnReport, Issue
from csm_core.intake.check.customer_mails import customers_by_mail
from csm_core.intake.check.flags import with_flag
from csm_core.intake.check.refund_flags import with_refund_flag
from csm_core.intake.check.validate import validate
from csm_core.intake.columns.bill_headers import documented
from csm_core.intake.columns.by_values import NOTHING_KNOWN, SeenValues
from csm_core.intake.columns.evidence import OTHERS
from csm_core.intake.columns.guess import Guess, guess
from csm_core.intake.columns.interval_pairs import with_interval_pair
from csm_core.intake.columns.likeness import likeness
from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.dialects.recognise import whole_export
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.parts.health_scores import dated_scores
from csm_core.intake.parts.part import Part
from csm_core.intake.parts.parts import parts, without_taken
from csm_core.intake.propose.balances import with_balances
from csm_core.intake.propose.before_tax import with_amount_before_tax
from csm_core.intake.propose.billing_interval import priced
from csm_core.intake.propose.by_the_file import by_the_file
from csm_core.intake.propose.net_prices import with_net_price
from csm_core.intake.propose.refined import refined
from csm_core.intake.propose.settled import settled
from csm_core.intake.propose.taxes import tax_within
from csm_core.intake.propose.units import parts_with_units, with_units
from csm_core.intake.propose.unused_columns import unused_columns
from csm_core.intake.propose.with_attributes import with_attributes
from csm_core.intake.propose.with_money_discount import with_money_discount
from csm_core.intake.values.fits import fits
from csm_core.intake.values.profile import Profiles, profiles
from csm_core.intake.vocabulary.other_things import is_other_thing
from csm_core.tables.catalogue import KINDS, TABLES, Type
from csm_core.text.table_words import table_words

THRESHOLD = 0.5
SURE = 0.65
_SHOWN = 5
_TRIED_ROWS = 5_000
_PLAIN = 0.92
# Texts whose header leaves no doubt; a 'tier' that a team added may be its plan or anything else.
_PLAIN_TEXTS = frozenset({"contact_email", "account_name", "domain", "owner", "country", "industry"})
_COLUMN_SURE = 0.7


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one table may be taken for: `mappings` are the tables that its rows become, the main one first, and
    empty when nothing fits well enough. `samples`: header → its first different values. `columns`: what the main
    mapping says of every header, then what the others take. `questions`: what was assumed and a person should
    confirm; `assumed`: what the proposal itself has to say, questions and others, which no check of the rows finds
    again."""

    mappings: tuple[FileMapping, ...]
    source: str | None
    confidence: float
    columns: tuple[ColumnReport, ...]
    samples: Mapping[str, tuple[str, ...]]
    questions: tuple[Issue, ...] = ()
    assumed: tuple[Issue, ...] = ()

    @property
    def mapping(self) -> FileMapping | None:
        """The main mapping, None where nothing fits."""
        return self.mappings[0] if self.mappings else None


def propose(raw: RawTable, seen: SeenValues = NOTHING_KNOWN) -> Proposal:
    """A known export by its headers; else the likeliest kind by meanings of headers and by values.

    `seen`: canonical column → ids, e-mails and names that tables loaded before hold."""
    looks = profiles(raw)
    samples = {header: profile.values for header, profile in looks.items()}
    shown = {header: tuple(values[:_SHOWN]) for header, values in samples.items()}
    recognised = whole_export(raw.headers)
    if recognised is not None:
        dialect, confidence = recognised
        mapping, sure = _known_export(raw, dialect, confidence, samples)
        mapping, assumed = with_amount_before_tax(raw, mapping, samples)
        if mapping.kind == "tickets" and is_other_thing("tickets", mapping.columns, raw.headers):
            confidence = min(confidence, OTHERS)
        source: str | None = dialect.source
        spoken_for = dialect.reasons(raw.headers)
    else:
        best = _likeliest(raw, samples, looks, seen)
        if best is None or best.confidence < THRESHOLD:
            columns = tuple(ColumnReport(header, None, 0.0, None) for header in raw.headers)
            return Proposal((), None, best.confidence if best else 0.0, columns, shown)
        confidence, source, spoken_for = best.confidence, None, {}
        mapping = FileMapping(best.kind, raw.sheet, {name: header for name, (header, _) in best.columns.items()})
        sure = {name: one for name, (_, one) in best.columns.items()}
        mapping, asked = with_net_price(raw, mapping, best.questions)
        mapping = with_flag(with_money_discount(raw, mapping, samples), raw.headers, samples)
        mapping, assumed = priced(with_interval_pair(mapping, raw.headers, samples), samples)
        mapping, issues = documented(raw.file, mapping, samples)
        mapping, taxed = with_amount_before_tax(raw, mapping, samples)
        mapping, balances = with_balances(raw, mapping, samples)
        mapping, units = with_units(raw, mapping, samples)
        issues = (*issues, *taxed, *balances, *units, *asked, *customers_by_mail(mapping))
        assumed = (*assumed, *issues, *_unsure_columns(mapping, best.columns))
    mapping, refunds = with_refund_flag(mapping, raw.headers, samples)
    mapping, left = with_attributes(raw, refined(raw, mapping), samples)
    assumed = (*assumed, *refunds, *left)
    further = parts_with_units(raw, parts(raw, mapping, samples, spoken_for), samples)
    mapping = without_taken(mapping, further)
    assumed = (*_unsure_kind(mapping, confidence), *assumed, *(issue for part in further for issue in part.issues))
    taken = (mapping, *(part.mapping for part in further if part.mapping is not None))
    used = {*spoken_for, *(header for issue in assumed for header in (*issue.headers, issue.column or ""))}
    assumed = (*assumed, *unused_columns(raw, taken, samples, used, spoken_for), *tax_within(taken, samples))
    return _tried(raw, Proposal((mapping,), source, confidence, (), shown, (), assumed), sure, further, samples)


def _likeliest(
    raw: RawTable, samples: Mapping[str, Sequence[str]], looks: Profiles, seen: SeenValues
) -> Guess | None:
    """What fits best. Scores with what is paid beside them are scores only where no revenue can be made of them."""
    best = dated_scores(raw, samples) or guess(raw.file, raw.headers, looks, seen)
    if best is not None and best.confidence >= THRESHOLD:
        return best
    return dated_scores(raw, samples, beside_money=True) or best


def _tried(
    raw: RawTable,
    proposal: Proposal,
    sure: Mapping[str, float],
    further: Sequence[Part],
    samples: Mapping[str, Sequence[str]],
) -> Proposal:
    """The proposal with its further tables, and with what comes of trying all of them on the first rows."""
    head = _head(raw)
    parts_ = [(mapping, sure) for mapping in proposal.mappings]
    parts_ += [(part.mapping, part.sure) for part in further if part.mapping is not None]
    columns: list[ColumnReport] = []
    asked: list[Issue] = list(questions(proposal.assumed))
    mappings: list[FileMapping] = []
    assumed = proposal.assumed
    for index, (given, likes) in enumerate(parts_):
        report = validate(head, given, "").report
        mapping, issues = by_the_file(given, report.issues, samples)
        report = validate(head, mapping, "").report if issues else report
        assumed = (*assumed, *issues)
        mappings.append(settled(mapping, report.issues))
        columns += [
            replace(one, confidence=likes.get(one.canonical, proposal.confidence)) if one.canonical else one
            for one in report.columns
            if index == 0 or one.canonical
        ]
        asked += [one for one in questions(report.issues) if one not in asked]
    tried = replace(proposal, mappings=tuple(mappings), columns=tuple(columns))
    return replace(tried, questions=tuple(asked), assumed=assumed)


def _known_export(
    raw: RawTable, dialect: Dialect, confidence: float, samples: Mapping[str, Sequence[str]]
) -> tuple[FileMapping, dict[str, float]]:
    """The dialect's mapping with columns that people added, and how sure each column is."""
    mapping = _by_dialect(raw, dialect)
    sure = dict.fromkeys(mapping.columns, confidence)
    further = _further(raw, dialect, mapping, samples)
    columns = {**mapping.columns, **{name: header for name, (header, _) in further.items()}}
    return replace(mapping, columns=columns), sure | {name: one for name, (_, one) in further.items()}


def questions(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Of these issues, the ones that a person should decide."""
    return tuple(issue for issue in issues if issue.is_question)


def _by_dialect(raw: RawTable, dialect: Dialect) -> FileMapping:
    """The dialect's columns; for the account, the first of its headers that is filled in every row."""
    columns = dict(dialect.mapped(raw.headers))
    chosen = columns.get("account_id")
    if chosen is not None and raw.cells.column(chosen).null_count:
        rest = [header for header in raw.headers if header != chosen]
        other = dialect.mapped(rest).get("account_id")
        if other is not None and not raw.cells.column(other).null_count:
            columns["account_id"] = other
    return FileMapping(dialect.kind, raw.sheet, columns, dialect.constants, options=dialect.options)


def _further(
    raw: RawTable, dialect: Dialect, mapping: FileMapping, samples: Mapping[str, Sequence[str]]
) -> Mapping[str, tuple[str, float]]:
    """Columns that people added to a known export and named as such columns are named."""
    used = dialect.recognised(raw.headers) | set(mapping.columns.values())
    table = TABLES[KINDS[dialect.kind]]
    missing = [
        column
        for column in table.columns
        if column.name not in mapping.columns and (column.type is not Type.TEXT or column.name in _PLAIN_TEXTS)
    ]
    columns: dict[str, tuple[str, float]] = {}
    for header in (one for one in raw.headers if one not in used and samples.get(one)):
        likes = likeness(header, table)
        fitting = [(likes.get(c.name, 0.0) * (fits(c, samples[header]) >= 1), c.name) for c in missing]
        score, name = max(fitting, default=(0.0, ""))
        if score >= _PLAIN and name not in columns and name not in dialect.constants:
            columns[name] = (header, round(score, 2))
    return columns


def _unsure_kind(mapping: FileMapping, confidence: float) -> tuple[Issue, ...]:
    if confidence >= SURE:
        return ()
    message = f"This looks like {table_words(mapping.kind)}, but that is not certain. Please check."
    return (Issue("kind_assumed", "warning", message),)


def _unsure_columns(mapping: FileMapping, columns: Mapping[str, tuple[str, float]]) -> tuple[Issue, ...]:
    """One question for all columns that were taken by their values, or by a likeness that is not plain."""
    taken = mapping.columns
    weak = {name: one for name, (one, sure) in columns.items() if sure < _COLUMN_SURE and taken.get(name) == one}
    if not weak:
        return ()
    listing = ", ".join(f"'{header}' as {name.replace('_', ' ')}" for name, header in weak.items())
    these = "This column was" if len(weak) == 1 else "These columns were"
    message = f"{these} taken without being sure: {listing}. Please check."
    return (Issue("columns_assumed", "warning", message, column=next(iter(weak.values()))),)


def _head(raw: RawTable) -> RawTable:
    """The first rows, for questions that need no more; dates and figures are decided over these as well."""
    if raw.cells.num_rows <= _TRIED_ROWS:
        return raw
    cells, numbers = raw.cells.slice(0, _TRIED_ROWS), raw.row_numbers.slice(0, _TRIED_ROWS)
    return replace(raw, cells=cells, row_numbers=numbers)
