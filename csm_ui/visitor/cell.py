"""Cell: what pages and notebooks are made of."""

from csm_core.notebook.cell import Cell, Form

__all__ = ["Cell", "Form"]
