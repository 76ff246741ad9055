"""Customer-success platforms: Gainsight, Vitally and ChurnZero lists of accounts."""

from __future__ import annotations

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.dialects.rewrite import rewrite
from csm_core.intake.dialects.salesforce import short_id


def _short_ids(cells: pa.Table) -> pa.Table:
    return rewrite(cells, "SFDC Account Id", short_id)


DIALECTS = (
    Dialect(
        source="Gainsight companies",
        kind="accounts",
        signature=("Company Id", "Name", "SFDC Account Id", "CSM", "Stage", "Current Score"),
        columns={
            "account_id": ("SFDC Account Id",),
            "external_id": ("Company Id",),
            "account_name": ("Name",),
            "owner": ("CSM",),
            "start_date": ("Original Contract Date",),
            "renewal_date": ("Renewal Date",),
            "industry": ("Industry",),
            "employee_count": ("Employees",),
        },
        unused={
            "totals without dates": (
                "Lifetime in Months",
                "Onetime Revenue",
            ),
            "names of other accounts": ("Parent Company",),
            "today's revenue without its past": (
                "ARR",
                "MRR",
            ),
        },
        adapt=_short_ids,
    ),
    Dialect(
        source="Vitally accounts",
        kind="accounts",
        signature=("externalId", "name", "industry", "phoneNumber"),
        columns={"account_id": ("externalId",), "account_name": ("name",), "industry": ("industry",)},
        unused={
            "names of people and teams": ("phoneNumber",),
        },
    ),
    Dialect(
        source="ChurnZero accounts",
        kind="accounts",
        signature=("accountExternalId", "name", "nextRenewalDate", "totalContractAmount", "isActive"),
        columns={
            "account_id": ("accountExternalId",),
            "account_name": ("name",),
            "renewal_date": ("nextRenewalDate",),
            "start_date": ("startDate",),
            "end_date": ("endDate",),
            "seats_purchased": ("LicenseCount",),
            "owner": ("OwnerUserAccount",),
            "parent_account_id": ("ParentAccountExternalId",),
            "country": ("billingAddressCountry",),
        },
        unused={
            "an amount without a period": ("totalContractAmount",),
        },
    ),
)
