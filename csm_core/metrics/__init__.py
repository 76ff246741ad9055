"""Metrics, one file each, each declared once."""
