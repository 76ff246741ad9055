"""Customer-success metrics from plain exports: the core, free of screens, clocks and networks."""
