"""The catalogue of scoped inputs: the vocabulary of all metric SQL."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csm_core.facts.scoped import accounts, contracts, dated, moments, moves, rates, revenue, use, whole
from csm_core.facts.scoped.scoped_input import ScopedInput

_MODULES = (moments, accounts, rates, revenue, moves, contracts, dated, use, whole)
SCOPED_INPUTS: Mapping[str, ScopedInput] = MappingProxyType(
    {one.name: one for module in _MODULES for one in module.INPUTS}
)
