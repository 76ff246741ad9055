"""Zendesk's ticket export: three units of time in one file, custom fields with a suffix."""

from __future__ import annotations

from pathlib import Path

from ..company.model import Company, Ticket
from ..company.truth import Truth
from .table import second_text, write_table

HEADER = (
    "Summation column",
    "Id",
    "Requester",
    "Requester id",
    "Requester external id",
    "Requester email",
    "Requester domain",
    "Submitter",
    "Assignee",
    "Group",
    "Subject",
    "Tags",
    "Status",
    "Priority",
    "Via",
    "Ticket type",
    "Created at",
    "Updated at",
    "Assigned at",
    "Organization",
    "Due date",
    "Initially assigned at",
    "Solved at",
    "Resolution time",
    "Satisfaction Score",
    "Group stations",
    "Assignee stations",
    "Reopens",
    "Replies",
    "First reply time in minutes",
    "First resolution time in minutes",
    "Full resolution time in minutes",
    "Product area [list]",
    "Escalated at [txt]",
    "Escalation closed at [txt]",
)


def write_tickets(path: Path, company: Company, truth: Truth) -> Path:
    """One row a ticket, by creation. The organisation is the account's name; escalation stands in text fields."""
    last = (truth.as_of - 719163 + 1) * 86400 - 60
    return write_table(path, HEADER, (_row(company, ticket, last) for ticket in company.tickets))


def _row(company: Company, ticket: Ticket, last: int) -> tuple[object, ...]:
    contact = company.contacts[ticket.contact]
    account = company.accounts[contact.account]
    person = f"{contact.first} {contact.last}"
    solved = None if ticket.resolution is None else ticket.created + ticket.resolution * 60
    touched = solved if solved is not None else min(last, ticket.created + 86400)
    tags = ticket.area.lower().replace(" ", "_") + (" escalated" if ticket.escalated is not None else "")
    assigned = second_text(ticket.created + 540)
    return (
        1,
        ticket.ticket_id,
        person,
        360_000_000 + ticket.contact,
        contact.user_id,
        contact.email,
        account.domain,
        person,
        ticket.assignee,
        ticket.group,
        ticket.subject,
        tags,
        ticket.status,
        ticket.priority,
        ticket.channel,
        ticket.kind,
        second_text(ticket.created),
        second_text(touched),
        assigned,
        account.name,
        "",
        assigned,
        second_text(solved),
        None if ticket.resolution is None else round(ticket.resolution / 60),
        ticket.satisfaction,
        ticket.group_stations,
        ticket.assignee_stations,
        ticket.reopens,
        ticket.replies,
        ticket.first_reply,
        ticket.first_resolution,
        ticket.resolution,
        ticket.area,
        second_text(ticket.escalated),
        second_text(ticket.escalation_closed),
    )
