"""What the health score is made of."""
