"""What a workspace knows helps to tell the columns of the next file."""

from __future__ import annotations

from datetime import datetime

from csm_core.intake.read.source import Source
from csm_core.loading.load_files import load_files
from csm_core.store.known_values import seen_in
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

ACCOUNTS = [{"account_id": "Q-77", "account_name": "Acme"}, {"account_id": "Q-78"}]


def test_ids_names_and_mails_are_known_and_what_is_not_loaded_is_left_out() -> None:
    workspace = workspace_of(accounts=ACCOUNTS, contacts=[{"account_id": "Q-77", "contact_email": "a@a.example"}])
    assert seen_in(workspace) == {
        "account_id": {"Q-77", "Q-78"},
        "account_name": {"Acme"},
        "contact_email": {"a@a.example"},
    }
    assert seen_in(Workspace.in_memory()) == {}


def test_a_file_whose_headers_say_nothing_joins_by_ids_that_are_loaded() -> None:
    workspace = workspace_of(accounts=ACCOUNTS)
    text = "when,who,event\n2024-05-14 10:00:00,Q-77,opened\n2024-05-15 11:30:00,Q-78,closed\n"
    moment = datetime(2025, 1, 1)  # noqa: DTZ001 - the store keeps plain UTC
    load_files(workspace, [Source("log.csv", text.encode())], loaded_at=moment)
    rows = workspace.query("select account_id, event_name from canonical.events order by event_at").to_pylist()
    assert rows == [{"account_id": "Q-77", "event_name": "opened"}, {"account_id": "Q-78", "event_name": "closed"}]
