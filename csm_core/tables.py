"""The canonical tables: what a customer-success question can be asked of, whatever tool exported it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import pyarrow as pa


class Type(StrEnum):
    """The type of a canonical column, in the words of the mapping screen."""

    TEXT = "text"
    MOMENT = "date or time"
    MONEY = "money"
    NUMBER = "number"
    INTEGER = "whole number"
    BOOLEAN = "yes or no"


ARROW: Mapping[Type, pa.DataType] = MappingProxyType(
    {
        Type.TEXT: pa.string(),
        # UTC without a zone. A value at exactly midnight is a date: facts never shift it by a time zone.
        Type.MOMENT: pa.timestamp("us"),
        Type.MONEY: pa.decimal128(18, 4),
        Type.NUMBER: pa.float64(),
        Type.INTEGER: pa.int64(),
        Type.BOOLEAN: pa.bool_(),
    }
)
SQL: Mapping[Type, str] = MappingProxyType(
    {
        Type.TEXT: "varchar",
        Type.MOMENT: "timestamp",
        Type.MONEY: "decimal(18, 4)",
        Type.NUMBER: "double",
        Type.INTEGER: "bigint",
        Type.BOOLEAN: "boolean",
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column. `recorded` marks moments at which something was seen to happen:
    they set the data's last day; a future end, renewal or term date does not."""

    name: str
    type: Type
    meaning: str
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table. A row is kept only when, for each group in `required`, one of the
    group's columns (a column or a pair joined by '+') has a value."""

    name: str
    meaning: str
    one_row_per: str
    required: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def schema(self) -> pa.Schema:
        """The typed rows that intake hands to the store: every column, and `source_row` (int64, 1-based line
        or row of the file as the reader would count it)."""
        fields = [pa.field(column.name, ARROW[column.type]) for column in self.columns]
        return pa.schema([*fields, pa.field("source_row", pa.int64())])


def _text(name: str, meaning: str) -> Column:
    return Column(name, Type.TEXT, meaning)


def _moment(name: str, meaning: str, recorded: bool = False) -> Column:
    return Column(name, Type.MOMENT, meaning, recorded)


def _money(name: str, meaning: str) -> Column:
    return Column(name, Type.MONEY, meaning)


def _number(name: str, meaning: str) -> Column:
    return Column(name, Type.NUMBER, meaning)


def _integer(name: str, meaning: str) -> Column:
    return Column(name, Type.INTEGER, meaning)


def _yes_no(name: str, meaning: str) -> Column:
    return Column(name, Type.BOOLEAN, meaning)


_ACCOUNT = _text("account_id", "The customer's id, the same in every file")
_CURRENCY = _text("currency", "Three-letter currency code")

_TABLES = (
    Table(
        "accounts",
        "Your customers, as the CRM lists them. Every further column can filter and split.",
        "customer account",
        (("account_id",),),
        (
            _ACCOUNT,
            _text("account_name", "The name to show"),
            _text("external_id", "The same customer's id in another tool (billing, product)"),
            _text("domain", "The company's web domain, to recognise people by their e-mail"),
            _text("contact_email", "A person's e-mail at this customer"),
            _text("parent_account_id", "The account that this one belongs to"),
            _moment("created_at", "When the record was made", True),
            _moment("start_date", "When they became a customer", True),
            _moment("end_date", "When they stopped being a customer"),
            _text("owner", "The customer-success manager in charge"),
            _text("country", "Country"),
            _text("industry", "Industry"),
            _integer("employee_count", "Number of employees"),
            _text("plan", "Plan they are on"),
            _integer("seats_purchased", "Licences bought"),
            _moment("renewal_date", "Next renewal"),
            _money("acquisition_cost", "What it cost to win them"),
            _text("acquisition_channel", "Where they came from"),
        ),
    ),
    Table(
        "contacts",
        "People at your customers: joins surveys, tickets and usage to accounts.",
        "person",
        (("account_id",), ("contact_email", "contact_id", "user_id")),
        (
            _text("contact_id", "The person's id"),
            _text("contact_email", "The person's e-mail"),
            _text("user_id", "The person's id in the product"),
            _ACCOUNT,
        ),
    ),
    Table(
        "subscriptions",
        "What customers pay for, from when to when.",
        "subscription, or stretch of one",
        (("account_id",), ("start_date",), ("mrr", "amount")),
        (
            _ACCOUNT,
            _text("subscription_id", "The subscription's id"),
            _text("product", "Product or add-on"),
            _text("plan", "Plan or price"),
            _number("quantity", "Seats or units; the amount is per unit where both are given"),
            _moment("start_date", "First day of service", True),
            _moment("end_date", "First day without service; empty while it runs"),
            _money("mrr", "Monthly recurring amount of the whole line"),
            _money("amount", "Amount of one billing interval, per unit"),
            _text("billing_interval", "day, week, month, quarter or year"),
            _integer("billing_interval_count", "How many such intervals one bill covers"),
            _CURRENCY,
            _text("status", "active, trialing, past_due, unpaid, canceled, paused, incomplete"),
            _moment("status_at", "Since when the status holds", True),
            _moment("trial_start", "First day of the trial", True),
            _moment("trial_end", "First day after the trial"),
            _moment("trial_converted_at", "When the trial became paid", True),
            _moment("cancel_requested_at", "When they asked to cancel", True),
            _moment("term_end", "End of the paid term"),
            _yes_no("auto_renew", "Renews by itself"),
            _moment("paused_at", "First day of a pause", True),
            _moment("resumed_at", "First day after a pause", True),
            _number("discount", "Discount on the line as a share (0.2) of its amount"),
            _moment("discount_end", "First day without the discount; empty when it lasts"),
            _yes_no("is_recurring", "No for one-off charges"),
            _yes_no("is_metered", "Yes for usage-based charges"),
            _text("cancel_reason", "Why they left"),
        ),
    ),
    Table(
        "mrr_snapshots",
        "Monthly MRR by customer, as billing tools and finance sheets keep it.",
        "customer and month",
        (("account_id",), ("month",), ("mrr",)),
        (
            _ACCOUNT,
            _moment("month", "Any day of the month", True),
            _money("mrr", "MRR at the month's end"),
            _CURRENCY,
            _text("product", "Product or add-on"),
            _text("plan", "Plan or price"),
        ),
    ),
    Table(
        "mrr_movements",
        "Changes of MRR, one row a change.",
        "change",
        (("account_id",), ("movement_date",), ("mrr_delta", "mrr_after")),
        (
            _ACCOUNT,
            _moment("movement_date", "Day of the change", True),
            _money("mrr_delta", "By how much MRR changed"),
            _money("mrr_after", "The account's MRR after the change"),
            _CURRENCY,
            _text("movement_type", "The tool's own word for the change"),
            _text("product", "Product or add-on"),
        ),
    ),
    Table(
        "invoices",
        "Bills and payments.",
        "invoice",
        (("account_id",), ("invoice_date",), ("total", "amount_paid")),
        (
            _ACCOUNT,
            _text("invoice_id", "The invoice's id"),
            _moment("invoice_date", "Date of the bill", True),
            _moment("due_date", "Date by which it should be paid"),
            _moment("paid_at", "When it was paid", True),
            _money("total", "Amount billed"),
            _money("amount_paid", "Amount paid"),
            _money("amount_refunded", "Amount paid back"),
            _CURRENCY,
            _yes_no("is_recurring", "No for one-off charges"),
            _text("product", "Product or add-on"),
        ),
    ),
    Table(
        "events",
        "What people did in the product: single events or daily counts.",
        "event, or user, day and event",
        (("event_at",), ("account_id", "user_id")),
        (
            _moment("event_at", "When it happened", True),
            _ACCOUNT,
            _text("event_name", "Event or feature"),
            _text("user_id", "The person's id in the product"),
            _text("session_id", "Session"),
            _number("duration_minutes", "How long, in minutes"),
            _integer("event_count", "How many such events the row stands for"),
        ),
    ),
    Table(
        "surveys",
        "Answers to NPS, CSAT and CES questions, and invitations that were not answered.",
        "answer, or invitation",
        (("responded_at+score", "sent_at"),),
        (
            _moment("responded_at", "When they answered", True),
            _number("score", "The answer, on its own scale"),
            _text("survey_type", "nps, csat or ces"),
            _text("scale", "Lowest and highest possible answer, as '0-10' or '1-5'"),
            _ACCOUNT,
            _text("contact_email", "Who answered"),
            _text("comment", "What they wrote"),
            _moment("sent_at", "When they were asked", True),
            _moment("followed_up_at", "When somebody came back to them", True),
            _text("touchpoint", "What the question was about"),
            _text("response_id", "The answer's id"),
        ),
    ),
    Table(
        "tickets",
        "Requests to support.",
        "ticket",
        (("created_at",),),
        (
            _moment("created_at", "When it was opened", True),
            _text("ticket_id", "The ticket's id"),
            _ACCOUNT,
            _text("contact_email", "Who asked"),
            _moment("first_response_at", "First answer by a person", True),
            _number("first_response_minutes", "Minutes to the first answer"),
            _moment("solved_at", "When it was solved", True),
            _number("resolution_minutes", "Minutes to the solution"),
            _integer("agent_replies", "Answers by agents"),
            _integer("reopens", "Times it was opened again"),
            _integer("assignee_changes", "Times another person took over"),
            _integer("group_changes", "Times another team took over"),
            _text("priority", "Priority"),
            _text("channel", "Channel"),
            _text("ticket_status", "new, open, pending, hold, solved or closed"),
            _moment("escalated_at", "When it was escalated", True),
            _moment("escalation_closed_at", "When the escalation was closed", True),
            _text("subject", "What it is about"),
        ),
    ),
    Table(
        "opportunities",
        "Deals and renewals in the CRM.",
        "opportunity",
        (("account_id",), ("close_date",)),
        (
            _text("opportunity_id", "The opportunity's id"),
            _ACCOUNT,
            _text("opportunity_type", "new business, renewal, expansion …"),
            _text("stage", "Stage; won and lost are recognised"),
            _money("amount", "Value"),
            _CURRENCY,
            _moment("close_date", "Date of the close, planned or real"),
        ),
    ),
    Table(
        "costs",
        "What winning and keeping customers costs, by month.",
        "month and category",
        (("month",), ("category",), ("amount",)),
        (
            _moment("month", "Any day of the month", True),
            _text("category", "What it was spent on"),
            _money("amount", "Amount"),
            _text("purpose", "retention or acquisition"),
            _CURRENCY,
        ),
    ),
    Table(
        "fx_rates",
        "Exchange rates.",
        "day and currency",
        (("date",), ("currency",), ("rate",)),
        (
            _moment("date", "Day from which the rate holds"),
            _CURRENCY,
            _number("rate", "What one unit of this currency is worth in the reporting currency"),
        ),
    ),
    Table(
        "outcomes",
        "What customers set out to reach, and what they reached.",
        "account, measure and date",
        (("account_id",), ("measure",), ("date",), ("actual",)),
        (
            _ACCOUNT,
            _text("measure", "What is measured"),
            _moment("date", "When it was measured", True),
            _number("actual", "What was reached"),
            _number("target", "What was aimed for"),
            _yes_no("less_is_better", "Yes where a lower figure is the better one"),
        ),
    ),
    Table(
        "goals",
        "Your own goals for a metric.",
        "goal",
        (("metric",), ("by_date",), ("target",)),
        (
            _text("metric", "The metric's id"),
            _moment("by_date", "Date by which it should be reached"),
            _number("target", "The value to reach"),
            _text("filters", "For which customers, as attribute=value"),
        ),
    ),
    Table(
        "campaigns",
        "Programmes and launches.",
        "campaign",
        (("campaign_id",), ("start_date",)),
        (
            _text("campaign_id", "The campaign's id"),
            _text("name", "Its name"),
            _text("feature", "The feature it launches"),
            _moment("start_date", "First day", True),
            _moment("end_date", "First day after it"),
        ),
    ),
    Table(
        "campaign_members",
        "Which accounts a campaign was for.",
        "campaign and account",
        (("campaign_id",), ("account_id",)),
        (_text("campaign_id", "The campaign's id"), _ACCOUNT),
    ),
    Table(
        "annotations",
        "Dated notes to draw on charts.",
        "note",
        (("date",), ("text",)),
        (
            _moment("date", "The day it is about"),
            _text("text", "What happened"),
            _text("metric", "Only for this metric"),
            _text("cohort", "Only for this cohort"),
        ),
    ),
    Table(
        "overrides",
        "A CSM's own judgement of an account.",
        "account and date",
        (("account_id",), ("date",), ("author",), ("sentiment", "band")),
        (
            _ACCOUNT,
            _moment("date", "When it was given", True),
            _text("author", "By whom"),
            _text("sentiment", "Their words"),
            _text("band", "red, amber or green"),
            _text("reason", "Why"),
        ),
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _TABLES})

# What a file may be, and the table that its rows become. Snapshots and movements keep tables of their own,
# because an interval's end is known only from all loads together; facts turn them into the same intervals.
KINDS: Mapping[str, str] = MappingProxyType(
    {name: name for name in TABLES}
    | {
        "subscription_versions": "subscriptions",
        "finance_months": "mrr_snapshots",
        "payments": "invoices",
        "events_aggregate": "events",
        "adoption_summary": "events",
    }
)
