"""Copies of a workspace: made while it is in use, proved whole, kept for some days, and put in its place again."""
