"""The ledger of indicators: how each is counted, what the service itself adds, what is reported."""
