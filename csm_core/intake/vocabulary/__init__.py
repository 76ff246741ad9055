"""The words that exports use, in several languages."""
