"""Scoped inputs: the facts as one Scope sees them, which all metric SQL reads."""
