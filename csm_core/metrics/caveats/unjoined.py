"""A table of which most rows find no customer: no figure of absence can be had from it, and what would join it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.campaign_measures import OF_USE
from csm_core.metrics.framework.context import Context
from csm_core.text.plural import plural

_HEALTH = frozenset(
    {
        "health_score",
        "health_bands",
        "scorecard",
        "attention_list",
        "score_change",
        "health_backtest",
        "suggested_weights",
    }
)


def _always(context: Context) -> bool:
    del context
    return True


def _of_accounts(context: Context) -> bool:
    return context.variant.name == "accounts"


def _who_is_accounts(context: Context) -> bool:
    return context.settings.get("who") == "accounts"


def _is_of(*measures: str) -> Callable[[Context], bool]:
    return lambda context: context.settings.get("of") in measures


def _of_usage(context: Context) -> bool:
    return context.settings.get("measure") == "usage" or context.settings.get("cohort_by") == "first_activity"


# Metric → the table of which a customer's absence counts as none in it, and when.
_ABSENCE: Mapping[str, tuple[tuple[str, Callable[[Context], bool]], ...]] = {
    "active_users": (("events", _who_is_accounts),),
    "campaign_effect": (
        ("events", _is_of(*OF_USE)),
        ("tickets", _is_of("tickets")),
    ),
    "cohort_retention": (("events", _of_usage),),
    "engagement_score": (("events", _always),),
    "feature_adoption": (("events", _of_accounts),),
    "launch_uptake": (("events", _always),),
    "licence_utilisation": (("events", _always),),
    "stickiness": (("events", _who_is_accounts),),
    "ticket_rate": (("tickets", _always),),
    "time_to_value": (("events", _always),),
    "usage_rate": (("events", _always),),
}
# Why a row found none → what would join it.
_REMEDIES = {
    "nobody knows this person": "a list of people (contacts) with {their} user_id, or a column with the account's id",
    "no account has this e-mail domain": "a list of people (contacts) with their e-mail, or the accounts' domain",
    "an address at a free mail provider": "a list of people (contacts) with their e-mail",
    "no account has this name": "accounts with the names that stand in {them}, or a column with the account's id",
    "nothing in the row names an account": "a column of {them} with the account's or the person's id",
}
_STRANGERS = "accounts with {their} ids in external_id, or a list of people (contacts)"


@dataclass(frozen=True, slots=True)
class Unjoined:
    """`refused`: why the question has no answer, else None. `notes`: what is left out of an answer that there is.
    `tables`: the tables that most rows of which find no customer, where the question reads them."""

    refused: str | None = None
    notes: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @classmethod
    def of(cls, context: Context) -> Unjoined:
        """What tables without accounts mean for the question."""
        metric, wanted = context.metric.id, absence_tables(context)
        if not wanted and metric not in _HEALTH:
            return cls()
        counts = {row["source"]: row for row in joined_rows(context) if row["is_unknown"]}
        if metric in _HEALTH:
            zeros = tuple(name for name in ("events", "tickets") if name in counts)
            notes = tuple(f"{_sentence(counts[name])} No component of the score counts them." for name in zeros)
            return cls(notes=notes, tables=zeros)
        for name in sorted(wanted & counts.keys()):
            return cls(_sentence(counts[name]), tables=(name,))
        return cls()


def absence_tables(context: Context) -> set[str]:
    """The tables that the question reads account by account, so that who is not in them has none."""
    read = {table for source in context.metric.inputs for table in source.accepted}
    wanted = {table for table, applies in _ABSENCE.get(context.metric.id, ()) if applies(context)}
    return wanted | read if read == {"events"} and (context.scope.split or context.scope.filters) else wanted


def joined_rows(context: Context) -> list[dict[str, object]]:
    """Of each table of conduct how many rows found an account, and why most of the others found none."""
    rows: list[dict[str, object]] = context.table(_JOINED).to_pylist()
    return rows


_JOINED = Query("""
    select c.source, c.row_count, c.known_count, c.joined_count, c.is_unknown, (
        select arg_max(w.way, row(w.row_count, w.way)) from (
            select m.way, sum(m.row_count) as row_count from account_matches m
            where m.source = c.source and m.account_id is null group by m.way
        ) w
    ) as way
    from account_coverage c order by c.source""")


def _sentence(row: Mapping[str, object]) -> str:
    """Unknown: so many rows found their account; and what would join the others."""
    name, whole = str(row["source"]), int(str(row["row_count"]))
    joined = int(str(row["joined_count"]))
    number = joined if 2 * joined < whole else int(str(row["known_count"]))
    one = name.removesuffix("s")
    sentence = (
        f"no {one} could be matched to an account"
        if not number
        else f"only {number:,} of {plural(whole, one)} could be matched to an account"
    )
    return f"Unknown: {sentence}. {cure_of(row)}"


def cure_of(row: Mapping[str, object]) -> str:
    """What would join the rows of a table that found no account, by why most of them found none."""
    name, whole, joined = str(row["source"]), int(str(row["row_count"])), int(str(row["joined_count"]))
    are_strangers = bool(row["is_unknown"]) and 2 * joined >= whole
    remedy = _STRANGERS if are_strangers else _REMEDIES.get(str(row["way"]), _REMEDIES[_USUAL])
    asked = remedy.format(them=f"the {name}", their=f"the {name}'")
    return f"Load {asked}, or match {name} by hand on the Data page."


_USUAL = "nobody knows this person"
