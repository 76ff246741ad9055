"""Cell: what pages and notebooks are made of."""

from csm_core.notebook.cell import Cell, Form, Text

__all__ = ["Cell", "Form", "Text"]
