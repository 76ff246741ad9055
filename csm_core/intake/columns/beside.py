"""Columns that stand beside the data: what a sync tool adds, row numbers, hashes. They name nothing."""

from __future__ import annotations

import re

from csm_core.intake.values.profile import Profile

# Tools put their own columns behind an underscore: _fivetran_synced, _airbyte_emitted_at, _sdc_batched_at.
_TOOLS = r"fivetran|airbyte|ab|dlt|sdc|hevo|rivery|matillion|meltano|stitch|segment|rudder|dbt|etl|elt|dms|cdc|ingest"
_SYNCED = re.compile(
    rf"^_+(?:{_TOOLS})(?:_|$)|^__hevo|^(?:{_TOOLS})_(?:synced|loaded|load|batch|id|at|time|run|valid|scd|updated|deleted)"
    r"|^_+(?:synced|loaded|extracted|emitted|ingested|received|batched|inserted|deleted|modified|created)(?:_?(?:at|on|utc))?$"
    r"|^_+(?:row|line|file|batch|load|sync|partition|hash|index|version|source|schema|table|op)(?:_?(?:id|number|no|name|time|key|at))?$"
    r"|^_+(?:partitiontime|partitiondate|raw_id|generation_id|meta|extraction|metadata)|^uuid_ts$"
    r"|^(?:dw|dwh|warehouse)_|^(?:loaded|synced|ingested|extracted)_at$"
)
_UNNAMED = re.compile(
    r"^unnamed\W*\d*$|^(?:column|spalte|field|var)\W?\d+$|^x\.?\d*$|^#$|^__index_level_\d+__$", re.I
)
_ROW = re.compile(
    r"^(?:row|line|record)?\W?(?:index|idx|rownum|row ?number|row ?no|row ?nr|row ?id|row|line|s\W?no)$"
    r"|^zeile(?:nnummer|nnr|n)?$|^(?:lfd\W*nr|n° ?de ligne|ligne|fila|linha|regel(?:nummer)?)\W*$",
    re.I,
)
_HASH = re.compile(
    r"(?:^|[_\W])(?:hash|md5|sha\d*|checksum|etag|fingerprint|surrogate_?key|hashkey)(?:$|[_\W])", re.I
)


def is_beside(header: str, profile: Profile) -> bool:
    """True for a column that says nothing of what the rows are about."""
    spelled = re.sub(r"[\s-]+", "_", header.strip().casefold())
    if _SYNCED.match(spelled) or _HASH.search(spelled):
        return True
    spaced = spelled.replace("_", " ")
    return bool(_ROW.match(spaced)) or (bool(_UNNAMED.match(header.strip())) and _counts_up(profile))


def _counts_up(profile: Profile) -> bool:
    """The values 0, 1, 2 … or 1, 2, 3 … of a row counter; an unnamed column of anything else may be named."""
    values = profile.values
    if not values or not all(one.isdecimal() for one in values) or profile.distinct != profile.filled:
        return not values
    first = int(values[0])
    return first in (0, 1) and all(int(one) == first + number for number, one in enumerate(values))
