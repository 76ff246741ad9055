"""Reports: a notebook printed to a file that others can open."""
