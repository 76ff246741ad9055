"""What lifetime value is computed from."""
