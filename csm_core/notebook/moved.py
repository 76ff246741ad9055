"""What became of a cell since its note was written."""

from __future__ import annotations

from datetime import datetime

from csm_core.charts.words import period_words
from csm_core.metrics.asking.counting_rules import rules_since
from csm_core.metrics.compare.headline import course
from csm_core.notebook.answered import Answered
from csm_core.notebook.drawn import finding_of
from csm_core.notebook.figure import Figure
from csm_core.notebook.notebook import Frozen, Seen


def seen_of(answer: Answered, at: datetime) -> Seen:
    """What the cell says at this moment, to be held against what it will say later."""
    now = answer.now
    return Seen(
        finding_of(answer),
        now.value if now else None,
        now.period if now else None,
        answer.digest,
        answer.result.fingerprint,
        at,
    )


def moved_since(seen: Seen | None, answer: Answered) -> str | None:
    """The old and the new number, and what of it a rule of counting may have done; None where nothing moved since
    the note was written."""
    if seen is None or seen.digest == answer.digest:
        return None
    return " ".join((_moved(seen, answer), *rules_since(seen.rule, answer.cell.metric)))


def frozen_under(frozen: Frozen) -> tuple[str, ...]:
    """The rules of counting that came since a cell's numbers were kept, a sentence each."""
    return rules_since(frozen.rule, frozen.answer.cell.metric)


def _moved(seen: Seen, answer: Answered) -> str:
    figure = Figure.of(answer)
    if figure.now is None or figure.now.value is None or seen.value is None:
        now = finding_of(answer)
        if now == seen.finding:
            return "The numbers behind this changed since the note was written; its message did not."
        return f"Changed since the note was written. Then: {seen.finding} Now: {now}"
    old, new = figure.write(seen.value), figure.value
    calendar = answer.result.scope.calendar
    if seen.period == figure.now.period:
        when = f" in {figure.when}" if figure.when else ""
        if old == new:
            return (
                f"Other numbers of this cell changed since the note was written; {figure.label} is still {new}{when}."
            )
        return f"Changed since the note was written: {figure.label}{when} was {old} and is now {new}."
    then = period_words(seen.period, calendar) if seen.period else "no period"
    sentence = f"Since the note was written: {old} in {then} → {new} in {figure.when or 'no period'}."
    again = next(
        (one for one in course(answer.result, answer.cell.measure, answer.cell.series) if one.period == seen.period),
        None,
    )
    if again is not None and again.value is not None and figure.write(again.value) != old:
        sentence += f" {then} itself is now {figure.write(again.value)}."
    return sentence
