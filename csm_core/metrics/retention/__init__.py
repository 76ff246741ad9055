"""Metrics of the family: retention."""
