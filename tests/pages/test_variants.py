"""The control of whose variant counts, and the accounts that make two of them differ."""

import pytest

from csm_core import Workspace
from csm_core.metrics.examples.months import HUNDRED_CUSTOMERS
from tests.pages.conftest import Open
from tests.workspaces import workspace_of

JUNE = {"start": "2024-06-01", "end": "2024-07-01", "as_of": "2024-06-30"}


def hundred() -> Workspace:
    return workspace_of(**{table: [dict(row) for row in rows] for table, rows in HUNDRED_CUSTOMERS})


def test_a_variant_picked_on_the_page_is_that_of_its_figures(open_page: Open) -> None:
    app = open_page("retention", hundred(), opened=("variants.open",), **JUNE)
    picker = next(box for box in app.selectbox if box.label == "Logo churn rate")
    assert picker.value == "default"
    assert {one.label: one.value for one in app.metric}["Logo churn rate"].startswith(r"11\.0")
    picker.set_value("maxio").run()
    assert {one.label: one.value for one in app.metric}["Logo churn rate"].startswith(r"13\.0")


def test_the_accounts_that_explain_two_variants_are_listed(open_page: Open) -> None:
    app = open_page("retention", hundred(), set="logo_churn_rate.variant=stripe", **JUNE)
    app.session_state["variants.open"] = True
    app.run()
    (sentence,) = [text.value for text in app.markdown if "explain" in text.value]
    assert sentence.startswith("stripe (Stripe Billing) says 10.8")
    # 13 of 120 against 11 of 100: who left and came back, and the twenty who joined. Those who stayed, and those
    # who left for good, count alike.
    assert "21 accounts explain it, 99 count alike" in sentence
    (table,) = [one.value for one in app.dataframe if "default: lost" in one.value.columns]
    assert len(table) == 21
    # Each is drawn to a thousandth of a point.
    assert table["Difference, pp"].sum() == pytest.approx(100 * (13 / 120 - 0.11), abs=0.5e-3 * 21)


def test_without_subscriptions_no_variants_are_compared(open_page: Open) -> None:
    app = open_page("retention", workspace_of(tickets=[{"account_id": "A", "created_at": "2024-03-01"}]))
    assert "Match another tool's definition" not in [box.label for box in app.expander]
