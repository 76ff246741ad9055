"""Metrics of the family: support."""
