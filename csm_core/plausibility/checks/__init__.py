"""The checks: one file each, named by the check's id, that declares CHECK."""
