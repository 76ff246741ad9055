"""Voice: what customers answer and write, and in whose words."""
