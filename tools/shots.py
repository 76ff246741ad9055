"""The pictures of the README, made anew: `make shots` opens the demo company in a browser and photographs its pages.

They are 1440 pixels wide and light. Look at them before they go in.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from csm_core import Workspace
from csm_core.loading.demo import load_demo
from tests.browser.rig import CALM, CHROMIUM_FLAGS, PATIENCE, ROOT, TWO_FRAMES, chromium_path, served

WIDTH = 1440
# Path of the page, file below docs/, and how much of the page is shown (pixels).
PICTURES = (("/", "screenshot.png", 1220), ("/health", "health.png", 1480))


def main() -> int:
    """Write every picture; the exit code."""
    browser_path = chromium_path()
    if browser_path is None:
        sys.stderr.write("No Chromium was found. Install one, or set CSM_CHROMIUM to its path.\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.duckdb"
        workspace = Workspace.open(demo)
        load_demo(workspace)
        workspace.close()
        with (
            served(ROOT / "asgi.py", Path(folder) / "server.log", CSM_WORKSPACE=str(demo)) as address,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=browser_path, args=list(CHROMIUM_FLAGS))
            for path, name, height in PICTURES:
                # One screen as high as the picture: nothing has to be scrolled into it.
                page = browser.new_page(
                    viewport={"width": WIDTH, "height": height}, reduced_motion="reduce", locale="en-GB"
                )
                page.goto(address + path)
                page.wait_for_function(CALM, timeout=PATIENCE * 1000)
                # Charts are drawn, and folds measured, after the script has run.
                page.wait_for_load_state("networkidle")
                page.wait_for_function(CALM, timeout=PATIENCE * 1000)
                page.evaluate(TWO_FRAMES)
                page.screenshot(path=ROOT / "docs" / name)
                page.close()
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
