"""What several revenue metrics compute alike."""
