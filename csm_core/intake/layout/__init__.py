"""Lines to tables: headers, sections, totals, groups."""
