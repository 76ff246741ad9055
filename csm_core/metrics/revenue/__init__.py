"""Metrics of the family: revenue."""
