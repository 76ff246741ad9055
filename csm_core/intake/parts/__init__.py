"""Further tables that the rows of one file become."""
