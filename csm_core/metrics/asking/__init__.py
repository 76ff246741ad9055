"""From a question to an answer or the rows behind it."""
