"""Facts about accounts: which there are, and what is known of each from when to when."""
