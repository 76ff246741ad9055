"""Health under another scenario."""
