"""Charts outside the app: as a still picture, and as a specification with its data for a page that stands alone."""

from __future__ import annotations

from functools import cache

import vl_convert

from csm_core.charts.picture import Picture
from csm_core.charts.render import DATA_NAME

VEGA_LITE = "6.4"
_GLOBALS = "window.vegaEmbed = vegaEmbed;"
_FONT = '"Source Sans 3", "Helvetica Neue", Arial, sans-serif'


def spec_with_data(picture: Picture, width: int | None = None) -> dict[str, object]:
    """The specification with its rows in it; `width` in pixels, else as wide as its place."""
    rows = [{name: value for name, value in row.items() if value is not None} for row in picture.data.to_pylist()]
    spec = {name: part for name, part in picture.spec.items() if name != "datasets"}
    config = spec.get("config")
    if isinstance(config, dict):
        spec["config"] = {**config, "font": _FONT}
    spec["datasets"] = {DATA_NAME: rows}
    if width is not None:
        spec["width"] = width
    return spec


def png(picture: Picture, width: int, height: int, scale: float = 3.0) -> bytes:
    """The picture as PNG on white, `width` × `scale` pixels wide. `height` is that of pictures which don't need a
    line for each of their rows. Nothing outside is asked for anything."""
    spec = _still(picture, width, height)
    drawn: bytes = vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[])
    return drawn


def pdf(picture: Picture, width: int, height: int) -> bytes:
    """The picture as a page of PDF of its own size, its words as text; sizes as in `png`."""
    drawn: bytes = vl_convert.vegalite_to_pdf(
        _still(picture, width, height), vl_version=VEGA_LITE, scale=1.0, allowed_base_urls=[]
    )
    return drawn


def _still(picture: Picture, width: int, height: int) -> dict[str, object]:
    spec = spec_with_data(picture, width)
    config = spec["config"]
    if isinstance(config, dict):
        view = {**config.get("view", {}), "continuousHeight": height}
        spec["config"] = {**config, "background": "white", "view": view}
    return spec


@cache
def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that sets `vegaEmbed` and asks for nothing else."""
    script: str = vl_convert.javascript_bundle(_GLOBALS, vl_version=VEGA_LITE)
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
