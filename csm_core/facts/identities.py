"""identities: by which id, person, address, domain or name a row of any export finds its account."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact
from csm_core.facts.free_mail import FREE_MAIL
from csm_core.facts.sightings import BILLING
from csm_core.tables import TABLES

# Ways that are none: the key is known and leads to nobody.
SHARED, UNDONE = "shared", "undone"
OWN = "account of its own"
_FREE = ", ".join(f"'{domain}'" for domain in FREE_MAIL)
_BILLS = ", ".join(f"'{table}'" for table in BILLING)
_OF_MAIL = f"nullif(case when split_part({{mail}}, '@', 2) not in ({_FREE}) then split_part({{mail}}, '@', 2) end, '')"
_CLEAN_DOMAIN = "regexp_replace(regexp_replace(lower(trim(domain)), '^([a-z]+://)?(www[.])?', ''), '[/:?#].*$', '')"

# What the lists of accounts and of people say, and what a person of ours said about a key (rank 0).
_TOLD = f"""
decided as (select kind, key, account_id from meta.matches),
named as (
    select 'id' as kind, account_id as key, account_id, 1 as rank, 'account id' as way from live.accounts
    union all
    select 'id', external_id, account_id, 2, 'id in another tool' from live.accounts
    union all
    select 'email', lower(contact_email), account_id, 2, 'e-mail' from live.accounts
    union all
    select 'domain', {_CLEAN_DOMAIN}, account_id, 1, 'e-mail domain' from live.accounts
    where {_CLEAN_DOMAIN} not in ({_FREE})
    union all
    select 'domain', {_OF_MAIL.format(mail="lower(contact_email)")}, account_id, 2, 'domain of their people'
    from live.accounts
    union all
    select 'folded', s.folded, a.account_id, 1, 'name' from live.accounts a
    join {{facts}}.spellings s on s.spelling = a.account_name
    union all
    select 'name', s.normal, a.account_id, 1, 'name, written otherwise' from live.accounts a
    join {{facts}}.spellings s on s.spelling = a.account_name
    union all
    select kind, key, account_id, 0, 'confirmed' from decided where account_id is not null
)"""
_PEOPLE = f"""
placed as (
    select c.user_id, c.contact_id, lower(c.contact_email) as contact_email,
        coalesce(i.account_id, f.account_id, n.account_id, c.account_id) as account_id
    from live.contacts c
    left join listed i on i.kind = 'id' and i.key = c.account_id
    left join {{facts}}.spellings s on s.spelling = c.account_name
    left join listed f on f.kind = 'folded' and f.key = s.folded
    left join listed n on n.kind = 'name' and n.key = s.normal
),
peopled as (
    select * from grouped
    union all
    select 'user', user_id, account_id, 1, 'person' from placed
    union all
    select 'user', contact_id, account_id, 2, 'person' from placed
    union all
    select 'email', contact_email, account_id, 1, 'e-mail' from placed
    union all
    select 'domain', {_OF_MAIL.format(mail="contact_email")}, account_id, 2, 'domain of their people' from placed
)"""
# An id that no list knows is that of the one account to which all addresses and names seen beside it lead, or it is
# an account of its own: all its rows go the same way.
_LEARNED = f"""
strangers as (
    select s.*, p.folded, p.normal from {{facts}}.sightings s
    left join known i on i.kind = 'id' and i.key = s.account_id
    left join {{facts}}.spellings p on p.spelling = s.account_name
    where s.account_id is not null and i.account_id is null
),
votes as (
    select t.account_id as key, coalesce(u.account_id, e.account_id, d.account_id, f.account_id, n.account_id)
        as account_id
    from strangers t
    left join known u on u.kind = 'user' and u.key = t.user_id
    left join known e on e.kind = 'email' and e.key = t.contact_email
    left join known d on d.kind = 'domain' and d.key = split_part(t.contact_email, '@', 2)
    left join known f on f.kind = 'folded' and f.key = t.folded
    left join known n on n.kind = 'name' and n.key = t.normal
),
learned as (
    select v.key, min(v.account_id) as account_id, count(distinct v.account_id) as accounts,
        min(f.account_id) as folded_id, min(n.account_id) as normal_id
    from votes v
    left join {{facts}}.spellings s on s.spelling = v.key
    left join known f on f.kind = 'folded' and f.key = s.folded
    left join known n on n.kind = 'name' and n.key = s.normal
    group by v.key
),
ids as (
    select kind, key, account_id, way from known where kind = 'id' and account_id is not null
    union all
    select 'id', l.key,
        case when d.key is not null then l.key
            else coalesce(folded_id, normal_id, case when accounts = 1 then l.account_id end, l.key) end,
        case when d.key is not null or (coalesce(folded_id, normal_id) is null and accounts <> 1) then '{OWN}'
            when coalesce(folded_id, normal_id) is not null then 'name in place of an id'
            when l.account_id = l.key then '{OWN}' else 'address or name beside the id' end
    from learned l left join decided d on d.kind = 'id' and d.key = l.key
)"""
# Whoever pays is a customer: bills tell further addresses and spellings of accounts, and accounts that no list has.
_PAYERS = f"""
payers as (
    select s.contact_email, s.account_name, p.folded, p.normal,
        coalesce(i.account_id, e.account_id, d.account_id, f.account_id, n.account_id) as account_id
    from {{facts}}.sightings s
    left join ids i on i.key = s.account_id
    left join known e on e.kind = 'email' and e.key = s.contact_email
    left join known d on d.kind = 'domain' and d.key = split_part(s.contact_email, '@', 2)
    left join {{facts}}.spellings p on p.spelling = s.account_name
    left join known f on f.kind = 'folded' and f.key = p.folded
    left join known n on n.kind = 'name' and n.key = p.normal
    where s.source in ({_BILLS})
),
all_keys as (
    select * from peopled
    union all
    select 'email', contact_email, account_id, 3, 'e-mail on their bills' from payers where account_id is not null
    union all
    select 'domain', {_OF_MAIL.format(mail="contact_email")}, account_id, 3, 'domain on their bills'
    from payers where account_id is not null
    union all
    select 'name', normal, account_id, 2, 'name on their bills' from payers where account_id is not null
    union all
    select 'name', normal, min(account_name), 3, '{OWN}' from payers where account_id is null group by normal
)"""
_WRITTEN = f"""
select kind, key, account_id, way from ids
union all
select kind, key, account_id, way from final where kind in ('user', 'email', 'domain')
union all
-- A name is looked up as it is written; the same letters go before the same words.
select 'name', s.spelling, case when f.account_id is not null then f.account_id else n.account_id end,
    case when f.account_id is not null then f.way else coalesce(n.way, f.way) end
from {{facts}}.spellings s
left join final f on f.kind = 'folded' and f.key = s.folded
left join final n on n.kind = 'name' and n.key = s.normal
where f.key is not null or n.key is not null
"""


def _chosen_sql(name: str, source: str) -> str:
    """`name`: each key once, told by the best of its ways, and the account that it leads to.

    What leads to two accounts leads to none: a wrong join is worse than no join. What a person undid, only what is
    said by a better word (rank 0) or makes an account of its own (rank 3) leads anywhere.
    """
    return f"""
{name} as (
    select kind, key, case when accounts = 1 and way <> '{UNDONE}' then account_id end as account_id,
        case when accounts > 1 then '{SHARED}' else way end as way
    from (
        select *, row_number() over (partition by kind, key order by rank) as choice from (
            select c.kind, c.key, c.rank, min(c.account_id) as account_id,
                count(distinct c.account_id) as accounts,
                min(case when d.key is not null and c.rank between 1 and 2 then '{UNDONE}' else c.way end) as way
            from {source} c
            left join decided d on d.account_id is null and d.key = c.key
                and d.kind = case c.kind when 'folded' then 'name' else c.kind end
            where c.key is not null and c.account_id is not null
            group by c.kind, c.key, c.rank
        )
    )
    where choice = 1
)"""
