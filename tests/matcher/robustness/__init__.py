"""What must not break or mislead a match: one module for each risk, full size in `make verify`."""
