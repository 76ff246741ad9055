"""Palette: the colours of each theme, by meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from csm_core.charts.look import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as '#RRGGBB'. `text` reads on the page, `on_dark` and `on_light` on the ends of `sequential`.

    `bands` are red, amber, green (orange to blue: the usual red and green can't be told apart by one man in
    twelve) and unknown. `start` is for what a bridge stands on, `gain` and `loss` for what moves it.
    """

    text: str
    muted: str
    grid: str
    surface: str
    value: str
    context: str
    bands: tuple[str, str, str, str]
    categories: tuple[str, str, str, str, str]
    sequential: tuple[str, ...]
    text_on_low: str
    text_on_high: str
    start: str
    gain: str
    loss: str


_LIGHT: Final = Palette(
    text="#0B1220",
    muted="#5B6675",
    grid="#E3E9F1",
    surface="#FFFFFF",
    value="#0B5CAD",
    context="#A9B4C2",
    bands=("#A8330B", "#D98A00", "#0B3F73", "#8A94A3"),
    categories=("#0B5CAD", "#829321", "#2B9AD6", "#7A2E0E", "#9E6C79"),
    sequential=(
        "#EEF4FB",
        "#D9E7F5",
        "#BED7EE",
        "#9DC3E5",
        "#79ACDA",
        "#5594CD",
        "#347BBD",
        "#1C65AA",
        "#0D4F90",
        "#083A6E",
    ),  # exactly ten
    text_on_low="#0B1220",
    text_on_high="#FFFFFF",
    start="#6F8197",
    gain="#3D97C6",
    loss="#D98A00",
)
_DARK: Final = Palette(
    text="#E8EDF4",
    muted="#A3AFBF",
    grid="#2A3341",
    surface="#14181F",
    value="#5AA9F0",
    context="#56616F",
    bands=("#E4572E", "#F4C469", "#3B8FD0", "#7E8896"),
    categories=("#5AA9F0", "#F2B04C", "#B7E0C8", "#B56A93", "#7E9164"),
    sequential=(
        "#16283C",
        "#1A3654",
        "#1F466E",
        "#265889",
        "#2F6CA5",
        "#3D82C0",
        "#5599D6",
        "#78B2E6",
        "#A3CCF2",
        "#D3E7FA",
    ),  # exactly ten
    text_on_low="#E8EDF4",
    text_on_high="#0B1220",
    start="#7C8CA1",
    gain="#5AA9F0",
    loss="#F2B04C",
)


def palette_of(theme: Theme) -> Palette:
    """The colours of a theme."""
    return _DARK if theme == "dark" else _LIGHT


def luminance(colour: str) -> float:
    """Relative luminance of '#RRGGBB', 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    """Contrast ratio of two luminances, 1 to 21 (WCAG 2.2)."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
