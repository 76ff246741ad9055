"""Each row kept or quarantined with its reason, and what rows mean."""
