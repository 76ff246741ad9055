"""The checks of plausibility, found by their files."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import csm_core.plausibility.checks
from csm_core.plausibility.declare import Check


@cache
def checks() -> Mapping[str, Check]:
    """Checks by id, in the order of their ids. A file `plausibility/checks/<id>.py` declares CHECK with that id."""
    names = [module.name for module in pkgutil.iter_modules(csm_core.plausibility.checks.__path__)]
    modules = [importlib.import_module(f"csm_core.plausibility.checks.{name}") for name in sorted(names)]
    return MappingProxyType({module.CHECK.id: module.CHECK for module in modules})
