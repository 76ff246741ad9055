"""The frame round every page, and what only one page shows."""
