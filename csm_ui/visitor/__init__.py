"""Who looks at which workspace, and how."""
