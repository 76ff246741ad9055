"""Files that nobody would write, for the reader: they are refused in words, or what is kept stands in them."""
