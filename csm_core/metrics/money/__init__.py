"""How an account's recurring revenue moves."""
