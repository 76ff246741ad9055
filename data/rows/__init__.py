"""The demo company as rows that were read already: the app loads them, `python -m data.rows` writes them."""
