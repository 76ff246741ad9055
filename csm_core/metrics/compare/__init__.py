"""Answers beside other answers: before, by segment, by rule, by account."""
