"""Names of features, events or products, as a setting holds them."""

from __future__ import annotations

from csm_core.errors import BadValue
from csm_core.metrics.framework.context import Context


def listed_names(context: Context, setting: str) -> list[str]:
    """The names of a setting, in its order, each once: parted by commas, spaces around them dropped.

    Raises
    ------
    BadValue
        When there are commas and no name.
    """
    text = context.text(setting)
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if text.strip() and not names:
        raise BadValue.of(setting, text, "names with commas between them")
    return names
