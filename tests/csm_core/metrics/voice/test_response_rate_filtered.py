"""Response rate under filters: both of its parts see the same invitations, and no filter hides who was asked."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 6, 30))


def asked(account: str, person: str, answered: str = "", sent: str = "2024-01-10") -> Row:
    row = {"account_id": account, "contact_email": person, "survey_type": "nps"} | ({"sent_at": sent} if sent else {})
    return row | ({"responded_at": answered, "score": "9"} if answered else {})


def company() -> Workspace:
    return workspace_of(
        accounts=[{"account_id": "N", "Region": "North"}, {"account_id": "S", "Region": "South"}],
        surveys=[
            *(asked("N", f"n{index}@north.example", "2024-01-12") for index in range(3)),
            *(asked("S", f"s{row_index}@south.example", "2024-01-12") for row_index in range(2)),
            *(asked("S", f"t{position}@south.example") for position in range(2)),
        ],
    )


@pytest.mark.parametrize(("region", "value", "n"), [("North", 1.0, 3), ("South", 0.5, 4)])
def test_where_all_who_were_asked_answered_the_rate_is_one_also_under_a_filter(
    region: str, value: float, n: int
) -> None:
    scope = Scope(start=SCOPE.start, end=SCOPE.end, as_of=SCOPE.as_of, filters=(("Region", (region,)),))
    (row,) = ask(company(), "response_rate", scope).rows()
    assert (row["value"], row["n"]) == (value, n)
    split = Scope(start=SCOPE.start, end=SCOPE.end, as_of=SCOPE.as_of, split="Region")
    (same,) = [one for one in ask(company(), "response_rate", split).rows() if one["segment"] == region]
    assert (same["value"], same["n"]) == (value, n)


def test_who_moved_between_the_invitation_and_the_answer_answered() -> None:
    """A log of invitations and an export of answers: p was asked on plan A, and answered on plan B."""
    lines = [
        {"account_id": "N", "plan": "A", "mrr": "10", "start_date": "2023-01-01", "end_date": "2024-01-11"},
        {"account_id": "N", "plan": "B", "mrr": "20", "start_date": "2024-01-11"},
    ]
    surveys = [asked("N", "p@n.example"), asked("N", "p@n.example", "2024-01-12", sent=""), asked("N", "q@n.example")]
    workspace = workspace_of(subscriptions=lines, surveys=surveys)

    def counts(**scope: object) -> dict[object, tuple[object, object]]:
        asked_of = Scope(start=SCOPE.start, end=SCOPE.end, as_of=SCOPE.as_of, **scope)  # type: ignore[arg-type]
        rows = ask(workspace, "response_rate", asked_of).rows()
        return {row["segment"]: (row["value"], row["n"]) for row in rows}

    assert counts() == {None: (0.5, 2)}
    # q alone was asked on A and has not answered; p's answer counts where it was given.
    assert counts(split="Main plan") == {"A": (0.0, 1), "B": (1.0, 1)}
    assert counts(filters=(("Main plan", ("A",)),)) == {None: (0.0, 1)}
    assert counts(filters=(("Main plan", ("B",)),)) == {None: (1.0, 1)}
