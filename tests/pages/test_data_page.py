"""The Data page: what is checked before a load, remembered after it, and said of what is there."""

from streamlit.testing.v1 import AppTest

from csm_core import Workspace
from csm_core.facts.queries.decisions import decisions
from csm_core.tables.catalogue import TABLES
from tests.pages.conftest import Open, assert_sound
from tests.pages.test_upload import box, drop
from tests.workspaces import workspace_of

SPEND = b"customer id,invoice date,total,currency\nA,03/04/2025,10,EUR\nB,05/06/2025,20,EUR\nC,07/08/2025,n.v.t,EUR\n"
TICKETS = (
    b"ticket id,created at,company name\n1,2025-01-10,HARBOR KITES INC\n2,2025-01-11,Harbour Kites\n3,2025-01-12,x\n"
)
ACCOUNTS = [
    {"account_id": "A", "account_name": "Harbor Kites Ltd", "start_date": "2024-01-01"},
    {"account_id": "B", "account_name": "Quill", "start_date": "2024-01-01"},
]


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label.replace("\\", "") == label).click().run()
    assert_sound(app)
    return app


def texts(app: AppTest) -> str:
    shown = [*app.caption, *app.markdown, *app.warning, *app.success]
    return "\n".join(one.value.replace("\\", "").replace("\N{WORD JOINER}", "") for one in shown)


def test_dates_that_can_be_read_two_ways_are_fixed_for_all_rows_at_once(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    app = drop(open_page("data", workspace), "invoices.csv", SPEND)
    assert "may be day first or month first" in texts(app)
    press(app, "Read dates as month first (12/31/2025)")
    assert "may be day first or month first. Please" not in texts(app)
    press(app, "Load")
    rows = workspace.query("select min(invoice_date)::date::text as first from canonical.invoices").to_pylist()
    # 03/04 is the 4th of March.
    assert rows == [{"first": "2025-03-04"}]


def test_what_a_file_would_unlock_is_said_from_what_metrics_declare(open_page: Open) -> None:
    app = drop(open_page("data"), "tickets.csv", TICKETS)
    assert "more metrics with tickets" in texts(app)
    assert "Escalation rate" in texts(app)


def test_next_months_file_is_mapped_as_the_last_one(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    app = drop(open_page("data", workspace), "march.csv", SPEND)
    box(app, "This file contains").set_value("invoices").run()  # type: ignore[attr-defined]
    box(app, "paid_at").set_value("invoice date").run()  # type: ignore[attr-defined]
    press(app, "Load")
    app = drop(
        open_page("data", workspace),
        "april.csv",
        SPEND.replace(b"03/04", b"13/04").replace(b"customer id", b"Customer ID"),
    )
    assert "Mapped as last time: same headers as march.csv" in texts(app)
    assert box(app, "paid_at").value == "invoice date"  # type: ignore[attr-defined]


def test_a_corrected_file_takes_the_place_of_the_one_before(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    press(drop(open_page("data", workspace), "invoices.csv", SPEND), "Load")
    app = drop(open_page("data", workspace), "invoices.csv", SPEND.replace(b"n.v.t", b"30"))
    press(app, "Load")
    assert workspace.row_counts() == {"invoices": 3}
    totals = workspace.query("select sum(total)::double as total from live.invoices").to_pylist()
    assert totals == [{"total": 60.0}]
    # Taken back, the file as it was before is in force again.
    workspace.undo(workspace.loads()[-1].load_id)
    assert [load.superseded_by for load in workspace.loads()] == [None]


def test_a_likely_name_is_joined_when_it_is_confirmed_and_parted_when_it_is_forgotten(open_page: Open) -> None:
    workspace = workspace_of(
        accounts=ACCOUNTS,
        tickets=[
            {"created_at": "2025-01-10", "account_name": name} for name in ("HARBOR KITES INC", "Harbors Kites", "x")
        ],
    )
    app = open_page("data", workspace)
    assert "1 of 3 rows were matched to an account" in texts(app)
    press(app, "Match the 1 that are at least 95 % similar")
    assert "2 of 3 rows were matched to an account" in texts(app)
    assert [(one.kind, one.key, one.account_id) for one in decisions(workspace)] == [("name", "harbors kites", "A")]
    press(app, "Forget")
    assert "1 of 3 rows were matched to an account" in texts(app)


def test_a_wrong_match_is_taken_back(open_page: Open) -> None:
    tickets = [{"created_at": "2025-01-10", "account_name": "HARBOR KITES INC"}]
    workspace = workspace_of(accounts=ACCOUNTS, tickets=tickets)
    app = open_page("data", workspace)
    wrong = box(app, "This match is wrong")
    wrong.select_index(0).run()  # type: ignore[attr-defined]
    press(app, "Undo match")
    assert "0 of 1 row were matched to an account" in texts(app)


def test_each_table_has_a_template_to_take_away(open_page: Open) -> None:
    labels = {button.proto.label for button in open_page("data").get("download_button")}
    assert {"accounts", "tickets", "MRR snapshots", "FX rates"} <= labels
    assert len(labels) == len(TABLES)


def test_what_is_stale_and_what_is_missing_is_said(open_page: Open) -> None:
    workspace = workspace_of(
        accounts=ACCOUNTS,
        tickets=[{"created_at": "2025-01-10", "account_id": "A"}],
        surveys=[{"responded_at": "2025-06-10", "score": "9", "survey_type": "nps", "account_id": "A"}],
    )
    app = open_page("data", workspace)
    # From 10 January to 10 June are 151 days.
    assert "Tickets end on 2025-01-10, 151 days before the rest" in texts(app)
    assert "Subscriptions" in texts(app)
