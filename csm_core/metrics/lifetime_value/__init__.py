"""Metrics of the family: lifetime value."""
