"""One file a known export; each declares DIALECTS. Nothing else needs to know of a new one."""
