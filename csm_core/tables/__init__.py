"""The canonical tables."""
