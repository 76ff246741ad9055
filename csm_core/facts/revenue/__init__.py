"""Facts about money: the ledger, bills, deals, costs, exchange rates."""
