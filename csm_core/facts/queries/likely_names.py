"""Names that probably mean an account whose name is written a little otherwise: to be confirmed, never joined so.

Every pair of names would be too many to compare. Two names that differ by few letters share one of the rarest short
pieces of each (Chaudhuri, Ganti and Kaushik 2006, "A primitive operator for similarity joins", prefix filtering), so
only names that share such a piece are compared, by rapidfuzz.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz, process

from csm_core.facts.build import built_facts
from csm_core.store.workspace import Workspace

# Out of 100: below it, a pair is not worth anybody's time. See the test of pairs for what lies on either side.
LIKELY = 86.0
# How alike a brand and its subsidiary count: worth a look, and never the likeliest of several.
_BEGUN = 88.0
# Pieces of three letters; two changed letters spoil six of them, so one of the seven rarest is left.
_RAREST = 7
# A piece of more accounts than this tells nothing; a name is compared with those it shares most pieces with.
_MOST_ALIKE = 200
_COMPARED = 25
_PAIRS = """
with listed as (
    select a.account_id, min(a.account_name) as account_name, p.normal
    from live.accounts a join {facts}.spellings p on p.spelling = a.account_name
    where p.normal is not null group by a.account_id, p.normal
),
heads as (select distinct normal from listed),
wanted as (
    -- Names of rows without an account of a list, and the accounts of their own that they became.
    select p.normal, min(m.account_name) as said, sum(m.row_count)::bigint as row_count
    from {facts}.matches m join {facts}.spellings p on p.spelling = m.account_name
    left join meta.matches d on d.kind = 'name' and d.key = p.normal
    -- A name that two accounts share is theirs, not that of a third one.
    left join heads h on h.normal = p.normal
    where (m.account_id is null or m.is_own) and p.normal is not null and d.key is null and h.normal is null
    group by p.normal
),
names as (select normal from wanted union select normal from heads),
squeezed as (select normal, '^' || replace(normal, ' ', '') || '$' as letters from names),
pieces as (
    select normal, substr(letters, cast(place as integer), 3) as piece
    from (select normal, letters, unnest(range(1, length(letters) - 1)) as place from squeezed)
    union
    select normal, '#' || word from (select normal, unnest(string_split(normal, ' ')) as word from names)
    where length(word) >= 4
),
frequency as (
    select piece, count(*) as names from pieces join heads using (normal)
    group by piece having count(*) <= $most
),
rare as (
    select normal, piece from (
        select normal, piece, row_number() over (partition by normal order by names, piece) as place
        from pieces join frequency using (piece))
    where place <= $rarest
),
shared as (
    select w.normal, l.normal as other, count(*) as pieces
    from rare w join wanted on wanted.normal = w.normal
    join rare l on l.piece = w.piece join heads h on h.normal = l.normal
    group by w.normal, l.normal
),
pairs as (
    select normal, other from (
        select *, row_number() over (
            partition by normal order by pieces desc, abs(length(normal) - length(other)), other) as place
        from shared where normal <> other)
    where place <= $compared
)
select w.normal as key, w.said, w.row_count, l.account_id, l.account_name, l.normal as other
from pairs p join wanted w on w.normal = p.normal join listed l on l.normal = p.other
order by w.row_count desc, w.normal, l.account_id
"""


def likely_names(workspace: Workspace, most: int = 500) -> pa.Table:
    """key, said, row_count, account_id, account_name, likeness: for each name without an account, the likeliest one.

    `key` is the name as a decision keeps it, `likeness` goes to 100. At most `most` names, those of most rows first.
    A name that is as much like two accounts is left out: nobody could say which one is meant.
    """
    parameters = {"most": _MOST_ALIKE, "rarest": _RAREST, "compared": _COMPARED}
    pairs = workspace.query(_PAIRS.replace("{facts}", built_facts(workspace)), parameters)
    if not pairs.num_rows:
        return pairs.drop_columns(["other"]).append_column("likeness", pa.array([], pa.float64()))
    likeness = name_likeness(pairs.column("key").to_pylist(), pairs.column("other").to_pylist())
    likely = pairs.drop_columns(["other"]).append_column("likeness", pa.array(likeness))
    likely = likely.filter(pa.array(likeness >= LIKELY))
    best: dict[str, dict[str, object]] = {}
    tied: set[str] = set()
    for row in likely.to_pylist():
        best_row = best.get(row["key"])
        if best_row is None or row["likeness"] > best_row["likeness"]:
            tied.discard(row["key"])
            best[row["key"]] = row
        elif row["likeness"] == best_row["likeness"] and row["account_id"] != best_row["account_id"]:
            tied.add(row["key"])
    rows = [row for key, row in best.items() if key not in tied][:most]
    return pa.Table.from_pylist(rows, schema=likely.schema)


def name_likeness(names: list[str], others: list[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How alike each pair of normal names is, 0 to 100: letter by letter, or word by word in any order.

    A name that is the whole beginning of a longer one (a brand and its subsidiary) is alike, but never for certain.
    """
    letters = process.cpdist(names, others, scorer=fuzz.ratio)
    words = process.cpdist(names, others, scorer=fuzz.token_sort_ratio)
    part = process.cpdist(names, others, scorer=fuzz.token_set_ratio)
    begun = [a[:6] == b[:6] and min(len(a), len(b)) >= 6 for a, b in zip(names, others, strict=True)]
    likeness: np.ndarray[tuple[int], np.dtype[np.float64]] = np.maximum(
        np.maximum(letters, words), np.where(np.array(begun) & (part >= 100.0), _BEGUN, 0.0)
    ).astype(np.float64)
    return likeness
