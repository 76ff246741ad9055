"""The app as a host starts it, behind its gate: `streamlit run asgi.py`, or any ASGI server on `asgi:app`."""

from csm_core.platforms import exit_where_unsupported

exit_where_unsupported()

import streamlit as st  # noqa: E402

from csm_ui.gate.gate import gate  # noqa: E402
from csm_ui.gate.uncaught import say_what_failed  # noqa: E402
from csm_ui.visitor.app_folder import APP_FOLDER  # noqa: E402

app = st.App(APP_FOLDER / "app.py", middleware=gate(), on_script_error=say_what_failed)
