"""Which loads are exports of one source, and which of their rows stand."""
