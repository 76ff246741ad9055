"""Files into a workspace, all or nothing, and what is said of them there."""
