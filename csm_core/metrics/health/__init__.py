"""Metrics of the family: health."""
