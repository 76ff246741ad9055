"""How a row of any export finds its account."""
