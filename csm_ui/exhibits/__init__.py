"""Figures, pictures and tables with what stands behind them."""
