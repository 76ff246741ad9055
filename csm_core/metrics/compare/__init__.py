"""Answers beside other answers: before, by segment, by variant, by account."""
