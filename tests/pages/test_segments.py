"""Segments on the pages: the books of the owners, derived attributes, and what is said of a difference."""

from csm_core import Scope, Workspace, ask
from csm_core.metrics.compare.headline import headline
from csm_core.metrics.compare.segment_comparison import Comparison
from csm_core.metrics.revenue.calc.renewals_due import renewals_due
from csm_core.units import Unit, write_value
from csm_ui.exhibits.leaderboard import comparison_words
from tests.pages.conftest import Open


def table(app: object, heading: str) -> list[dict[str, object]]:
    """The rows of the one table that has such a column."""
    frames = [one.value for one in app.dataframe if heading in one.value.columns]  # type: ignore[attr-defined]
    assert len(frames) == 1
    return [dict(row) for _, row in frames[0].iterrows()]


def test_each_owners_book_is_what_the_core_answers(demo: Workspace, open_page: Open) -> None:
    books = {row["Owner"]: row for row in table(open_page("overview", demo, opened=("book.open",)), "MRR at risk")}
    split = Scope(split="Owner")
    mrr, kept, health = (ask(demo, name, split) for name in ("mrr", "net_revenue_retention", "health_bands"))
    due = renewals_due(demo, split, 90)
    assert due is not None
    assert set(books) == {row["segment"] for row in mrr.rows()}
    for owner, row in books.items():
        paid, net = headline(mrr, segment=owner), headline(kept, segment=owner)  # type: ignore[arg-type]
        accounts = headline(health, "accounts", "at risk", owner)  # type: ignore[arg-type]
        money = headline(health, "mrr", "at risk", owner)  # type: ignore[arg-type]
        assert paid is not None
        assert net is not None
        assert accounts is not None
        assert money is not None
        assert row["Accounts"] == f"{paid.n:,}"
        assert row["MRR"] == write_value(paid.value, Unit.MONEY, "EUR")
        assert row["NRR"] == write_value(net.value, Unit.RATE)
        assert (row["At risk"], row["MRR at risk"]) == (
            write_value(accounts.value, Unit.COUNT),
            write_value(money.value, Unit.MONEY, "EUR"),
        )
        assert row["Renewals in 90 days"] == str(due[str(owner)].accounts if str(owner) in due else 0)


def test_the_books_keep_to_the_filters(demo: Workspace, open_page: Open) -> None:
    every = {
        row["Owner"]: row["MRR"] for row in table(open_page("overview", demo, opened=("book.open",)), "MRR at risk")
    }
    owner = sorted(str(name) for name in every)[0]
    alone = table(open_page("overview", demo, opened=("book.open",), **{"f.Owner": owner}), "MRR at risk")
    assert [(row["Owner"], row["MRR"]) for row in alone] == [(owner, every[owner])]


def test_without_owners_the_page_says_what_to_load(small: Workspace, open_page: Open) -> None:
    app = open_page("overview", small, opened=("book.open",))
    assert any("Load accounts with an owner" in one.value for one in app.caption)


def test_a_derived_attribute_splits_and_filters_like_any_other(demo: Workspace, open_page: Open) -> None:
    app = open_page("retention", demo, opened=("segments.open",), split="Tenure")
    rows = table(app, "Compared with the others")
    assert {"0–3 months", "48 months and more"} <= {row["Segment"] for row in rows}
    assert all(row["Compared with the others"] for row in rows)
    young = open_page("overview", demo, opened=("book.open",), **{"f.Tenure": ["0–3 months", "3–6 months"]})
    asked = headline(ask(demo, "mrr", Scope(filters=(("Tenure", ("0–3 months", "3–6 months")),))))
    assert asked is not None
    shown = next(one.value for one in young.metric if one.label == "MRR")
    assert shown == write_value(asked.value, Unit.MONEY, "EUR")


def test_a_difference_is_said_in_words() -> None:
    assert comparison_words(None) is None
    assert comparison_words(Comparison("N", 0.2, None, None, None)) == "too few to tell"
    assert comparison_words(Comparison("N", 0.2, -0.1, 0.5, 0.05)) == "no clear difference"
    assert comparison_words(Comparison("N", 0.2, 0.1, 0.3, 0.012)) == "higher than the rest, p 0.01"
    assert comparison_words(Comparison("N", -0.2, -0.3, -0.1, 0.0041)) == "lower than the rest, p 0.004"
    assert comparison_words(Comparison("N", -0.2, -0.3, -0.1, 0.0)) == "lower than the rest, p < 0.001"


def test_a_split_leaves_the_figures_on_the_cards_as_they_are(demo: Workspace, open_page: Open) -> None:
    plain, split = (open_page("retention", demo, **address) for address in ({}, {"split": "Tenure"}))
    figures = {metric.label: metric.value for metric in plain.metric}
    assert figures
    assert {metric.label: metric.value for metric in split.metric} == figures
