"""What every request passes before Streamlit sees it: whose it is, from where, how many of them, under what rules."""
