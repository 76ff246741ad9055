"""spellings: every way in which an export writes a customer's name, and what is left of it to compare by.

Case, accents, punctuation and legal forms differ from tool to tool; the rest of the name is the same.
"""

from __future__ import annotations

import unicodedata

from csm_core.facts.framework.fact import Day, Fact, of_accounts

# Read after dots and apostrophes are gone ("S.A." is "sa") and every other sign is a blank ("S. A." is "s a").
LEGAL_FORMS: tuple[str, ...] = (
    *(
        "gmbh",
        "mbh",
        "ggmbh",
        "g m b h",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "gbr",
        "ug",
        "ek",
        "e k",
        "ev",
        "e v",
        "eg",
        "se",
    ),
    *("haftungsbeschrankt", "inc", "incorporated", "corp", "corporation", "company", "co", "and co", "und co"),
    *("and company", "llc", "l l c", "llp", "lp", "pllc", "ltd", "limited", "plc", "pty", "pte", "pvt", "private"),
    *("sa", "s a", "sas", "s a s", "sasu", "sarl", "s a r l", "eurl", "scop", "et cie", "and cie", "cie"),
    *("srl", "s r l", "srls", "spa", "s p a", "snc", "sl", "s l", "slu", "sau", "lda", "ltda", "limitada", "eireli"),
    *("bv", "b v", "nv", "n v", "vof", "v o f", "cv", "bvba", "sprl", "ab", "as", "a s", "asa", "aps", "oy", "oyj"),
    *("sp z o o", "sp zoo", "spolka z o o", "sro", "s r o", "doo", "d o o", "kft", "zrt", "kk", "de cv", "de rl"),
)
_BASES = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t"}
_PAIRS = {
    chr(code): base
    for code in range(0xDF, 0x250)
    if chr(code).islower()
    and (base := _BASES.get(chr(code), unicodedata.normalize("NFKD", chr(code))[0])).isascii()
    and base.isalpha()
}
_ACCENTED, _PLAIN = "".join(_PAIRS), "".join(_PAIRS.values())
_LETTERS = (("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th"), ("&", " and "), ("+", " and "))
_LEGAL = "|".join(sorted(LEGAL_FORMS, key=len, reverse=True))


def normal_sql(column: str) -> str:
    """SQL: what is left of a name in lower case, without accents, signs, a leading 'the' and trailing legal forms.

    Null where nothing is left. `column` is a name of our own.
    """
    text_sql = f"translate(lower({column}), '{_ACCENTED}', '{_PLAIN}')"
    for letter_sql, plain_sql in _LETTERS:
        text_sql = f"replace({text_sql}, '{letter_sql}', '{plain_sql}')"
    joined_sql = f"regexp_replace({text_sql}, '[\\p{{Mn}}.''’‘´`]', '', 'g')"
    words_sql = f"trim(regexp_replace({joined_sql}, '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"
    bare_sql = f"regexp_replace(regexp_replace({words_sql}, '^the ', ''), '( ({_LEGAL}))+$', '')"
    return f"nullif(trim({bare_sql}), '')"


def _sql(day: Day) -> str:
    del day
    return f"""
select spelling, lower(trim(spelling)) as folded, {normal_sql("spelling")} as normal
from (
    select account_name as spelling from live.accounts
    union select account_name from {{facts}}.sightings
    -- Where a file has only one column for the customer, a name stands where others have an id.
    union select account_id from {{facts}}.sightings
)
where spelling is not null
"""


FACT = Fact(
    name="spellings",
    one_row_per="spelling",
    reads=("accounts",),
    columns=(("spelling", "varchar"), ("folded", "varchar"), ("normal", "varchar")),
    key=("spelling",),
    sql=_sql,
    rolled_up=of_accounts("spellings"),
    after=("sightings",),
    beyond_reads=True,
)
