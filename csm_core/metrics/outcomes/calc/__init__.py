"""What several outcome metrics compute alike."""
