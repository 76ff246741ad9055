"""Templates: notebooks to start from, for the meetings that come again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from csm_core.errors import BadValue
from csm_core.notebook.cell import Cell, Content, Form, Text
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.prompts import BRIEF, CHANGES, LOST, PLAN, STANDING, STEPS, WEEK
from csm_core.periods import Grain
from csm_core.scope import Compare, Scope

_WEEKS = Scope(grain=Grain.WEEK)
_MONTHS = Scope()
_BOARD = Scope(compare=Compare.YEAR)
_QUARTERS = Scope(grain=Grain.QUARTER)


@dataclass(frozen=True, slots=True)
class Template:
    """A notebook to start from. `of_account`: it is about one account, which has to be named.

    Where its first text asks for sentences, they are what `leads` say, and as many of what changed lately as
    `changes`.
    """

    title: str
    purpose: str
    contents: tuple[Content, ...]
    leads: tuple[Cell, ...]
    changes: int = 0
    of_account: bool = False

    def notebook(self, name: str, account: str | None = None) -> Notebook:
        """The notebook, under a name of its own.

        Raises
        ------
        BadValue
            When it is about one account and none is given.
        """
        if self.of_account and account is None:
            raise BadValue.of("account", "nothing", "the account that the notebook is about")
        return Notebook.of(name, [_about(content, account if self.of_account else None) for content in self.contents])


def _about(content: Content, account: str | None) -> Content:
    return replace(content, account=account) if isinstance(content, Cell) and account is not None else content


def _weekly() -> tuple[Content, ...]:
    def week(metric: str, form: Form = Form.PICTURE, measure: str | None = None, label: str | None = None) -> Cell:
        return Cell(metric, scope=_WEEKS, last=13, form=form, measure=measure, label=label)

    return (
        Text(f"# What moved this week\n\n{WEEK}"),
        week("mrr", Form.FIGURE, label="MRR"),
        week("mrr_movements"),
        Text("# Who needs us"),
        week("health_bands"),
        week("escalation_rate"),
        week("resolution_time", measure="median", label="Median resolution time"),
        Text("# What they say"),
        week("nps"),
        week("active_users"),
        Text(f"# Next steps\n\n{STEPS}"),
    )


def _board() -> tuple[Content, ...]:
    def month(metric: str, form: Form = Form.PICTURE, label: str | None = None) -> Cell:
        return Cell(metric, scope=_BOARD, last=13, form=form, label=label)

    return (
        Text(f"# The month in brief\n\n{BRIEF}"),
        month("mrr", Form.FIGURE, "MRR"),
        month("net_revenue_retention", Form.FIGURE),
        month("gross_revenue_retention", Form.FIGURE),
        month("logo_churn_rate", Form.FIGURE),
        Text("# Revenue"),
        month("mrr_movements"),
        Text("# Retention"),
        Cell("cohort_retention", scope=_QUARTERS),
        Text("# Health and voice"),
        month("health_bands", Form.STACK),
        month("nps"),
        Text("# What comes"),
        Cell("renewal_calendar", scope=_MONTHS),
        Text(f"# Next steps\n\n{STEPS}"),
    )


def _review() -> tuple[Content, ...]:
    def month(metric: str, measure: str | None = None) -> Cell:
        return Cell(metric, scope=_MONTHS, last=13, measure=measure)

    return (
        Text(f"# Where we stand\n\n{STANDING}"),
        Cell("scorecard", scope=_MONTHS, form=Form.TABLE),
        Text("# Value"),
        month("mrr"),
        Cell("outcome_attainment", scope=_QUARTERS, last=6, measure="on_target"),
        Text("# Use"),
        month("active_users"),
        month("usage_rate"),
        Text("# Voice and support"),
        Cell("nps", scope=_QUARTERS, last=6),
        Cell("ticket_rate", scope=_MONTHS, last=13),
        Text(f"# Plan until the next review\n\n{PLAN}"),
    )


def _post_mortem() -> tuple[Content, ...]:
    def quarter(metric: str, form: Form = Form.PICTURE, measure: str | None = None) -> Cell:
        return Cell(metric, scope=_QUARTERS, last=9, form=form, measure=measure)

    return (
        Text(f"# What we lost\n\n{LOST}"),
        quarter("logo_churn_rate"),
        quarter("mrr_movements"),
        Text("# When they leave"),
        Cell("survival", scope=_QUARTERS),
        Cell("cohort_retention", scope=_QUARTERS, form=Form.CURVES),
        Text("# Why they say they left"),
        quarter("churn_reasons"),
        quarter("nps"),
        Text("# Did we see it coming?"),
        quarter("health_bands"),
        quarter("first_contact_resolution"),
        Text(f"# What we change\n\n{CHANGES}"),
    )


def _figure(metric: str, scope: Scope, last: int, label: str | None = None) -> Cell:
    return Cell(metric, scope=scope, last=last, form=Form.FIGURE, label=label)


TEMPLATES: Mapping[str, Template] = {
    "weekly_review": Template(
        "Weekly review",
        "What moved in the last 13 weeks, and who needs us",
        _weekly(),
        (_figure("mrr", _WEEKS, 13, "MRR"),),
        changes=4,
    ),
    "monthly_board": Template(
        "Monthly board page",
        "Four figures, and the pictures behind them",
        _board(),
        (_figure("mrr", _BOARD, 13, "MRR"), Cell("renewal_calendar", scope=_BOARD)),
        changes=3,
    ),
    "account_review": Template(
        "Business review of one account",
        "Value, use, voice and plan, for a QBR",
        _review(),
        (_figure("mrr", _MONTHS, 13, "MRR"), Cell("active_users", scope=_MONTHS, last=13)),
        of_account=True,
    ),
    "churn_post_mortem": Template(
        "Churn post-mortem",
        "What we lost, when, why, and what we change",
        _post_mortem(),
        (_figure("logo_churn_rate", _QUARTERS, 9), Cell("churn_reasons", scope=_QUARTERS, last=9)),
    ),
}
