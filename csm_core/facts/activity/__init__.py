"""Facts about what customers do and say: use, answers, tickets, campaigns, outcomes."""
