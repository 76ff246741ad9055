"""One small file a known export."""
