"""The one floor that knows both Streamlit and the core."""
