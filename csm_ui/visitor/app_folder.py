"""Where app.py, asgi.py and the pages are: at the top of a checkout, or within an installed package."""

from __future__ import annotations

from pathlib import Path

import csm_ui

_PACKAGE = Path(csm_ui.__file__).resolve().parent
APP_FOLDER = _PACKAGE / "app" if (_PACKAGE / "app" / "app.py").exists() else _PACKAGE.parent
