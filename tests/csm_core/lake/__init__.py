"""What a lake's events become here; what a cluster does with them is in tests/conformance."""
