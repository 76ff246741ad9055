"""The command line and the pages give the same numbers: one question, two doors."""

import json

import pytest

from csm_core import Workspace, registry
from csm_core.cli.main import main
from csm_core.metrics.asking.ask import ask
from csm_core.metrics.compare.rolling import ask_rolling
from csm_core.scope import Scope
from csm_core.units import write_value
from csm_ui.widgets.plain import plain
from tests.contract.company import company
from tests.pages.conftest import Open
from tests.workspaces import LOADED_AT, batch_of

# Which cards stand on which page, by the metric's id.
CARDS = {
    "revenue": ("mrr", "net_revenue_retention", "gross_revenue_retention", "arpa"),
    "retention": ("logo_churn_rate", "net_revenue_retention"),
    "voice": ("nps", "csat"),
    "lifetime_value": ("clv",),
}
ADDRESSES: tuple[dict[str, str], ...] = (
    {},
    {"grain": "quarter", "start": "2023-07-01", "end": "2024-04-01", "f.Region": "North"},
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace.open(tmp_path_factory.mktemp("kept") / "team.duckdb")
    workspace.load([batch_of(name, rows) for name, rows in company().items()], LOADED_AT, "add")
    return workspace


@pytest.mark.parametrize("address", ADDRESSES, ids=["as usual", "filtered"])
@pytest.mark.parametrize("page", CARDS)
def test_cards_say_what_the_command_line_says(
    page: str, address: dict[str, str], kept: Workspace, open_page: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    app = open_page(page, kept, **address)
    shown = {metric.label: metric.value for metric in app.metric}
    flags = [part for name, value in address.items() for part in flag(name, value)]
    for metric_id in CARDS[page]:
        assert kept.path is not None
        code = main(["metric", metric_id, str(kept.path), *flags, "--json"])
        answer = json.loads(capsys.readouterr().out)
        # The card shows the last complete period of the first measure.
        first = registry()[metric_id].measures[:1] or (None,)
        rows = [row for row in answer["rows"] if row["complete"] is not False and row["measure"] in first]
        rolled = ask_rolling(ask, kept, metric_id, Scope(), None, {})
        if not address and rolled.window > 1:  # of few cases the screen shows 3 or 12 months, and says so
            rows = [row for row in rolled.rows() if row["complete"] is not False and row["measure"] in first]
        unit = registry()[metric_id].variant(answer["variant"]).unit
        expected = write_value(rows[-1]["value"], unit, answer["scope"]["currency"])
        assert code == 0
        assert plain(expected) in shown.values(), (metric_id, expected, shown)


def flag(name: str, value: str) -> list[str]:
    return ["--where", f"{name[2:]}={value}"] if name.startswith("f.") else [f"--{name}", value]
