"""Files in, canonical rows and named problems out."""
