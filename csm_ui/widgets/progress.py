"""How far a long step is."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.delta_generator import DeltaGenerator

from csm_ui.widgets.plain import plain


def progress_into(bar: DeltaGenerator) -> Callable[[str, float], None]:
    """What the core tells of a step (its name, the share done) drawn into a progress bar."""

    def tell(stage: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), plain(stage))

    return tell
