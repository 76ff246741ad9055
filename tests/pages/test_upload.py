"""From a dropped file to a figure, as a visitor does it."""

import json
from datetime import date

from streamlit.testing.v1 import AppTest

from csm_core import Workspace
from tests.pages.conftest import Open, assert_sound

ANSWERS = (
    b"Date;Punkte;Kommentar;Mail\n2024-01-10;10;gut;a@x.example\n2024-01-11;9;;b@x.example\nbald;3;;c@x.example\n"
)


def drop(app: AppTest, name: str, content: bytes) -> AppTest:
    uploader = next(one for one in app.file_uploader if one.label.startswith("Exports"))
    uploader.upload(name, content).run()
    assert_sound(app)
    return app


def box(app: AppTest, label: str) -> object:
    return next(one for one in app.selectbox if one.label == label)


def test_a_file_is_mapped_corrected_loaded_and_undone(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    app = drop(open_page("data", workspace), "umfrage.csv", ANSWERS)
    box(app, "This file contains").set_value("surveys").run()  # type: ignore[attr-defined]
    box(app, "responded_at").set_value("Date").run()  # type: ignore[attr-defined]
    box(app, "score").set_value("Punkte").run()  # type: ignore[attr-defined]
    kind = next(one for one in app.radio if one.label == "Which question was asked")
    kind.set_value("nps").run()
    assert_sound(app)
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    # Two rows have a date; 'bald' is none.
    assert workspace.row_counts() == {"surveys": 2}
    assert any("2 rows kept, 1 quarantined" in one.value for one in app.warning)
    assert [button for button in app.get("download_button") if button.proto.label == "Quarantined rows"]
    next(button for button in app.button if button.label == "Undo this load").click().run()
    assert_sound(app)
    assert workspace.row_counts() == {}


RATED = (
    b"Ticket ID,Account ID,Created at,Solved at,Priority,CSAT score\n1,A,2025-03-01,2025-03-02,high,5\n"
    b"2,B,2025-03-03,2025-03-04,low,\n3,A,2025-03-05,2025-03-06,low,\n"
)


def test_a_ticket_that_nobody_rated_is_in_no_trouble(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    app = drop(open_page("data", workspace), "tickets.csv", RATED)
    shown = " ".join(one.value for one in (*app.markdown, *app.caption))
    assert "1 of 3 rows can be read; 2 have no answer" in shown
    assert "would be quarantined" not in shown
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    # Three tickets and one rating; two rows of ratings are blank.
    assert any("4 rows kept, 2 without an answer, 0 quarantined" in one.value for one in app.success)
    (ratings,) = [one for one in workspace.loads() if one.kind == "surveys"]
    assert (ratings.rows_quarantined, ratings.rows_unanswered, ratings.rows_in_trouble) == (2, 2, 0)


RISKS = b"Account ID,Date,Churn risk score\nA,2025-03-01,80\nB,2025-03-01,20\n"


def test_name_tool_and_direction_of_another_tools_score_are_on_its_form(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    app = drop(open_page("data", workspace), "scores.csv", RISKS)
    named, tool = (
        next(one for one in app.text_input if one.label == label)
        for label in ("Name of the score", "Tool that gave it")
    )
    assert (named.value, tool.value) == ("Churn risk score", "")
    # A risk of 80 is 20 of 100 in health, unless somebody says that a higher one is healthier.
    assert box(app, "A higher score is").value == "worse, as of a risk"  # type: ignore[attr-defined]
    tool.set_value("Vitally").run()
    box(app, "A higher score is").set_value("healthier").run()  # type: ignore[attr-defined]
    assert_sound(app)
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    rows = workspace.query("select tool, score_name, points from live.health_scores order by account_id").to_pylist()
    assert rows == [
        {"tool": "Vitally", "score_name": "Churn risk score", "points": 80.0},
        {"tool": "Vitally", "score_name": "Churn risk score", "points": 20.0},
    ]


def test_a_file_that_is_none_is_refused_in_words(open_page: Open) -> None:
    app = drop(open_page("data"), "picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert any("picture.csv" in error.value.replace("\N{WORD JOINER}", "") for error in app.error)
    assert not [button for button in app.button if button.label == "Load" and not button.disabled]


def test_a_saved_mapping_is_applied(open_page: Open) -> None:
    app = open_page("data")
    mapping = {
        "umfrage.csv": {
            "kind": "surveys",
            "columns": {"responded_at": "Date", "score": "Punkte"},
            "constants": {"survey_type": "nps"},
        }
    }
    next(one for one in app.file_uploader if one.label == "MAP.json").upload(
        "MAP.json", json.dumps(mapping).encode()
    ).run()
    app = drop(app, "umfrage.csv", ANSWERS)
    assert box(app, "score").value == "Punkte"  # type: ignore[attr-defined]
    assert box(app, "This file contains").value == "surveys"  # type: ignore[attr-defined]


def test_a_customer_list_is_two_tables_each_of_which_can_be_switched_off(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    text = b"Account ID,Account Name,CSM,Industry,MRR,Created\nA1,Alder,Ann,Tech,100,2024-01-10\n"
    app = drop(open_page("data", workspace), "clients.csv", text)
    assert [one.value for one in app.selectbox if one.label == "This file contains"] == ["accounts", "subscriptions"]
    asked = [one.value for one in app.warning if "Please check" in one.value]
    assert len(asked) == 1
    assert "Created" in asked[0]
    accounts = next(one for one in app.toggle if "accounts" in one.label)
    accounts.set_value(False).run()
    assert_sound(app)
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    assert workspace.row_counts() == {"subscriptions": 1}


def test_a_survey_of_three_scores_is_loaded_and_mapped_as_last_time(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    text = b"Response ID,Company,Submitted At,NPS,CSAT,CES\n1,Alder,2025-02-01,9,5,7\n2,Birch,2025-02-02,3,2,3\n"
    app = drop(open_page("data", workspace), "survey.csv", text)
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    assert workspace.row_counts() == {"surveys": 6}
    again = drop(open_page("data", workspace), "survey.csv", text.replace(b"2025-02", b"2025-03"))
    assert [one.value for one in again.selectbox if one.label == "This file contains"] == ["surveys"] * 3


BOOK = (
    b"Account,CSM,Plan,MRR,Renewal Date,NPS\nAlder,Ann,Pro,1200,2026-12-31,9\nBirch,Bob,Starter,300,2026-11-15,3\n"
    b"Cedar,Ann,Pro,700,2026-10-31,10\n"
)


def test_the_day_of_a_list_answers_what_it_is_paid_and_how_it_was_rated(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    app = drop(open_page("data", workspace), "book.csv", BOOK)
    assert any("'MRR' has no date" in one.value for one in app.warning)
    day = next(one for one in app.date_input if one.label == "Date of the list" and "list_day" in str(one.key))
    day.set_value(date(2026, 9, 30)).run()
    next(one for one in app.button if one.label.endswith("as of this day")).click().run()
    assert_sound(app)
    assert not [one for one in app.warning if "'MRR' has no date" in one.value]
    kinds = {one.value for one in app.selectbox if one.label == "This file contains"}
    assert kinds == {"accounts", "mrr_snapshots", "surveys"}
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    assert workspace.row_counts() == {"accounts": 3, "mrr_snapshots": 3, "surveys": 3}
    # The next list is of another day: its name says which, and last time's day is not used again.
    app = drop(open_page("data", workspace), "book 2026-10-31.csv", BOOK.replace(b"1200", b"1300"))
    assert not [one for one in app.success if "Mapped as last time" in one.value]
    days = [one.value for one in app.date_input if one.label == "month of all rows"]
    assert days == [date(2026, 10, 31)]


def test_two_columns_of_revenue_are_a_choice_of_buttons(open_page: Open) -> None:
    text = b"Account,CSM,Created,MRR,Current MRR\nAlder,Ann,2024-01-10,100,120\nBirch,Bob,2024-02-10,50,60\n"
    app = drop(open_page("data"), "clients.csv", text)
    assert any("Which of these does the customer pay now?" in one.value for one in app.warning)
    next(one for one in app.button if one.label == "It is 'Current MRR'").click().run()
    assert_sound(app)
    assert [one.value for one in app.selectbox if one.label == "mrr"] == ["Current MRR"]
    assert not [one for one in app.warning if "Which of these" in one.value]


def test_what_is_loaded_without_any_date_can_be_seen_and_taken_back(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    app = drop(open_page("data", workspace), "crm.csv", b"Account,CSM\nAlder,Ann\nBirch,Bob\n")
    box(app, "This file contains").set_value("accounts").run()  # type: ignore[attr-defined]
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    assert any("has no dates" in one.value for one in app.error)
    next(button for button in app.button if button.label == "Undo this load").click().run()
    assert_sound(app)
    assert workspace.row_counts() == {}


def test_a_question_of_two_tables_of_a_file_is_asked_once_and_its_answer_holds_for_both(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    rows = b"".join(b"A%d,Name %d,Ann,Tech,%d,0%d/0%d/2024\n" % (n, n, 100 * n, n, n % 4 + 1) for n in range(1, 9))
    app = drop(open_page("data", workspace), "list.csv", b"Account ID,Account Name,CSM,Industry,MRR,Created\n" + rows)
    assert [one.value for one in app.selectbox if one.label == "This file contains"] == ["accounts", "subscriptions"]
    offered = [one for one in app.button if one.label.startswith("Read dates as month first")]
    assert len(offered) == 1
    offered[0].click().run()
    assert_sound(app)
    orders = [one.value for one in app.selectbox if one.label == "Dates"]
    assert orders == ["month first (12/31/2025)"] * 2


def test_where_a_file_comes_from_and_its_units_are_said_on_its_form(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    text = b"Account,Start Date,End Date,Amount\nAlder,2024-01-01,2025-01-01,1200\nBirch,2024-01-01,2026-01-01,2400\n"
    app = drop(open_page("data", workspace), "deals.csv", text)
    box(app, "This file contains").set_value("subscriptions").run()  # type: ignore[attr-defined]
    box(app, "The amount is for").set_value("the whole term, from start to end").run()  # type: ignore[attr-defined]
    box(app, "amount is in").set_value("thousands").run()  # type: ignore[attr-defined]
    next(one for one in app.text_input if one.label == "Exported from").set_value("Sales book").run()
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    (load,) = workspace.loads()
    assert load.origin == "Sales book"
    paid = workspace.query("select amount from live.subscriptions order by amount").to_pylist()
    assert [float(row["amount"]) for row in paid] == [1_200_000, 2_400_000]


def test_who_is_missing_from_the_next_list_is_said_openly_and_kept_with_one_press(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    head = b"subscription_id,account_id,start_date,end_date,mrr\nS1,A,2024-01-01,,100\nS2,B,2024-01-01,,50\n"
    for name, text in (("subs_2025-01.csv", head + b"S3,C,2024-01-01,,30\n"), ("subs_2025-02.csv", head)):
        app = drop(open_page("data", workspace), name, text)
        next(button for button in app.button if button.label == "Load").click().run()
        assert_sound(app)
    assert any(one.proto.expanded and "remark" in one.label for one in app.expander)
    assert box(app, "One load").value.file == "subs_2025-02.csv"  # type: ignore[attr-defined]
    next(one for one in app.button if one.label == "Keep them").click().run()
    assert_sound(app)
    assert workspace.loads()[-1].missing == "kept"
    next(one for one in app.button if one.label == "They have left").click().run()
    assert workspace.loads()[-1].missing == "ended"


def test_how_answers_in_words_were_read_is_said_on_the_form(open_page: Open) -> None:
    words = b"Answered at,Company,How satisfied are you?\n2025-01-01,A,Very satisfied\n2025-01-02,B,Satisfied\n"
    app = drop(open_page("data", Workspace.in_memory()), "survey.csv", words)
    assert any("'Very satisfied' as 5, 'Satisfied' as 4" in one.value for one in app.caption)


COUNTERS = b"Day,Account ID,Lifetime logins\n" + b"".join(
    f"2025-01-0{day},{account},{start + 5 * day}\n".encode()
    for account, start in (("A", 100), ("B", 7))
    for day in (1, 2, 3)
)


def test_what_a_counter_counts_is_said_with_one_press(open_page: Open) -> None:
    app = drop(open_page("data", Workspace.in_memory()), "logins.csv", COUNTERS)
    # Of three readings of each customer the first tells of no day.
    assert any("4 of 6 rows can be read; 2 would be quarantined" in one.value for one in app.markdown)
    next(button for button in app.button if button.label == "Figures are of their own day").click().run()
    assert_sound(app)
    assert any("6 of 6 rows can be read" in one.value for one in app.caption)


def test_an_account_without_a_name_is_shown_as_the_rows_call_it(open_page: Open) -> None:
    scores = b"Account,2025-01,2025-02\nA,80,82\nB,40,35\n"
    app = drop(open_page("data", Workspace.in_memory()), "health scores.csv", scores)
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    examples = [text for one in app.dataframe if "For example" in one.value for text in one.value["For example"]]
    assert examples == ["A"]
