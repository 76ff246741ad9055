"""One module an exporting tool: the invented company in that tool's headers, formats and quirks."""
