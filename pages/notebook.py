"""Notebook: the story of a meeting, in cells with what was concluded under each."""

from csm_ui.notebook.bar import add_content, open_notebook
from csm_ui.notebook.entries import entries
from csm_ui.page.frame import page
from csm_ui.page.trust import foot

view = page("Notebook", "What did we see, and what do we conclude?")

notebook = open_notebook(view)
if notebook is not None:
    entries(view, notebook)
    add_content(view, notebook)
foot(view)
