"""Links, copies and what their visitors see."""
