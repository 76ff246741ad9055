"""What several adoption metrics compute alike."""
