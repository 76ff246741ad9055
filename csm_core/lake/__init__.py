"""Use that stands in a lake: a Spark cluster judges its rows and puts them together, and they become a load."""
