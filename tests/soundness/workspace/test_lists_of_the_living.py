"""A list without ends says who has left by leaving him out: dated lists of one source become a history."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from tests.soundness.company import Company
from tests.soundness.loads import Files, loaded

HEAD = "subscription_id,account_id,start_date,end_date,mrr\n"


def listed(*lines: str, head: str = HEAD) -> str:
    return head + "".join(f"{line}\n" for line in lines)


S1, S2, S3 = "S1,A,2024-01-01,,100", "S2,B,2024-01-01,,50", "S3,C,2024-01-01,,30"
JANUARY = listed(S1, S2, S3)
FEBRUARY = listed(S1, "S2,B,2024-01-01,,60")
MARCH = listed(S1, "S2,B,2024-01-01,,60", S3)
WITHOUT_IDS = "account_id,start_date,mrr\n"
NO_START = "Customer ID,Customer,MRR\nA,Acme,100\nB,Beta,50\nC,Ceta,30\n"
NEW_ONLY = listed("S7,G,2025-02-10,,5", "S8,H,2025-02-11,,5")
WITH_ENDED = listed(S1, S2, S3, "S0,Z,2023-01-01,2024-12-01,10")
NEXT_WITH_ENDED = listed(S1, S2, "S0,Z,2023-01-01,2024-12-01,10")
ELSEWHERE = listed("T1,K,2024-01-01,,7", "T2,L,2024-01-01,,8")
ELSEWHERE_LATER = listed("T1,K,2024-01-01,,7")


@dataclass(frozen=True, slots=True)
class Case:
    """Loads, MRR by month, and the codes of what is said of the lists."""

    loads: tuple[Files, ...]
    mrr: dict[str, float]
    codes: frozenset[str] = frozenset()
    mapping: dict[str, object] = field(default_factory=dict)


LOST = frozenset({"missing_ended_assumed"})
KEPT = frozenset({"missing_kept_assumed"})
TWO = {"2025-01": 180.0, "2025-02": 160.0}


def options(**values: str) -> dict[str, object]:
    columns = {name: name for name in ("subscription_id", "account_id", "start_date", "end_date", "mrr")}
    return {"kind": "subscriptions", "columns": columns, "options": values}


SEEN = {
    "month in the name": Case(((("subs_2025-01.csv", JANUARY), ("subs_2025-02.csv", FEBRUARY)),), TWO, LOST),
    "one after the other": Case(((("subs_2025-01.csv", JANUARY),), (("subs_2025-02.csv", FEBRUARY),)), TWO, LOST),
    "the later one first": Case(((("subs_2025-02.csv", FEBRUARY),), (("subs_2025-01.csv", JANUARY),)), TWO, LOST),
    "a day in the name": Case(((("20250131 abos.csv", JANUARY), ("20250228 abos.csv", FEBRUARY)),), TWO, LOST),
    "a month's name": Case(
        ((("customers January 2025.csv", JANUARY), ("customers February 2025.csv", FEBRUARY)),), TWO, LOST
    ),
    "who comes back": Case(
        ((("s_2025-01.csv", JANUARY), ("s_2025-02.csv", FEBRUARY), ("s_2025-03.csv", MARCH)),),
        TWO | {"2025-03": 190.0},
        LOST,
    ),
    "a list of new customers alone": Case(
        ((("s_2025-01.csv", JANUARY), ("s_2025-02.csv", NEW_ONLY)),), {"2025-01": 180.0, "2025-02": 190.0}, KEPT
    ),
    "lists that hold who has left": Case(
        ((("s_2025-01.csv", WITH_ENDED), ("s_2025-02.csv", NEXT_WITH_ENDED)),),
        {"2025-01": 180.0, "2025-02": 180.0},
        KEPT,
    ),
    "two places side by side": Case(
        (
            (
                ("eu_2025-01.csv", JANUARY),
                ("us_2025-01.csv", ELSEWHERE),
                ("eu_2025-02.csv", FEBRUARY),
                ("us_2025-02.csv", ELSEWHERE_LATER),
            ),
        ),
        {"2025-01": 195.0, "2025-02": 167.0},
        LOST,
    ),
    "lists without a day": Case(
        ((("subs.csv", JANUARY),), (("subs.csv", FEBRUARY),)),
        {"2025-01": 190.0, "2025-02": 190.0},
        frozenset({"list_date_asked"}),
    ),
    "a person keeps them": Case(
        ((("subs_2025-01.csv", JANUARY), ("subs_2025-02.csv", FEBRUARY)),),
        {"2025-01": 180.0, "2025-02": 190.0},
        frozenset({"missing_kept"}),
        {"subs_2025-02.csv": options(missing="kept")},
    ),
}
HELD_BACK = {
    "without ids": Case(
        (
            (
                (
                    "s 2025-01-31.csv",
                    listed("A,2024-01-01,100", "B,2024-01-01,50", "C,2024-02-01,30", head=WITHOUT_IDS),
                ),
                ("s 2025-02-28.csv", listed("A,2024-01-01,100", "B,2024-01-01,60", head=WITHOUT_IDS)),
            ),
        ),
        TWO,
        LOST,
    ),
    "a person says the days": Case(
        ((("old.csv", JANUARY), ("new.csv", FEBRUARY)),),
        TWO,
        LOST,
        {"old.csv": options(list_date="2025-01-31"), "new.csv": options(list_date="2025-02-28")},
    ),
    "a list too few share, of which a person says so": Case(
        ((("s_2025-01.csv", JANUARY), ("s_2025-02.csv", listed(S1))),),
        {"2025-01": 180.0, "2025-02": 100.0},
        frozenset({"missing_ended"}),
        {"s_2025-02.csv": options(missing="ended")},
    ),
    "an end that the later list tells": Case(
        ((("s_2025-01.csv", JANUARY), ("s_2025-03.csv", listed(S1, S2, "S3,C,2024-01-01,2025-04-10,30"))),),
        {"2025-01": 180.0, "2025-02": 180.0, "2025-03": 180.0},
    ),
    "nobody left": Case(
        ((("s_2025-01.csv", JANUARY), ("s_2025-02.csv", listed(S1, S2, S3, "S4,D,2025-02-01,,20"))),),
        {"2025-01": 180.0, "2025-02": 200.0},
    ),
    "months of payments are no lists": Case(
        (
            (
                ("s_2025-01.csv", listed("S1,A,2024-01-01,2025-01-15,100", S2)),
                ("s_2025-02.csv", listed(S2, "S9,I,2025-02-01,,9")),
            ),
        ),
        {"2025-01": 50.0, "2025-02": 59.0},
        KEPT,
    ),
}


def mrr(company: Company, months: dict[str, float]) -> dict[str, float | None]:
    year, month = (int(part) for part in max(months).split("-"))
    last = date(year, month, monthrange(year, month)[1])
    scope = {"start": f"{min(months)}-01", "end": str(last + timedelta(days=1)), "as_of": str(last)}
    return {str(row["period"])[:7]: row["value"] for row in company.ask("mrr", scope).rows()}


@pytest.mark.parametrize("case", [*SEEN.values(), *HELD_BACK.values()], ids=[*SEEN, *HELD_BACK])
def test_mrr_of_each_month_is_that_of_its_list(case: Case) -> None:
    company = loaded(*case.loads, mapping=case.mapping or None)
    assert mrr(company, case.mrr) == case.mrr
    codes = {issue.code for issue in company.issues}
    assert codes & {*LOST, *KEPT, "missing_ended", "missing_kept", "list_date_asked"} == case.codes


def test_the_order_of_the_files_and_their_split_into_loads_change_nothing() -> None:
    files = (("s_2025-01.csv", JANUARY), ("s_2025-02.csv", FEBRUARY), ("s_2025-03.csv", MARCH))
    # Each swap of neighbours, and the other way round: every other order is made of these.
    orders = [(0, 1, 2), (1, 0, 2), (0, 2, 1), (2, 1, 0)]
    together = [((files[2], files[0], files[1]),)]
    one_by_one = [tuple((files[nr],) for nr in order) for order in orders]
    answers = {
        tuple(mrr(loaded(*loads), {"2025-01": 0, "2025-02": 0, "2025-03": 0}).values())
        for loads in (*together, *one_by_one)
    }
    assert answers == {(180.0, 160.0, 190.0)}


def test_an_undo_brings_back_who_was_missing_and_the_figure_says_who_is() -> None:
    company = loaded((("s_2025-01.csv", JANUARY),), (("s_2025-02.csv", FEBRUARY),))
    february = {"start": "2025-02-01", "end": "2025-03-01", "as_of": "2025-02-28"}
    assert any("Missing from a later list" in note for note in company.ask("mrr", february).left_out)
    company.workspace.undo(company.workspace.loads()[-1].load_id)
    assert mrr(company, {"2025-02": 0}) == {"2025-02": 180.0}
