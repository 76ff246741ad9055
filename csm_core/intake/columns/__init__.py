"""Which column is what: headers and values against canonical columns."""
