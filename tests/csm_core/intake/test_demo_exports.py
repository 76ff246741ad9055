"""The demo company's exports go in without a question; only what was planted as faulty is quarantined."""

from __future__ import annotations

from pathlib import Path

import pytest

from csm_core.intake.propose.propose import questions
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from data.generate import write_demo

# File → kind, and the causes that the generator plants: retried deliveries, answers begun but not finished,
# bills that were never paid.
WANTED = {
    "annotations.csv": ("annotations", set()),
    "campaign_members.csv": ("campaign_members", set()),
    "campaigns.csv": ("campaigns", set()),
    "costs.csv": ("costs", set()),
    "delighted_nps.csv": ("surveys", set()),
    "fx_rates.csv": ("fx_rates", set()),
    "goals.csv": ("goals", set()),
    "hubspot_companies.csv": ("accounts", set()),
    "hubspot_contacts.csv": ("contacts", set()),
    "hubspot_deals.csv": ("opportunities", set()),
    "mixpanel_events.jsonl.gz": ("events", {"duplicate_event"}),
    "outcomes.csv": ("outcomes", set()),
    "overrides.csv": ("overrides", set()),
    "qualtrics_ces.csv": ("surveys", {"unfinished_answer"}),
    "qualtrics_csat.csv": ("surveys", {"unfinished_answer"}),
    "stripe_invoices.csv": ("invoices", set()),
    "stripe_subscriptions.csv": ("subscriptions", set()),
    "survey_invitations.csv": ("surveys", set()),
    "zendesk_tickets.csv": ("tickets", set()),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_demo(path)
    return path


def test_every_export_is_understood_and_no_row_is_lost(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == set(WANTED)
    for name, (kind, planted) in WANTED.items():
        ingested = ingest_source(Source(name, folder / name), None, lambda _stage, _share: None)
        report, *further = ingested.reports
        assert report.kind == kind, name
        assert questions(report.issues) == (), name
        assert not [issue for issue in report.issues if issue.level == "error"], name
        # The help desk's tickets hold their ratings as well: of each ticket that nobody rated, that is told.
        assert [one.kind for one in further] == (["surveys"] if name == "zendesk_tickets.csv" else [])
        assert all(questions(one.issues) == () for one in further)
        batch, *parts = ingested.batches
        assert all(set(one.quarantined["code"].to_pylist()) == {"not_answered"} for one in parts)
        assert set(batch.quarantined["code"].to_pylist()) == planted, name
        assert report.rows_in == report.rows_kept + report.rows_quarantined > 0, name
        assert report.rows_quarantined <= 0.05 * report.rows_in, name
