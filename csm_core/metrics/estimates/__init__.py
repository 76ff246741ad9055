"""Counts and ratios to cells with intervals."""
