"""The workspace file: rows, loads, documents, and who may open it."""
