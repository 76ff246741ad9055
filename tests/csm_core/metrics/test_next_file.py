"""The next best file is what adds most, but for people whose events find no account: they come first."""

from csm_core.metrics.framework.next_file import next_file
from csm_core.metrics.framework.unlocked import unlocked
from csm_core.tables.catalogue import TABLES


def test_the_file_that_adds_most_metrics_is_proposed() -> None:
    loaded = {"accounts", "subscriptions"}
    proposed = next_file(loaded, ())
    assert proposed is not None
    exports = ("events", "surveys", "tickets", "invoices", "opportunities")
    assert len(proposed.metrics) == max(len(unlocked(table, loaded)) for table in exports)
    assert proposed.metrics == unlocked(proposed.table, loaded)


def test_people_come_first_where_events_find_no_account() -> None:
    proposed = next_file({"accounts", "subscriptions", "events"}, {"events"})
    assert proposed is not None
    assert (proposed.table, proposed.metrics[0].id) == ("contacts", "usage_rate")


def test_with_everything_loaded_nothing_is_proposed() -> None:
    assert next_file(set(TABLES), ()) is None
