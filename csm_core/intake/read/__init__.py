"""Any file to lines of text: archives, encodings, delimiters, workbooks, Parquet, JSON."""
