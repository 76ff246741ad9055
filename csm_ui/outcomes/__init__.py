"""Outcomes: what customers and the company want to reach, and what campaigns did."""
