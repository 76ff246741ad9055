"""What the app asks of the facts directly: profiles, attributes, coverage, notes."""
