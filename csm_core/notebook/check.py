"""What of a cell this version can't answer, in sentences."""

from __future__ import annotations

from csm_core.errors import CsmError
from csm_core.metrics.framework.registry import metric_named
from csm_core.notebook.cell import Cell, Content, Unreadable


def troubles_of(content: Content) -> tuple[str, ...]:
    """A sentence for each part that is unknown here: the metric, its variant, a setting, a measure; usually none."""
    if isinstance(content, Unreadable):
        return (content.reason,)
    if not isinstance(content, Cell):
        return ()
    try:
        metric = metric_named(content.metric)
    except CsmError as error:
        return (str(error),)
    sentences = []
    try:
        metric.variant(content.variant)
    except CsmError as error:
        sentences.append(str(error))
    for name, value in content.settings:
        try:
            metric.read_settings({name: value})
        except CsmError as error:
            sentences.append(str(error))
    if content.measure is not None and content.measure not in metric.measures:
        sentences.append(f"{metric.name} has no measure '{content.measure}'.")
    return tuple(sentences)
