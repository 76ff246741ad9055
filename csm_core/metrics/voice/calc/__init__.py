"""What several survey metrics compute alike."""
