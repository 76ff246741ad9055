"""What a workspace knows of one customer or one person: shown, and erased."""
