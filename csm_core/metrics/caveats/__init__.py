"""What is said beside any figure: rows left out, money without a rate, doubts."""
