"""What the text of one cell says: numbers, moments, units."""
