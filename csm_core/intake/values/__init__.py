"""Columns of text to typed columns."""
