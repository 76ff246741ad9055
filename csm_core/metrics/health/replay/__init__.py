"""The past of the score, and whether it would have warned."""
