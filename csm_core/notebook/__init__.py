"""Notebooks: cells with notes, live or frozen, and how they are kept."""
