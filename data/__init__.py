"""The demo company: an invented software vendor, written as the exports that its tools would give."""
