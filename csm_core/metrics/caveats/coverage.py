"""Of how many customers, or rows, a figure is made, where it is not all: declared once, said wherever it is shown."""

from __future__ import annotations

from csm_core.facts.revenue.unnamed_currency import UNNAMED, stated_currency
from csm_core.facts.scoped.query import Query
from csm_core.metrics.asking.names_of_currencies import both
from csm_core.metrics.caveats.unjoined import Unjoined
from csm_core.metrics.caveats.unpriced import unpriced
from csm_core.metrics.framework.context import Context
from csm_core.result import Coverage
