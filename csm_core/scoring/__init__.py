"""The health score: components, normalisation, weights, bands."""
