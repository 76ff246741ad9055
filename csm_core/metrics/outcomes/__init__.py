"""Metrics of the family: outcomes."""
