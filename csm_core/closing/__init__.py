"""Closing: a month's figures are kept, and what a later load or setting makes of them is told account by account."""
