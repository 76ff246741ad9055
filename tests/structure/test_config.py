"""The settings that keep visitors' data in, and that Streamlit itself knows every key of config.toml."""

import tomllib
from typing import Any

import pytest
from streamlit import config

from tests.structure.sources import ROOT

CONFIG = ROOT / ".streamlit" / "config.toml"

# Each of these is a promise; the reason stands beside the key in config.toml.
PROMISES = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["localhost", "127.0.0.1"],
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.maxUploadSize": 400,
    "server.showEmailPrompt": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "viewer",
    "client.disableDataExport": True,
    "browser.gatherUsageStats": False,
    "runner.postScriptGC": False,
    "runner.magicEnabled": False,
    "runner.fastReruns": True,
}
SCALES = ("chartSequentialColors", "chartDivergingColors")


def flat(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Every setting of a TOML text under its dotted name."""
    figures: dict[str, Any] = {}
    for name, value in tree.items():
        figures |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return figures


def broken_promises(text: str) -> set[str]:
    settings = flat(tomllib.loads(text))
    broken = {name for name, value in PROMISES.items() if settings.get(name) != value}
    # The agent API would let any program on the network drive the app, wherever it is hosted.
    return broken | {name for name in settings if name.startswith("server.") and "agent" in name.lower()}


def unknown_keys(text: str) -> set[str]:
    return set(flat(tomllib.loads(text))) - set(config.get_config_options())


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours."""

    def luminance(colour: str) -> float:
        channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_config_keeps_its_promises() -> None:
    assert broken_promises(CONFIG.read_text("utf-8")) == set()


def test_streamlit_knows_every_key() -> None:
    assert unknown_keys(CONFIG.read_text("utf-8")) == set()


def test_both_looks_are_there_with_ten_colours_a_scale() -> None:
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
    assert set(theme["light"]) == set(theme["dark"])
    assert {len(theme[look][scale]) for look in ("light", "dark") for scale in SCALES} == {10}


@pytest.mark.parametrize("look", ["light", "dark"])
def test_text_links_and_button_labels_can_be_read(look: str) -> None:
    # WCAG 2.1 AA asks 4.5:1 of text. Streamlit writes the primary button's label in white.
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][look]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"], theme["sidebar"]["backgroundColor"]):
        assert contrast(theme["textColor"], ground) >= 4.5
        assert contrast(theme["linkColor"], ground) >= 4.5
    assert contrast("#FFFFFF", theme["primaryColor"]) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    # W3C, Understanding SC 1.4.3: black on white is 21:1; #777777 on white is 4.48:1, just short of 4.5.
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_the_rules_see_a_broken_promise_and_an_unknown_key() -> None:
    text = CONFIG.read_text("utf-8")
    assert broken_promises(text.replace('showErrorDetails = "none"', 'showErrorDetails = "full"')) == {
        "client.showErrorDetails"
    }
    assert broken_promises(text.replace("[server]", "[server]\nenableAgentApi = false", 1)) == {
        "server.enableAgentApi"
    }
    assert unknown_keys(text.replace("magicEnabled", "magicEnable")) == {"runner.magicEnable"}
