"""Results to pictures, chosen by the shape of the result."""
