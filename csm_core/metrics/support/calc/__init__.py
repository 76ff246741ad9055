"""What several support metrics compute alike."""
