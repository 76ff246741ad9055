"""Snapshots: read-only copies of a notebook with the facts behind it, for people without the workspace."""
