"""When accounts were customers, how long, and what came up for renewal."""
