"""The next best file: of all that is not loaded, what would add most."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.framework.unlocked import unlocked

# Exports of tools come before sheets that somebody would have to write, each with the tools that give it.
_EXPORTS = {
    "subscriptions": "Stripe, Chargebee, Recurly or your billing sheet",
    "events": "Mixpanel, Amplitude, PostHog or your warehouse",
    "surveys": "Delighted, Qualtrics, Typeform or any survey tool",
    "tickets": "Zendesk, Intercom, Freshdesk or Jira",
    "accounts": "HubSpot or Salesforce companies",
    "invoices": "Stripe, Xero or QuickBooks invoices",
    "opportunities": "HubSpot or Salesforce deals",
    "costs": "a sheet of the bookkeeper's: month, category, amount",
    "outcomes": "a sheet: account, measure, date, actual, target",
}
_PEOPLE = "HubSpot or Salesforce contacts, with the id that the product knows each person by"
# What events tell once they find their accounts.
_BY_ACCOUNT = ("usage_rate", "licence_utilisation", "engagement_score", "health_score")


@dataclass(frozen=True, slots=True)
class NextFile:
    """A table that is not loaded, where it comes from, and the metrics that it adds."""

    table: str
    sources: str
    metrics: tuple[Metric, ...]


def next_file(loaded: Collection[str], unjoined: Collection[str]) -> NextFile | None:
    """The one that adds most metrics, of several the one that is easiest to have; None where nothing would add any.

    `unjoined`: tables of which many rows find no account. Of events, the people who cause them go before all else.
    """
    if "events" in unjoined and "contacts" not in loaded:
        return NextFile("contacts", _PEOPLE, tuple(metric_named(metric) for metric in _BY_ACCOUNT))
    absent = {table: sources for table, sources in _EXPORTS.items() if table not in loaded}
    offered = [NextFile(table, sources, unlocked(table, loaded)) for table, sources in absent.items()]
    return max((one for one in offered if one.metrics), key=lambda one: len(one.metrics), default=None)
