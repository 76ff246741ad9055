"""Metrics of the family: voice."""
