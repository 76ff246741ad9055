"""Large regular files, block by block."""
