"""Dropping files, mapping them, and what is loaded."""
