"""Where queries run, within limits, and what goes wrong with their files."""
