"""What Streamlit has no option for: labels and changes of figures that wrap, and findings that begin on the left."""

from __future__ import annotations

from typing import Final

import streamlit as st

FINDINGS: Final = "findings"
"""The key of the container whose buttons are sentences."""

# Where a rule no longer matches, after an update, a line is cut or centred again, and nothing else.
_RULES: Final = f"""<style>
.stMetric label .stMarkdownEllipsis, .stMetric label .stMarkdownEllipsis * {{ white-space: normal; }}
.stMetric :has(> [data-testid="stMetricDelta"]) {{ flex-wrap: wrap; }}
.st-key-{FINDINGS} button {{ justify-content: flex-start; }}
.st-key-{FINDINGS} button p {{ text-align: left; }}
</style>"""


def style() -> None:
    """Put the rules on the page, where they take no room."""
    st.html(_RULES)
