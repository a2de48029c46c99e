"""What came of it all, from the ledger: figures with their cases, targets, reports, freezes."""
