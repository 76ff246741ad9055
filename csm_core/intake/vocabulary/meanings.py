"""The meanings that name a canonical column, and the columns that a header's words may mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from csm_core.intake.vocabulary.readings import readings

# Canonical column → the meanings that name it, each a set of concepts; ',' between them.
_NAMED: Mapping[str, str] = {
    "account_id": "customer id,customer,external customer id",
    "account_name": "customer name,customer,name",
    "external_id": "external id",
    "domain": "domain",
    "contact_email": "email,contact email",
    "parent_account_id": "parent id,parent",
    "created_at": "created",
    "start_date": "start,subscription start,start plan",
    "end_date": "end,subscription end",
    "owner": "owner,success owner",
    "country": "country,billing country",
    "industry": "industry",
    "employee_count": "employees,count employees",
    "plan": "plan,plan name,subscription plan,subscription",
    "seats_purchased": "seats,count seats,subscription seats",
    "renewal_date": "renewal,subscription renewal",
    "contact_id": "contact id",
    "user_id": "user id,user,user identity,external user id,user contact",
    "subscription_id": "subscription id,subscription,subscription name",
    "product": "product,product name,product subject",
    "quantity": "count,seats,count seats,count unit",
    "mrr": (
        "mrr,mrr amount,recurring revenue,month revenue,month amount,recurring month revenue,month recurring amount"
    ),
    "amount": (
        "amount,revenue,unit amount,yearly,yearly amount,yearly revenue,cost,deal amount,total amount,"
        "expected revenue,recurring amount,recurring total,order total"
    ),
    "billing_interval": "billing interval,interval,billing month,interval unit",
    "billing_interval_count": "interval count,billing interval count",
    "currency": "currency,currency id",
    "status": "status,subscription status",
    "trial_start": "trial start",
    "trial_end": "trial end",
    "cancel_requested_at": "end sent,end request",
    "discount": "discount",
    "cancel_reason": "end reason",
    "month": "month",
    "movement_date": "start,change,date",
    "mrr_delta": "mrr change,change,mrr movement",
    "mrr_after": "mrr after",
    "movement_type": "type,change type",
    "invoice_id": "invoice id,invoice,order id,paid id,refund id,credit id",
    "invoice_date": "invoice,invoice created,issue,billing,order,paid,refund,credit,created,date",
    "document_type": "invoice type,type",
    "due_date": "due,invoice due",
    "paid_at": "paid,paid date",
    "total": "total,total amount,amount,invoice amount,invoice total",
    "line_total": "line amount,line total,line revenue,revenue",
    "amount_paid": "paid amount,paid total",
    "amount_due": "due amount,due total,amount open,balance",
    "amount_refunded": "refund,refund amount",
    "event_at": "date,event,created,start",
    "event_name": "event,event name,feature,feature name,event type",
    "session_id": "session id,session",
    "duration_minutes": "duration minutes,session minutes,minutes,count minutes",
    "event_count": "count,event count,feature count,visits,count visits",
    "responded_at": "response,survey,survey response,date,created,solved,survey created",
    "score": "score,score response,survey score,response",
    "survey_type": "survey type,type,survey name",
    "comment": "comment,comment score,reason,reason score,comment response",
    "sent_at": "sent,survey sent",
    "response_id": "response id,survey id,score id,id",
    "ticket_id": "ticket id,ticket,id",
    "first_response_at": "first response,first reply,first response agent",
    "first_response_minutes": "first response minutes,first reply minutes",
    "solved_at": "solved,ticket solved",
    "resolution_minutes": "solved minutes",
    "agent_replies": "agent reply,count reply,reply,agent reply count",
    "reopens": "reopen,reopen count",
    "assignee_changes": "reassign,reassign count",
    "priority": "priority",
    "ticket_status": "status,ticket status",
    "subject": "subject,ticket subject,ticket name",
    "channel": "channel,channel type,contact type,type",
    "opportunity_id": "deal id,deal,id",
    "opportunity_type": "type,deal type",
    "stage": "stage,deal stage,stage status",
    "close_date": "solved,expected solved,solved deal",
    "category": "category,cost type,cost category,cost centre",
    "purpose": "purpose",
    "date": "date,rate date,measure date",
    "rate": "rate,currency rate,rate unit",
    "measure": "measure,success measure",
    "actual": "actual,actual amount",
    "target": "target,target amount",
}
MEANINGS: Mapping[str, tuple[frozenset[str], ...]] = {
    name: tuple(frozenset(one.split()) for one in given.split(",")) for name, given in _NAMED.items()
}


@cache
def meant(header: str) -> frozenset[str]:
    """The canonical columns, of any table, all of whose words one way to read the header holds."""
    ways = [reading.concepts for reading in readings(header)]
    return frozenset(
        name
        for name, patterns in MEANINGS.items()
        if any(pattern <= concepts for concepts in ways for pattern in patterns)
    )
