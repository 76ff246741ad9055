"""Notebook: the story of a meeting, in cells with what was concluded under each."""

from csm_ui.notebook.bar import add_content, is_edited, open_name, open_notebook
from csm_ui.notebook.entries import entries
from csm_ui.page.frame import page
from csm_ui.page.trust import foot

view = page("Notebook", "Each cell keeps its own period, split and filters, whatever the sidebar says.", open_name)

notebook = open_notebook(view)
if notebook is not None:
    entries(view, notebook, is_edited(notebook))
    if is_edited(notebook):
        add_content(view, notebook)
foot(view)
