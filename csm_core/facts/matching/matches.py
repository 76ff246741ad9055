"""matches: how the rows of each table found their account, and why some found none."""

from __future__ import annotations

from collections.abc import Collection

from csm_core.facts.framework.fact import Day, Fact, of_accounts, of_all
from csm_core.facts.matching.free_mail import FREE_MAIL
from csm_core.facts.matching.identities import BESIDE, ITSELF, SHARED, UNDONE, by_ids_alone

_FREE = ", ".join(f"'{domain}'" for domain in FREE_MAIL)
_DOMAIN = "split_part(s.contact_email, '@', 2)"
_MATCHES = f"""
with found as (
    select s.*, p.normal, {_DOMAIN} as domain,
        i.account_id as by_id, i.way as id_way, u.account_id as by_user, u.way as user_way,
        e.account_id as by_email, e.way as email_way, n.account_id as by_name, n.way as name_way, d.way as domain_way,
        case when coalesce(e.way, '') <> '{UNDONE}' then d.account_id end as by_domain
    from {{facts}}.sightings s
    left join {{facts}}.identities i on i.kind = 'id' and i.key = s.account_id
    left join {{facts}}.identities u on u.kind = 'user' and u.key = s.user_id
    left join {{facts}}.identities e on e.kind = 'email' and e.key = s.contact_email
    left join {{facts}}.identities d on d.kind = 'domain' and d.key = {_DOMAIN}
    left join {{facts}}.identities n on n.kind = 'name' and n.key = s.account_name
    left join {{facts}}.spellings p on p.spelling = s.account_name
),
said as (
    -- What told of the person goes before what was learned of it from such rows; the account is the same.
    select *, case when s.by_id is not null then 'id'
        when s.by_user is not null and s.user_way <> '{BESIDE}' then 'user'
        when s.by_email is not null then 'email' when s.by_domain is not null then 'domain'
        when s.by_user is not null then 'user' when s.by_name is not null then 'name' end as kind
    from found s
)
select source, account_id as given_id, user_id, contact_email, account_name, row_count, newest_load,
    coalesce(by_id, by_user, by_email, by_domain, by_name) as account_id, kind,
    case kind when 'id' then account_id when 'user' then user_id when 'email' then contact_email
        when 'domain' then domain when 'name' then normal end as key,
    case kind when 'id' then id_way when 'user' then user_way when 'email' then email_way
        when 'domain' then domain_way when 'name' then name_way
        else case
            when '{UNDONE}' in (user_way, email_way, domain_way, name_way) then 'you took the match back'
            when '{SHARED}' in (user_way, email_way) then 'the person belongs to two accounts'
            when domain_way = '{SHARED}' then 'two accounts share the e-mail domain'
            when name_way = '{SHARED}' then 'two accounts share the name'
            when account_name is not null then 'no account has this name'
            when domain in ({_FREE}) then 'an address at a free mail provider'
            when domain <> '' then 'no account has this e-mail domain'
            when user_id is not null then 'nobody knows this person'
            else 'nothing in the row names an account' end
        end as way,
    coalesce(kind = 'id' and id_way = '{ITSELF}' or kind = 'name' and name_way = '{ITSELF}', false) as is_own
from said
"""


# The same where ids alone lead anywhere.
_BY_IDS = f"""
select s.source, s.account_id as given_id, s.user_id, s.contact_email, s.account_name, s.row_count, s.newest_load,
    i.account_id, case when i.account_id is not null then 'id' end as kind,
    case when i.account_id is not null then s.account_id end as key,
    coalesce(i.way, 'nothing in the row names an account') as way, coalesce(i.way = '{ITSELF}', false) as is_own
from {{facts}}.sightings s
left join {{facts}}.identities i on i.kind = 'id' and i.key = s.account_id
"""


def _trimmed(day: Day, filled: Collection[str]) -> str:
    del day
    return _BY_IDS if by_ids_alone(filled) else _MATCHES


FACT = Fact(
    name="matches",
    one_row_per="table, id, person, address and name",
    reads=(),
    columns=(
        ("source", "varchar"),
        ("given_id", "varchar"),
        ("user_id", "varchar"),
        ("contact_email", "varchar"),
        ("account_name", "varchar"),
        ("row_count", "bigint"),
        ("newest_load", "bigint"),
        # The account that was found, by which kind of key and which key, and in words how; null with the reason.
        ("account_id", "varchar"),
        ("kind", "varchar"),
        ("key", "varchar"),
        ("way", "varchar"),
        ("is_own", "boolean"),
    ),
    key=("source", "given_id", "user_id", "contact_email", "account_name"),
    sql=of_all(_trimmed),
    trimmed=_trimmed,
    rolled_up=of_accounts("matches"),
    after=("sightings", "spellings", "identities"),
)
