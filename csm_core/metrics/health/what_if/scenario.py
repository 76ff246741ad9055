"""Scenario: a way of scoring health under a name, kept in the workspace, so that another can be held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from csm_core.codec import Codec, Record, Unreadable
from csm_core.errors import BadValue, CsmError, UnknownName
from csm_core.metrics.framework.declare import Setting, Value
from csm_core.metrics.health.components.judgements import JUDGEMENT_DAYS
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.store.documents import Document, Documents
from csm_core.store.workspace import Workspace

KIND = "scenario"
_STANDING = "standing_scenario"
_AT = " "
_LONGEST_NAME = 60
_NOT_ITS = {setting.name for setting in (*REVENUE_SETTINGS, JUDGEMENT_DAYS)}
SCENARIO_SETTINGS: tuple[Setting, ...] = tuple(one for one in HEALTH_SETTINGS if one.name not in _NOT_ITS)
"""What a scenario decides: weights, bands, and how values become points; never what counts as revenue."""
_SETTINGS = {setting.name: setting for setting in SCENARIO_SETTINGS}


@dataclass(frozen=True, slots=True)
class Scenario:
    """`settings` are names and values of SCENARIO_SETTINGS that differ from the usual, in their order. `version`
    counts the saves of the name, 0 for one that is not saved. `trouble` says what of a saved text can't be used."""

    name: str
    settings: tuple[tuple[str, Value], ...]
    version: int = 0
    trouble: str | None = None


DEFAULT = Scenario("Default weights", ())


def scenario_of(name: str, settings: Mapping[str, Value]) -> Scenario:
    """A scenario from any settings; what is usual, or is none of its business, is left out.

    Raises
    ------
    BadValue
        When the name can't be one, or a setting has a value that it does not take.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME or name == DEFAULT.name:
        raise BadValue.of("the name of a scenario", name, f"1 to {_LONGEST_NAME} characters, not '{DEFAULT.name}'")
    given = {key: _SETTINGS[key].read(value) for key, value in settings.items() if key in _SETTINGS}
    changed = tuple((key, given[key]) for key, one in _SETTINGS.items() if key in given and given[key] != one.default)
    return Scenario(name, changed)


def saved_scenarios(workspace: Workspace) -> tuple[Scenario, ...]:
    """Every scenario of a workspace, by name. One that can't be read keeps its name and says what is wrong."""
    return tuple(_named(document) for document in scenario_documents(workspace).all())


def save_scenario(workspace: Workspace, scenario: Scenario, saved_at: datetime, seen: int) -> Scenario:
    """Keep a scenario under its name.

    Parameters
    ----------
    seen
        The version that is written over, 0 for a name that must be new.

    Raises
    ------
    SavedElsewhere
        When the name was saved by somebody else since.
    UnreadableDocument
        When what was saved under the name can't be read.
    """
    document = scenario_documents(workspace).put(scenario.name, scenario, saved_at, seen)
    return Scenario(scenario.name, scenario.settings, document.version)


def remove_scenario(workspace: Workspace, name: str) -> None:
    """Take a scenario away; one that is not there is no error."""
    scenario_documents(workspace).remove(name)


@dataclass(frozen=True, slots=True)
class Standing:
    """A scenario that everybody uses from `since` on, until the next one."""

    scenario: Scenario
    since: datetime


def standing_scenarios(workspace: Workspace) -> tuple[Standing, ...]:
    """The scenario that everybody uses and, after it, those before it, the newest first; empty where it has always
    been the default. One that can't be read stands as the default does, and says what is wrong."""
    documents = standing_documents(workspace).all()
    standing = [Standing(replace(_named(one), name=one.name.partition(_AT)[2]), one.saved_at) for one in documents]
    return tuple(sorted(standing, key=lambda one: one.since, reverse=True))


def make_standing(workspace: Workspace, scenario: Scenario, saved_at: datetime) -> None:
    """Use a scenario for everybody from now on; those before it are kept."""
    name = f"{saved_at.isoformat()}{_AT}{scenario.name}"
    standing_documents(workspace).put(name, scenario, saved_at)


def _named(document: Document[Scenario]) -> Scenario:
    if isinstance(document.value, Unreadable):
        return Scenario(document.name, (), document.version, f"{document.value.reason}.")
    return replace(document.value, name=document.name, version=document.version)


class _Record(Record, frozen=True):
    settings: dict[str, object]


def _read(record: _Record) -> Scenario:
    """With what can be used; of the rest it is said why not: another version may know other settings."""
    kept: dict[str, Value] = {}
    troubles = []
    for key, value in record.settings.items():
        try:
            if key not in _SETTINGS:
                raise UnknownName.of("setting of the health score", key, ())
            if not isinstance(value, str | int | float | bool):
                raise BadValue.of(key, value, "a number or a text")
            kept[key] = _SETTINGS[key].read(value)
        except CsmError as error:
            troubles.append(str(error))
    settings = tuple((key, kept[key]) for key in _SETTINGS if key in kept)
    return Scenario("", settings, 0, " ".join(troubles) or None)


_CODEC: Codec[Scenario, _Record] = Codec(
    record=_Record,
    version=1,
    write=lambda scenario: _Record(settings=dict(scenario.settings)),
    read=_read,
)


def scenario_documents(workspace: Workspace) -> Documents[Scenario]:
    """Every scenario that was saved in a workspace."""
    return Documents(workspace, KIND, _CODEC)


def standing_documents(workspace: Workspace) -> Documents[Scenario]:
    """Every scenario that everybody used, or uses, from a moment on."""
    return Documents(workspace, _STANDING, _CODEC)
