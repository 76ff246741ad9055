"""Worked examples that several metrics share."""
