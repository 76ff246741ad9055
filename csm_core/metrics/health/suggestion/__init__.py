"""Weights learned from the past."""
