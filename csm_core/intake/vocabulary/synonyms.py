"""Other words for canonical columns, as files that people keep by hand call them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csm_core.intake.vocabulary.synonyms_further import FURTHER
from csm_core.intake.vocabulary.synonyms_translated import FOREIGN

# Compared without case, signs and spaces; '|' between them.
_ENGLISH: Mapping[str, str] = {
    "account_id": (
        "account id|customer id|company id|client id|organization id|organisation id|org id|tenant id|workspace id"
        "|account|customer|client|account number|customer number|crm id|company|account ref|acct"
    ),
    "account_name": (
        "account name|company name|customer name|client name|name|company|organization|organisation"
        "|requester organization|requester organisation|requester company|respondent company|contact company"
        "|invoice partner display name|partner display name"
    ),
    "external_id": "external id|billing id|stripe customer id|crm id|salesforce id",
    "domain": "domain|website|web domain|company domain",
    "contact_email": (
        "email|e-mail|contact email|email address|respondent email|requester email|user email|mail|customer email"
    ),
    "parent_account_id": "parent account id|parent id|parent company id|parent account",
    "created_at": (
        "created at|created|created date|create date|creation date|opened|opened at|submitted at|date created"
        "|signed up|signed up at|signed up on|sign up date|signup date|registered|registered at|registered on"
        "|registration date|first message at|conversation started at|conversation created at|date opened|logged at"
        "|raised at|raised on|reported at|reported on|received at"
    ),
    "start_date": (
        "start date|start|started at|contract start|subscription start|begin|from|customer since|valid from|go live"
        "|first contract date|first contract|first paid at|first payment date"
    ),
    "end_date": (
        "end date|end|ended at|contract end|churn date|churned at|cancelled at|canceled at|until|valid to"
        "|cancellation date"
        "|service end|service end date|end of service|subscription end|subscription end date|contract end date"
        "|ended on"
        "|ended|termination date|terminated at|effective end date|cancellation effective date|service ended at"
        "|churn day|churned on|date churned|churned date|churned|lost date|lost on|date lost|lost at|left on|left at"
        "|date left|customer lost|customer until|terminated on"
    ),
    "owner": "owner|csm|customer success manager|account manager|account owner|success manager",
    "country": "country|billing country",
    "industry": "industry|sector|vertical",
    "employee_count": "employees|number of employees|employee count|headcount|company size",
    "plan": "plan|tier|package|plan name|edition|price plan",
    "seats_purchased": "seats|licenses|licences|seats purchased|license count|seats bought",
    "renewal_date": "renewal date|next renewal|renewal|renews on",
    "initial_mrr": "initial mrr|opening mrr|starting mrr|start mrr|mrr at start|anfangs mrr|mrr initial|mrr inicial",
    "acquisition_cost": "acquisition cost|cac|cost of acquisition",
    "acquisition_channel": "acquisition channel|channel|source|lead source|original source",
    "contact_id": "contact id|person id",
    "user_id": "user id|user|distinct id|uid|visitor id|member id",
    "subscription_id": "subscription id|contract id|subscription|contract number|contract",
    "product": "product|product name|sku",
    "quantity": "quantity|qty|seats|units|licenses",
    "mrr": "mrr|monthly recurring revenue|monthly amount|monthly revenue|mrr amount|monthly fee|monthly recurring",
    "amount": (
        "amount|price|unit price|value|fee|acv|deal amount|cost|spend|tcv|total contract value|contract value"
        "|contract amount|deal value|net price|net amount"
    ),
    "billing_interval": (
        "billing interval|interval|billing period|billing cycle|frequency|billing frequency|billing term"
        "|interval unit|order interval unit|charge interval unit|billing period unit"
    ),
    "billing_interval_count": (
        "interval count|billing interval count|interval frequency|charge interval frequency|order interval frequency"
    ),
    "currency": "currency|currency code|ccy",
    "status": "status|state|subscription status",
    "trial_start": "trial start|trial started at|trial start date",
    "trial_end": "trial end|trial ends at|trial end date",
    "trial_converted_at": "trial converted at|converted at",
    "cancel_requested_at": "cancel requested at|cancellation requested|notice date",
    "term_end": "term end|current term end|contract term end|paid until",
    "auto_renew": "auto renew|autorenew|auto renewal",
    "paused_at": "paused at|pause start",
    "resumed_at": "resumed at|pause end",
    "discount": "discount|discount percent|discount %",
    "cancel_reason": "cancel reason|churn reason|cancellation reason",
    "month": "month|period|reporting month|date",
    "movement_date": "movement date|date|change date|effective date",
    "mrr_delta": "mrr delta|mrr change|delta|mrr movement|change",
    "mrr_after": "mrr after|new mrr|resulting mrr",
    "movement_type": "movement type|type|change type",
    "invoice_id": (
        "invoice id|invoice number|invoice|number|no|invoice no|order id|order number|payment id|transaction id"
        "|charge id|order|order name"
        "|receipt number|receipt no|credit memo id|credit note number|credit note no|credit note id|refund id"
        "|document number"
        "|document no|doc number|sales order number"
    ),
    "document_type": "document type|invoice type|transaction type|doc type|type",
    "invoice_date": (
        "invoice date|date|issued|issue date|billing date|order date|transaction date|document date|credit memo date"
        "|credit note date|refund date|charged at|charge date|purchase date|posting date|bill date"
        "|issued at|issued on|date issued|billed at|billed on|doc date|posted date|date posted|posted on|posted at"
    ),
    "due_date": "due date|due",
    "paid_at": "paid at|paid on|payment date|paid date|payment ts|date paid|payment time",
    "total": (
        "total|invoice total|sale price|sale amount|amount billed|grand total|total amount|invoice amount|order total"
    ),
    "line_total": (
        "line total|line amount|line item total|line item amount|item total|item amount|extended price|sales"
        "|sales amount|line net amount|line subtotal|line item subtotal|lineitem subtotal|lineitem total"
        "|lineitem amount|item subtotal|line net|line gross|row total|row amount"
    ),
    "unit_amount": "unit amount|unit price|price per unit|unit cost|rate|item price|lineitem price|sales price",
    "amount_due": (
        "amount due|balance|balance due|open balance|remaining balance|amount remaining|outstanding|remaining"
        "|remaining amount|outstanding amount|outstanding balance|amount outstanding|unpaid|unpaid amount"
        "|unpaid balance|open amount|open|total due"
    ),
    "period_start": "period start|service start|service period start|service date from|line period start",
    "period_end": "period end|service end|service period end|service date to|line period end",
    "amount_paid": "amount paid|paid|paid amount|payment amount|amount received|received amount",
    "amount_refunded": "amount refunded|refund|refunded|refund amount|refunded amount",
    "event_at": "event time|timestamp|event at|time|occurred at|event date|datetime|date|ts",
    "event_name": "event|event name|event type|action|feature",
    "session_id": "session id|session",
    "duration_minutes": "duration minutes|minutes|duration (min)|session minutes",
    "event_count": "event count|count|events|number of events",
    "responded_at": (
        "responded at|response date|submitted at|answered at|completed at|date|date submitted|submit date"
    ),
    "score": (
        "score|nps|nps score|rating|csat|csat score|ces|ces score|answer|likelihood to recommend"
        "|how likely are you to recommend us|how satisfied are you"
    ),
    "survey_type": "survey type|survey kind|type|metric|question|question text|question name|frage|pregunta",
    "scale": "scale|rating scale",
    "comment": "comment|comments|feedback|verbatim|reason|open text|why",
    "sent_at": "sent at|sent|invited at|send date|invitation date|survey sent",
    "followed_up_at": "followed up at|follow up date|closed loop at",
    "touchpoint": "touchpoint|survey name|survey",
    "response_id": "response id|answer id|submission id|respondent id",
    "ticket_id": "ticket id|case number|case id|ticket|ticket number|conversation id|issue key|issue number|id",
    "first_response_at": "first response at|first reply at|first responded at|first response",
    "first_response_minutes": (
        "first response minutes|first reply time in minutes|first response time (minutes)|frt minutes"
    ),
    "solved_at": "solved at|resolved at|resolved|closed at|closed date|date closed|resolution date|solved",
    "resolution_minutes": "resolution minutes|resolution time in minutes|full resolution time in minutes",
    "agent_replies": "agent replies|replies|number of replies",
    "reopens": "reopens|reopened|times reopened|reopen count",
    "assignee_changes": "assignee changes|reassignments",
    "group_changes": "group changes|team changes",
    "priority": "priority|severity|urgency",
    "ticket_status": "ticket status|status|case status|conversation state",
    "escalated_at": (
        "escalated at|escalation date|escalated|escalated on|date escalated|escalation started at|escalation start"
        "|escalation opened at"
    ),
    "is_escalated": (
        "is escalated|escalated|was escalated|has been escalated|escalation|escalation flag|eskaliert"
        "|escalade|escaladee|escalado|escalada|escalonado|geescaleerd"
    ),
    "escalation_closed_at": (
        "escalation closed at|escalation resolved at|escalation closed|escalation closed on|escalation resolved"
        "|escalation ended|escalation ended at|escalation end|de-escalated at|deescalated at"
    ),
    "subject": "subject|title|summary",
    "channel": "channel|via|source",
    "opportunity_id": "opportunity id|deal id|opp id|renewal id",
    "opportunity_type": "opportunity type|deal type|type|record type",
    "stage": "stage|deal stage|stage name|phase",
    "close_date": "close date|closed date|expected close",
    "category": "category|cost type|cost centre|cost center",
    "purpose": "purpose|cost purpose",
    "date": "date|day|as of|measured on|measured at|date measured",
    "rate": "rate|exchange rate|fx rate",
    "measure": "measure|kpi|goal|outcome|success metric|objective|success criterion|desired outcome",
    "actual": "actual|reached|achieved|result|current value|value",
    "target": "target|target value|goal|goal value|aim",
    "less_is_better": "less is better|lower is better",
    "metric": "metric|metric id|kpi|goal|objective",
    "by_date": "by date|by|deadline|target date|goal date|due date|due|until",
    "filters": "filters|filter|scope",
    "added_at": (
        "added at|added on|date added|member since|joined at|joined on|enrolled at|enrolled on"
        "|member first associated date"
    ),
    "campaign_id": "campaign id|campaign|programme id|program id",
    "name": "name|campaign name|title",
    "feature": "feature|launched feature",
    "text": "text|note|annotation|what happened|event",
    "cohort": "cohort",
    "author": "author|by|csm|set by",
    "sentiment": "sentiment|pulse|csm sentiment|csm pulse",
    "band": "band|health|colour|color|rag|rag status",
    "reason": "reason|why",
}
SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(
            word for words in (english, FOREIGN.get(name), FURTHER.get(name)) if words for word in words.split("|")
        )
        for name, english in _ENGLISH.items()
    }
)
