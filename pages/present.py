"""Present: a notebook on a screen of its own, one thing at a time."""

from csm_ui.notebook.bar import presented_notebook
from csm_ui.notebook.present import present
from csm_ui.page.frame import bare_page

view = bare_page("Present")

notebook = presented_notebook(view)
if notebook is not None:
    present(view, notebook)
