"""A notebook on screens: figures together, all else alone, and nothing that nobody has written."""

from csm_core.notebook.cell import Cell, Form, Text
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.prompts import BRIEF
from csm_core.notebook.screens import screens


def test_figures_share_a_screen_and_headings_stand_over_what_follows_them() -> None:
    figures = [Cell(name, form=Form.FIGURE) for name in ("mrr", "nps", "csat", "ces", "clv")]
    contents = [Text(f"# In brief\n\n{BRIEF}"), *figures, Text("# Revenue"), Cell("mrr_movements"), Text("It grew.")]
    shown = screens(Notebook.of("Board", contents))
    # A heading with a prompt alone is no screen; of five figures four stand together.
    assert [(screen.section, len(screen.entries)) for screen in shown] == [
        ("In brief", 4),
        ("In brief", 1),
        ("Revenue", 1),
        ("Revenue", 1),
    ]
    assert [screen.entries[0].content for screen in shown[2:]] == [Cell("mrr_movements"), Text("It grew.")]


def test_a_notebook_without_anything_to_show_has_no_screen() -> None:
    assert screens(Notebook.of("Empty", [Text(f"# Month\n\n{BRIEF}")])) == ()
