"""The health score that everybody uses: which one it is, and another from now on."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from csm_core.cli.loads import existing_workspace
from csm_core.errors import BadValue, UnknownName
from csm_core.metrics.framework.declare import Declaration, Value
from csm_core.metrics.health.what_if.scenario import (
    DEFAULT,
    SCENARIO_SETTINGS,
    Scenario,
    make_standing,
    saved_scenarios,
    scenario_of,
    standing_scenarios,
)
from csm_core.store.workspace import Workspace


def standing_settings(workspace: Workspace, metric: Declaration) -> dict[str, Value]:
    """What of the score that everybody uses is a setting of this metric; empty for the default weights."""
    standing = standing_scenarios(workspace)
    names = {one.name for one in metric.settings}
    return {name: value for name, value in standing[0].scenario.settings if name in names} if standing else {}


def run_weights(chosen: argparse.Namespace) -> int:
    """List, or use another score for everybody, as the arguments say; the exit code."""
    path = Path(chosen.workspace)
    workspace = existing_workspace(path)
    if chosen.use is not None and chosen.set:
        raise BadValue("--use takes a scenario that is saved, and --set makes one. Say one of them.")
    scenario = _saved(workspace, chosen.use) if chosen.use is not None else _made(chosen) if chosen.set else None
    if scenario is None:
        _show(workspace, chosen.json)
        return 0
    # The core reads no clock: what is kept is dated by the workspace's own last change, and after what stood before.
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
    standing = standing_scenarios(workspace)
    make_standing(workspace, scenario, max([at, *(one.since for one in standing[:1])]))
    print(f"'{scenario.name}' is used for everybody from now on.")
    return 0


def _saved(workspace: Workspace, name: str) -> Scenario:
    if name.casefold() in ("default", DEFAULT.name.casefold()):
        return DEFAULT
    earlier = [one.scenario for one in standing_scenarios(workspace)]
    by_name = {one.name: one for one in (*saved_scenarios(workspace), *earlier)}
    if name not in by_name:
        raise UnknownName.of("scenario", name, [DEFAULT.name, *by_name])
    return by_name[name]


def _made(chosen: argparse.Namespace) -> Scenario:
    names = {one.name for one in SCENARIO_SETTINGS}
    settings: dict[str, Value] = {}
    for pair in chosen.set:
        name, equals, text = pair.partition("=")
        if not equals:
            raise BadValue.of("--set", pair, "name=value, such as weight.nps=20")
        if name not in names:
            raise UnknownName.of("setting of the health score", name, names)
        settings[name] = text
    if not chosen.name:
        raise BadValue("--set needs --name, the name under which the weights are kept.")
    return scenario_of(chosen.name, settings)


def _show(workspace: Workspace, as_json: bool) -> None:
    standing, saved = standing_scenarios(workspace), saved_scenarios(workspace)
    if as_json:
        uses = [{"since": one.since.isoformat(), **_shape(one.scenario)} for one in standing]
        print(json.dumps({"in_use": uses[:1], "before": uses[1:], "saved": [_shape(one) for one in saved]}))
        return
    lines = [f"In use: {standing[0].scenario.name} since {standing[0].since:%Y-%m-%d}" if standing else
             f"In use: {DEFAULT.name}"]  # fmt: skip
    lines += [f"  {_words(standing[0].scenario.settings)}"] if standing and standing[0].scenario.settings else []
    lines += [f"Before: {one.scenario.name}, from {one.since:%Y-%m-%d}" for one in standing[1:]]
    lines += [f"Saved: {one.name}" for one in saved]
    print("\n".join(lines))


def _shape(scenario: Scenario) -> Mapping[str, object]:
    return {"name": scenario.name, "settings": dict(scenario.settings)}


def _words(settings: tuple[tuple[str, Value], ...]) -> str:
    return ", ".join(f"{name}={value}" for name, value in settings)
