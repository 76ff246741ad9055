"""Files that are damaged and processes that are killed, at random: what is left must be whole, or be refused."""
