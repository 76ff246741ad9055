"""How fast the app's own work is, as ratios against what else one could use, in one run on one machine."""
