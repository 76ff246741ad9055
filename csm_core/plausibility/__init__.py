"""Whether the loaded company as a whole can be true: a list of doubts about the result of a load."""
