"""One clean file, polluted in every way that files are, and how much of it is still read."""
