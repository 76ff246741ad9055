"""Words and cells for people and spreadsheets."""
