"""What a file probably is, for a person to confirm."""
