"""Compact tables that metrics read, built once a load."""
