"""identities: by which id, person, address, domain or name a row of any export finds its account.

Told by the lists of accounts and of people first, then by what stands beside an id that no list knows, then by bills.
What leads to two accounts leads to none: a wrong join is worse than no join.
"""

from __future__ import annotations

from collections.abc import Collection

from csm_core.facts.framework.fact import DECISIONS, EVERYTHING, NAMES, PEOPLE, Day, Fact, of_all
from csm_core.facts.matching.free_mail import FREE_MAIL
from csm_core.facts.matching.sightings import BILLING

# Ways that are none: the key is known and leads to nobody.
SHARED, UNDONE = "shared", "undone"
ITSELF = "account of its own"
BESIDE = "the person in another file"
_WITH_PEOPLE = frozenset({"events", "surveys", "tickets"})
_FREE = ", ".join(f"'{domain}'" for domain in FREE_MAIL)
_BILLS = ", ".join(f"'{table}'" for table in BILLING)
_SITE = (
    "nullif(regexp_replace(regexp_replace(lower(trim(domain)), '^([a-z]+://)?(www[.])?', ''), '[/:?#].*$', ''), '')"
)
_OF_MAIL = (
    f"case when split_part(contact_email, '@', 2) not in ('', {_FREE}) then split_part(contact_email, '@', 2) end"
)

# Rank 0 is what a person of ours said; 4 marks what a person of ours undid.
_DECIDED = """
decided as (
    select m.kind, m.key, m.account_id from meta.matches m
    left join (select account_id from live.accounts union select spelling from {facts}.spellings) t
        on t.account_id = m.account_id
    where m.account_id is null or t.account_id is not null
)"""
_DECIDED_WAYS = f"""
    select kind, key, account_id, 0 as rank, 'confirmed' as way from decided where account_id is not null
    union all select kind, key, null, 4, '{UNDONE}' from decided where account_id is null"""
_LISTED_WAYS = f"""
spelled as (
    select a.account_id, s.folded, s.normal from live.accounts a
    join {{facts}}.spellings s on s.spelling = a.account_name
),
addressed as (select account_id, lower(contact_email) as contact_email, {_SITE} as site from live.accounts),
told as ({_DECIDED_WAYS}
    union all select 'id', account_id, account_id, 1, 'account id' from live.accounts
    union all select 'id', external_id, account_id, 2, 'id in another tool' from live.accounts
    union all select 'email', contact_email, account_id, 2, 'e-mail' from addressed
    union all select 'domain', case when site not in ({_FREE}) then site end, account_id, 1, 'e-mail domain'
        from addressed
    union all select 'domain', {_OF_MAIL}, account_id, 2, 'domain of their people' from addressed
    union all select 'folded', folded, account_id, 1, 'name' from spelled
    union all select 'name', normal, account_id, 1, 'name, written otherwise' from spelled
)"""
_PEOPLE = f"""
placed as (
    select c.user_id, c.contact_id, lower(c.contact_email) as contact_email,
        coalesce(i.account_id, n.account_id, c.account_id) as account_id
    from live.contacts c
    left join listed i on i.kind = 'id' and i.key = c.account_id
    left join listed n on n.kind = 'name' and n.key = c.account_name
),
peopled as (
    select * from told
    union all select 'user', user_id, account_id, 1, 'person' from placed
    union all select 'user', contact_id, account_id, 2, 'person' from placed
    union all select 'email', contact_email, account_id, 1, 'e-mail' from placed
    union all select 'domain', {_OF_MAIL}, account_id, 2, 'domain of their people' from placed
)"""
# An id that no list knows belongs to the one account to which all addresses and names seen beside it lead, or it is
# an account of its own: all its rows go the same way.
_LEARNED = f"""
votes as (
    select t.account_id as key, coalesce(u.account_id, e.account_id, d.account_id, n.account_id) as account_id
    from {{facts}}.sightings t
    left join known i on i.kind = 'id' and i.key = t.account_id
    left join known u on u.kind = 'user' and u.key = t.user_id
    left join known e on e.kind = 'email' and e.key = t.contact_email
    left join known d on d.kind = 'domain' and d.key = split_part(t.contact_email, '@', 2)
    left join known n on n.kind = 'name' and n.key = t.account_name
    where t.account_id is not null and i.account_id is null
),
counted as (
    select key, min(account_id) as account_id, count(distinct account_id) as accounts from votes group by key
),
learned as (
    select c.key, case when d.key is not null then null
        when n.account_id is not null then n.account_id when c.accounts = 1 then c.account_id end as account_id,
        case when n.account_id is not null then 'name in place of an id' else 'what stands beside the id' end as way
    from counted c
    left join decided d on d.kind = 'id' and d.key = c.key
    left join known n on n.kind = 'name' and n.key = c.key
),
ids as (
    select key, account_id, way from known where kind = 'id' and account_id is not null
    union all
    select key, coalesce(account_id, key),
        case when coalesce(account_id, key) = key then '{ITSELF}' else way end from learned
)"""
# A ticket with the id that the product knows its requester by, and an address, leads what she did to an account, too.
_ACCOMPANIED = f"""
beside as (
    select s.user_id, coalesce(i.account_id, e.account_id, d.account_id, n.account_id) as account_id
    from {{facts}}.sightings s
    left join ids i on i.key = s.account_id
    left join known e on e.kind = 'email' and e.key = s.contact_email
    left join known d on d.kind = 'domain' and d.key = split_part(s.contact_email, '@', 2)
    left join known n on n.kind = 'name' and n.key = s.account_name
    where s.user_id is not null and s.user_id not like '%@%'
),
accompanied as (
    select * from peopled
    union all select 'user', user_id, account_id, 3, '{BESIDE}' from beside
)"""
# Whoever pays is a customer: bills tell further addresses and spellings of accounts, and accounts that no list has.
_PAYERS = f"""
payers as (
    select s.contact_email, s.account_name, p.normal,
        coalesce(i.account_id, e.account_id, d.account_id, n.account_id) as account_id
    from {{facts}}.sightings s
    left join ids i on i.key = s.account_id
    left join known e on e.kind = 'email' and e.key = s.contact_email
    left join known d on d.kind = 'domain' and d.key = split_part(s.contact_email, '@', 2)
    left join known n on n.kind = 'name' and n.key = s.account_name
    left join {{facts}}.spellings p on p.spelling = s.account_name
    where s.source in ({_BILLS})
),
everybody as (
    select * from accompanied
    union all select 'email', contact_email, account_id, 3, 'e-mail on their bills' from payers
    union all select 'domain', {_OF_MAIL}, account_id, 3, 'domain on their bills' from payers
    union all select 'name', normal, account_id, 2, 'name on their bills' from payers
    union all select 'name', normal, min(account_name), 3, '{ITSELF}'
        from payers where account_id is null group by normal
)"""
_ANSWER = """
select 'id' as kind, key, account_id, way from ids
union all
select kind, key, account_id, way from final where kind <> 'id'
"""
# The same where ids alone lead anywhere: no row has a name, a person, an address or a domain.
_BY_IDS = f"""
with listed as (
    select external_id as key, account_id, 2 as rank, 'id in another tool' as way from live.accounts
    union all
    select account_id, account_id, 1, 'account id' from live.accounts
),
ranked as (
    select key, rank, min(way) as way, min(account_id) as account_id, count(distinct account_id) as accounts
    from listed where key is not null group by key, rank
),
ids as (
    select key, account_id, way
    from (select *, row_number() over (partition by key order by rank) as choice from ranked)
    where choice = 1 and accounts = 1
)
select 'id' as kind, key, account_id, way from ids
union all
select distinct 'id', s.account_id, s.account_id, '{ITSELF}'
from {{facts}}.sightings s
left join ids i on i.key = s.account_id
where s.account_id is not null and i.key is null
"""
_GROUP = "left join {plain}.account_groups g on g.account_id = c.account_id"


def _chosen_sql(name: str, source: str, grouped: bool) -> str:
    """`name`: each key of `source` once, told by the best of its ways, with the account (or group) it leads to.

    A name is looked up as it is written. Equal but for capitals goes before equal but for accents and legal forms;
    what a person said of a name goes before both.
    """
    account = "coalesce(g.group_id, c.account_id)" if grouped else "c.account_id"
    joined = _GROUP if grouped else ""
    return f"""
{name}_ranked as (
    select c.kind, c.key, c.rank, min(c.way) as way,
        min({account}) as account_id, count(distinct {account}) as accounts
    from {source} c {joined}
    left join decided d on d.account_id is null and d.kind = c.kind and d.key = c.key
    where c.key is not null and (c.account_id is not null or c.rank = 4)
        and (d.key is null or c.rank in (0, 4) or c.way = '{ITSELF}')
    group by c.kind, c.key, c.rank
),
{name}_keys as (
    select kind, key, case when accounts = 1 then account_id end as account_id,
        case when accounts > 1 then '{SHARED}' else way end as way
    from (select *, row_number() over (partition by kind, key order by rank) as choice from {name}_ranked)
    where choice = 1
),
{name} as (
    select kind, key, account_id, way from {name}_keys where kind not in ('folded', 'name')
    union all
    select 'name', s.spelling, case when d.key is null and f.account_id is not null then f.account_id
        else n.account_id end, case when d.key is null and f.account_id is not null then f.way else n.way end
    from {{facts}}.spellings s
    left join {name}_keys f on f.kind = 'folded' and f.key = s.folded
    left join {name}_keys n on n.kind = 'name' and n.key = s.normal
    left join decided d on d.kind = 'name' and d.key = s.normal
    where n.key is not null or f.account_id is not null
)"""


def _all_sql(grouped: bool, filled: Collection[str]) -> str:
    """Without a list of accounts, of people, or bills, what they would tell is left out: it is told by nobody."""
    told_sql = _LISTED_WAYS if "accounts" in filled else f"\ntold as ({_DECIDED_WAYS}\n)"
    parts = [_DECIDED, told_sql, _chosen_sql("listed", "told", grouped)]
    if "contacts" in filled:
        parts += [_PEOPLE, _chosen_sql("known", "peopled", grouped)]
    else:
        parts += ["\npeopled as (select * from told)", "\nknown as (select * from listed)"]
    parts.append(_LEARNED)
    has_two_files = len(_WITH_PEOPLE & set(filled)) > 1
    parts.append(_ACCOMPANIED if has_two_files else "\naccompanied as (select * from peopled)")
    is_billed = bool(set(BILLING) & set(filled))
    parts += [_PAYERS] if is_billed else []
    told_last = _chosen_sql("final", "everybody" if is_billed else "accompanied", grouped)
    parts.append(told_last if is_billed or has_two_files else "\nfinal as (select * from known)")
    return "with " + ",".join(parts) + _ANSWER


def _trimmed(day: Day, filled: Collection[str]) -> str:
    del day
    return _BY_IDS if by_ids_alone(filled) else _all_sql(grouped=False, filled=filled)


def _rolled_up(day: Day) -> str:
    """What leads to an account leads to its group: also the domain that all of its subsidiaries share."""
    del day
    return _all_sql(grouped=True, filled=EVERYTHING)


FACT = Fact(
    name="identities",
    one_row_per="kind of key and key",
    reads=("accounts", "contacts"),
    columns=(("kind", "varchar"), ("key", "varchar"), ("account_id", "varchar"), ("way", "varchar")),
    key=("kind", "key"),
    sql=of_all(_trimmed),
    trimmed=_trimmed,
    rolled_up=_rolled_up,
    after=("sightings", "spellings"),
    beyond_reads=True,
)


def by_ids_alone(filled: Collection[str]) -> bool:
    """Whether no row tells of its account by anything but an id."""
    return not {NAMES, PEOPLE, DECISIONS} & set(filled)
