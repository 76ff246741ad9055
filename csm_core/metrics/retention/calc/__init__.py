"""What several retention metrics compute alike."""
