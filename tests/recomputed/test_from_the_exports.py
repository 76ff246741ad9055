"""The demo company's figures, worked out again from the raw exports by the written definitions, are the app's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from csm_core import Scope, Workspace, ask, rows_behind
from tests.recomputed.answers import DAYS, SPLITS, cells, differences, month_of
from tests.recomputed.company import Company, months
from tests.recomputed.exports import answers
from tests.recomputed.health import Health, score, tenths
from tests.recomputed.lifetime import can_speak_for_all, contracts, lifetime_value
from tests.recomputed.money import a_year_before, bridge, churn, cohorts, mrr, retention
from tests.recomputed.replay import replay
from tests.recomputed.voice import nps

# The app keeps a line's money to four places.
CENT, RATE = 0.01, 1e-6
BY_ACCOUNT = ("", "Segment", "Country")


@pytest.mark.parametrize("as_of", DAYS)
def test_money_is_what_the_lines_of_the_day_pay(demo: Workspace, company: Company, as_of: date) -> None:
    ((_, opening, closing),) = months(as_of, as_of)
    for split in SPLITS:
        scope = month_of(as_of, split)
        paid = cells(demo, "mrr", scope, ("segment",), ("value", "n"))
        assert differences(mrr(company, split, closing), paid, CENT) == []
        moved = cells(demo, "mrr_movements", scope, ("segment", "series"), ("value", "n"))
        assert differences(bridge(company, split, opening, closing), moved, CENT) == []
        kept = retention(company, split, a_year_before(closing), closing)
        for index, metric in enumerate(("net_revenue_retention", "gross_revenue_retention")):
            figures = {key: (cell[index], cell[2]) for key, cell in kept.items()}
            assert differences(figures, cells(demo, metric, scope, ("segment",), ("value", "n")), RATE) == []


@pytest.mark.parametrize("as_of", DAYS)
def test_customers_are_those_with_a_line_on_the_day(demo: Workspace, company: Company, as_of: date) -> None:
    ((_, opening, closing),) = months(as_of, as_of)
    for split in SPLITS:
        lost = cells(demo, "logo_churn_rate", month_of(as_of, split), ("segment",), ("value", "n"))
        assert differences(churn(company, split, opening, closing), lost, RATE) == []
        scope = month_of(as_of, split, date(2021, 1, 1))
        grid = cells(demo, "cohort_retention", scope, ("segment", "period", "age"), ("value", "n", "complete"))
        assert differences(cohorts(company, split, as_of), grid, RATE) == []


@pytest.mark.parametrize("as_of", DAYS)
def test_scores_are_of_each_person_s_last_answer(
    demo: Workspace, company: Company, folder: Path, as_of: date
) -> None:
    ((first, _, closing),) = months(as_of, as_of)
    given = answers(folder)
    for split in BY_ACCOUNT:
        actual = cells(demo, "nps", month_of(as_of, split), ("segment",), ("value", "n"))
        assert differences(nps(company, given, split, first, closing), actual, RATE) == []


@pytest.mark.parametrize("as_of", DAYS)
def test_lifetime_value_is_that_of_the_likeliest_model(demo: Workspace, company: Company, as_of: date) -> None:
    for split in ("", "Country"):
        scope = month_of(as_of, split)
        rows = rows_behind(demo, "clv", scope).to_pylist()
        by_model = {row["segment"] or "" for row in rows if row["method"] == "sbg"}
        figures = {row["segment"] or "": row for row in ask(demo, "clv", scope).rows() if row["measure"] == "clv"}
        for segment, cell in figures.items():
            seen = contracts(company, split, segment, as_of)
            # All parts have one model: where it can't be fitted to one of them there is no value, and a reason.
            assert segment in by_model or cell["value"] is None
            assert (segment in by_model) == can_speak_for_all(seen)
            if segment in by_model:
                value, _, _ = lifetime_value(seen)
                # Likelihoods without a peak (customers look alike) are climbed to different far ends.
                assert cell["value"] == pytest.approx(value, rel=3e-4)
                assert cell["n"] == len(seen)
    whole = ask(demo, "clv", month_of(as_of, "")).rows()
    _, _, residual = lifetime_value(contracts(company, "", "", as_of))
    theirs = {row["account_id"]: row["value"] for row in whole if row["measure"] == "account"}
    # The app counts days within a month as thirtieths; for the rest see above.
    assert residual == pytest.approx(theirs, rel=3e-3)


@pytest.mark.parametrize("as_of", DAYS)
def test_health_is_the_weighted_mean_of_what_is_known(demo: Workspace, health: Health, as_of: date) -> None:
    scope = month_of(as_of, "")
    figures, theirs = {}, {}
    for account in health.company.customers(as_of):
        values = health.values(account, as_of)
        for name, value in values.items():
            if value is not None:
                figures[account, name] = float(value), tenths(name, value)
        figures[account, "score"] = (score(values),) if score(values) is not None else (-1,)
    for row in rows_behind(demo, "health_score", scope).to_pylist():
        if row["raw_value"] is not None:
            theirs[row["account_id"], row["component"]] = row["raw_value"], round(row["points"] * 10)
    for row in ask(demo, "health_score", scope).rows():
        theirs[row["account_id"], "score"] = (-1 if row["value"] is None else round(row["value"] * 10),)
    assert differences(figures, theirs, RATE) == []


@pytest.mark.parametrize("as_of", DAYS)
def test_the_replay_counts_who_had_left(demo: Workspace, health: Health, as_of: date) -> None:
    measures = ("lost", "lost_mrr", "caught", "caught_mrr", "false_alarms", "auc")
    for split in ("", "Segment"):
        actual = ask(demo, "health_backtest", Scope(split=split or None, as_of=as_of)).rows()
        for segment in {row["segment"] or "" for row in actual}:
            replayed = replay(health.company, health, split, segment, as_of)
            theirs = {
                row["measure"]: (row["value"],)
                for row in actual
                if (row["segment"] or "") == segment and row["measure"] in measures and row["value"] is not None
            }
            # Below ten losses with a score there is no AUC.
            assert ("auc" in theirs) == (replayed.scored_losses >= 10)
            counted = {name: (getattr(replayed, name),) for name in theirs}
            assert differences(counted, theirs, CENT) == []
            assert theirs.get("auc", (replayed.auc,))[0] == pytest.approx(replayed.auc)
