"""From a dropped file to a figure, as a visitor does it."""

import json

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
    box(app, "This file holds").set_value("surveys").run()  # type: ignore[attr-defined]
    box(app, "responded_at").set_value("Date").run()  # type: ignore[attr-defined]
    box(app, "score").set_value("Punkte").run()  # type: ignore[attr-defined]
    kind = next(one for one in app.radio if one.label == "Which question was asked")
    kind.set_value("nps").run()
    assert_sound(app)
    next(button for button in app.button if button.label == "Load").click().run()
    assert_sound(app)
    # Two rows have a date; 'bald' is none.
    assert workspace.row_counts() == {"surveys": 2}
    assert any("2 rows kept, 1 set aside" in one.value for one in app.warning)
    assert [button for button in app.get("download_button") if button.proto.label == "Rows set aside"]
    next(button for button in app.button if button.label == "Undo this load").click().run()
    assert_sound(app)
    assert workspace.row_counts() == {}


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
    assert box(app, "This file holds").value == "surveys"  # type: ignore[attr-defined]


def test_a_customer_list_is_two_tables_each_of_which_can_be_switched_off(open_page: Open) -> None:
    workspace = Workspace.in_memory()
    text = b"Account ID,Account Name,CSM,Industry,MRR,Created\nA1,Alder,Ann,Tech,100,2024-01-10\n"
    app = drop(open_page("data", workspace), "clients.csv", text)
    assert [one.value for one in app.selectbox if one.label == "This file holds"] == ["accounts", "subscriptions"]
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
    assert [one.value for one in again.selectbox if one.label == "This file holds"] == ["surveys"] * 3
